"""What a language model is to the rest of the product: a request in, text out."""

import threading
from collections.abc import Callable, Sequence
from typing import Literal, Protocol

import msgspec

from second_me.core.errors import ModelUnavailable, PersonFault

Finish = Literal["stop", "length", "cancelled"]

MAX_PROMPT_CHARS = 400_000
"""Longer prompts are refused before they reach the worker."""


class Generate(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `prompts.load(task).request(...)` makes them.

    `grammar` is GBNF with the rule `root`. At `temperature` 0 the likeliest token is
    taken and `seed` says nothing. `adapter` is the path of a GGUF adapter. `repetition`
    over 1 makes tokens of this answer that were used already less likely. Of the first
    `scored` tokens the probability is told: how sure the model was of each. Where the model takes
    it to be at least as likely as `decline_from` that the text begins as `decline` does, that is
    the text, and nothing is written.
    `maker` names prompt and grammar for the provenance of what comes out.
    """

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
    maker: str = ""


class Generated(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request. `cached_tokens` of the prompt were not computed again.

    `finish`: "stop" ended by itself, "length" hit `max_tokens` or the end of the
    context, "cancelled" was stopped from outside. `probabilities` are those of the first
    tokens, before any grammar; the token that ends the text counts as one. `declined` is how
    likely `decline` was.
    """

    text: str
    finish: Finish
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    prompt_seconds: float = 0.0
    generate_seconds: float = 0.0
    probabilities: tuple[float, ...] = ()
    declined: float = 0.0
    maker: str = ""


class TextModel(Protocol):
    """Makes text. The real one is `host.ModelHost`, the twin for tests `scripted.ScriptedModel`.

    Who derives from it has `generate_all` one by one.
    """

    def generate(
        self,
        request: Generate,
        on_token: Callable[[str], None] | None = None,
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> Generated:
        """Return the text, handing its pieces to `on_token` as they come.

        The pieces joined are the text. A background request makes way for others and is
        then started afresh by itself, so its pieces come only when it is whole.
        Raises ModelUnavailable, WorkerDied (try again), PromptTooLong, GrammarRefused, and
        Cancelled if it was stopped before there was any text.
        """
        ...

    def generate_all(
        self,
        requests: Sequence[Generate],
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> list[Generated]:
        """Return the texts to requests of one task and adapter, in their order.

        They are written at once where that saves time. Raises what `generate` raises; then there
        is none of them.
        """
        return [self.generate(one, None, cancel, background=background) for one in requests]


class PromptTooLong(PersonFault):
    """The prompt does not fit into the model's context."""

    code = "prompt_too_long"

    def __init__(self, prompt_tokens: int, room: int) -> None:
        super().__init__(
            "Too much text for the model",
            f"It is {prompt_tokens} tokens long and the model takes {room}.",
            "Ask with fewer memories, or choose a model with more room.",
        )
        self.prompt_tokens = prompt_tokens
        self.room = room


class GrammarRefused(ModelUnavailable):
    """llama.cpp could not read the grammar: a fault of ours or of whoever wrote it."""

    code = "grammar_refused"


class AdapterRefused(ModelUnavailable):
    """The adapter is missing, or was not made for this base."""

    code = "adapter_refused"
