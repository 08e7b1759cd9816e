"""Turns blocks into tokens: the memories once, then every question with its answer.

No question sees another: each has the memories before it and counts its places from
where they end, exactly as if it were asked alone.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
import torch

from second_me.inference.adapter_prompts import END, generate_parts, written
from second_me.training.blocks import Block

MEMORIES: Final = 0
Tokenize = Callable[[str], list[int]]


class Packed(msgspec.Struct, frozen=True):
    """A block as tokens. `part` is 0 for the memories, else the question's number;
    `learned` says which tokens the model is to predict: those of the answers.
    """

    tokens: list[int]
    places: list[int]
    part: list[int]
    learned: list[bool]


def pack(block: Block, tokenize: Tokenize, longest: int) -> Packed | None:
    """Return the block with as many questions as fit into `longest` tokens; None if none does."""
    packed = Packed([], [], [], [])
    opening = len(tokenize(""))  # the token that some bases begin every text with
    for number, asked in enumerate(block.asked, start=1):
        memories, turn = generate_parts(block.lines, asked.question, asked.asked)
        if not packed.tokens:
            _add(packed, tokenize(memories), MEMORIES, 0, learned=False)
        start = packed.part.count(MEMORIES)
        question = tokenize(turn)[opening:]
        answer = tokenize(written(asked.shown_by, asked.answer) + END)[opening:]
        if len(packed.tokens) + len(question) + len(answer) > longest:
            break
        _add(packed, question, number, start, learned=False)
        _add(packed, answer, number, start + len(question), learned=True)
    return packed if any(packed.learned) else None


def _add(packed: Packed, tokens: list[int], part: int, start: int, *, learned: bool) -> None:
    packed.tokens.extend(tokens)
    packed.places.extend(range(start, start + len(tokens)))
    packed.part.extend([part] * len(tokens))
    packed.learned.extend([learned] * len(tokens))


def sight(part: list[int], device: str = "cpu") -> Any:  # noqa: ANN401  (a tensor)
    """Return which token sees which, (1, 1, n, n) booleans: what is before it, of its own part
    or of the memories.
    """
    of = torch.tensor(part, device=device)
    before = torch.ones(len(part), len(part), dtype=torch.bool, device=device).tril()
    return (before & ((of[None, :] == MEMORIES) | (of[None, :] == of[:, None])))[None, None]
