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


def mixed(shared: str, turns: Sequence[Turn], count: int, seed: int) -> Iterator[Texts]:
    """Yield the turns in an order drawn from `seed`, up to `count` in one block."""
    order = list(turns)
    random.Random(f"mixed:{seed}").shuffle(order)  # noqa: S311  (repeatable, not secret)
    for at in range(0, len(order), count):
        yield Texts(shared, tuple(order[at : at + count]))
