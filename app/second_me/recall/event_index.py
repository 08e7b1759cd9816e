"""What searching needs to know of every event, in RAM: who, when, in which talk, which words.

Nothing of it is ever saved: it is rebuilt from the rows at unlock, kept in step with every
change, and what was erased from the rows is overwritten here too.
"""

import threading
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.clock import Timestamp
from second_me.core.records import Event, EventKind, Origin
from second_me.recall.conversations import Conversations
from second_me.recall.event_table import NOBODY, EventTable, Rows, among
from second_me.recall.event_texts import KINDS, ORIGINS, EventTexts
from second_me.recall.loading import Loading
from second_me.recall.name_codes import NameCodes
from second_me.recall.term_codes import Codes, TermReader, codes_of
from second_me.recall.word_index import WordIndex
from second_me.recall.word_scores import (
    Bm25,
    Scores,
    WordScores,
    window_counts,
    window_lengths,
)
from second_me.vault.event_rows import EventColumns, EventRow
from second_me.vault.vault import Vault

NONE: Final = -1
"""In place of a row: there is none."""

OWN_TURN: Final = Bm25()

_Count = TypeVar("_Count", bound=np.integer[Any])


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of some rows, each array of shape (n,). A row that is gone has id 0.

    `at` is in UTC milliseconds, and `dated` says that it is known; `author` is a code of
    `EventIndex.authors`; `session` is the same for events of one stretch of talk and no others;
    `kind` and `origin` count through `KINDS` and `ORIGINS`; `asks` says that the text ends in a
    question, `tells` that it speaks in the first person; `words` and `terms` are lengths, with and
    without the words that carry no topic.
    """

    ids: NDArray[np.int64]
    at: NDArray[np.int64]
    dated: NDArray[np.bool_]
    author: NDArray[np.int32]
    thread: NDArray[np.int32]
    position: NDArray[np.int32]
    session: NDArray[np.int32]
    kind: NDArray[np.uint8]
    origin: NDArray[np.uint8]
    asks: NDArray[np.bool_]
    tells: NDArray[np.bool_]
    words: NDArray[np.uint16]
    terms: NDArray[np.uint16]


class EventIndex:
    """Columns and words of all events. Any thread may call any method.

    Rows are numbers of the index's own, good until it is cleared: an event keeps its row, and
    the row of an erased one is not given to another. Terms are stems of `core.terms.stem`.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._loading = Loading()
        self._version = 0
        self._empty()

    def __len__(self) -> int:
        with self._lock:
            return int(np.count_nonzero(self._table.alive))

    @property
    def ready(self) -> bool:
        """Say whether all events of the vault have been loaded."""
        return self._loading.ready

    @property
    def version(self) -> int:
        """Return a number that grows with every change."""
        return self._version

    @property
    def nbytes(self) -> int:
        """Return the bytes held for columns and words."""
        with self._lock:
            return self._table.nbytes + self._words.nbytes

    def load(self, vault: Vault) -> None:
        """Fill from the vault's events. Other methods may be called meanwhile; `clear` or
        another `load` ends this one.

        Raises what reading the vault raises; the index is then not `ready`.
        """
        with self._lock:
            number = self._loading.begin()
        whole = False
        try:
            whole = vault.read(lambda session: self._take(session.events.rows.load(), number))
        finally:
            with self._lock:
                if self._loading.end(number, whole=whole):
                    self._conversations.settle()
                    self._version += 1

    def add(self, events: Iterable[Event | EventRow]) -> None:
        """Add events; those that are here already stay as they are."""
        told = [one if isinstance(one, EventRow) else EventRow.of(one) for one in events]
        rows = EventColumns.of({row.id: row for row in told}.values())
        texts = EventTexts.of(rows, TermReader())
        with self._lock:
            self._append(texts)
            self._loading.added(rows.id)

    def remove(self, ids: Sequence[int]) -> None:
        """Take events out and overwrite what was known of them; ids that are not here are no
        matter.
        """
        with self._lock:
            self._loading.removed(ids)
            rows = np.unique(self._table.rows_of(np.asarray(ids, dtype=np.int64)))
            rows = rows[rows != NOBODY]
            if not len(rows):
                return
            self._version += 1
            self._words.remove(rows)
            self._conversations.remove(rows)
            self._authors.drop(self._table.author[rows])
            self._table.remove(rows)

    def clear(self) -> None:
        """Forget everything and overwrite it."""
        with self._lock:
            self._table.wipe()
            self._words.wipe()
            self._empty()
            self._loading.drop()
            self._version += 1

    def rows_of(self, ids: Sequence[int] | NDArray[np.int64]) -> Rows:
        """Return the row of each id, `NONE` for those that are not here."""
        with self._lock:
            return _outward(self._table.rows_of(np.asarray(ids, dtype=np.int64)))

    def ids_of(self, rows: NDArray[Any]) -> NDArray[np.int64]:
        """Return the id of each row, 0 for those that are gone."""
        with self._lock:
            return self._ids(self._table.safe(rows))

    def columns(self, rows: NDArray[Any]) -> Columns:
        """Return what is known of each row."""
        with self._lock:
            self._settle()
            safe = self._table.safe(rows)
            columns = {
                name: getattr(self._table, name)[safe]
                for name in Columns.__struct_fields__
                if name != "ids"
            }
            return Columns(ids=self._ids(safe), **columns)

    def neighbours(self, rows: NDArray[Any], offset: int) -> Rows:
        """Return the row that stands `offset` places after each (before it, if negative) in its
        stretch of talk, `NONE` where there is none.
        """
        with self._lock:
            self._settle()
            links = self._table.after if offset > 0 else self._table.before
            found = self._table.safe(rows)
            for _ in range(abs(offset)):
                found = links[found].astype(np.int64)
            return _outward(found)

    def authors(self) -> dict[str, int]:
        """Return the names of those who wrote events, with their codes."""
        with self._lock:
            return self._authors.known()

    def author_codes(self, names: Iterable[str]) -> list[int]:
        """Return the codes of those of the names who wrote events."""
        with self._lock:
            return self._authors.codes_of(names)

    def average_terms(self) -> float:
        """Return how many words that carry a topic an event has in the mean."""
        with self._lock:
            return float(window_lengths(self._table, 0).average)

    def where(
        self,
        *,
        authors: Sequence[str] | None = None,
        span: tuple[Timestamp, Timestamp] | None = None,
        kinds: Sequence[EventKind] | None = None,
        origins: Sequence[Origin] | None = None,
    ) -> NDArray[np.bool_]:
        """Return which rows are events of these authors, in the span of time (the end not
        within), of these kinds and origins; shape (highest row + 1,).
        """
        with self._lock:
            table = self._table
            chosen = table.alive.copy() if span is None else self._within(span).copy()
            if authors is not None:
                chosen &= among(table.author, self._authors.codes_of(authors))
            if kinds is not None:
                chosen &= among(table.kind, [KINDS.index(kind) for kind in kinds])
            if origins is not None:
                chosen &= among(table.origin, [ORIGINS.index(origin) for origin in origins])
            return chosen

    def bm25(
        self,
        terms: Sequence[str],
        limit: int,
        how: Bm25 = OWN_TURN,
        within: NDArray[np.bool_] | None = None,
    ) -> tuple[Rows, Scores]:
        """Return the rows that fit the terms best, best first, with their scores; only rows
        that are set in `within` (of `where`) if it is given.
        """
        with self._lock:
            self._settle()
            if within is not None:
                within = _fitted(within, self._table.count) & self._table.alive
            return self._scores(terms, how).best(limit, within)

    def bm25_of(self, rows: NDArray[Any], terms: Sequence[str], how: Bm25 = OWN_TURN) -> Scores:
        """Return the scores of given rows, 0 for those that are gone."""
        with self._lock:
            self._settle()
            safe = self._table.safe(rows)
            return self._scores(terms, how).of(safe)

    def term_counts(
        self, rows: NDArray[Any], terms: Sequence[str], window: int = 0
    ) -> NDArray[np.int32]:
        """Return how often each term stands in each row, or in it and `window` neighbours on
        either side; shape (rows, terms).

        A run of a script without spaces counts as often as its rarest pair of letters.
        """
        with self._lock:
            self._settle()
            apart = codes_of(terms)
            if not apart:
                return np.zeros((len(rows), 0), dtype=np.int32)
            safe = self._table.safe(rows)
            counts = window_counts(self._table, self._words, safe, np.concatenate(apart), window)
            return _least(counts, apart)

    def frequencies(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """Return in how many events each term stands."""
        with self._lock:
            apart = codes_of(terms)
            if not apart:
                return np.zeros(0, dtype=np.int64)
            found = self._words.frequencies(np.concatenate(apart))
            return _least(found, apart)

    def _empty(self) -> None:
        self._asked: tuple[int | str, ...] = ()
        self._scored: dict[Bm25, WordScores] = {}
        self._spanned: tuple[int, ...] = ()
        self._in_span = np.zeros(0, dtype=np.bool_)
        self._table = EventTable()
        self._words = WordIndex()
        self._conversations = Conversations(self._table)
        self._authors: NameCodes[str] = NameCodes()

    def _within(self, span: tuple[Timestamp, Timestamp]) -> NDArray[np.bool_]:
        """Return which rows are of a time, kept until the next: a question asks for it twice."""
        asked = (self._version, *span)
        if asked != self._spanned:
            table = self._table
            self._spanned = asked
            inside = (table.at >= span[0]) & (table.at < span[1])
            self._in_span = table.alive & table.dated & inside
        return self._in_span

    def _scores(self, terms: Sequence[str], how: Bm25) -> WordScores:
        """Return the scores of a question's terms, kept until the next: its channels share them."""
        asked: tuple[int | str, ...] = (self._version, *terms)
        if asked != self._asked:
            self._asked, self._scored = asked, {}
        if how not in self._scored:
            self._scored[how] = WordScores(self._table, self._words, terms, how)
        return self._scored[how]

    def _settle(self) -> None:
        if not self._loading.under_way:  # a load settles everything at its end
            self._conversations.settle()

    def _ids(self, safe: Rows) -> NDArray[np.int64]:
        found: NDArray[np.int64] = np.where(self._table.alive[safe], self._table.ids[safe], 0)
        return found

    def _take(self, chunks: Iterable[EventColumns], number: int) -> bool:
        """Add the chunks; False when this loading was ended by another or by `clear`."""
        reader = TermReader()
        for chunk in chunks:
            texts = EventTexts.of(chunk, reader)
            with self._lock:
                if number != self._loading.number:
                    return False
                self._append(texts.chosen(self._loading.fresh(texts.ids)))
        return True

    def _append(self, texts: EventTexts) -> None:
        """Add what is not here yet."""
        texts = texts.chosen(self._table.rows_of(texts.ids) == NOBODY)
        if not len(texts.ids):
            return
        self._version += 1
        columns = texts.columns()
        columns["author"] = self._authors.bear(texts.rows.author)
        columns["thread"] = self._conversations.codes(texts.rows.source_id, texts.rows.thread)
        rows = self._table.append(columns)
        self._words.add(int(rows[0]), texts.read)
        self._conversations.add(rows)


def _least(counts: NDArray[_Count], apart: Sequence[Codes]) -> NDArray[_Count]:
    """Return the least of each term's codes, which stand beside each other on the last axis."""
    starts = np.cumsum([0] + [len(codes) for codes in apart[:-1]])
    least: NDArray[_Count] = np.minimum.reduceat(counts, starts, axis=-1)
    return least


def _fitted(chosen: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Return a choice of rows for as many as there are now."""
    fitted = np.zeros(count, dtype=bool)
    fitted[: len(chosen)] = chosen[:count]
    return fitted


def _outward(rows: Rows) -> Rows:
    found: Rows = np.where(rows == NOBODY, NONE, rows)
    return found
