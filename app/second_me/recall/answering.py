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
from second_me.inference.text_model import (
    AdapterRefused,
    Generate,
    Generated,
    PromptTooLong,
    TextModel,
)
from second_me.recall import short_answers
from second_me.recall.choice import Found
from second_me.recall.drafting import Draft
from second_me.recall.evidence import Evidence
from second_me.recall.grounding import citations
from second_me.recall.passages import Passage, date_words, passages
from second_me.recall.quoting import quote
from second_me.recall.ranking import Ranker
from second_me.recall.understanding import Asked, Known, Wants, understand

NOTHING_FOUND: Final = "I found nothing about that in your memory."

NO_MODEL: Final = "The language model cannot be used right now. "

UNSURE: Final = "I found nothing that tells it. "

READ: Final = "read off"
"""The maker of an answer that a program found."""

MAX_PASSAGES: Final = 8

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
    that is nothing, the nearest memory is quoted and marked as a quote, where the evidence is
    strong as an answer, else with a plain word that it is none. Too weak evidence is declined
    without asking the model. `adapter` is the path of a generate adapter made for the base in
    use: its answer is a few words, shown at once. Raises what the model raises, but for its
    absence.
    """
    started = time.perf_counter()
    emit = on_token or (lambda _: None)
    ranker = Ranker.shipped()
    read = found.hits[:MAX_PASSAGES]
    beside = found.beside if isinstance(found, Evidence) else ()
    everything = passages(question, (*read, *beside))
    near = everything[: len(read)]
    if not near or found.strength < ranker.decline_below:
        written = _say(NOTHING_FOUND, emit, declined=True)
    else:
        asked_at = Moment(now, Precision.MINUTE, utc_offset_minutes)
        understood = understand(question, asked_at, Known())
        asked = _Asked(
            question, asked_at, near, understood, adapter, Found(everything, found.strength)
        )
        attempt = _Attempt(asked, emit, cancel)
        written = attempt.run(model, strong=found.strength >= ranker.strong_from)
    return Answer(
        text=written.text,
        declined=written.declined,
        evidence=() if written.text == NOTHING_FOUND else found.hits,
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
    """A question, when it was asked, what there is to answer it, how it is understood (without
    the names that memory knows), with which adapter it is answered, and all that was found.
    """

    question: str
    at: Moment
    evidence: Sequence[Passage]
    understood: Asked
    adapter: str
    found: Found


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
            if not fewer:
                return self._quote("")
            self._asked = msgspec.structs.replace(self._asked, evidence=fewer)
            return self.run(model, strong=strong)

    def _run(self, model: TextModel, *, strong: bool) -> _Written:
        if self._asked.adapter:
            try:
                return self._short(model, strong=strong)
            except AdapterRefused:
                pass  # it was not made for this base after all: the plain prompt does without
            except Cancelled:
                return _Written(text="", stopped=True)
            except ModelUnavailable:
                return self._quote(NO_MODEL)
        return self._whole(model, strong=strong)

    def _short(self, model: TextModel, *, strong: bool) -> _Written:
        """Let the adapter answer in a few words. Raises Cancelled when the person stops it."""
        asked, maker = self._asked, ""

        def draft(evidence: Sequence[Passage]) -> Generated:
            nonlocal maker
            request = short_answers.request(asked.question, asked.at, evidence, asked.adapter)
            done = self._done(model, request)
            if self._stop.asked:
                raise Cancelled("Stopped", "The answer was stopped.")
            maker = done.maker
            return done

        short = short_answers.chosen(draft, asked.understood, asked.evidence, asked.found)
        if short.text:
            return _say(short.text, self._emit, maker=READ if short.read else maker)
        return self._unborne(strong=strong and not short.declined)

    def _done(self, model: TextModel, request: Generate) -> Generated:
        """Generate, again if the worker died."""
        try:
            return model.generate(request, None, self._stop)
        except WorkerDied:
            return model.generate(request, None, self._stop)

    def _unborne(self, *, strong: bool) -> _Written:
        """Say what is said when no answer holds: the nearest memory, as an answer or as none."""
        if strong:
            return self._quote("")
        return msgspec.structs.replace(self._quote(UNSURE), declined=True)

    def _whole(self, model: TextModel, *, strong: bool) -> _Written:
        """Let the base write freely, as far as the evidence bears it out."""
        who = self._asked.understood.wants is Wants.PERSON
        question, evidence = self._asked.question, self._asked.evidence
        draft = Draft(question, evidence, self._emit, self._stop, who=who)
        try:
            maker = self._generate(model, draft)
        except Cancelled:
            return _Written(text=draft.text, stopped=True)
        except ModelUnavailable:
            return self._quote(NO_MODEL)
        if draft.text or self._stop.asked:
            return _Written(text=draft.text, maker=maker, stopped=self._stop.asked)
        return self._unborne(strong=strong or not draft.refused)

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
