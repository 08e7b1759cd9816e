"""The prompt of the update adapter: what is known, a new fact, and one decision in a few tokens.

The known facts come first and are numbered; the answer is a number and a word, as in
"2 supersede". The number comes before the word, so that the model first finds what the new
fact touches and then says how. Training and the product write it through this one module.
"""

import enum
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import msgspec

from second_me.inference.adapter_prompts import plain

UPDATE: Final = "v2-adapter"
LONGEST_TEXT: Final = 240
LONGEST_WORDS: Final = 200
MOST_KNOWN: Final = 6
_NEW: Final = "<|im_start|>user\n"
_ANSWER: Final = re.compile(r"\s*(\d) ([a-z]+)\s*")


class Change(enum.StrEnum):
    """What a new fact does to those that are known."""

    ADD = "add"  # it says something else than all of them
    CONFIRM = "confirm"  # one says it already
    REFINE = "refine"  # it says the same as one, and more
    SUPERSEDE = "supersede"  # it takes the place of one that held until now, or was wrong
    RETRACT = "retract"  # one holds no more, and nothing takes its place
    IGNORE = "ignore"  # nobody means it to be so: a joke, an if, a passing mood


ALONE: Final = frozenset({Change.ADD, Change.IGNORE})
"""These touch no known fact."""


class Statement(msgspec.Struct, frozen=True):
    """A fact as the model is shown it. `day` as `core.said_times.day` writes it; `words` are
    those that somebody said, shown of the new fact only.
    """

    day: str
    kind: str
    text: str
    words: str = ""


class Answer(msgspec.Struct, frozen=True):
    """The decision taken apart; `number` is that of the known fact, 0 for none."""

    number: int
    change: Change


def update_prompt(known: Sequence[Statement], new: Statement) -> str:
    """Return the whole prompt for one decision."""
    before, turn = update_parts(known, new)
    return before + turn


def update_parts(known: Sequence[Statement], new: Statement) -> tuple[str, str]:
    """Return the prompt as what is known, alike for all new facts beside it, and the new fact."""
    path = files("second_me.inference") / "prompts" / "update" / f"{UPDATE}.txt"
    before, mark, after = path.read_text("utf-8").partition(_NEW)
    lines = [f"[{number}] {_line(one)}" for number, one in enumerate(known[:MOST_KNOWN], start=1)]
    said = f"\nSaid: {_cut(new.words, LONGEST_WORDS)}" if new.words.strip() else ""
    shown = "\n".join(lines) or "Nothing."
    return before.replace("{known}", shown), (mark + after).replace("{new}", _line(new) + said)


def grammar(known: int) -> str:
    """Return the GBNF of the decisions that are possible beside so many known facts."""
    alone = 'root ::= "0 add" | "0 ignore"'
    if not known:
        return alone
    return f'{alone} | [1-{known}] " " ("confirm" | "refine" | "supersede" | "retract")'


def written(number: int, change: Change) -> str:
    """Return a decision as the adapter is to write it."""
    return f"{number} {change.value}"


def read(text: str, known: int) -> Answer | None:
    """Take apart what the adapter wrote; None if it is no decision beside so many known facts."""
    found = _ANSWER.fullmatch(text)
    if found is None or found[2] not in set(Change):
        return None
    number, change = int(found[1]), Change(found[2])
    if (change in ALONE) != (number == 0) or number > known:
        return None
    return Answer(number, change)


def _line(one: Statement) -> str:
    return f"{plain(one.day)}, {plain(one.kind)}: {_cut(one.text, LONGEST_TEXT)}"


def _cut(text: str, most: int) -> str:
    line = plain(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
