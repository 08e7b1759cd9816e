"""Windows from public corpora whose licence allows training, with what is told in them.

RealMem (Apache-2.0): its gold memories, statement by statement, where the turn that they come
from bears them out. LifeBench (Apache-2.0): notes and calendar entries with what is said of
them. LongMemEval's training part (MIT): turns of which something is asked later.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.said_times import annotate, day
from second_me.core.sentences import asks, sentences
from second_me.corpora import realmem_memories
from second_me.corpora.realmem_memories import OWN, Session
from second_me.inference.adapter_prompts import Line
from second_me.inference.fact_lines import Stated
from second_me.training.kinds import kind_of
from second_me.training.third_person import third_person
from second_me.training.windows import Window, borne_out, distinct

HELD_BACK: Final = ("Pak_Budi", "Sarah_Miller")
"""Personas of RealMem that nothing is trained on."""

LONGEST_LINE: Final = 440
_MOST_WORDS: Final = 34


_PASSING: Final = re.compile(
    r" (?:is (?:\w+ )?(?:looking|trying|wondering|curious)|needs|would like) "
)
"""What somebody wants of the assistant just now."""


def named(statement: str, name: str) -> str:
    """Return a statement that begins with the person's name."""
    said = realmem_memories.named(statement, name)
    return said if said.startswith(name) else f"{name}: {said}"


def realmem(corpora: Path, seed: int, names: Sequence[str]) -> Iterator[Window]:
    """Yield the windows of all personas; their name is drawn anew for each session."""
    for persona in realmem_memories.read(corpora / "realmem"):
        rng = random.Random(f"{seed}:{persona.file}")  # noqa: S311  (repeatable, not secret)
        for session in persona.sessions:
            own = rng.random() < 0.4  # noqa: PLR2004
            name = persona.name.split()[0] if own else rng.choice(names)
            yield from _session(session, persona.file, name, rng)


def _session(session: Session, persona: str, name: str, rng: random.Random) -> Iterator[Window]:
    said = date.fromisoformat(session.day)
    together: list[tuple[Line, list[Stated] | None]] = []
    for number, (role, text) in enumerate(session.turns):
        if role != OWN:
            continue
        memories = [one for one in session.noted if one.role == OWN and one.turn == number]
        wanted = [statement for one in memories for statement in one.statements]
        for piece in pieces(text):
            line = Line(day(said), name, annotate(piece, said))
            together.append((line, _stated(wanted, line, name)))
    size = rng.choice((2, 3, 3))
    for start in range(0, len(together), size):
        window = _window(together[start : start + size], persona)
        if window is not None:
            yield window


def _stated(wanted: Iterable[str], line: Line, name: str) -> list[Stated] | None:
    """Return what of a turn's memories a piece of it bears out; None where it tells something
    that is not borne out, so that nothing can be learned from it.
    """
    all_of_them = [named(statement, name) for statement in wanted]
    short = [one for one in all_of_them if len(one.split()) <= _MOST_WORDS]
    held = [
        Stated(0, _ended(one), kind_of(one)) for one in short if borne_out(one, line.text, name)
    ]
    return held if held or not all_of_them else None


def _ended(statement: str) -> str:
    return statement.rstrip(" .,;:") + "."


def _window(lines: Sequence[tuple[Line, list[Stated] | None]], persona: str) -> Window | None:
    known = [(line, facts) for line, facts in lines if facts is not None]
    if not known:
        return None
    facts = [
        Stated(number, fact.text, fact.kind)
        for number, (_, found) in enumerate(known, start=1)
        for fact in found
    ]
    kept = tuple(distinct(facts))
    return Window("RealMem", persona, tuple(line for line, _ in known), kept)


def pieces(text: str) -> Iterator[str]:
    """Yield a turn in pieces that end between sentences, as the product reads it."""
    piece = ""
    for sentence in sentences(" ".join(text.split())):
        if piece and len(piece) + len(sentence) >= LONGEST_LINE:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".strip()[:LONGEST_LINE]
    if piece:
        yield piece


def longmemeval(path: Path, seed: int, names: Sequence[str]) -> Iterator[Window]:
    """Yield the turns of LongMemEval's training part with what they say of their speaker."""
    for one in msgspec.json.decode(path.read_bytes()):
        rng = random.Random(f"{seed}:{one['question_id']}")  # noqa: S311  (repeatable)
        for session in one["evidence_sessions"]:
            said = datetime.strptime(session["date"][:10], "%Y/%m/%d").date()  # noqa: DTZ007
            name = rng.choice(names)
            for turn in session["turns"]:
                window = _turn(turn, said, name, one["question_id"])
                if window is not None:
                    yield window


def _turn(turn: dict[str, Any], said: date, name: str, person: str) -> Window | None:
    text = " ".join(str(turn["content"]).split())
    if turn["role"] != "user" or len(text) > LONGEST_LINE:
        return None
    line = Line(day(said), name, annotate(text, said))
    turned = [
        third_person(annotate(sentence, said), name)
        for sentence in sentences(text)
        if not asks(sentence)
    ]
    telling = [
        one
        for one in turned
        if one and len(one.split()) <= _MOST_WORDS and not _PASSING.search(one)
    ]
    held = [Stated(1, one, kind_of(one)) for one in telling if borne_out(one, line.text, name)]
    return Window("LongMemEval", person, (line,), tuple(distinct(held))) if held else None


def lifebench(folder: Path) -> Iterator[Window]:
    """Yield notes and calendar entries of one person of LifeBench, with what is said of them."""
    owner = msgspec.json.decode((folder / "persona.json").read_bytes())["name"]
    for kind, words in (("note", "content"), ("calendar", "description")):
        for record in msgspec.json.decode((folder / "phone_data" / f"{kind}.json").read_bytes()):
            said = datetime.fromisoformat(str(record["datetime"])).date()
            text = " ".join(f"{record['title']}. {record.get(words) or ''}".split())
            summary = _ended(str(record.get("summarized_info", "")))
            if len(text) > LONGEST_LINE or not summary.startswith(owner):
                continue
            line = Line(day(said), owner, annotate(text, said))
            if len(summary.split()) <= _MOST_WORDS and borne_out(summary, line.text, owner):
                fact = Stated(1, summary, "plan" if kind == "calendar" else kind_of(summary))
                yield Window("LifeBench", folder.name, (line,), (fact,))
