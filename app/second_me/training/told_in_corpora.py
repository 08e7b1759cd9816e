"""Windows from public corpora whose licence allows training, with what is told in them.

RealMem (Apache-2.0): its gold memories, statement by statement, where the turn that they come
from bears them out. LifeBench (Apache-2.0): notes and calendar entries with what is said of
them. LongMemEval's training part (MIT): turns of which something is asked later.
"""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec

from second_me.core import bearing
from second_me.core.bearing import ENOUGH
from second_me.core.said_times import annotate, day
from second_me.core.sentences import asks, sentences
from second_me.corpora import realmem_memories
from second_me.corpora.realmem_memories import OWN, Session
from second_me.inference.adapter_prompts import Line
from second_me.inference.fact_lines import Stated
from second_me.memory.told import PIECE
from second_me.training.kinds import kind_of
from second_me.training.third_person import third_person
from second_me.training.windows import Window, borne_out, distinct

HELD_BACK: Final = ("Pak_Budi", "Sarah_Miller")
"""Personas of RealMem that nothing is trained on."""

GATE: Final = "Kim_Ji_young"
"""Who the gate of what the adapter writes is fitted on; the adapter never reads of her."""

_MOST_WORDS: Final = 34
_LONGEST_TURN: Final = 440
_CHARACTERS: Final = 300
_MOST_PIECES: Final = 2
"""Of one window. The product shows one piece at a time; two teach whose words are whose."""

_CUT: Final = 0.3
"""How often a window ends before it is full, so that there are short ones too."""


_PASSING: Final = re.compile(
    r" (?:is (?:\w+ )?(?:looking|trying|wondering|curious)|needs|would like) "
)
"""What somebody wants of the assistant just now."""


_IS: Final = r"(?:is|are|was|were|has|have|had|will|must|should)\b"
_OPENINGS: Final = (
    (r"(?:Directive|Request|Decision|Desire|Intention|Commitment) to ", " wants to "),
    (r"(?:Goal|Aim|Objective)(?: is)? to ", " aims to "),
    (r"Prefers? |Preference (?:for|is) ", " prefers "),
    (r"(?=[A-Z][a-z]+ed (?!is |are |was |for |by |to ))", " "),
    (rf"The (?=(?:[\w'-]+ ){{1,6}}{_IS})", "'s "),
    (r"(?=[A-Z][\w'-]*(?: [\w'-]+){0,4}: )", "'s "),
    (rf"(?=[A-Z][a-z]+s?(?: [a-z][\w'-]*){{0,5}} {_IS})", "'s "),
)
"""Of statements that do not name the person: how they begin, and what is written instead."""

_TO_YOU: Final = re.compile(r"\byou(?:r|rs)?\b", re.IGNORECASE)
"""The assistant's own words, copied."""

_MARKS: Final = re.compile(r"^(?:\d+[.)]|[-*\u2022])\s+")
_USER: Final = "User"

_KEEPS_CASE: Final = re.compile(r"\W|\w?[A-Z]{2}|I\b|[A-Z][\w'-]* [A-Z]|\d")


def named(statement: str, name: str) -> str:
    """Return a statement that begins with the person's name, as a sentence where rules make one."""
    said = realmem_memories.named(statement, name)
    if said.startswith(name):
        return said
    for opening, instead in _OPENINGS:
        if found := re.match(opening, said):
            return f"{name}{instead}{_lowered(said[found.end() :])}"
    return f"{name}: {said}"


def _lowered(text: str) -> str:
    """Return a text whose first word is small unless it is a name or an abbreviation."""
    return text if _KEEPS_CASE.match(text) else text[:1].lower() + text[1:]


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
    drawn, echoed = _drawn(session), _taken_up(session)
    together: list[_Told] = []
    length = 0
    for number, (role, text) in enumerate(session.turns):
        if role != OWN:
            continue
        wanted = [named(one, name) for one in drawn.get(number, ())]
        taken_up = [named(one, name) for one in echoed.get(number, ())]
        for told in _of_turn(text, said, name, wanted, taken_up):
            full = length + len(told.line.text) > _CHARACTERS or len(together) == _MOST_PIECES
            if together and (full or rng.random() < _CUT):
                yield from _window(together, persona)
                together, length = [], 0
            together.append(told)
            length += len(told.line.text)
    yield from _window(together, persona)


def _drawn(session: Session) -> dict[int, list[str]]:
    """Return the statements drawn from the person's own turns, by turn."""
    found: dict[int, list[str]] = {}
    for one in session.noted:
        if one.role == OWN:
            found.setdefault(one.turn, []).extend(map(_plain, one.statements))
    return _said(found)


