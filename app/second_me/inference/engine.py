"""One base in memory, and generation with it: llama.cpp's low-level functions, no more.

Lives in the worker process only. It knows tokens, not tasks.
"""

import ctypes
import math
import sys
import time
from collections.abc import Callable

import msgspec

from second_me.inference import binding
from second_me.inference.loading import (
    BATCH,
    Adapters,
    EngineRefusal,
    Silence,
    open_context,
    open_model,
)
from second_me.inference.prompt_cache import Kept, PromptCache
from second_me.inference.sampling import GrammarRejected, Sampler
from second_me.inference.vocabulary import Assembler, Vocabulary

_ABORTED = 2


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to generate (see `text_model.Generate`). Prompts of one `task` share their beginning."""

    task: str
    prompt: str
    grammar: str = ""
    max_tokens: int = 256
    temperature: float = 0.0
    stop: tuple[str, ...] = ()
    adapter: str = ""
    seed: int = 0
    repetition: float = 1.0
    scored: int = 0


class Made(msgspec.Struct, kw_only=True):
    """How it went; the text went out piece by piece."""

    finish: str = "length"
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    prompt_seconds: float = 0.0
    generate_seconds: float = 0.0
    probabilities: list[float] = []


class StopFlag:
    """A flag that another thread raises and that llama.cpp looks at between two operations.

    llama.cpp asks a C function; a Python one would cost a millisecond a token. `strlen`
    of this very flag is a C function that says 0 until the flag holds a letter.
    """

    def __init__(self) -> None:
        self._letters = ctypes.create_string_buffer(2)
        library = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
        self.function = ctypes.cast(library.strlen, ctypes.c_void_p).value
        self.data = ctypes.cast(self._letters, ctypes.c_void_p)

    def set(self) -> None:
        self._letters[0] = b"x"

    def clear(self) -> None:
        self._letters[0] = b"\0"

    def __bool__(self) -> bool:
        return self._letters[0] != b"\0"


class Engine:
    """A loaded base. Not thread-safe, save for raising `stop`."""

    def __init__(self, path: str, *, context: int, threads: int, gpu: bool) -> None:
        """Load the base at `path` with `context` cells. Raises EngineRefusal("load")."""
        self.stop = StopFlag()
        self._llama = llama = binding.load()
        silence = Silence(llama)
        llama.llama_backend_init()
        self._model = open_model(llama, path, gpu=gpu, silence=silence)
        trained: int = llama.llama_model_n_ctx_train(self._model)
        self.room = min(context, trained) if trained > 0 else context
        self._context = open_context(
            llama, self._model, size=self.room, threads=threads, gpu=gpu, silence=silence
        )
        self._memory = llama.llama_get_memory(self._context)
        self._watch()
        self.vocabulary = Vocabulary(llama, self._model)
        self._adapters = Adapters(llama, self._model, self._context, silence)
        self._cache = PromptCache(self.room)
        self._batch = llama.llama_batch_init(BATCH, 0, 1)
        silence.stop_listening()
        self._silence = silence

    @staticmethod
    def gpu_possible() -> bool:
        """Return whether llama.cpp was built for a GPU and finds one."""
        return bool(binding.load().llama_supports_gpu_offload())

    @property
    def parameters(self) -> int:
        return int(self._llama.llama_model_n_params(self._model))

    def close(self) -> None:
        """Free everything; the engine cannot be used afterwards."""
        self._llama.llama_batch_free(self._batch)
        self._llama.llama_free(self._context)
        self._llama.llama_model_free(self._model)

    def generate(self, wanted: Wanted, emit: Callable[[str], None]) -> Made:
        """Generate, handing each piece of text to `emit` as soon as it is sure.

        Raises EngineRefusal: too_long, grammar, adapter, decode.
        """
        tokens = self.vocabulary.tokens(wanted.prompt)
        if not tokens or len(tokens) >= self.room:
            raise EngineRefusal("too_long", prompt_tokens=len(tokens), room=self.room - 1)
        self._adapters.use(wanted.adapter)
        sampler = self._sampler(wanted)
        try:
            return self._answer(wanted, tokens, sampler, emit)
        finally:
            sampler.close()

    def _answer(
        self, wanted: Wanted, tokens: list[int], sampler: Sampler, emit: Callable[[str], None]
    ) -> Made:
        limit = min(wanted.max_tokens, self.room - len(tokens))
        made = Made(prompt_tokens=len(tokens))
        began = time.perf_counter()
        kept, made.cached_tokens = self._cache.enter(f"{wanted.task}\0{wanted.adapter}", tokens)
        self._drop(kept.sequence, made.cached_tokens)
        for sequence, start in self._cache.make_room(kept, len(tokens) + limit):
            self._drop(sequence, start)
        through = self._compute(kept, tokens)
        computed = time.perf_counter()
        made.prompt_seconds = computed - began
        if through:
            self._write(wanted, limit, kept, sampler, emit, made)
            made.generate_seconds = time.perf_counter() - computed
        else:
            made.finish = "cancelled"
        self._drop(kept.sequence, len(kept.tokens))
        return made

    def _write(  # noqa: PLR0917  (the hot loop's own state)
        self,
        wanted: Wanted,
        limit: int,
        kept: Kept,
        sampler: Sampler,
        emit: Callable[[str], None],
        made: Made,
    ) -> None:
        """Generate up to `limit` tokens after the prompt."""
        context, vocabulary, halt = self._context, self.vocabulary, self.stop
        text, scored = Assembler(wanted.stop), wanted.scored
        position = len(kept.tokens)
        while made.generated_tokens < limit:
            token = sampler.next(context)
            if len(made.probabilities) < scored:
                made.probabilities.append(self._probability(token))
            if vocabulary.ends(token):
                made.finish = "stop"
                break
            made.generated_tokens += 1
            piece = text.add(vocabulary.piece(token))
            if piece:
                emit(piece)
            if text.stopped:
                made.finish = "stop"
                break
            if halt or not self._step(token, position, kept.sequence):
                made.finish = "cancelled"
                break
            position += 1
        rest = text.rest()
        if rest:
            emit(rest)

    def _probability(self, token: int) -> float:
        """Return how likely the model takes a token to be next, whatever a grammar allows."""
        logits = self._llama.llama_get_logits_ith(self._context, -1)[: self.vocabulary.size]
        # Logits are tens at most: their exponentials fit a float, and no maximum is looked for.
        return math.exp(logits[token]) / sum(map(math.exp, logits))

    def _step(self, token: int, position: int, sequence: int) -> bool:
        """Compute one token. Returns False when it was stopped."""
        batch = self._batch
        batch.n_tokens = 1
        batch.token[0] = token
        batch.pos[0] = position
        batch.n_seq_id[0] = 1
        batch.seq_id[0][0] = sequence
        batch.logits[0] = 1
        return self._decoded()

    def _compute(self, kept: Kept, tokens: list[int]) -> bool:
        """Compute what of the prompt is not yet. Returns False when it was stopped."""
        batch = self._batch
        last = len(tokens) - 1
        for start in range(len(kept.tokens), len(tokens), BATCH):
            part = tokens[start : start + BATCH]
            batch.n_tokens = len(part)
            for at, token in enumerate(part):
                batch.token[at] = token
                batch.pos[at] = start + at
                batch.n_seq_id[at] = 1
                batch.seq_id[at][0] = kept.sequence
                batch.logits[at] = start + at == last
            if self.stop or not self._decoded():
                return False
            kept.tokens += part
        return True

    def _decoded(self) -> bool:
        code = self._llama.llama_decode(self._context, self._batch)
        if code == 0:
            return True
        if code == _ABORTED:
            return False
        self._llama.llama_memory_clear(self._memory, False)
        self._cache.forget()
        raise EngineRefusal("decode", f"code {code}")

    def _drop(self, sequence: int, start: int) -> None:
        self._llama.llama_memory_seq_rm(self._memory, sequence, start, -1)

    def _sampler(self, wanted: Wanted) -> Sampler:
        try:
            return Sampler(
                self._llama,
                self.vocabulary.pointer,
                grammar=wanted.grammar,
                temperature=wanted.temperature,
                seed=wanted.seed,
                repetition=wanted.repetition,
                size=self.vocabulary.size,
            )
        except GrammarRejected:
            raise EngineRefusal("grammar") from None

    def _watch(self) -> None:
        callback = self._llama.ggml_abort_callback(self.stop.function)
        self._llama.llama_set_abort_callback(self._context, callback, self.stop.data)
        self._abort_callback = callback
