"""The words that a value to be filled comes from."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from second_me.core.protocol.memory import FactView
from second_me.core.records import Event
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.review.sides import since
from second_me.desktop.theme import Space
from second_me.desktop.translation import tr
from second_me.desktop.widgets import label
from second_me.desktop.widgets.frames import clear

_QUOTED = 240


class ShownBy(QWidget):
    """Facts with their quotes; nothing until they have come."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, Space.XS, 0, 0)
        self._column.setSpacing(Space.XS)
        self._shown: Sequence[FactView | Event] | None = None

    def show_sources(self, found: Sequence[FactView | Event]) -> None:
        if found == self._shown:
            return
        self._shown = found
        clear(self._column)
        for one in found:
            if isinstance(one, Event):
                self._quote(one.text)
                told = f"{wording.who(one)} · {wording.when(one.moment)}"
                self._column.addWidget(label(told, "caption"))
                continue
            words = f"{plain(one.fact.text)} · {since(one)}"
            self._column.addWidget(label(words, selectable=True))
            for quote in one.quotes:
                self._quote(quote.text)
        if not found:
            self._column.addWidget(label(tr("Looking for its words…"), "caption"))

    def _quote(self, text: str) -> None:
        said = " ".join(plain(text).split())
        cut = said if len(said) <= _QUOTED else said[:_QUOTED].rstrip() + "…"
        self._column.addWidget(label(f"“{cut}”", "caption", selectable=True))
