"""Events read for the index: their words, and the columns that follow from each alone."""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from second_me.core.records import EventKind, Origin
from second_me.core.terms import stem
from second_me.recall.term_codes import TermReader, codes_of
from second_me.vault.event_rows import EventRow

KINDS: Final = tuple(EventKind)
ORIGINS: Final = tuple(Origin)

_KIND_CODES: Final = {kind.value: code for code, kind in enumerate(KINDS)}
_ORIGIN_CODES: Final = {origin.value: code for code, origin in enumerate(ORIGINS)}
_ASKS: Final = re.compile(r"[?\uff1f\u061f\u037e][^\w]*$")
_TELLS: Final = re.compile(r"[IMWOmwo](?<!\w.)(?:(?<=I)|y(?<=[Mm]y)|e(?<=[Ww]e)|ur(?<=[Oo]ur))\b")
"""I, my, we or our as a word. Begun with a set of letters it is found thrice as quickly."""

_BEGINNING: Final = 400
"""Of a text so many first letters are looked at for the first person."""

_ENDING: Final = 24
"""Of a text so many last letters are looked at for a question mark."""

_TIME_WORDS: Final = """
    yesterday today tonight tomorrow week weekend month year ago last next monday tuesday wednesday
    thursday friday saturday sunday january february march april june july august september october
    november december spring summer autumn fall winter morning evening night birthday anniversary
    """
_TIME_CODES: Final = np.concatenate(codes_of([stem(word) for word in _TIME_WORDS.split()]))

_MOST: Final = 65_535
_POSITIONS: Final = np.iinfo(np.int32)


class EventTexts:
    """Events read word by word, each id once."""

    def __init__(self, rows: Sequence[EventRow], reader: TermReader) -> None:
        self.rows = list({row.id: row for row in rows}.values())
        self.ids = np.asarray([row.id for row in self.rows], dtype=np.int64)
        self.read = reader.read(
            f"{row.title}\n{row.text}" if row.title else row.text for row in self.rows
        )

    def chosen(self, kept: NDArray[np.bool_]) -> "EventTexts":
        """Return those that are set in `kept`."""
        if kept.all():
            return self
        part = object.__new__(EventTexts)
        part.rows = [row for row, keep in zip(self.rows, kept.tolist(), strict=True) if keep]
        part.ids = self.ids[kept]
        part.read = self.read.chosen(kept)
        return part

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns that need nothing of the index."""
        rows, read = self.rows, self.read
        positions = np.asarray([row.position for row in rows], dtype=np.int64)
        return {
            "ids": self.ids,
            "at": np.asarray([row.at for row in rows], dtype=np.int64),
            "position": np.clip(positions, _POSITIONS.min, _POSITIONS.max),
            "kind": np.asarray([_KIND_CODES[row.kind] for row in rows], dtype=np.uint8),
            "origin": np.asarray([_ORIGIN_CODES[row.origin] for row in rows], dtype=np.uint8),
            "asks": np.asarray([_asks(row.text) for row in rows], dtype=bool),
            "tells": np.asarray([_tells(row.text) for row in rows], dtype=bool),
            "timed": read.holding(_TIME_CODES),
            "words": np.minimum(read.lengths, _MOST),
            "terms": np.minimum(read.topical(), _MOST),
        }


def _asks(text: str) -> bool:
    ending = text[-_ENDING:]
    return ("?" in ending or not ending.isascii()) and _ASKS.search(ending) is not None


def _tells(text: str) -> bool:
    return _TELLS.search(text, 0, _BEGINNING) is not None
