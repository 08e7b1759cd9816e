"""A base model on this machine, as the host needs to know it."""

from pathlib import Path

import msgspec


class BaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A GGUF file that was checked. `notice` is a word for Health, empty if all is as it should.

    `sha256` is of the file itself: adapters know their base by it. `memory_needed` in bytes,
    weights and a full context together. `opening` is what the answer is made to begin with (a
    thinking model is told that it has thought already).
    """

    name: str
    label: str
    path: Path
    sha256: str = ""
    licence: str = ""
    parameters: str = ""
    encoding: str = ""
    memory_needed: int = 0
    notice: str = ""
    opening: str = ""
