"""What a set of extracted facts is worth, in figures.

A gold statement is found if one fact of its session means the same: the cosine of their
embeddings is high enough, or the fact holds most of its own words (`corpora.same_meaning`).
A fact is right if it means the same as any gold statement of its session, the assistant's too,
or most of its own words stand in one.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from second_me.bench.report import Figures
from second_me.core.bearing import ENOUGH, borne_out
from second_me.core.records import NewFact
from second_me.core.said_times import annotate
from second_me.corpora.same_meaning import Meaning
from second_me.corpora.told_turns import Told
from second_me.inference.embedder import Embedder
from second_me.memory.extraction import Proposals


class Read(msgspec.Struct, frozen=True):
    """A session and what was read out of it."""

    told: Told
    found: Proposals


def of(
    read: Sequence[Read], silent: Sequence[Proposals], embedder: Embedder, means: float
) -> Figures:
    """Return the figures; `silent` is what came of messages that tell nothing, `means` the cosine
    from which on two statements count as the same.
    """
    said = right = facts = 0
    hits = {"said": 0, "drawn": 0}
    gold = {"said": 0, "drawn": 0}
    for one in read:
        owner = one.told.events[0].author if one.told.events else ""
        meaning, told = Meaning(embedder, means, owner), [fact.text for fact in one.found.facts]
        facts += len(told)
        if one.told.noted:
            said += len(told)
            right += int(meaning.told(told, one.told.noted).any(axis=1).sum())
        for name in hits:
            hits[name] += int(meaning.told(getattr(one.told, name), told).any(axis=1).sum())
            gold[name] += len(getattr(one.told, name))
    untold = [one for one in read if not one.told.noted]
    turns = sum(len(one.told.events) for one in untold)
    found, precision = _percent(hits["said"], gold["said"]), _percent(right, said)
    return {
        "sessions": len(read),
        "means_the_same_from": means,
        "gold_statements": gold["said"],
        "found": found,
        "precision": precision,
        "f1": 2 * found * precision / max(found + precision, 1e-9),
        "gold_statements_also_inferred": gold["drawn"],
        "found_also_inferred": _percent(hits["drawn"], gold["drawn"]),
        "facts": facts,
        "ungrounded": sum(map(_ungrounded, read)),
        "wrong_subject": _percent(sum(map(_wrong_subject, read)), facts),
        "refused_by_checks": _percent(
            sum(sum(one.found.refused.values()) for one in read),
            facts + sum(sum(one.found.refused.values()) for one in read),
        ),
        "unreadable": _percent(
            sum(one.found.unreadable for one in read), sum(one.found.readings for one in read)
        ),
        "junk_of_nothing_lines": _percent(sum(bool(one.facts) for one in silent), len(silent)),
        "junk_of_sessions_without_gold": _percent(
            sum(len({quote.event_id for fact in one.found.facts for quote in fact.quotes})
                for one in untold), turns
        ),
    }  # fmt: skip


def _ungrounded(read: Read) -> int:
    """Return how many facts say a figure, a name or mostly words that their message does not."""
    texts = {
        event.id: annotate(event.text, event.moment.local().date()) for event in read.told.events
    }
    return sum(
        borne_out(fact.text, texts[fact.quotes[0].event_id], f"{fact.subject} You User") < ENOUGH
        for fact in read.found.facts
    )


def _wrong_subject(read: Read) -> int:
    """Return how many facts are of somebody else: whoever speaks to an assistant is meant."""
    own = read.told.events[0].author if read.told.events else ""
    return sum(fact.subject != own for fact in read.found.facts)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def write(path: Path, by: str, read: Iterable[Read], silent: Iterable[Proposals]) -> None:
    """Append what was read, a line a session, to look at."""
    with path.open("ab") as file:
        for one in read:
            row = {
                "by": by,
                "turns": [event.text for event in one.told.events],
                "gold": one.told.said,
                "facts": [_shown(fact) for fact in one.found.facts],
                "refused": one.found.refused,
            }
            file.write(msgspec.json.encode(row) + b"\n")
        for found in silent:
            if found.facts:
                row = {"by": by, "junk": [_shown(fact) for fact in found.facts]}
                file.write(msgspec.json.encode(row) + b"\n")


def _shown(fact: NewFact) -> str:
    return f"{fact.text} | {fact.kind} | {fact.quotes[0].text}"
