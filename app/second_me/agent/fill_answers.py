"""Answers to what forms ask beyond all slots: looked for while the plan is already shown."""

import queue
import threading
from collections.abc import Callable, Iterable
from typing import Final, Protocol

import msgspec

from second_me.agent.logs import Log, log_fault
from second_me.autofill.field_answers import Source, answer_in
from second_me.autofill.open_questions import MOST, long, value_of
from second_me.core.clock import Clock, Moment, Precision
from second_me.core.errors import SecondMeError
from second_me.core.forms import Field, FieldKind
from second_me.core.ids import EventId
from second_me.core.protocol.fill import Choice
from second_me.core.protocol.recall import Answer, Search, SearchResult
from second_me.core.records import Event, Origin
from second_me.inference.embedder import Embedder
from second_me.inference.prompts import Task
from second_me.inference.text_model import TextModel
from second_me.recall import answer
from second_me.recall.adaptive import REACH
from second_me.recall.evidence import READ, evidence
from second_me.recall.indexes import Indexes
from second_me.recall.searching import searched
from second_me.vault.vault import Vault

READ_OFF: Final = "read off"
"""The maker of an answer that a program found."""
_QUOTED: Final = "quoted"
_JOIN_SECONDS: Final = 0.3


class Finding(Protocol):
    """What memories are found by."""

    @property
    def indexes(self) -> Indexes: ...
    @property
    def embedder(self) -> Embedder: ...


class Answering(Protocol):
    """What answers are written by."""

    @property
    def host(self) -> TextModel: ...
    def adapter(self, task: Task) -> str: ...


class Asked(msgspec.Struct, frozen=True):
    """A field of a waiting plan, and what memory is asked for it."""

    plan: str
    field: Field
    question: str
    kind: FieldKind = FieldKind.OTHER


Put = Callable[[Asked, tuple[Choice, ...]], bool]
"""Puts an answer into its plan, or that there is none; False if the plan is gone."""


class FillAnswers:
    """Looks for answers, one after another, on a thread of its own; closed when the vault is."""

    def __init__(
        self, vault: Vault, meaning: Finding, models: Answering, clock: Clock, log: Log
    ) -> None:
        self._vault = vault
        self._meaning = meaning
        self._models = models
        self._clock = clock
        self._log = log
        self._waiting: queue.SimpleQueue[tuple[Asked, Put] | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def seek(self, asked: Iterable[Asked], put: Put) -> None:
        """Begin to look for answers; `put` is called once for each, on another thread."""
        with self._guard:
            if self._closing.is_set():
                return
            for one in list(asked)[:MOST]:
                self._waiting.put((one, put))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="fill", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End; what was not answered stays so."""
        with self._guard:
            self._closing.set()
            thread = self._thread
        self._waiting.put(None)
        if thread is not None:
            thread.join(_JOIN_SECONDS)

    def choices(self, asked: Asked) -> tuple[Choice, ...]:
        """Return the answers to one question as drafts, the best first; none if memory has none.

        Short ones are read off the nearest memories where one plainly tells it, else recalled;
        long ones are drafted by the model, every sentence borne out. Raises what the vault raises.
        """
        found = self._found(asked.question)
        if not long(asked.field):
            read = answer_in(asked.field, [_source(hit.event) for hit in found.hits], asked.kind)
            if read is not None:
                return (Choice(value=read.value, shown=read.shown, draft=True,
                               events=(read.source,), maker=READ_OFF),)  # fmt: skip
        given = self._answered(asked, found)
        value = (
            ""
            if given.declined or given.maker in {"", _QUOTED}
            else value_of(asked.field, given.text)
        )
        if not value:
            return ()
        events = tuple(dict.fromkeys(EventId(one.event_id) for one in given.citations))
        return (Choice(value=value, shown=value, draft=True, events=events, maker=given.maker),)

    def _found(self, question: str) -> SearchResult:
        meaning = self._meaning
        wanted = Search(query=question, limit=REACH)
        found = searched(self._vault, meaning.indexes, meaning.embedder, wanted, self._at())
        return evidence(self._vault, meaning.indexes, found, READ)

    def _answered(self, asked: Asked, found: SearchResult) -> Answer:
        at = self._at()
        return answer(
            asked.question,
            found,
            self._models.host,
            now=at.at,
            utc_offset_minutes=at.utc_offset_minutes or 0,
            cancel=self._closing,
            adapter="" if long(asked.field) else self._models.adapter("generate"),
        )

    def _at(self) -> Moment:
        now = self._clock.now()
        return Moment(now, Precision.MINUTE, self._clock.utc_offset_minutes(now))

    def _work(self) -> None:
        gone: set[str] = set()
        while (next_ := self._waiting.get()) is not None and not self._closing.is_set():
            asked, put = next_
            if asked.plan in gone:
                continue
            choices = self._sought(asked)
            if not self._closing.is_set() and not put(asked, choices):
                gone.add(asked.plan)

    def _sought(self, asked: Asked) -> tuple[Choice, ...]:
        """Return the answers to one question; none where anything fails, for others wait."""
        try:
            return self.choices(asked)
        except SecondMeError as error:  # locked meanwhile, or the disk or the model fails
            self._log.info("field_not_answered", code=error.code)
        except Exception as error:  # noqa: BLE001  (one field must not end the others)
            log_fault(self._log, "field_answer_broke", error)
        return ()


def _source(event: Event) -> Source:
    return Source(event.id, event.text, own=event.origin is Origin.TYPED)
