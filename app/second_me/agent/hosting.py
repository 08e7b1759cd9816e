"""What the agent needs of whatever runs the language model."""

from collections.abc import Callable
from typing import Protocol

from second_me.core.protocol.system import ModelState
from second_me.inference.base_file import BaseFile
from second_me.inference.host import StateListener
from second_me.inference.text_model import TextModel


class Host(TextModel, Protocol):
    """A text model with a base that can be changed; `inference.host.ModelHost` is the real one."""

    threads: int
    gpu: bool
    unload_after: float
    confinement: tuple[str, ...]

    @property
    def state(self) -> ModelState: ...

    @property
    def name(self) -> str: ...

    @property
    def detail(self) -> str: ...

    @property
    def pid(self) -> int: ...

    def memory_bytes(self) -> int: ...

    def use(self, base: BaseFile | None) -> None: ...

    def unload(self) -> None: ...

    def close(self) -> None: ...


MakeHost = Callable[[BaseFile | None, StateListener], Host]
"""Makes the host of a base; it is told on what to call when its state changes."""
