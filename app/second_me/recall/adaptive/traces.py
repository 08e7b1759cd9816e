"""The last results that were served, in memory, so that the person's word on one can be taken."""

import secrets
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

import msgspec

from second_me.core.ids import EventId
from second_me.core.judgements import JudgementId
from second_me.core.terms import stems
from second_me.recall.adaptive.lessons import Lesson

LAST: Final = 256
"""Quick recall searches at every few letters, and only the last of these is acted on."""


class Trace(msgspec.Struct, kw_only=True):
    """One result as it was served. `judgement` is its row once something was done with it."""

    lesson: Lesson
    judgement: JudgementId | None = None


class Traces:
    """Results by the name that they were served under. Any thread may call any method."""

    def __init__(self, last: int = LAST) -> None:
        self._last = last
        self._guard = threading.Lock()
        self._traces: OrderedDict[str, Trace] = OrderedDict()

    def __len__(self) -> int:
        with self._guard:
            return len(self._traces)

    def keep(self, lesson: Lesson) -> str:
        """Keep a result, the oldest making room for it; return its name."""
        name = secrets.token_hex(8)
        with self._guard:
            self._traces[name] = Trace(lesson=lesson)
            while len(self._traces) > self._last:
                self._traces.popitem(last=False)
        return name

    def get(self, name: str) -> Trace | None:
        """Return the result of that name if it is still known."""
        with self._guard:
            return self._traces.get(name)

    def forget(self, ids: Iterable[EventId]) -> None:
        """Drop all results that hold one of these events."""
        gone = set(ids)
        with self._guard:
            for name, trace in list(self._traces.items()):
                if not gone.isdisjoint(trace.lesson.ids):
                    del self._traces[name]

    def clear(self) -> None:
        with self._guard:
            self._traces.clear()


def hashed(question: str) -> frozenset[int]:
    """Return the hashes of the words that a question is about."""
    return frozenset(zlib.crc32(stem.encode()) for stem in stems(question))
