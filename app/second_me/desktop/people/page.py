"""The People & Facts page."""

import functools

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QKeySequence, QPainter, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from second_me.core.ids import EntityId
from second_me.desktop.ask.citations import plain
from second_me.desktop.people.card import PersonCard, known_words
from second_me.desktop.people.known import Known, Somebody
from second_me.desktop.theme import Space, Theme, Type
from second_me.desktop.throttle import WhileSeen
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    EmptyState,
    GroupedRows,
    Label,
    LongList,
    Question,
    SearchField,
)
from second_me.desktop.widgets.avatars import paint_avatar
from second_me.desktop.widgets.lines import paint_line, sized

_LIST = 264
_FACES = 76
_NARROW = 620
_ROW = 56
_FACE = 32
_STALE_MS = 500
_OFFERED = 25


class PeoplePage(QWidget):
    """Shows a `Known`. `event_wanted` names an event to be shown in the timeline."""

    event_wanted = Signal(int)

    def __init__(self, theme: Theme, known: Known) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._known = known
        self._everybody: list[Somebody] = []
        self.search = SearchField(theme, tr("Find somebody"))
        self.search.textChanged.connect(known.search)
        self.list = LongList(theme, tr("People"), paint_row=self._paint_row, words=self._words)
        self.list.current_changed.connect(self._on_current)
        self.card = PersonCard(theme, known)
        self.card.merge.connect(self._on_merge)
        self.card.event_wanted.connect(self.event_wanted)
        self._faces = QStackedWidget()
        self._lay_out()
        known.on_change = self.refresh
        self._stale = WhileSeen(self, known.refresh, _STALE_MS)
        known.on_stale = self._stale.ask
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self.search.setFocus)
        self.refresh()

    def focus(self) -> None:
        self.list.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave only the faces where there is hardly room for both."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        self._pane.setFixedWidth(_FACES if narrow else _LIST)
        self._list_head.setVisible(not narrow)

    def refresh(self) -> None:
        """Show who is known."""
        known = self._known
        everybody = known.everybody
        if everybody != self._everybody:
            self._everybody = everybody
            self.list.show_rows(GroupedRows((len(everybody),), _ROW))
        self._mark()
        self.list.refresh()
        nobody = known.loaded and not everybody and not known.searched
        self._faces.setCurrentIndex(1 if nobody else 0)
        self.card.refresh()

    def _lay_out(self) -> None:
        self._pane = pane = QFrame()
        pane.setProperty("role", "list")
        pane.setFixedWidth(_LIST)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, Space.XL, 1, 0)
        column.setSpacing(Space.M)
        self._list_head = QWidget()
        head = QVBoxLayout(self._list_head)
        head.setContentsMargins(Space.L, 0, Space.L, 0)
        head.setSpacing(Space.M)
        head.addWidget(Label(tr("People"), "display"))
        head.addWidget(self.search)
        column.addWidget(self._list_head)
        column.addWidget(self.list, 1)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(pane)
        row.addWidget(self.card, 1)
        empty = QWidget()
        inside = QVBoxLayout(empty)
        words = tr("As memory reads what you bring in, those you know appear here, you first.")
        inside.addStretch(2)
        inside.addWidget(EmptyState(self._theme, "people", tr("Nobody is known yet"), words))
        inside.addStretch(3)
        self._faces.addWidget(both)
        self._faces.addWidget(empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._faces)

    def _paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        if row >= len(self._everybody):
            return
        one = self._everybody[row]
        colours = self._theme.palette
        left = rect.left() + Space.L + Space.XS
        face = QRectF(left, rect.center().y() - _FACE / 2 + 1, _FACE, _FACE)
        paint_avatar(painter, face, one.subject, colours)
        if rect.width() < _LIST // 2:
            return
        left += _FACE + Space.M
        line = QRect(left, rect.top() + 9, rect.right() - left - Space.L, 20)
        name = plain(one.subject)
        paint_line(painter, line, name, sized(self.font(), Type.BODY, bold=True), colours.text)
        below = line.translated(0, 19)
        paint_line(
            painter, below, known_words(one), sized(self.font(), Type.CAPTION), colours.quiet
        )

    def _words(self, row: int) -> str:
        one = self._everybody[row]
        return f"{plain(one.subject)}, {known_words(one)}"

    def _mark(self) -> None:
        """Make the one who is looked at the current row."""
        chosen = self._known.chosen
        for row, one in enumerate(self._everybody):
            if chosen is not None and one.subject == chosen.subject:
                self.list.current = row
                return
        self.list.current = -1

    def _on_current(self, row: int) -> None:
        self._known.choose(self._everybody[row])

    def _on_merge(self) -> None:
        """Offer those whom this may be the same as, likest first."""
        one = self._known.chosen
        if one is None or one.person is None:
            return
        menu = QMenu(self)
        menu.setAccessibleName(tr("The same person as"))
        others = [
            other
            for other in self._known.everybody
            if other.person is not None and other.person.entity.id != one.person.entity.id
        ]
        first = one.subject.split()[0].casefold()
        others.sort(key=lambda other: first not in other.subject.casefold())
        for other in others[:_OFFERED]:
            action = menu.addAction(plain(other.subject))
            action.triggered.connect(functools.partial(self._ask_merge, one, other))
        menu.popup(self.card.mapToGlobal(self.card.rect().center()))

    def _ask_merge(self, one: Somebody, other: Somebody, _checked: object = None) -> None:
        assert one.person is not None
        assert other.person is not None
        first, second = one.person.entity.id, other.person.entity.id
        words = tr("All that is known of {one} is then known of {other}. You can undo it.")
        Question(
            self,
            tr("Are these the same?"),
            words.format(one=plain(one.subject), other=plain(other.subject)),
            tr("The same person"),
            functools.partial(self._merge, first, second),
        ).open()

    def _merge(self, one: EntityId, other: EntityId) -> None:
        self._known.merge(one, other)
