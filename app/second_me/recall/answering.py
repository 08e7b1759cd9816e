"""An answer drawn from what was found, or a plain word that memory holds nothing on it."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import Cancelled, ModelUnavailable, WorkerDied
from second_me.core.protocol.recall import Answer, Citation, SearchResult
from second_me.inference import prompts
from second_me.inference.text_model import AdapterRefused, Generate, PromptTooLong, TextModel
from second_me.recall import short_answers
from second_me.recall.drafting import Draft
from second_me.recall.grounding import citations
from second_me.recall.passages import Passage, date_words, passages
from second_me.recall.quoting import quote
from second_me.recall.ranking import Ranker

NOTHING_FOUND: Final = "I found nothing about that in your memory."

NO_MODEL: Final = "The language model cannot be used right now. "

MAX_PASSAGES: Final = 6

_LOOKED_AT: Final = 24
"""Hits among which those are chosen that speak of whom the question names."""

Emit = Callable[[str], None]


def answer(
    question: str,
    found: SearchResult,
    model: TextModel,
    *,
    now: Timestamp,
    utc_offset_minutes: int = 0,
    on_token: Emit | None = None,
    cancel: threading.Event | None = None,
    adapter: str = "",
) -> Answer:
    """Answer from the hits, every sentence cited; the pieces given to `on_token` are the text.

    What the model writes is shown sentence by sentence, as far as the evidence bears it out. If
    that is nothing, the nearest memory is quoted and marked as a quote. Too weak evidence is
    declined without asking the model. `adapter` is the path of a generate adapter made for the
    base in use: its answer is a few words, shown at once. Raises what the model raises, but for
    its absence.
    """
    started = time.perf_counter()
    emit = on_token or (lambda _: None)
    ranker = Ranker.shipped()
    near = passages(question, found.hits[:_LOOKED_AT])
    evidence = near[:MAX_PASSAGES]
    if not evidence or found.strength < ranker.decline_below:
        written = _say(NOTHING_FOUND, emit, declined=True)
    else:
        asked_at = Moment(now, Precision.MINUTE, utc_offset_minutes)
        of_them = short_answers.of_the_asked(question, near, MAX_PASSAGES) if adapter else ()
        asked = _Asked(question, asked_at, evidence, of_them, adapter)
        attempt = _Attempt(asked, emit, cancel)
        written = attempt.run(model, strong=found.strength >= ranker.strong_from)
    return Answer(
        text=written.text,
        declined=written.declined,
        evidence=() if written.declined else found.hits,
        citations=tuple(
            Citation(number=number, event_id=near[number - 1].event.id)
            for number in citations(written.text)
            if 1 <= number <= len(near)
        ),
        maker=written.maker,
        stopped=written.stopped,
        seconds=time.perf_counter() - started,
    )


class _Written(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    maker: str = ""
    declined: bool = False
    stopped: bool = False


class _Asked(msgspec.Struct, frozen=True):
    """A question, when it was asked, what there is to answer it, and with which adapter.

    `of_them`: what the adapter is shown, passages that speak of whom is asked about.
    """

    question: str
    at: Moment
    evidence: Sequence[Passage]
    of_them: Sequence[Passage]
    adapter: str


class _Attempt:
    """One question put to the model, and what is said when nothing comes of it."""

    def __init__(self, asked: _Asked, emit: Emit, cancel: threading.Event | None) -> None:
        self._asked = asked
        self._emit = emit
        self._stop = _Stop(cancel)

    def run(self, model: TextModel, *, strong: bool) -> _Written:
        """Answer from as much of the evidence as the model's context takes: scripts that it
        hardly knows take up to two tokens a letter.
        """
        try:
            return self._run(model, strong=strong)
        except PromptTooLong:
            fewer = self._asked.evidence[: len(self._asked.evidence) // 2]
            of_them = self._asked.of_them[: len(self._asked.of_them) // 2]
            if not fewer:
                return self._quote("")
            self._asked = msgspec.structs.replace(self._asked, evidence=fewer, of_them=of_them)
            return self.run(model, strong=strong)

    def _run(self, model: TextModel, *, strong: bool) -> _Written:
        if self._asked.adapter:
            try:
                return self._short(model)
            except AdapterRefused:
                pass  # it was not made for this base after all: the plain prompt does without
            except Cancelled:
                return _Written(text="", stopped=True)
            except ModelUnavailable:
                return self._quote(NO_MODEL)
        return self._whole(model, strong=strong)

    def _short(self, model: TextModel) -> _Written:
        """Let the adapter answer in a few words."""
        asked = self._asked
        if not asked.of_them:
            return _say(NOTHING_FOUND, self._emit, declined=True)
        request = short_answers.request(asked.question, asked.at, asked.of_them, asked.adapter)
        try:
            done = model.generate(request, None, self._stop)
        except WorkerDied:
            done = model.generate(request, None, self._stop)
        if self._stop.asked:
            return _Written(text="", stopped=True)
        short = short_answers.judge(done.text, asked.question, asked.of_them)
        if short.declined:
            return _say(NOTHING_FOUND, self._emit, declined=True)
        if not short.text:
            return self._quote("")
        return _say(short.text, self._emit, maker=done.maker)

    def _whole(self, model: TextModel, *, strong: bool) -> _Written:
        """Let the base write freely, as far as the evidence bears it out."""
        draft = Draft(self._asked.question, self._asked.evidence, self._emit, self._stop)
        try:
            maker = self._generate(model, draft)
        except Cancelled:
            return _Written(text=draft.text, stopped=True)
        except ModelUnavailable:
            return self._quote(NO_MODEL)
        if draft.text or self._stop.asked:
            return _Written(text=draft.text, maker=maker, stopped=self._stop.asked)
        if draft.refused and not strong:
            return _say(NOTHING_FOUND, self._emit, declined=True)
        return self._quote("")

    def _generate(self, model: TextModel, draft: Draft) -> str:
        """Let the model write into the draft, again if its worker died before any word."""
        request = self._request()
        try:
            done = model.generate(request, draft.take, self._stop)
        except ModelUnavailable as error:
            if draft.text:  # it is shown already
                return request.maker
            if not isinstance(error, WorkerDied):
                raise
            draft.restart()
            done = model.generate(request, draft.take, self._stop)
        draft.finish(whole=done.finish == "stop")
        return done.maker

    def _request(self) -> Generate:
        return prompts.load("generate").request(
            evidence=[f"{passage.heading}: {passage.dated}" for passage in self._asked.evidence],
            now=date_words(self._asked.at),
            question=self._asked.question,
        )

    def _quote(self, opening: str) -> _Written:
        return _say(
            opening + quote(self._asked.question, self._asked.evidence), self._emit, maker="quoted"
        )


class _Stop(threading.Event):
    """Set by us when the draft has ended, or by the person."""

    def __init__(self, cancel: threading.Event | None) -> None:
        super().__init__()
        self._cancel = cancel

    @property
    def asked(self) -> bool:
        """Say whether it was the person who stopped it."""
        return self._cancel is not None and self._cancel.is_set()

    def is_set(self) -> bool:
        return super().is_set() or self.asked


def _say(text: str, emit: Emit, *, maker: str = "", declined: bool = False) -> _Written:
    emit(text)
    return _Written(text=text, maker=maker, declined=declined)
