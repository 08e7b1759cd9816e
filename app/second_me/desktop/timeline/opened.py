"""What was opened in the timeline: its words, what stands around it, what was learned from it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.memory import FactView
from second_me.core.records import Event
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.timeline.life import Opened
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Card, IconButton, Label, Line, label
from second_me.desktop.widgets.frames import clear

_WIDTH = 360
_ALL = 16_777_215
_SHOWN = 40
_LETTERS = 1200


class OpenedPane(QFrame):
    """Shows an `Opened`. `closed` and `erase` are what the person wants with it."""

    closed = Signal()
    erase = Signal(object)

    def __init__(self, theme: Theme, session: Session, clock: Clock) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.setFixedWidth(_WIDTH)
        self._theme = theme
        self._session = session
        self._clock = clock
        self._opened: Opened | None = None
        self._title = label("", "title")
        self._when = label("", "quiet")
        self._close = IconButton(theme, "close", tr("Close (Esc)"))
        self._close.clicked.connect(self.closed)
        self._copy = IconButton(theme, "copy", tr("Copy its words"))
        self._copy.clicked.connect(self._on_copy)
        self._erase = IconButton(theme, "erase", tr("Erase it for good"))
        self._erase.clicked.connect(self._on_erase)
        self._lay_out()
        self.hide()

    def show_opened(self, opened: Opened | None) -> None:
        """Show what is looked at; None hides the pane."""
        anew = opened is not None and (
            self._opened is None or (opened.event, opened.episode) != _kept(self._opened)
        )
        self._opened = opened
        self.setVisible(opened is not None)
        if opened is None:
            clear(self._column)
            return
        self._show_head(opened)
        clear(self._column)
        if opened.episode is not None and opened.episode.summary:
            self._column.addWidget(label(plain(opened.episode.summary), "quiet"))
        if opened.facts:
            self._show_facts(opened.facts)
        self._show_events(opened)
        if anew:
            self._scroll.verticalScrollBar().setValue(0)

    def set_wide(self, wide: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        """Take all the room there is, or stand beside the list."""
        self.setMinimumWidth(0 if wide else _WIDTH)
        self.setMaximumWidth(_ALL if wide else _WIDTH)

    def focus(self) -> None:
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(self._title)
        words.addWidget(self._when)
        head = QHBoxLayout()
        head.setContentsMargins(Space.L, Space.L, Space.M, Space.M)
        head.setSpacing(0)
        head.addLayout(words, 1)
        for button in (self._copy, self._erase, self._close):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        content.setProperty("role", "content")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(Space.L, 0, Space.S, Space.L)
        self._column.setSpacing(Space.M)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("What was opened"))
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)

    def _show_head(self, opened: Opened) -> None:
        episode, event = opened.episode, opened.event
        if episode is not None:
            self._title.setText(plain(episode.title) or tr("Without a title"))
            count = tr_count("1 moment", "%n moments", len(opened.events))
            known = episode.dated
            day = wording.at(episode.start, self._clock) if known else tr("day unknown")
            people = ", ".join(episode.people)
            parts = (day, count, plain(episode.place), people)
            self._when.setText(" · ".join(part for part in parts if part))
        elif event is not None:
            self._title.setText(wording.who(event))
            where = wording.where(event, self._session.source_name(event.source_id))
            self._when.setText(f"{wording.when(event.moment)} · {where}")

    def _show_facts(self, facts: tuple[FactView, ...]) -> None:
        card = Card(self._theme)
        card.column.addWidget(Label(tr("Learned from this"), "over"))
        for view in facts[:_SHOWN]:
            card.column.addWidget(label(plain(view.fact.text), selectable=True))
        self._column.addWidget(card)

    def _show_events(self, opened: Opened) -> None:
        single = opened.event is not None
        if single and len(opened.events) > 1:
            self._column.addWidget(Label(tr("In its place"), "over"))
        for event in opened.events[:_SHOWN]:
            here = not single or (opened.event is not None and event.id == opened.event.id)
            self._column.addWidget(self._moment(event, "" if here else "quiet"))
        left = len(opened.events) - _SHOWN
        if left > 0:
            words = tr("and {count} more; Moments shows all of them")
            self._column.addWidget(label(words.format(count=left), "caption"))

    def _moment(self, event: Event, role: str) -> QWidget:
        text = plain(event.text).strip()
        shown = text if len(text) <= _LETTERS else text[:_LETTERS].rstrip() + "…"
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(label(wording.who(event), "heading"), 1)
        head.addWidget(Label(wording.time_of(event.moment.at, self._clock), "caption"))
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addLayout(head)
        column.addWidget(label(shown, role, selectable=True))
        column.addSpacing(Space.XS)
        column.addWidget(Line())
        return made

    def _on_copy(self) -> None:
        opened = self._opened
        if opened is not None:
            events = (opened.event,) if opened.event is not None else opened.events
            words = "\n".join(f"{wording.who(one)}: {plain(one.text).strip()}" for one in events)
            QGuiApplication.clipboard().setText(words)

    def _on_erase(self) -> None:
        if self._opened is not None:
            self.erase.emit(self._opened)


def _kept(opened: Opened) -> tuple[object, object]:
    return opened.event, opened.episode
