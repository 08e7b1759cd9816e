"""Generation: our worker, frames and all, beside llama.cpp's own loop on the same file.

The reference decodes the very same tokens one by one at the same places, with nothing
around it, as llama.cpp's own benchmark does. Both run in turn, several times, without an
adapter or both with the same one.
"""

import ctypes
import statistics
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from second_me.inference import binding
from second_me.inference.base_file import BaseFile
from second_me.inference.host import ModelHost
from second_me.inference.loading import Adapters, Silence, open_context, open_model
from second_me.inference.text_model import Generate
from second_me.inference.vocabulary import Vocabulary

TOKENS = 64
ROUNDS = 7
_CONTEXT = 1024
_PROMPT = (
    "It was the first warm day of the year, and the whole town was out of doors. In the"
    " market square, an old woman sold apples and told everybody who came by a long story,"
    " which began like this: once upon a time, in a village by the sea,"
)


def measure(base_path: Path, threads: int, adapter: str = "") -> dict[str, float]:
    """Return tokens a second of both and their ratio (ours / theirs), medians of the rounds.

    Keys: `ours`, `reference`, `ratio`, `first_token_seconds`, `tokens`, `threads`.
    """
    reference = _Reference(base_path, threads, adapter)
    base = BaseFile(name="measured", label="measured", path=base_path)
    host = ModelHost(base=base, threads=threads, gpu=False, unload_after=600, context=_CONTEXT)
    try:
        host.generate(Generate(task="measured", prompt=_PROMPT, max_tokens=4, adapter=adapter))
        # Each prompt begins otherwise, so that it is computed, as for a new question. All are of
        # one task, so that the context holds no more than the reference's: every token is paid for.
        prompts = [f"{number}. {_PROMPT}" for number in range(1, ROUNDS + 1)]
        rounds = [_round(host, reference, adapter, prompt) for prompt in prompts]
    finally:
        host.close()
        reference.close()
    ours, theirs, first, tokens = zip(*rounds, strict=True)
    return {
        "ours": statistics.median(ours),
        "reference": statistics.median(theirs),
        "ratio": statistics.median(a / b for a, b in zip(ours, theirs, strict=True)),
        "first_token_seconds": statistics.median(first),
        "tokens": float(min(tokens)),
        "threads": float(threads),
    }


def _round(
    host: ModelHost, reference: "_Reference", adapter: str, prompt: str
) -> tuple[float, float, float, int]:
    """Return tokens a second of ours and of theirs, our first token's wait, and the tokens."""
    times: list[float] = []
    began = time.perf_counter()
    made = host.generate(
        Generate(task="measured", prompt=prompt, max_tokens=TOKENS, adapter=adapter),
        lambda _text: times.append(time.perf_counter()),
    )
    seconds = times[-1] - times[0]
    count = made.generated_tokens
    theirs = reference.speed(prompt, count - 1)
    return (count - 1) / seconds, theirs, times[0] - began, count


class _Reference:
    """llama.cpp's own loop: a token in, logits out, the likeliest token in again."""

    def __init__(self, path: Path, threads: int, adapter: str) -> None:
        self._llama: ModuleType = binding.load()
        silence = Silence(self._llama)
        self._silence = silence
        self._llama.llama_backend_init()
        self._model: Any = open_model(self._llama, str(path), gpu=False, silence=silence)
        self._context: Any = open_context(
            self._llama, self._model, size=_CONTEXT, threads=threads, gpu=False, silence=silence
        )
        self._vocabulary = Vocabulary(self._llama, self._model)
        Adapters(self._llama, self._model, self._context, silence).use(adapter)
        self._greedy: Any = self._llama.llama_sampler_init_greedy()

    def speed(self, text: str, count: int) -> float:
        """Return tokens a second over `count` tokens after the prompt `text`."""
        llama, context = self._llama, self._context
        llama.llama_memory_clear(llama.llama_get_memory(context), True)
        tokens = self._vocabulary.tokens(text)
        prompt = (llama.llama_token * len(tokens))(*tokens)
        self._decode(prompt, len(tokens))
        token = (llama.llama_token * 1)()
        began = time.perf_counter()
        for _ in range(count):
            token[0] = llama.llama_sampler_sample(self._greedy, context, -1)
            self._decode(token, 1)
        llama.llama_synchronize(context)
        return count / (time.perf_counter() - began)

    def close(self) -> None:
        self._llama.llama_sampler_free(self._greedy)
        self._llama.llama_free(self._context)
        self._llama.llama_model_free(self._model)

    def _decode(self, tokens: "ctypes.Array[ctypes.c_int32]", count: int) -> None:
        self._llama.llama_decode(self._context, self._llama.llama_batch_get_one(tokens, count))
