"""The numbers in a GGUF header that llama.cpp builds on, and the most that makes sense."""

from collections.abc import Mapping
from typing import Final

from second_me.core.errors import PersonFault

MAX_ARRAY: Final = 2_000_000

Scalar = int | float | bool | str
Value = Scalar | tuple[Scalar, ...]


class GgufRefused(PersonFault):
    """The file is no GGUF file that llama.cpp should be shown."""

    code = "gguf_refused"

    def __init__(self, why: str) -> None:
        super().__init__(
            "This is no model file that can be used",
            f"Its header was checked first: {why}.",
            "Choose another file, or fetch this one again.",
        )


# What llama.cpp divides by, allocates by or loops over, and the most that makes sense.
_BOUNDS: Final = (
    ("block_count", 1, 512),
    ("context_length", 1, 1 << 24),
    ("embedding_length", 1, 1 << 17),
    ("feed_forward_length", 1, 1 << 20),
    ("attention.head_count", 1, 1_024),
    ("attention.head_count_kv", 1, 1_024),
    ("attention.key_length", 1, 1 << 14),
    ("attention.value_length", 1, 1 << 14),
    ("rope.dimension_count", 1, 1 << 14),
    ("expert_count", 0, 1_024),
    ("expert_used_count", 0, 1_024),
    ("vocab_size", 1, MAX_ARRAY),
)


def check_numbers(keys: Mapping[str, Value]) -> None:
    """Raise GgufRefused if a number that llama.cpp builds on makes no sense."""
    architecture = keys.get("general.architecture")
    if not isinstance(architecture, str) or not architecture.isascii() or not architecture:
        raise GgufRefused("it names no architecture")
    for name, least, most in _BOUNDS:
        value = keys.get(f"{architecture}.{name}")
        values = value if isinstance(value, tuple) else (value,)
        if value is not None and not all(_within(each, least, most) for each in values):
            raise GgufRefused(f"its {name.replace('_', ' ').replace('.', ' ')} makes no sense")
    _check_vocabulary(keys)


def _within(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _check_vocabulary(keys: Mapping[str, Value]) -> None:
    """Raise GgufRefused if the lists of the vocabulary disagree or point out of it."""
    tokens = keys.get("tokenizer.ggml.tokens")
    if tokens is None:
        return
    if not isinstance(tokens, tuple) or not tokens or not isinstance(tokens[0], str):
        raise GgufRefused("its vocabulary is no list of texts")
    for name in ("scores", "token_type"):
        beside = keys.get(f"tokenizer.ggml.{name}")
        if beside is not None and (not isinstance(beside, tuple) or len(beside) != len(tokens)):
            raise GgufRefused("the lists of its vocabulary disagree")
    for name, value in keys.items():
        points = name.startswith("tokenizer.ggml.") and name.endswith("_token_id")
        if points and not _within(value, 0, len(tokens) - 1):
            raise GgufRefused("its vocabulary points out of itself")
