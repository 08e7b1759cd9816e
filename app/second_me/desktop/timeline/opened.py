"""What was opened in the timeline: its words, what stands around it, what was learned from it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.ids import EventId
from second_me.core.protocol.memory import FactView
from second_me.core.records import Event
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.timeline.cutting import Cutting
from second_me.desktop.timeline.life import Opened
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Callout, Card, IconButton, Label, Line, PushButton, label
from second_me.desktop.widgets.frames import clear

_WIDTH = 360
_ALL = 16_777_215
_SHOWN = 40
_LETTERS = 1200


class OpenedPane(QFrame):
    """Shows an `Opened`. `closed` and `erase` are what the person wants with it."""

    closed = Signal()
    erase = Signal(object)

    def __init__(self, theme: Theme, session: Session, clock: Clock, cutting: Cutting) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.setFixedWidth(_WIDTH)
        self._theme = theme
        self._session = session
        self._clock = clock
        self._cutting = cutting
        self._note = Callout(theme, level="calm")
        self._undo = PushButton(tr("Undo"), "quiet", theme=theme, icon="undo")
        self._undo.clicked.connect(cutting.undo)
        self._note.row.addWidget(self._undo)
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
        self._show_note()
        clear(self._column)
        if opened.episode is not None and opened.episode.summary:
            self._column.addWidget(label(plain(opened.episode.summary), "quiet"))
        if opened.facts:
            self._show_facts(opened.facts)
        self._show_events(opened)
        if opened.episode is not None and opened.events:
            self._column.addWidget(self._joins())
        if anew:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_note(self) -> None:
        cutting = self._cutting
        self._note.say(cutting.error or cutting.note, "problem" if cutting.error else "calm")
        self._undo.setVisible(cutting.undoable is not None)

    def _joins(self) -> QWidget:
        """Return the buttons that make one of this episode and a neighbour."""
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for words, act in (
            (tr("Make one with the episode before"), self._on_join_earlier),
            (tr("Make one with the episode after"), self._on_join_later),
        ):
            button = IconButton(self._theme, "merge", words, kind="inline", text=words)
            button.clicked.connect(act)
            column.addWidget(button)
        return made

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
        column.addWidget(self._note)
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
        for place, event in enumerate(opened.events[:_SHOWN]):
            here = not single or (opened.event is not None and event.id == opened.event.id)
            cut = opened.episode is not None and place > 0
            self._column.addWidget(self._moment(event, "" if here else "quiet", cut=cut))
        left = len(opened.events) - _SHOWN
        if left > 0:
            words = tr("and {count} more; Moments shows all of them")
            self._column.addWidget(label(words.format(count=left), "caption"))

    def _moment(self, event: Event, role: str, *, cut: bool) -> QWidget:
        """Return an event's words; `cut` offers to begin a new episode with it."""
        text = plain(event.text).strip()
        shown = text if len(text) <= _LETTERS else text[:_LETTERS].rstrip() + "…"
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(label(wording.who(event), "heading"), 1)
        head.addWidget(Label(self._time(event), "caption"))
        if cut:
            words = tr("Begin a new episode here: {who}").format(who=wording.who(event))
            split = IconButton(self._theme, "split", words)
            split.setProperty("event", int(event.id))
            split.clicked.connect(self._on_split)
            head.addWidget(split)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addLayout(head)
        column.addWidget(label(shown, role, selectable=True))
        column.addSpacing(Space.XS)
        column.addWidget(Line())
        return made

    def _time(self, event: Event) -> str:
        """Return when it was, no more precisely than that is known."""
        if event.moment.to_the_minute:
            return wording.time_of(event.moment.at, self._clock)
        return wording.when(event.moment)

    def _on_split(self) -> None:
        button, opened = self.sender(), self._opened
        if button is not None and opened is not None and opened.episode is not None:
            self._cutting.split(opened.episode, EventId(button.property("event")))

    def _on_join_earlier(self) -> None:
        self._join(later=False)

    def _on_join_later(self) -> None:
        self._join(later=True)

    def _join(self, *, later: bool) -> None:
        opened = self._opened
        if opened is not None and opened.episode is not None:
            self._cutting.join(opened.episode, opened.events, later=later)

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
