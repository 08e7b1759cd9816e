"""Events read for the index: their words, and the columns that follow from each alone."""

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from second_me.core.records import EventKind, Origin
from second_me.recall.term_codes import Read, TermReader
from second_me.vault.event_rows import EventColumns

KINDS: Final = tuple(EventKind)
ORIGINS: Final = tuple(Origin)

_KIND_CODES: Final = {kind.value: code for code, kind in enumerate(KINDS)}
_ORIGIN_CODES: Final = {origin.value: code for code, origin in enumerate(ORIGINS)}
_ASKS: Final = re.compile(r"[?\uff1f\u061f\u037e][^\w]*$")
_FIRST_PERSON: Final = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur)\b")
_BEGINNING: Final = 400
"""Of a text so many first letters are looked at for the first person."""

_ENDING: Final = 24
"""Of a text so many last letters are looked at for a question mark."""

_MOST: Final = 65_535
_POSITIONS: Final = np.iinfo(np.int32)


class EventTexts:
    """Events read word by word."""

    def __init__(self, rows: EventColumns, read: Read) -> None:
        self.rows = rows
        self.ids = np.asarray(rows.id, dtype=np.int64)
        self.read = read

    @classmethod
    def of(cls, rows: EventColumns, reader: TermReader) -> "EventTexts":
        """Read events."""
        titled = zip(rows.title, rows.text, strict=True)
        return cls(
            rows, reader.read(f"{title}\n{text}" if title else text for title, text in titled)
        )

    def chosen(self, kept: NDArray[np.bool_]) -> "EventTexts":
        """Return those that are set in `kept`."""
        if kept.all():
            return self
        return EventTexts(self.rows.chosen(kept.tolist()), self.read.chosen(kept))

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns that need nothing of the index."""
        rows, read = self.rows, self.read
        positions = np.asarray(rows.position, dtype=np.int64)
        return {
            "ids": self.ids,
            "at": np.asarray(rows.at, dtype=np.int64),
            "dated": np.asarray(rows.dated, dtype=bool),
            "position": np.clip(positions, _POSITIONS.min, _POSITIONS.max),
            "kind": np.asarray([_KIND_CODES[kind] for kind in rows.kind], dtype=np.uint8),
            "origin": np.asarray([_ORIGIN_CODES[origin] for origin in rows.origin], dtype=np.uint8),
            "asks": np.asarray([_asks(text) for text in rows.text], dtype=bool),
            "tells": self._tells(),
            "words": np.minimum(read.lengths, _MOST),
            "terms": np.minimum(read.topical(), _MOST),
        }

    def _tells(self) -> NDArray[np.bool_]:
        """Return which texts speak in the first person near their beginning."""
        found = self.read.in_first_person()
        for place in np.flatnonzero(found).tolist():
            text = self.rows.text[place]
            found[place] = _FIRST_PERSON.search(text, 0, _BEGINNING) is not None
        return found


def _asks(text: str) -> bool:
    ending = text[-_ENDING:]
    return ("?" in ending or not ending.isascii()) and _ASKS.search(ending) is not None
