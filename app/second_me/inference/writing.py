"""One answer as it is written: the next token, how likely it was, and the text so far."""

from collections.abc import Callable
from typing import Any

import msgspec

from second_me.inference.probabilities import Probabilities
from second_me.inference.sampling import Sampler
from second_me.inference.vocabulary import Assembler, Vocabulary


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
    decline: str = ""
    decline_from: float = 1.0


class Made(msgspec.Struct, kw_only=True):
    """How it went; the text went out piece by piece."""

    finish: str = "length"
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    prompt_seconds: float = 0.0
    generate_seconds: float = 0.0
    probabilities: list[float] = []
    declined: float = 0.0


class Writing:
    """Writes up to `limit` tokens from what a context computes, handing pieces to `emit`."""

    def __init__(  # noqa: PLR0917  (what writes, what is wanted, where it goes)
        self,
        vocabulary: Vocabulary,
        probabilities: Probabilities,
        sampler: Sampler,
        wanted: Wanted,
        limit: int,
        emit: Callable[[str], None],
        made: Made,
    ) -> None:
        self._vocabulary = vocabulary
        self._probabilities = probabilities
        self._sampler = sampler
        self._wanted = wanted
        self._limit = limit
        self._emit = emit
        self._text = Assembler(wanted.stop)
        self.made = made

    def begin(self, context: Any, at: int = -1) -> int | None:  # noqa: ANN401  (a C pointer)
        """Return the first token, as `next`; None also if the model rather declines."""
        wanted = self._wanted
        if wanted.decline:
            first = self._vocabulary.first(wanted.decline)
            self.made.declined = self._probabilities.of(context, first, at)
            if self.made.declined >= wanted.decline_from:
                self.made.finish = "stop"
                self._emit(wanted.decline)
                return None
        return self.next(context, at)

    def next(self, context: Any, at: int = -1) -> int | None:  # noqa: ANN401  (a C pointer)
        """Return the next token, to be computed; None when the text is whole.

        `at` is the place in the computed batch whose logits decide.
        """
        made = self.made
        if made.generated_tokens >= self._limit:
            return None
        token = self._sampler.next(context, at)
        if len(made.probabilities) < self._wanted.scored:
            made.probabilities.append(self._probabilities.of(context, token, at))
        if self._vocabulary.ends(token):
            made.finish = "stop"
            return None
        made.generated_tokens += 1
        piece = self._text.add(self._vocabulary.piece(token))
        if piece:
            self._emit(piece)
        if self._text.stopped:
            made.finish = "stop"
            return None
        return token

    def end(self) -> None:
        """Hand out what was held back."""
        rest = self._text.rest()
        if rest:
            self._emit(rest)

    def close(self) -> None:
        """Free what llama.cpp holds for it."""
        self._sampler.close()