def _taken_up(session: Session) -> dict[int, list[str]]:
    """Return what was noted only when the assistant took it up, by the turn that told it."""
    own = [at for at, (role, _) in enumerate(session.turns) if role == OWN]
    found: dict[int, list[str]] = {}
    for one in session.noted:
        for statement in one.statements if one.role != OWN and own else ():
            shares = {at: bearing.borne_out(statement, session.turns[at][1], _USER) for at in own}
            best = max(own, key=shares.__getitem__)
            if shares[best] >= ENOUGH:
                found.setdefault(best, []).append(_plain(statement))
    return _said(found)


def _said(found: dict[int, list[str]]) -> dict[int, list[str]]:
    """Return the statements without the assistant's own words, copied."""
    return {at: [one for one in some if not _TO_YOU.search(one)] for at, some in found.items()}


def _plain(statement: str) -> str:
    """Return a statement without the marks of a list that it stood in."""
    return _MARKS.sub("", statement.replace("**", ""))


class _Told(msgspec.Struct, frozen=True):
    """A piece of a turn and what it tells; None where that is not known."""

    line: Line
    facts: list[Stated] | None


def _of_turn(
    text: str, said: date, name: str, drawn: Sequence[str], taken_up: Sequence[str]
) -> Iterator[_Told]:
    """Yield a turn's pieces, each with those of its memories that it bears out best.

    Where a memory `drawn` from the turn stands in none of them, nothing is learned from the silent
    ones: it may have been drawn from any.
    """
    lines = [Line(day(said), name, annotate(piece, said)) for piece in pieces(text)]
    facts: list[list[Stated]] = [[] for _ in lines]
    lost = False
    for statement in (*drawn, *taken_up):
        shares = [bearing.borne_out(statement, line.text, name) for line in lines]
        best = max(range(len(lines)), key=shares.__getitem__, default=-1)
        if best < 0 or not borne_out(statement, lines[best].text, name):
            lost = lost or statement in drawn
        elif len(statement.split()) <= _MOST_WORDS:
            facts[best].append(Stated(0, _ended(statement), kind_of(statement)))
    for line, found in zip(lines, facts, strict=True):
        yield _Told(line, found or (None if lost else []))


def _ended(statement: str) -> str:
    return statement.rstrip(" .,;:") + "."


def _window(told: Sequence[_Told], persona: str) -> Iterator[Window]:
    known = [one for one in told if one.facts is not None]
    facts = [
        Stated(number, fact.text, fact.kind)
        for number, one in enumerate(known, start=1)
        for fact in one.facts or ()
    ]
    if known:
        kept = tuple(distinct(facts))
        yield Window("RealMem", persona, tuple(one.line for one in known), kept)


def pieces(text: str) -> Iterator[str]:
    """Yield a turn in pieces that end between sentences, as the product reads it."""
    piece = ""
    for sentence in sentences(" ".join(text.split())):
        if piece and len(piece) + len(sentence) >= PIECE:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".strip()[:PIECE]
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
                if turn["role"] == "user" and len(turn["content"]) <= _LONGEST_TURN:
                    for piece in pieces(turn["content"]):
                        yield from _piece(piece, said, name, one["question_id"])


def _piece(text: str, said: date, name: str, person: str) -> Iterator[Window]:
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
    if held:
        yield Window("LongMemEval", person, (line,), tuple(distinct(held)))


def lifebench(folder: Path) -> Iterator[Window]:
    """Yield notes and calendar entries of one person of LifeBench, with what is said of them."""
    owner = msgspec.json.decode((folder / "persona.json").read_bytes())["name"]
    for kind, words in (("note", "content"), ("calendar", "description")):
        for record in msgspec.json.decode((folder / "phone_data" / f"{kind}.json").read_bytes()):
            said = datetime.fromisoformat(str(record["datetime"])).date()
            text = " ".join(f"{record['title']}. {record.get(words) or ''}".split())
            summary = _ended(str(record.get("summarized_info", "")))
            if not summary.startswith(owner):
                continue
            line = Line(day(said), owner, annotate(next(pieces(text), ""), said))
            if len(summary.split()) <= _MOST_WORDS and borne_out(summary, line.text, owner):
                fact = Stated(1, summary, "plan" if kind == "calendar" else kind_of(summary))
                yield Window("LifeBench", folder.name, (line,), (fact,))
