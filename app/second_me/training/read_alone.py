"""Blocks of one memory each, as the product reads the nearest memories: what is asked of it, and
what it does not tell though it sounds as if it might.
"""

import random
from collections.abc import Iterable, Iterator, Sequence

from second_me.inference.adapter_prompts import DECLINE, Line
from second_me.training.blocks import Asked, Block
from second_me.training.real_questions import content, covered

_LINES = 3
_TOLD = 3
_UNTOLD = 0.34
"""A memory that holds less of an answer's words does not tell it."""


def alone(blocks: Iterable[Block], seed: int) -> Iterator[Block]:
    """Yield blocks of one memory out of blocks of several, the same for the same seed.

    About half of the questions of each are declined: those that other memories of its block tell,
    the likest to it first.
    """
    for block in blocks:
        rng = random.Random(f"alone:{seed}:{block.person}")  # noqa: S311  (repeatable)
        telling = sorted({one.shown_by[0] for one in block.asked if len(one.shown_by) == 1})
        for number in rng.sample(telling, min(_LINES, len(telling))):
            yield _of_one(block, number, rng)


def _of_one(block: Block, number: int, rng: random.Random) -> Block:
    line = block.lines[number - 1]
    told = [one for one in block.asked if one.shown_by == (number,)]
    told = rng.sample(told, min(_TOLD, len(told)))
    untold = [one for one in block.asked if number not in one.shown_by and _silent(line, one)]
    asked = [Asked(one.question, one.asked, one.answer, (1,)) for one in told]
    asked += [_declined(one) for one in _likest(line, untold, len(told))]
    rng.shuffle(asked)
    return Block(block.source, block.person, (line,), tuple(asked))


def _silent(line: Line, asked: Asked) -> bool:
    return not asked.shown_by or covered(asked.answer, line.text) < _UNTOLD


def _likest(line: Line, asked: Sequence[Asked], count: int) -> list[Asked]:
    held = content(f"{line.author} {line.text}")
    return sorted(asked, key=lambda one: -len(held & content(one.question)))[:count]


def _declined(asked: Asked) -> Asked:
    return Asked(asked.question, asked.asked, DECLINE)
