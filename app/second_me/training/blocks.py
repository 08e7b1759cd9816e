"""What the generate adapter learns from: numbered memories, and questions with their answers.

A block holds one list of memories and several questions on it, so that the memories, nine
tenths of the text, are computed once for all of them.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from second_me.inference.adapter_prompts import Line


class Asked(msgspec.Struct, frozen=True):
    """A question and its answer. `shown_by` are numbers of memories; none means a decline."""

    question: str
    asked: str
    answer: str
    shown_by: tuple[int, ...] = ()


class Block(msgspec.Struct, frozen=True):
    """Memories and what is asked about them. `person` decides on which side of a split it falls."""

    source: str
    person: str
    lines: tuple[Line, ...]
    asked: tuple[Asked, ...]


def write(path: Path, blocks: Iterable[Block]) -> int:
    """Write blocks as JSON lines and return how many there were."""
    encoder = msgspec.json.Encoder()
    count = 0
    with path.open("wb") as file:
        for block in blocks:
            file.write(encoder.encode(block) + b"\n")
            count += 1
    return count


def read(path: Path) -> Iterator[Block]:
    """Yield the blocks in `path`. Raises msgspec.ValidationError for a line that is none."""
    decoder = msgspec.json.Decoder(Block)
    with path.open("rb") as file:
        for line in file:
            yield decoder.decode(line)
