"""One base in memory, and generation with it: llama.cpp's low-level functions, no more.

Lives in the worker process only. It knows tokens, not tasks.
"""

import ctypes
import sys
import time
from collections.abc import Callable, Sequence

from second_me.inference import binding, together
from second_me.inference.loading import (
    BATCH,
    Adapters,
    EngineRefusal,
    Silence,
    open_context,
    open_model,
)
from second_me.inference.probabilities import Probabilities
from second_me.inference.prompt_cache import TOGETHER, Kept, PromptCache
from second_me.inference.sampling import GrammarRejected, Sampler
from second_me.inference.together import Answer, Cell
from second_me.inference.vocabulary import Vocabulary
from second_me.inference.writing import Made, Wanted, Writing

_ABORTED = 2


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
        self._probabilities = Probabilities(llama, self.vocabulary.size)
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
        self._probabilities.close()
        self._llama.llama_batch_free(self._batch)
        self._llama.llama_free(self._context)
        self._llama.llama_model_free(self._model)

    def generate(self, wanted: Wanted, emit: Callable[[str], None]) -> Made:
        """Generate, handing each piece of text to `emit` as soon as it is sure.

        Raises EngineRefusal: too_long, grammar, adapter, decode.
        """
        tokens = self._tokens(wanted)
        self._adapters.use(wanted.adapter)
        made = Made(prompt_tokens=len(tokens))
        limit = min(wanted.max_tokens, self.room - len(tokens))
        writing = self._writing(wanted, limit, emit, made)
        try:
            self._answer(wanted, tokens, limit, writing)
        finally:
            writing.close()
        return made

    def generate_all(self, wanted: Sequence[Wanted]) -> list[tuple[str, Made]]:
        """Return the texts to several prompts of one task and adapter, written at once as far as
        they fit in. Raises EngineRefusal as `generate`.
        """
        prompts = [self._tokens(one) for one in wanted]
        start = together.shared(prompts)
        if start == 0 or len(wanted) == 1:
            return [self._alone(one) for one in wanted]
        own = sum(len(one) - start for one in prompts)
        most = [
            min(one.max_tokens, self.room - len(prompt))
            for one, prompt in zip(wanted, prompts, strict=True)
        ]
        if len(wanted) > TOGETHER or start + own + sum(most) > self.room:
            half = min(TOGETHER, (len(wanted) + 1) // 2)
            return self.generate_all(wanted[:half]) + self.generate_all(wanted[half:])
        self._adapters.use(wanted[0].adapter)
        parts: list[list[str]] = [[] for _ in wanted]
        answers: list[Answer] = []
        try:
            for number, sequence in enumerate(together.sequences(len(wanted))):
                made = Made(prompt_tokens=len(prompts[number]))
                writing = self._writing(wanted[number], most[number], parts[number].append, made)
                answers.append(Answer(prompts[number][start:], start, sequence, writing))
            self._answer_all(wanted[0], prompts[0][:start], answers, own + sum(most))
        finally:
            for answer in answers:
                answer.writing.close()
        return [("".join(text), one.writing.made) for text, one in zip(parts, answers, strict=True)]

    def _alone(self, wanted: Wanted) -> tuple[str, Made]:
        parts: list[str] = []
        made = self.generate(wanted, parts.append)
        return "".join(parts), made

    def _tokens(self, wanted: Wanted) -> list[int]:
        tokens = self.vocabulary.tokens(wanted.prompt)
        if not tokens or len(tokens) >= self.room:
            raise EngineRefusal("too_long", prompt_tokens=len(tokens), room=self.room - 1)
        return tokens

    def _writing(
        self, wanted: Wanted, limit: int, emit: Callable[[str], None], made: Made
    ) -> Writing:
        sampler = self._sampler(wanted)
        return Writing(self.vocabulary, self._probabilities, sampler, wanted, limit, emit, made)

    def _answer(self, wanted: Wanted, tokens: list[int], limit: int, writing: Writing) -> None:
        made, began = writing.made, time.perf_counter()
        kept, made.cached_tokens = self._entered(wanted, tokens, len(tokens) + limit)
        through = self._compute(kept, tokens)
        computed = time.perf_counter()
        made.prompt_seconds = computed - began
        if not through or not self._write(kept, writing):
            made.finish = "cancelled"
        writing.end()
        made.generate_seconds = time.perf_counter() - computed
        self._drop(kept.sequence, len(kept.tokens))

    def _write(self, kept: Kept, writing: Writing) -> bool:
        """Write after the prompt. Returns False when it was stopped."""
        context, halt, position = self._context, self.stop, len(kept.tokens)
        token = writing.begin(context)
        while token is not None:
            if halt or not self._step(token, position, kept.sequence):
                return False
            position += 1
            token = writing.next(context)
        return True

    def _answer_all(
        self, wanted: Wanted, beginning: list[int], answers: Sequence[Answer], more: int
    ) -> None:
        """Compute what the prompts share, hand it to each answer's sequence, and write them all."""
        began = time.perf_counter()
        # `enter` leaves the last token to be computed, whose logits one prompt alone would want.
        kept, cached = self._entered(wanted, beginning, len(beginning) + more)
        through = self._compute(kept, beginning)
        for answer in answers:
            answer.writing.made.cached_tokens = cached
            self._drop(answer.sequence, 0)
            self._llama.llama_memory_seq_cp(
                self._memory, kept.sequence, answer.sequence, 0, len(beginning)
            )
        if not through or not together.write(answers, self._context, self._cells):
            for answer in answers:
                answer.writing.made.finish = "cancelled"
        for answer in answers:
            answer.writing.end()
            answer.writing.made.generate_seconds = (time.perf_counter() - began) / len(answers)
            self._drop(answer.sequence, 0)

    def _entered(self, wanted: Wanted, tokens: list[int], cells: int) -> tuple[Kept, int]:
        """Return the task's sequence, with what it holds of `tokens`, and room for all cells."""
        kept, same = self._cache.enter(f"{wanted.task}\0{wanted.adapter}", tokens)
        self._drop(kept.sequence, same)
        for sequence, start in self._cache.make_room(kept, cells):
            self._drop(sequence, start)
        return kept, same

    def _step(self, token: int, position: int, sequence: int) -> bool:
        """Compute one token. Returns False when it was stopped."""
        self._batch.n_tokens = 1
        self._put(0, token, position, sequence, wanted=True)
        return self._decoded()

    def _compute(self, kept: Kept, tokens: list[int]) -> bool:
        """Compute what of the prompt is not yet. Returns False when it was stopped."""
        last = len(tokens) - 1
        for start in range(len(kept.tokens), len(tokens), BATCH):
            part = tokens[start : start + BATCH]
            self._batch.n_tokens = len(part)
            for at, token in enumerate(part):
                self._put(at, token, start + at, kept.sequence, wanted=start + at == last)
            if self.stop or not self._decoded():
                return False
            kept.tokens += part
        return True

    def _cells(self, cells: Sequence[Cell]) -> bool:
        """Compute tokens of several sequences. Returns False when it was stopped."""
        self._batch.n_tokens = len(cells)
        for at, cell in enumerate(cells):
            self._put(at, cell.token, cell.place, cell.sequence, wanted=cell.wanted)
        return not self.stop and self._decoded()

    def _put(self, at: int, token: int, position: int, sequence: int, *, wanted: bool) -> None:
        batch = self._batch
        batch.token[at] = token
        batch.pos[at] = position
        batch.n_seq_id[at] = 1
        batch.seq_id[at][0] = sequence
        batch.logits[at] = wanted

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
