"""Turns blocks into tokens: what they share once, then every turn with its answer.

No turn sees another: each has the shared text before it and counts its places from where
that ends, exactly as if it were asked alone.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
import torch

from second_me.inference.adapter_prompts import END, generate_parts, written
from second_me.training.blocks import Block
from second_me.training.texts import Texts, Turn

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


def pack(block: Block | Texts, tokenize: Tokenize, longest: int) -> Packed | None:
    """Return the block with as many turns as fit into `longest` tokens; None if none does."""
    texts = block if isinstance(block, Texts) else asked_on(block)
    opening = len(tokenize(""))  # the token that some bases begin every text with
    packed = Packed([], [], [], [])
    _add(packed, tokenize(texts.shared), MEMORIES, 0, learned=False)
    start = len(packed.tokens)
    for number, turn in enumerate(texts.turns, start=1):
        question = tokenize(turn.asked)[opening:]
        answer = tokenize(turn.answer + END)[opening:]
        if len(packed.tokens) + len(question) + len(answer) > longest:
            break
        _add(packed, question, number, start, learned=False)
        _add(packed, answer, number, start + len(question), learned=True)
    return packed if any(packed.learned) else None


def asked_on(block: Block) -> Texts:
    """Return numbered memories and the questions on them as texts."""
    parts = [generate_parts(block.lines, one.question, one.asked) for one in block.asked]
    turns = [
        Turn(turn, written(one.shown_by, one.answer))
        for one, (_, turn) in zip(block.asked, parts, strict=True)
    ]
    return Texts(parts[0][0] if parts else "", tuple(turns))


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
