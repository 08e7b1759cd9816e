"""Short windows of messages and the facts told in them: what the extract adapter learns from."""

import random
from collections.abc import Iterable, Sequence

import msgspec

from second_me.core import bearing
from second_me.core.bearing import ENOUGH
from second_me.core.terms import stems
from second_me.inference.adapter_prompts import Line
from second_me.inference.fact_lines import LONGEST, Stated, extract_parts, written
from second_me.training.texts import Turn

BORNE_OUT = 0.5
"""Share of a statement's own words that its message must hold for it to be learned: a little less
than the product asks for, which so refuses what is learned too freely.
"""


class Window(msgspec.Struct, frozen=True):
    """Messages of one stretch and what is to be written down. `person` decides the split."""

    source: str
    person: str
    lines: tuple[Line, ...]
    facts: tuple[Stated, ...] = ()


def turn(window: Window) -> Turn:
    """Return a window as it is asked and answered, in the order of its messages."""
    facts = sorted(window.facts, key=lambda fact: fact.number)
    return Turn(extract_parts(window.lines)[1], written(facts))


def shared() -> str:
    """Return what all windows have in common."""
    return extract_parts(())[0]


def borne_out(statement: str, message: str, name: str) -> bool:
    """Return whether the product would keep a statement: its message bears it out."""
    return len(statement) <= LONGEST and bearing.borne_out(statement, message, name) >= BORNE_OUT


def distinct(statements: Iterable[Stated]) -> list[Stated]:
    """Return the statements without those that say what one before them says."""
    kept: list[Stated] = []
    for one in statements:
        own = stems(one.text)
        if not any(_alike(own, stems(other.text)) for other in kept):
            kept.append(one)
    return kept


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    return len(first & second) >= ENOUGH * len(first | second)


def balanced(windows: Sequence[Window], silent: float, seed: int) -> list[Window]:
    """Return the windows with at most the share `silent` of such that tell nothing."""
    telling = [window for window in windows if window.facts]
    quiet = [window for window in windows if not window.facts]
    most = int(len(telling) * silent / (1 - silent))
    rng = random.Random(f"balance:{seed}")  # noqa: S311  (repeatable, not secret)
    return telling + rng.sample(quiet, min(most, len(quiet)))
