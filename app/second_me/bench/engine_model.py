"""The engine as a `TextModel`, without a process of its own: one thing less to wait for."""

import threading
from collections.abc import Callable, Sequence

import msgspec

from second_me.inference.engine import Engine
from second_me.inference.text_model import Finish, Generate, Generated, TextModel
from second_me.inference.writing import Made, Wanted

_FINISHES: dict[str, Finish] = {"stop": "stop", "length": "length", "cancelled": "cancelled"}


class EngineModel(TextModel):
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

        made = self._engine.generate(_wanted(request), emit)
        return _generated(request, "".join(pieces), made)

    def generate_all(
        self,
        requests: Sequence[Generate],
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> list[Generated]:
        """Return the texts, written at once; nothing stops them in the middle."""
        del cancel, background
        self._engine.stop.clear()
        made = self._engine.generate_all([_wanted(one) for one in requests])
        return [_generated(one, *done) for one, done in zip(requests, made, strict=True)]


def _wanted(request: Generate) -> Wanted:
    return msgspec.convert(request, Wanted, from_attributes=True)


def _generated(request: Generate, text: str, made: Made) -> Generated:
    return Generated(
        text=text,
        finish=_FINISHES[made.finish],
        prompt_tokens=made.prompt_tokens,
        cached_tokens=made.cached_tokens,
        generated_tokens=made.generated_tokens,
        prompt_seconds=made.prompt_seconds,
        generate_seconds=made.generate_seconds,
        probabilities=tuple(made.probabilities),
        declined=made.declined,
        maker=request.maker,
    )
