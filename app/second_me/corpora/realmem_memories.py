"""RealMem's gold memories, statement by statement, and the turns that they were drawn from.

A gold memory is often a long note: it is cut at its sentences, at semicolons and at the marks of
its lists, and each part is a statement of its own. What goes on in the middle of a sentence, after
a comma or a colon or with a small letter, stays with what it goes on from: the items of "topics
include: 1. the river, 2. the mill" say nothing alone. What is shorter than three words is left out.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.sentences import sentences

OWN: Final = "User"
"""The role of whoever the memories are about."""

_TAG: Final = re.compile(r"^【[^】]*】\s*")
_USERS: Final = re.compile(r"\b(?:[Tt]he )?[Uu]ser('s)?(?!\w)")
_PARTS: Final = re.compile(r";\s+|(?<=[:.;,])\s+\d+[.)]\s+|\s+[*•]\s+")
_FEWEST_WORDS: Final = 3


class Noted(msgspec.Struct, frozen=True):
    """One gold memory: the turn that it is drawn from (from 0, -1 for none), whose it is, and
    its statements.
    """

    turn: int
    role: str
    statements: tuple[str, ...]


class Session(msgspec.Struct, frozen=True):
    """One conversation: its day, its turns as (role, text), and what was noted of it."""

    name: str
    day: str
    turns: tuple[tuple[str, str], ...]
    noted: tuple[Noted, ...]


class Persona(msgspec.Struct, frozen=True):
    """One person's conversations. `file` is the name that the corpus gives them."""

    file: str
    name: str
    sessions: tuple[Session, ...]


def read(path: Path) -> Iterator[Persona]:
    """Yield the persona of one file, or of each in a folder."""
    for file in [path] if path.is_file() else sorted(path.glob("*.json")):
        whole = msgspec.json.decode(file.read_bytes())
        name = str(whole["_metadata"]["person_name"])
        sessions = tuple(_session(one) for one in whole["dialogues"])
        yield Persona(name, name.replace("_", " "), sessions)


def named(statement: str, name: str) -> str:
    """Return a statement with the person's name in place of "the user"."""
    return _USERS.sub(lambda found: name + (found[1] or ""), statement).strip()


def _session(session: dict[str, Any]) -> Session:
    turns = tuple((turn["speaker"], str(turn["content"])) for turn in session["dialogue_turns"])
    day = str(session["current_time"])[:10]
    return Session(str(session["session_uuid"]), day, turns, tuple(_noted(session)))


def _noted(session: dict[str, Any]) -> Iterator[Noted]:
    for memory in session["extracted_memory"]:
        if isinstance(memory["content"], str):
            text = _TAG.sub("", memory["content"])
            cut = _joined(part.strip() for line in sentences(text) for part in _PARTS.split(line))
            whole = tuple(part for part in cut if len(part.split()) >= _FEWEST_WORDS)
            yield Noted(memory["source_turn"] - 1, memory["source_role_snapshot"], whole)


def _joined(parts: Iterable[str]) -> list[str]:
    whole: list[str] = []
    for part in parts:
        if whole and part and (whole[-1].endswith((",", ":")) or part[0].islower()):
            whole[-1] = f"{whole[-1]} {part}"
        else:
            whole.append(part)
    return whole
