"""What narrows a timeline: a person, a source, a kind, and the line that jumps to a day."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from second_me.core.ids import SourceId
from second_me.core.protocol.timeline import Facets, Only
from second_me.core.records import EventKind, Source
from second_me.desktop import wording
from second_me.desktop.theme import Space, Theme
from second_me.desktop.timeline.days import read_date
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Choice, IconButton
from second_me.desktop.widgets.labels import repolish

_WIDE = 176
_SLIM = 88
_ROOMY = 540


class JumpLine(QLineEdit):
    """Takes "2019", "March 2021" or "12.3.2021". `wanted` brings the day."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Go to a day"))
        self.setPlaceholderText(tr("Go to a day"))
        self.setToolTip(tr("Ctrl+G: 2019, March 2021, 2021-03-12 or 12.3.2021"))
        self.setMaximumWidth(_WIDE)
        self.setMinimumWidth(_SLIM)
        self.returnPressed.connect(self._on_return)
        self.textEdited.connect(self._on_text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._mark(wrong=False)
            return
        super().keyPressEvent(event)

    def _on_return(self) -> None:
        day: date | None = read_date(self.text())
        self._mark(wrong=day is None and bool(self.text().strip()))
        if day is not None:
            self.wanted.emit(day)

    def _on_text(self, _text: str) -> None:
        self._mark(wrong=False)

    def _mark(self, *, wrong: bool) -> None:
        self.setProperty("wrong", wrong)
        repolish(self)


class Narrowing(QWidget):
    """Choices of what is shown. `changed` brings an `Only`."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._person = Choice(theme, tr("Person"))
        self._source = Choice(theme, tr("Source"))
        self._place = Choice(theme, tr("Place"))
        self._kind = Choice(theme, tr("Kind"))
        self._clear = IconButton(theme, "close", tr("Show everything again"))
        self._clear.clicked.connect(self._on_clear)
        self.jump = JumpLine()
        self._shown: object = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for choice in self._choices:
            choice.setMaximumWidth(_WIDE)
            choice.setMinimumWidth(_SLIM)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.currentIndexChanged.connect(self._on_choice)
            row.addWidget(choice, 3)
        row.addWidget(self._clear)
        row.addStretch(1)
        row.addWidget(self.jump, 3)
        self._clear.hide()
        self._place.hide()

    @property
    def _choices(self) -> tuple[Choice, ...]:
        return self._person, self._place, self._source, self._kind

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave the kind out where names would be cut to nothing."""
        super().resizeEvent(event)
        self._kind.setVisible(event.size().width() >= _ROOMY)

    def show_choices(self, facets: Facets, sources: list[Source], only: Only) -> None:
        """Offer what memory holds; what is chosen stays."""
        now = (facets, tuple((one.id, one.name) for one in sources), only)
        if now == self._shown:
            return
        self._shown = now
        people = [(f"{one.name} ({wording.number(one.count)})", one.name) for one in facets.authors]
        kinds = [(wording.kind(one), one.value) for one in facets.kinds]
        named = [(one.name, int(one.id)) for one in sources]
        _fill(self._person, tr("People"), people, next(iter(only.authors), None))
        _fill(self._source, tr("Sources"), named, next(iter(only.sources), None))
        kind = next((one.value for one in only.kinds), None)
        _fill(self._kind, tr("Kinds"), kinds, kind)
        places = [(f"{one.name} ({wording.number(one.count)})", one.name) for one in facets.places]
        _fill(self._place, tr("Places"), places, next(iter(only.places), None))
        self._place.setVisible(bool(places))
        self._clear.setVisible(only != Only())

    def _on_choice(self) -> None:
        author, source = self._person.currentData(), self._source.currentData()
        kind, place = self._kind.currentData(), self._place.currentData()
        only = Only(
            authors=(author,) if author else (),
            sources=(SourceId(source),) if source else (),
            kinds=(EventKind(kind),) if kind else (),
            places=(place,) if place else (),
        )
        self._clear.setVisible(only != Only())
        self.changed.emit(only)

    def _on_clear(self) -> None:
        for choice in self._choices:
            choice.blockSignals(True)
            choice.setCurrentIndex(0)
            choice.blockSignals(False)
        self._on_choice()
        self._person.setFocus()


def _fill(
    choice: Choice, everything: str, named: Sequence[tuple[str, object]], held: object
) -> None:
    choice.blockSignals(True)
    choice.clear()
    choice.addItem(everything, None)
    for words, data in named:
        choice.addItem(words, data)
    choice.setCurrentIndex(max(choice.findData(held), 0) if held is not None else 0)
    choice.blockSignals(False)
