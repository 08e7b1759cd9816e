"""What a task learns from, in the form that every task has: a shared beginning, and turns on it.

Each turn sees the shared text and itself, never another turn, so that the shared text is computed
once for all of them.
"""

import random
from collections.abc import Iterator, Sequence

import msgspec


class Turn(msgspec.Struct, frozen=True):
    """What is asked, and what is to be answered."""

    asked: str
    answer: str


class Texts(msgspec.Struct, frozen=True):
    """A shared beginning and the turns on it."""

    shared: str
    turns: tuple[Turn, ...]


def mixed(shared: str, turns: Sequence[Turn], characters: int, seed: int) -> Iterator[Texts]:
    """Yield the turns in an order drawn from `seed`, up to so many `characters` in one block."""
    order = list(turns)
    random.Random(f"mixed:{seed}").shuffle(order)  # noqa: S311  (repeatable, not secret)
    together: list[Turn] = []
    length = 0
    for turn in order:
        size = len(turn.asked) + len(turn.answer)
        if together and length + size > characters:
            yield Texts(shared, tuple(together))
            together, length = [], 0
        together.append(turn)
        length += size
    if together:
        yield Texts(shared, tuple(together))
