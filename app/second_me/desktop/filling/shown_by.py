"""The words that a value to be filled comes from."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from second_me.core.protocol.memory import FactView
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
        self._shown: list[FactView] | None = None

    def show_facts(self, facts: list[FactView]) -> None:
        if facts == self._shown:
            return
        self._shown = facts
        clear(self._column)
        for view in facts:
            words = f"{plain(view.fact.text)} · {since(view)}"
            self._column.addWidget(label(words, selectable=True))
            for quote in view.quotes:
                said = " ".join(plain(quote.text).split())
                cut = said if len(said) <= _QUOTED else said[:_QUOTED].rstrip() + "…"
                self._column.addWidget(label(f"“{cut}”", "caption", selectable=True))
        if not facts:
            self._column.addWidget(label(tr("Looking for its words…"), "caption"))
