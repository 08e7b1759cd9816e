"""One request and what comes back for it, over the worker's frames."""

import threading
import time
from collections.abc import Callable, Sequence

from second_me.core.errors import Bug, Cancelled, ModelUnavailable, WorkerDied
from second_me.inference import frames
from second_me.inference.child import Child, Ended, Said
from second_me.inference.text_model import (
    AdapterRefused,
    Finish,
    Generate,
    Generated,
    GrammarRefused,
    PromptTooLong,
)

_LOOK_SECONDS = 0.02
_STOP_SECONDS = 5.0
_SILENCE_SECONDS = 900.0
_LOAD_SECONDS = 300.0
_FINISHES: dict[str, Finish] = {"stop": "stop", "length": "length", "cancelled": "cancelled"}


End = frames.Finished | frames.FinishedAll


class Interrupted(Exception):
    """A background request made way for another; it is to be started afresh."""


def load(child: Child, wanted: frames.Load) -> tuple[frames.Hello, frames.Loaded]:
    """Have the worker load a base, and return what it says of itself and of the base.

    Raises ModelUnavailable when the base cannot be loaded, WorkerDied.
    """
    child.send(wanted)
    deadline = time.monotonic() + _LOAD_SECONDS
    hello = frames.Hello(confinement=())
    while True:
        said = child.hear(max(0.0, deadline - time.monotonic()))
        if isinstance(said, frames.Hello):
            hello = said
        elif isinstance(said, frames.Loaded):
            return hello, said
        elif isinstance(said, frames.Refused):
            raise ModelUnavailable(
                "The language model cannot be loaded",
                f"llama.cpp says: {said.reason or 'nothing more'}.",
                "Choose another model, or fetch this one again.",
            )
        elif isinstance(said, Ended):
            raise died(said)
        else:
            child.end()
            raise died(None)


def died(end: Ended | None) -> WorkerDied:
    """Return the words for a worker that is gone; None for one that fell silent."""
    how = "It stopped answering" if end is None else f"It ended with code {end.code}"
    return WorkerDied(
        "The language model stopped",
        f"{how} in the middle of its work.",
        "Nothing is lost. It has been started again; try once more.",
    )


class Conversation:
    """One generation with a worker that has its base loaded."""

    def __init__(self, child: Child, number: int) -> None:
        self._child = child
        self._number = number
        self._parts: list[str] = []

    def generate(
        self,
        request: Generate,
        on_token: Callable[[str], None] | None,
        cancel: threading.Event | None,
        interrupt: Callable[[], bool] | None,
    ) -> Generated:
        """Return what the worker makes of the request; see `TextModel.generate`.

        `interrupt` says when a background request must make way; its pieces are held
        back until it is whole. Raises Interrupted then.
        """
        emit = None if interrupt else on_token
        asked = _run(self._number, request, background=interrupt is not None)
        end = self._asked(asked, emit, cancel, interrupt)
        if isinstance(end, frames.FinishedAll):
            raise _confused()
        text = "".join(self._parts)
        if end.finish == "cancelled" and not text:
            raise Cancelled("Stopped", "It was stopped before there was an answer.")
        if on_token is not None and emit is None and text:
            on_token(text)
        return _generated(end, text)

    def generate_all(
        self,
        requests: Sequence[Generate],
        cancel: threading.Event | None,
        interrupt: Callable[[], bool] | None,
    ) -> list[Generated]:
        """Return what the worker makes of all requests; see `TextModel.generate_all`."""
        background = interrupt is not None
        runs = tuple(_run(self._number, one, background=background) for one in requests)
        asked = frames.RunAll(number=self._number, background=background, runs=runs)
        end = self._asked(asked, None, cancel, interrupt)
        if isinstance(end, frames.Finished):
            raise _confused()
        if any(one.finish == "cancelled" for one in end.ends):
            raise Cancelled("Stopped", "It was stopped before there was an answer.")
        return [_generated(one, text) for one, text in zip(end.ends, end.texts, strict=True)]

    def _asked(
        self,
        request: frames.Run | frames.RunAll,
        emit: Callable[[str], None] | None,
        cancel: threading.Event | None,
        interrupt: Callable[[], bool] | None,
    ) -> End:
        """Send a request and return how it ended."""
        self._child.send(request)
        try:
            return self._hear_out(emit, cancel, interrupt)
        except (WorkerDied, Interrupted, ModelUnavailable, PromptTooLong):
            raise
        except BaseException:
            # The listener failed: leave the worker fit for the next request.
            self._stop()
            raise

    def _hear_out(
        self,
        emit: Callable[[str], None] | None,
        cancel: threading.Event | None,
        interrupt: Callable[[], bool] | None,
    ) -> End:
        watched = cancel is not None or interrupt is not None
        heard = time.monotonic()
        while True:
            said = self._child.hear(_LOOK_SECONDS if watched else _SILENCE_SECONDS)
            if said is not None:
                heard = time.monotonic()
                end = self._take(said, emit)
                if end is not None:
                    return end
            elif time.monotonic() - heard >= _SILENCE_SECONDS:
                self._child.end()
                raise died(None)
            if interrupt is not None and interrupt():
                self._stop()
                raise Interrupted
            if cancel is not None and cancel.is_set():
                return self._stop()

    def _take(self, said: Said, emit: Callable[[str], None] | None) -> End | None:
        """Take one message in; return the end when it is that."""
        if isinstance(said, frames.Piece):
            self._parts.append(said.text)
            if emit is not None:
                emit(said.text)
            return None
        if isinstance(said, End):
            return said
        if isinstance(said, frames.Refused):
            raise _refusal(said)
        if isinstance(said, Ended):
            raise died(said)
        raise _confused()

    def _stop(self) -> End:
        """Stop the request and return how it ended; a worker that does not stop is ended."""
        self._child.send(frames.Stop(self._number))
        deadline = time.monotonic() + _STOP_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            said = self._child.hear(left)
            end = self._take(said, None) if said is not None else None
            if end is not None:
                return end
        self._child.end()
        raise died(None)


def _confused() -> Bug:
    return Bug("The model worker is confused", "It answered what was not asked.")


def _run(number: int, request: Generate, *, background: bool) -> frames.Run:
    return frames.Run(
        number=number,
        task=request.task,
        prompt=request.prompt,
        grammar=request.grammar,
        max_tokens=request.max_tokens,
        temperature=request.temperature,
        stop=request.stop,
        adapter=request.adapter,
        seed=request.seed,
        repetition=request.repetition,
        background=background,
        scored=request.scored,
        decline=request.decline,
        decline_from=request.decline_from,
    )


def _generated(end: frames.Finished, text: str) -> Generated:
    return Generated(
        text=text,
        finish=_FINISHES.get(end.finish, "stop"),
        prompt_tokens=end.prompt_tokens,
        cached_tokens=end.cached_tokens,
        generated_tokens=end.generated_tokens,
        prompt_seconds=end.prompt_seconds,
        generate_seconds=end.generate_seconds,
        probabilities=end.probabilities,
        declined=end.declined,
    )


def _refusal(refused: frames.Refused) -> Exception:
    if refused.kind == "too_long":
        return PromptTooLong(refused.prompt_tokens, refused.room)
    if refused.kind == "grammar":
        return GrammarRefused("The grammar cannot be read", "llama.cpp refused it.")
    if refused.kind == "adapter":
        return AdapterRefused(
            "The adapter does not fit",
            "It is missing or was made for another base.",
            "Use the model without it, or install it again.",
        )
    return ModelUnavailable(
        "The language model could not go on", f"llama.cpp refused to compute ({refused.reason})."
    )
