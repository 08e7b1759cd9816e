"""Opening a base with llama.cpp: model, context, adapters; the worker's side of a file."""

import ctypes
from types import ModuleType
from typing import Any

from second_me.inference.prompt_cache import SEQUENCES, TOGETHER

BATCH = 512
_EVERY_LAYER = -1
_ERROR = 3
_CONTINUED = 5
_COMPLAINT_CHARS = 200


class EngineRefusal(Exception):
    """It cannot be done: `kind` is one of load, too_long, grammar, adapter, decode."""

    def __init__(self, kind: str, reason: str = "", prompt_tokens: int = 0, room: int = 0) -> None:
        super().__init__(kind, reason)
        self.kind = kind
        self.reason = reason
        self.prompt_tokens = prompt_tokens
        self.room = room


class Silence:
    """Takes llama.cpp's chatter and keeps the last complaint, for the words of a refusal."""

    def __init__(self, llama: ModuleType) -> None:
        self._listening = True
        self._last = ""
        # The C side holds no reference to the callback: this object must outlive it.
        self._callback = llama.llama_log_callback(self._take)
        llama.llama_log_set(self._callback, None)

    def last(self) -> str:
        """Return the last complaint in one line, and forget it."""
        complaint, self._last = self._last, ""
        return " ".join(complaint.split())[:_COMPLAINT_CHARS]

    def stop_listening(self) -> None:
        """Drop everything from now on: later lines could speak of what a prompt holds."""
        self._listening = False

    def _take(self, level: int, text: bytes, _data: object) -> None:
        if not self._listening or level not in {_ERROR, _CONTINUED}:
            return
        words = text.decode("utf-8", "replace")
        self._last = words if level == _ERROR else self._last + words


def open_model(llama: ModuleType, path: str, *, gpu: bool, silence: Silence) -> Any:  # noqa: ANN401  (a C pointer)
    """Return the model in `path`, its layers on the GPU or not. Raises EngineRefusal("load")."""
    params = llama.llama_model_default_params()
    params.n_gpu_layers = _EVERY_LAYER if gpu else 0
    model = llama.llama_model_load_from_file(path.encode(), params)
    if not model:
        raise EngineRefusal("load", silence.last())
    return model


def open_context(
    llama: ModuleType,
    model: Any,  # noqa: ANN401  (a C pointer)
    *,
    size: int,
    threads: int,
    gpu: bool,
    silence: Silence,
) -> Any:  # noqa: ANN401  (a C pointer)
    """Return a context of `size` cells that several sequences share.

    Raises EngineRefusal("load"), mostly for want of memory.
    """
    params = llama.llama_context_default_params()
    params.n_ctx = size
    params.n_batch = BATCH
    params.n_ubatch = BATCH
    params.n_seq_max = SEQUENCES + TOGETHER
    params.n_outputs_max = SEQUENCES + TOGETHER
    params.kv_unified = True
    params.n_threads = threads
    params.n_threads_batch = threads
    params.offload_kqv = gpu
    params.op_offload = gpu
    params.no_perf = True
    context = llama.llama_init_from_model(model, params)
    if not context:
        raise EngineRefusal("load", silence.last())
    return context


class Adapters:
    """The adapters of one model: loaded once, swapped in by request."""

    def __init__(self, llama: ModuleType, model: Any, context: Any, silence: Silence) -> None:  # noqa: ANN401  (a C pointer)
        self._llama = llama
        self._model = model
        self._context = context
        self._silence = silence
        self._loaded: dict[str, Any] = {}
        self._active = ""

    def use(self, path: str) -> None:
        """Make the adapter in `path` the only one, none if it is empty.

        Raises EngineRefusal("adapter") when it was not made for this base.
        """
        if path == self._active:
            return
        pointers = (self._llama.llama_adapter_lora_p_ctypes * 1)()
        if path:
            pointers[0] = self._load(path)
        scales = (ctypes.c_float * 1)(1.0)
        count = 1 if path else 0
        if self._llama.llama_set_adapters_lora(self._context, pointers, count, scales):
            raise EngineRefusal("adapter", "it could not be set")
        self._active = path

    def _load(self, path: str) -> Any:  # noqa: ANN401  (a C pointer)
        adapter = self._loaded.get(path)
        if adapter is None:
            adapter = self._llama.llama_adapter_lora_init(self._model, path.encode())
            if not adapter:
                raise EngineRefusal("adapter", self._silence.last())
            self._loaded[path] = adapter
        return adapter
