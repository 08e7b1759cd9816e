"""Several prompts answered at once.

Reading the weights is what a token costs on a processor; here each reading serves a token of
every answer: on two cores a token of six takes 0.37 of what one alone takes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from second_me.inference.loading import BATCH
from second_me.inference.prompt_cache import SEQUENCES, TOGETHER, common_prefix
from second_me.inference.writing import Writing

Decode = Callable[[Sequence["Cell"]], bool]
"""Computes cells; False when it was stopped."""

_FIRST: Final = SEQUENCES
"""The first sequence that is not kept from request to request."""


class Cell(msgspec.Struct, frozen=True):
    """One token to compute: its place in which sequence, and whether its logits are wanted."""

    token: int
    place: int
    sequence: int
    wanted: bool


class Answer(msgspec.Struct):
    """A prompt of which `own` is not shared, and the answer that is written to it."""

    own: list[int]
    place: int
    sequence: int
    writing: Writing


def shared(prompts: Sequence[Sequence[int]]) -> int:
    """Return how many tokens all prompts begin with in common; each keeps one of its own."""
    if not prompts:
        return 0
    first = list(prompts[0])
    return min(min(common_prefix(first, list(one)), len(one) - 1) for one in prompts)


def sequences(count: int) -> range:
    """Return the sequences for so many answers. At most `TOGETHER` fit."""
    return range(_FIRST, _FIRST + min(count, TOGETHER))


def write(answers: Sequence[Answer], context: object, decode: Decode) -> bool:
    """Compute the prompts' own parts and write all answers. Returns False when it was stopped."""
    going: list[tuple[Answer, int]] = []
    for cells, ending in _parts(answers):
        if not decode(cells):
            return False
        for at, answer in ending:
            token = answer.writing.begin(context, at)
            if token is not None:
                going.append((answer, token))
    while going:
        cells = [Cell(token, one.place, one.sequence, True) for one, token in going]
        if not decode(cells):
            return False
        following = []
        for at, (answer, _) in enumerate(going):
            answer.place += 1
            token = answer.writing.next(context, at)
            if token is not None:
                following.append((answer, token))
        going = following
    return True


def _parts(answers: Sequence[Answer]) -> Iterator[tuple[list[Cell], list[tuple[int, Answer]]]]:
    """Yield the prompts' own tokens, a batch at a time, with the places where a prompt ends."""
    cells: list[Cell] = []
    ending: list[tuple[int, Answer]] = []
    for answer in answers:
        for number, token in enumerate(answer.own, start=1):
            last = number == len(answer.own)
            if last:
                ending.append((len(cells), answer))
            cells.append(Cell(token, answer.place, answer.sequence, last))
            answer.place += 1
            if len(cells) == BATCH:
                yield cells, ending
                cells, ending = [], []
    if cells:
        yield cells, ending
