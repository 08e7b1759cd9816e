"""What was asked before, as a list: Return opens, Delete deletes."""

import functools

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.conversations import Conversation
from second_me.core.ids import ConversationId
from second_me.desktop.ask.citations import plain
from second_me.desktop.ask.history import History
from second_me.desktop.theme import Space, Theme, Type
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.throttle import WhileSeen
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import (
    GroupedRows,
    Label,
    LongList,
    PushButton,
    Question,
    SearchField,
    label,
)
from second_me.desktop.widgets.lines import paint_line, sized

_ROW = 52
_HEAD = 36
_EDGE = Space.L
_STALE_MS = 500


class HistoryView(QWidget):
    """Shows a `History`. `opened` names a conversation, `closed` asks for the one there was."""

    opened = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, history: History) -> None:
        super().__init__()
        self._theme = theme
        self._history = history
        self.search = SearchField(theme, tr("Find a question or an answer"))
        self.search.textChanged.connect(history.search)
        self.list = LongList(
            theme,
            tr("Earlier questions"),
            paint_row=self._paint_row,
            words=self._words,
            head=self._head,
        )
        self.list.chosen.connect(self._on_chosen)
        self._days: list[tuple[str, int]] = []
        self._delete = PushButton(tr("Delete"), "quiet", theme=theme, icon="erase")
        self._delete.setToolTip(tr("Delete the chosen one for good (Delete)"))
        self._delete.clicked.connect(self.ask_delete)
        self._delete_all = PushButton(tr("Delete all"), "quiet")
        self._delete_all.clicked.connect(self._ask_delete_all)
        self._hint = label("", "quiet")
        self._lay_out()
        history.on_change = self.refresh
        self._stale = WhileSeen(self, history.refresh, _STALE_MS)
        history.on_stale = self._stale.ask
        self.refresh()

    def refresh(self) -> None:
        """Show what is listed."""
        history = self._history
        self._days = history.days
        self.list.show_rows(GroupedRows([count for _, count in self._days], _ROW, _HEAD))
        self.list.refresh()
        some = bool(history.conversations)
        self._delete.setEnabled(some)
        self._delete_all.setEnabled(some and not history.searched)
        self._hint.setText(self._why_empty())
        self._hint.setVisible(bool(self._hint.text()))

    def focus(self) -> None:
        self.search.setFocus()

    def ask_delete(self) -> None:
        """Ask whether the chosen one is to go."""
        if not 0 <= self.list.current < len(self._history.conversations):
            return
        one = self._history.conversations[self.list.current]
        Question(
            self,
            tr("Delete this conversation?"),
            tr("“{title}” and its answers go for good. Memories stay.").format(
                title=plain(one.title)[:120]
            ),
            tr("Delete"),
            functools.partial(self._history.delete, (one.id,)),
        ).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        key = event.key()
        if key == Qt.Key.Key_Delete:
            self.ask_delete()
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(tr("Earlier questions"), "display"), 1)
        head.addWidget(self._delete)
        head.addWidget(self._delete_all)
        inside = QWidget()
        inside.setMaximumWidth(Measure.READING + 2 * _EDGE)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        top = QVBoxLayout()
        # The rows of the list have an edge of their own, within which their words begin.
        top.setContentsMargins(_EDGE, 0, _EDGE, 0)
        top.setSpacing(Space.M)
        top.addLayout(head)
        top.addWidget(self.search)
        top.addWidget(self._hint)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, 0, Space.S, 0)
        row.addStretch(1)
        row.addWidget(inside, 1000)
        row.addStretch(1)

    def _why_empty(self) -> str:
        history = self._history
        if history.trouble:
            return history.trouble
        if not history.loaded or history.conversations:
            return ""
        if history.searched:
            return tr("No question or answer holds all of these words.")
        return tr(
            "What you ask is kept here, in the vault, to be read and asked on. "
            "Settings can turn that off."
        )

    def _paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        conversations = self._history.conversations
        if row >= len(conversations):
            return
        one, colours = conversations[row], self._theme.palette
        inside = rect.adjusted(_EDGE, 7, -_EDGE, -7)
        line = QRect(inside.left(), inside.top(), inside.width(), 20)
        title = " ".join(plain(one.title).split())
        paint_line(painter, line, title, sized(self.font(), Type.BODY), colours.text)
        below = line.translated(0, 19)
        words = self._count(one)
        paint_line(painter, below, words, sized(self.font(), Type.CAPTION), colours.quiet)

    def _count(self, one: Conversation) -> str:
        return tr_count("1 question", "%n questions", one.turns)

    def _words(self, row: int) -> str:
        one = self._history.conversations[row]
        return f"{plain(one.title)}, {self._count(one)}"

    def _head(self, group: int) -> str:
        return self._days[group][0] if group < len(self._days) else ""

    def _on_chosen(self, row: int) -> None:
        if row < len(self._history.conversations):
            self.opened.emit(self._history.conversations[row].id)

    def _ask_delete_all(self) -> None:
        Question(
            self,
            tr("Delete all that you asked?"),
            tr("All questions and answers go for good. Memories stay."),
            tr("Delete all"),
            functools.partial(self._history.delete, _ALL),
        ).open()


_ALL: tuple[ConversationId, ...] = ()
