"""The model as the agent holds it: a worker that is started, watched, unloaded, started again."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from second_me.core.errors import Cancelled, ModelUnavailable, WorkerDied
from second_me.core.protocol.system import ModelState
from second_me.inference import frames, threads
from second_me.inference.base_file import BaseFile
from second_me.inference.child import Child
from second_me.inference.conversation import Conversation, Interrupted, load
from second_me.inference.deaths import Deaths
from second_me.inference.text_model import (
    MAX_PROMPT_CHARS,
    Generate,
    Generated,
    PromptTooLong,
    TextModel,
)
from second_me.inference.turns import Turns

CONTEXT = 4096
_END_SECONDS = 5.0

StateListener = Callable[[ModelState, str], None]


class ModelHost(TextModel):
    """Runs one base in a child process; a `TextModel`. Thread-safe.

    `threads` of 0 means as many as are free. `unload_after` is in seconds of no use.
    `on_state` is called on whatever thread the state changed on, and must not call back.
    """

    def __init__(
        self,
        *,
        base: BaseFile | None,
        threads: int,
        gpu: bool,
        unload_after: float,
        on_state: StateListener | None = None,
        context: int = CONTEXT,
    ) -> None:
        self.threads = threads
        self.gpu = gpu
        self.unload_after = unload_after
        self._context = context
        self._on_state = on_state
        self._turns = Turns()
        self._base = base
        self._child: Child | None = None
        self._number = 0
        self._deaths = Deaths()
        self._closed = False
        self.confinement: tuple[str, ...] = ()
        self._idle: threading.Timer | None = None
        self._state = ModelState.IDLE if base else ModelState.MISSING
        self._detail = "" if base else "no model on this machine"

    @property
    def state(self) -> ModelState:
        return self._state

    @property
    def name(self) -> str:
        return self._base.name if self._base else ""

    @property
    def detail(self) -> str:
        """Return a word on where it runs, or why it does not."""
        notice = self._base.notice if self._base else ""
        return "; ".join(part for part in (self._detail, notice) if part)

    @property
    def pid(self) -> int:
        """Return the worker's process id, 0 when none runs."""
        child = self._child
        return child.pid if child is not None and child.alive else 0

    def memory_bytes(self) -> int:
        """Return what the worker holds in memory, 0 when none runs."""
        child = self._child
        return child.memory_bytes() if child is not None else 0

    def generate(
        self,
        request: Generate,
        on_token: Callable[[str], None] | None = None,
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> Generated:
        """Return what the model makes of `request`; see `TextModel.generate`."""

        def ask(talk: Conversation) -> list[Generated]:
            return [talk.generate(self._opened(request), on_token, cancel, self._way(background))]

        return self._served([request], ask, cancel, background=background)[0]

    def generate_all(
        self,
        requests: Sequence[Generate],
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> list[Generated]:
        """Return what the model makes of all; see `TextModel.generate_all`."""
        if not requests:
            return []

        def ask(talk: Conversation) -> list[Generated]:
            opened = [self._opened(one) for one in requests]
            return talk.generate_all(opened, cancel, self._way(background))

        return self._served(requests, ask, cancel, background=background)

    def use(self, base: BaseFile | None) -> None:
        """Change the base; the next request loads it."""
        with self._turns.take(background=False):
            self._rest()
            self._drop_child()
            self._base = base
            self._deaths.forget()
            if base is None:
                self._become(ModelState.MISSING, "no model on this machine")
            else:
                self._become(ModelState.IDLE, "")

    def unload(self) -> None:
        """Free the worker's memory; the next request starts it again."""
        with self._turns.take(background=False):
            self._rest()
            self._go_idle()

    def close(self) -> None:
        """End the worker, also in the middle of a request, for good."""
        self._closed = True
        idle = self._idle
        self._rest()
        self._drop_child()
        if idle is not None:
            idle.join(_END_SECONDS)

    def _served(
        self,
        requests: Sequence[Generate],
        ask: Callable[[Conversation], list[Generated]],
        cancel: threading.Event | None,
        *,
        background: bool,
    ) -> list[Generated]:
        """Return what comes of asking, once it is its turn; what made way is asked afresh."""
        longest = max(len(one.prompt) for one in requests)
        if longest > MAX_PROMPT_CHARS:
            raise PromptTooLong(longest // 2, self._context)
        while True:
            with self._turns.take(background=background, cancel=cancel):
                self._rest()
                try:
                    made = self._attempt(ask, cancel)
                except Interrupted:
                    continue
                finally:
                    self._watch_idleness()
                makers = map(self._maker, requests)
                return [
                    msgspec.structs.replace(one, maker=maker)
                    for one, maker in zip(made, makers, strict=True)
                ]

    def _attempt(
        self, ask: Callable[[Conversation], list[Generated]], cancel: threading.Event | None
    ) -> list[Generated]:
        if cancel is not None and cancel.is_set():
            raise Cancelled("Stopped", "It was stopped before the model began.")
        child = self._ready()
        self._number += 1
        try:
            made = ask(Conversation(child, self._number))
        except WorkerDied:
            self._bury()
            raise
        self._deaths.forget()
        return made

    def _way(self, background: bool) -> Callable[[], bool] | None:  # noqa: FBT001
        """Return what says when a background request makes way."""
        return (lambda: self._turns.urgent_waiting) if background else None

    def _opened(self, request: Generate) -> Generate:
        """Return the request with what this base's answers begin with."""
        opening = self._base.opening if self._base else ""
        if not opening:
            return request
        return msgspec.structs.replace(request, prompt=request.prompt + opening)

    def _maker(self, request: Generate) -> str:
        base = self._base
        made_by = " ".join(part for part in (base.name, base.encoding) if part) if base else ""
        adapter = Path(request.adapter).stem if request.adapter else "no adapter"
        return "; ".join((made_by, request.maker or request.task, adapter))

    def _ready(self) -> Child:
        """Return a worker with the base loaded."""
        if self._closed:
            raise ModelUnavailable("The language model is closed", "Second Me is ending.")
        base = self._base
        if base is None:
            raise ModelUnavailable(
                "No language model",
                "There is none on this machine yet.",
                "Install the default one, or choose one under Settings.",
            )
        child = self._child
        if child is not None and child.alive:
            return child
        self._check_deaths()
        return self._start(base)

    def _start(self, base: BaseFile) -> Child:
        self._become(ModelState.LOADING, "")
        count = threads.choose(self.threads)
        try:
            self._child = child = Child(self._on_end)
            if self._closed:
                child.end()
            wanted = frames.Load(
                path=str(base.path), context=self._context, threads=count, gpu=self.gpu
            )
            hello, loaded = load(child, wanted)
            self.confinement = hello.confinement
        except OSError as error:
            title = "The model's worker could not be started"
            raise self._failed(title, f"{type(error).__name__}.") from error
        except WorkerDied as error:
            self._deaths.count()
            raise self._failed("The model's worker ended while it loaded", error.message) from error
        except ModelUnavailable as error:
            self._drop_child()
            self._become(ModelState.FAILED, error.message)
            raise
        self._become(ModelState.READY, _where(loaded, count, gpu=self.gpu))
        return child

    def _failed(self, title: str, detail: str) -> ModelUnavailable:
        self._drop_child()
        self._become(ModelState.FAILED, title.lower())
        return ModelUnavailable(title, detail, "Try again, or choose another model.")

    def _bury(self) -> None:
        """The worker died at work: start another at once, so that a retry finds it ready."""
        self._deaths.count()
        self._drop_child()
        base = self._base
        if self._closed or base is None:
            return
        self._check_deaths()
        self._start(base)

    def _check_deaths(self) -> None:
        """Do not start a worker that dies each time over and over."""
        if self._deaths.too_many:
            self._become(ModelState.FAILED, "the worker keeps ending")
            raise self._deaths.refusal()

    def _on_end(self, child: Child) -> None:
        """A worker ended, on its own thread: say so if it was not at work (else that is said)."""
        if self._turns.try_take():
            try:
                if child is self._child and not self._closed:
                    self._child = None
                    self._become(ModelState.IDLE, "")
            finally:
                self._turns.give_back()

    def _drop_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _watch_idleness(self) -> None:
        self._rest()
        if self._closed or self._child is None:
            return
        self._idle = threading.Timer(self.unload_after, self._unload_if_idle)
        self._idle.name = "model-unload"
        self._idle.daemon = True
        self._idle.start()

    def _rest(self) -> None:
        """Call off the unloading that was set for when nothing happens."""
        idle, self._idle = self._idle, None
        if idle is not None:
            idle.cancel()

    def _unload_if_idle(self) -> None:
        if self._turns.try_take():
            try:
                self._go_idle()
            finally:
                self._turns.give_back()

    def _go_idle(self) -> None:
        if self._child is not None:
            self._drop_child()
            self._become(ModelState.IDLE, "")

    def _become(self, state: ModelState, detail: str) -> None:
        self._state, self._detail = state, detail
        if self._on_state is not None:
            self._on_state(state, self.detail)


def _where(loaded: frames.Loaded, count: int, *, gpu: bool) -> str:
    """Return in words where the model runs."""
    if loaded.device == "gpu":
        return "running on the graphics processor"
    words = f"running on the processor, {count} thread{'' if count == 1 else 's'}"
    if gpu and loaded.notice:
        return f"{words}; the graphics processor was refused: {loaded.notice}"
    return words
