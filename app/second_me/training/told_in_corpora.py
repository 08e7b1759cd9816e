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
from second_me.inference.adapter_prompts import Line
from second_me.inference.fact_lines import Stated
from second_me.training.kinds import kind_of
from second_me.training.third_person import third_person
from second_me.training.windows import Window, borne_out, distinct

HELD_BACK: Final = ("Pak_Budi", "Sarah_Miller")
"""Personas of RealMem that nothing is trained on."""

LONGEST_LINE: Final = 440
_MOST_WORDS: Final = 34
_TAG: Final = re.compile(r"^【[^】]*】\s*")
_USERS: Final = re.compile(r"\b(?:[Tt]he )?[Uu]ser('s)?(?!\w)")
_PARTS: Final = re.compile(r";\s+|(?<=[:.;,])\s+\d+[.)]\s+|\s+[*•]\s+")


_PASSING: Final = re.compile(
    r" (?:is (?:\w+ )?(?:looking|trying|wondering|curious)|needs|would like) "
)
"""What somebody wants of the assistant just now."""


class Noted(msgspec.Struct, frozen=True):
    """A gold memory's statements and the turn that they come from, from 0; -1 for none."""

    turn: int
    role: str
    statements: tuple[str, ...]


def noted(session: dict[str, Any]) -> Iterator[Noted]:
    """Yield a RealMem session's gold memories, long notes cut into single statements."""
    for memory in session["extracted_memory"]:
        if isinstance(memory["content"], str):
            text = _TAG.sub("", memory["content"])
            cut = [part for line in sentences(text) for part in _PARTS.split(line)]
            whole = tuple(part.strip() for part in cut if len(part.split()) > 2)  # noqa: PLR2004
            yield Noted(memory["source_turn"] - 1, memory["source_role_snapshot"], whole)


def named(statement: str, name: str) -> str:
    """Return a statement with the person's name in place of "the user", at least at its head."""
    said = _USERS.sub(lambda found: name + (found[1] or ""), statement).strip()
    return said if said.startswith(name) else f"{name}: {said}"


def realmem(path: Path, seed: int, names: Sequence[str]) -> Iterator[Window]:
    """Yield the windows of one persona's file; their name is drawn anew for each session."""
    persona = path.name.split("_dialogues", maxsplit=1)[0]
    rng = random.Random(f"{seed}:{persona}")  # noqa: S311  (repeatable, not secret)
    for session in msgspec.json.decode(path.read_bytes())["dialogues"]:
        own = persona.replace("_", " ")
        name = own.split()[0] if rng.random() < 0.4 else rng.choice(names)  # noqa: PLR2004
        yield from _session(session, persona, name, rng)


def _session(
    session: dict[str, Any], persona: str, name: str, rng: random.Random
) -> Iterator[Window]:
    said = date.fromisoformat(session["current_time"][:10])
    memories = [one for one in noted(session) if one.role == "User"]
    turns = [
        (number, turn["content"])
        for number, turn in enumerate(session["dialogue_turns"])
        if turn["speaker"] == "User"
    ]
    together: list[tuple[Line, list[Stated] | None]] = []
    for number, text in turns:
        wanted = [s for one in memories if one.turn == number for s in one.statements]
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
