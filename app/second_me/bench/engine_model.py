"""The engine as a `TextModel`, without a process of its own: one thing less to wait for."""

import threading
from collections.abc import Callable

import msgspec

from second_me.inference.engine import Engine, Wanted
from second_me.inference.text_model import Finish, Generate, Generated

_FINISHES: dict[str, Finish] = {"stop": "stop", "length": "length", "cancelled": "cancelled"}


class EngineModel:
    """Generates in this process; see `TextModel`. It is stopped between two pieces."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def generate(
        self,
        request: Generate,
        on_token: Callable[[str], None] | None = None,
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> Generated:
        """Return the text; a raised `cancel` ends it at the next piece."""
        del background
        self._engine.stop.clear()
        pieces: list[str] = []

        def emit(piece: str) -> None:
            pieces.append(piece)
            if on_token is not None:
                on_token(piece)
            if cancel is not None and cancel.is_set():
                self._engine.stop.set()

        made = self._engine.generate(msgspec.convert(request, Wanted, from_attributes=True), emit)
        return Generated(
            text="".join(pieces),
            finish=_FINISHES[made.finish],
            prompt_tokens=made.prompt_tokens,
            cached_tokens=made.cached_tokens,
            generated_tokens=made.generated_tokens,
            prompt_seconds=made.prompt_seconds,
            generate_seconds=made.generate_seconds,
            probabilities=tuple(made.probabilities),
            maker=request.maker,
        )
