"""What a set of extracted facts is worth, in figures.

A gold statement is found if one fact of its session means the same: the cosine of their
embeddings is at least a threshold that `same_meaning` finds for the embedder in use, or the fact
holds at least `HOLDS` of the statement's own words.
A fact is right if it means the same as any gold statement of its session, the assistant's too,
or at least `HOLDS` of its own words stand in one. Words count only where there are `FEWEST_WORDS`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.bench.report import Figures
from second_me.bench.told_turns import Told
from second_me.core.bearing import ENOUGH, borne_out
from second_me.core.records import NewFact
from second_me.core.said_times import annotate
from second_me.core.terms import stems
from second_me.inference.embedder import Embedder
from second_me.memory.extraction import Proposals

HOLDS: Final = 0.6
FEWEST_WORDS: Final = 3
"""Own words: what says less stands in almost anything."""


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
        matches = Matches(one, embedder, means)
        facts += len(one.found.facts)
        if one.told.noted:
            said += len(one.found.facts)
            right += matches.right()
        for name in hits:
            hits[name] += matches.found(getattr(one.told, name))
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


class Matches:
    """Which facts of a session mean the same as which statements."""

    def __init__(self, read: Read, embedder: Embedder, means: float) -> None:
        self._means = means
        self._facts = [fact.text for fact in read.found.facts]
        self._noted = list(read.told.noted)
        name = read.told.events[0].author if read.told.events else ""
        self._name = stems(name)
        self._embedder = embedder
        self._vectors = self._embed(self._facts)

    def right(self) -> int:
        """Return how many facts stand in the gold statements."""
        if not self._facts or not self._noted:
            return 0
        near = self._vectors @ self._embed(self._noted).T
        held = [[self._holds(gold, fact) for gold in self._noted] for fact in self._facts]
        return int(((near >= self._means) | (np.array(held) >= HOLDS)).any(axis=1).sum())

    def found(self, statements: Sequence[str]) -> int:
        """Return how many of the statements stand in the facts."""
        if not self._facts or not statements:
            return 0
        near = self._embed(list(statements)) @ self._vectors.T
        held = [[self._holds(fact, gold) for fact in self._facts] for gold in statements]
        return int(((near >= self._means) | (np.array(held) >= HOLDS)).any(axis=1).sum())

    def _holds(self, text: str, statement: str) -> float:
        """Return the share of the statement's own words that `text` holds; 0 of too few words."""
        own = stems(statement) - self._name
        return len(own & stems(text)) / len(own) if len(own) >= FEWEST_WORDS else 0.0

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        return self._embedder.embed(texts)


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
