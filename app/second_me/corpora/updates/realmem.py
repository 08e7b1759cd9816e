"""RealMem (Apache-2.0): its memories over time as changes of what is known.

RealMem does not say what a memory changes: a program reads it off the words, and leaves out
what words alone do not settle. So these labels are as good as that program.
"""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.said_times import day
from second_me.core.sentences import sentences
from second_me.core.terms import exact, stems
from second_me.corpora.updates.scenes import Case, Scene
from second_me.inference.update_prompts import MOST_KNOWN, Change, Statement

_LONGEST: Final = 240
_LABEL: Final = re.compile(r"【[^】]*】\s*")
_FIGURE: Final = re.compile(r"(?<![\w.,:/-])\d{1,4}(?![\w.,:/-]*\d)\b")
_ENDED: Final = re.compile(r"\b(?:no longer|cancel+ed|abandoned|dropped)\b", re.IGNORECASE)
_SPOKEN: Final = 0.75
_HELD: Final = 0.85
_GROWN: Final = 0.75
_SAME_THING: Final = 0.5
_FAR: Final = 0.3
_HELD_BACK: Final = ("Kim_Ji_young", "Pak_Budi")


class _Memory(msgspec.Struct, frozen=True):
    index: str
    statement: Statement
    stems: frozenset[str]
    exact: frozenset[str]


def scenes(path: Path, seed: int = 1) -> Iterator[Scene]:
    """Yield a scene for each memory of one person's file whose change the words settle."""
    rng = random.Random(f"realmem:{seed}:{path.name}")  # noqa: S311  (repeatable, not secret)
    whole = msgspec.json.decode(path.read_bytes())
    known: list[_Memory] = []
    for session in whole["dialogues"]:
        said = date.fromisoformat(session["current_time"][:10])
        for raw in session["extracted_memory"]:
            one = _memory(raw, said)
            if one is None:
                continue
            nearest = sorted(known, key=lambda old: -_shared(one, old))[:MOST_KNOWN]
            found = _change(one, nearest)
            if found and not (found[1] is Change.ADD and rng.random() < 0.8):  # noqa: PLR2004
                yield _scene(path.stem, one, nearest, found, rng)
            known = [old for old in known if old.index != one.index] + [one]


def all_scenes(path: Path, seed: int = 1) -> list[Scene]:
    """Return the scenes of one person's file, every second also with a changed figure."""
    found = list(scenes(path, seed))
    return found + [new for scene in found[::2] if (new := refigured(scene, seed))]


def held_back(path: Path) -> bool:
    """Say whether a file's person is only measured on."""
    return path.name.startswith(_HELD_BACK)


def _memory(raw: dict[str, Any], said: date) -> _Memory | None:
    content = raw["content"]
    if not isinstance(content, str):
        return None
    text = " ".join(_LABEL.sub("", content).split())
    if not 12 <= len(text) <= _LONGEST or not text.isascii():  # noqa: PLR2004
        return None
    kind = "plan" if raw["type"] == "Schedule" else "other"
    statement = Statement(day(said), kind, text, _words(str(raw["source_content_snapshot"]), text))
    own = stems("user assistant")
    return _Memory(str(raw["index"]), statement, stems(text) - own, exact(text) - own)


def _words(source: str, text: str) -> str:
    """Return the sentence of the source that shares most words with the memory."""
    wanted = stems(text)
    found = list(sentences(source))
    return max(found, key=lambda one: len(stems(one) & wanted), default="")


def _shared(one: _Memory, other: _Memory) -> float:
    whole = len(one.stems | other.stems)
    return len(one.stems & other.stems) / whole if whole else 0.0


def _held(one: _Memory, other: _Memory) -> float:
    """Return the share of one's words that the other holds."""
    return len(one.stems & other.stems) / len(one.stems) if one.stems else 0.0


def _change(new: _Memory, nearest: Sequence[_Memory]) -> tuple[int, Change] | None:
    """Return the place of the known memory and the change; None if words do not settle it."""
    if not nearest:
        return None
    old = next((one for one in nearest if one.index == new.index), nearest[0])
    if old.statement.text == new.statement.text:
        return None
    number = nearest.index(old) + 1
    if _shared(new, old) < _FAR:
        return (0, Change.ADD) if old.index != new.index else None
    change = _of_one_thing(new, old)
    return (number, change) if change else None


def _of_one_thing(new: _Memory, old: _Memory) -> Change | None:
    """Return what a memory is to one that speaks of the same."""
    ours, theirs = _held(new, old), _held(old, new)
    if bool(_ENDED.search(new.statement.text)) != bool(_ENDED.search(old.statement.text)):
        return Change.RETRACT if theirs >= _SAME_THING else None
    if theirs >= _HELD and ours < _GROWN and old.exact <= new.exact:
        return Change.REFINE
    if ours >= _HELD and new.exact <= old.exact:
        return Change.CONFIRM
    return None


def refigured(scene: Scene, seed: int = 1) -> Scene | None:
    """Return the scene with, as its new fact, a known one whose one figure has changed; None if
    none of them holds just one. RealMem itself tells of few such changes.
    """
    rng = random.Random(f"refigured:{seed}:{scene}")  # noqa: S311  (repeatable, not secret)
    having = [
        number
        for number, one in enumerate(scene.known, start=1)
        if len(_FIGURE.findall(one.text)) == 1
    ]
    if not having:
        return None
    number = rng.choice(having)
    old, said = scene.known[number - 1], scene.cases[0].new.day
    text = _FIGURE.sub(lambda found: _other_figure(found[0], rng), old.text)
    new = Statement(said, old.kind, text, text if rng.random() < _SPOKEN else "")
    return msgspec.structs.replace(scene, cases=(Case(new, number, Change.SUPERSEDE),))


def _other_figure(figure: str, rng: random.Random) -> str:
    other = max(1, round(int(figure) * rng.choice((0.5, 0.8, 1.25, 1.5, 2)))) + rng.choice((0, 1))
    return str(other if other != int(figure) else other + 2)


def _scene(
    person: str,
    new: _Memory,
    nearest: Sequence[_Memory],
    found: tuple[int, Change],
    rng: random.Random,
) -> Scene:
    """Return the case beside the known memories in an order of their own."""
    order = list(range(len(nearest)))
    rng.shuffle(order)
    number = order.index(found[0] - 1) + 1 if found[0] else 0
    known = tuple(_known(nearest[place].statement) for place in order)
    words = new.statement.words if rng.random() < _SPOKEN else ""
    statement = msgspec.structs.replace(new.statement, words=words)
    return Scene(person, known, (Case(statement, number, found[1]),))


def _known(statement: Statement) -> Statement:
    return msgspec.structs.replace(statement, words="")
