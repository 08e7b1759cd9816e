"""The Ask page: conversation on the left, evidence on the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from second_me.core.ids import ConversationId
from second_me.desktop.ask.composer import Composer
from second_me.desktop.ask.conversation import Conversation, Turn
from second_me.desktop.ask.evidence import EvidencePane
from second_me.desktop.ask.history import History
from second_me.desktop.ask.history_view import HistoryView
from second_me.desktop.ask.turn_view import TurnView
from second_me.desktop.calling import Caller
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.throttle import Throttle
from second_me.desktop.translation import tr
from second_me.desktop.widgets import EmptyState, IconButton, PushButton, Reading
from second_me.desktop.widgets.frames import clear

_NARROW = 760
_REFRESH_MS = 33
_NEAR_END = 80


class AskPage(QWidget):
    """Shows a `Conversation`, and the `History` of earlier ones. `import_wanted` comes from its
    empty state, `event_wanted` names an event to be shown in the timeline.
    """

    import_wanted = Signal()
    event_wanted = Signal(int)

    def __init__(
        self,
        theme: Theme,
        conversation: Conversation,
        history: History,
        session: Session,
        caller: Caller,
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._conversation = conversation
        self._history = history
        self._session = session
        self._caller = caller
        self._views: list[TurnView] = []
        self._shown: Turn | None = None
        self._suggested: tuple[tuple[str, ...], bool] | None = None
        self._pane_wanted = True
        self._following = True
        self.composer = Composer(theme)
        self.evidence = EvidencePane(theme, caller, session.source_name)
        self._toggle = IconButton(theme, "panel", tr("Show or hide the evidence"))
        self._toggle.setCheckable(True)
        self._toggle.clicked.connect(self._on_toggle)
        self._past = IconButton(theme, "history", tr("Earlier questions (Ctrl+H)"))
        self._past.setCheckable(True)
        self._past.clicked.connect(self.toggle_history)
        self._new = IconButton(theme, "plus", tr("New conversation (Ctrl+N)"))
        self._new.clicked.connect(self.begin_anew)
        self._new.hide()
        self._past_view: HistoryView | None = None
        self._reading = Reading(spacing=Space.L)
        self._empty = Reading(width=Measure.FORM + 80)
        self._suggestions = QVBoxLayout()
        self._faces = QStackedWidget()
        self._lay_out()
        self._connect()

    def suggest(self, questions: tuple[str, ...], *, has_memories: bool) -> None:
        """Fill the empty page: questions to begin with, or the way to a first import."""
        wanted = (questions, has_memories)
        if wanted == self._suggested:
            return
        self._suggested = wanted
        clear(self._suggestions)
        if not has_memories:
            button = PushButton(tr("Import something"), "primary", theme=self._theme, icon="import")
            button.clicked.connect(self.import_wanted)
            self._suggestions.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            return
        for question in questions:
            button = PushButton(question, "suggestion", theme=self._theme, icon="ask")
            button.clicked.connect(self._on_suggestion)
            self._suggestions.addWidget(button)

    def ask(self, question: str) -> None:
        """Ask on the person's behalf (from quick recall)."""
        if self._conversation.ask(question) is None:
            self.composer.write(question)

    def focus(self) -> None:
        self.composer.setFocus()

    def begin_anew(self) -> None:
        """Begin a new conversation: what is asked next leans on nothing before."""
        self._conversation.forget()
        self.composer.setFocus()

    def toggle_history(self) -> None:
        """Show what was asked before, or what is being asked now."""
        if self._past_view is not None and self._faces.currentWidget() is self._past_view:
            self._show_conversation()
            self.composer.setFocus()
            return
        if self._past_view is None:
            self._past_view = view = HistoryView(self._theme, self._history)
            view.opened.connect(self._on_opened)
            view.closed.connect(self.toggle_history)
            self._faces.addWidget(view)
        self._history.refresh()
        self._faces.setCurrentWidget(self._past_view)
        self._past.setChecked(True)
        for widget in (self.evidence, self._toggle, self._new, self.composer):
            widget.hide()
        self._past_view.focus()

    def _lay_out(self) -> None:
        empty = EmptyState(
            self._theme,
            "logo",
            tr("Ask your memory"),
            tr(
                "Ask about anything you have brought in. Every answer shows the memories "
                "it rests on, and says so when there are none."
            ),
        )
        self._suggestions.setSpacing(Space.S)
        self._suggestions.setContentsMargins(0, Space.L, 0, 0)
        empty.column.addLayout(self._suggestions)
        self._empty.column.addStretch(2)
        self._empty.column.addWidget(empty)
        self._empty.column.addStretch(3)
        self._reading.column.addStretch(1)
        self._faces.addWidget(self._empty)
        self._faces.addWidget(self._reading)
        line = QHBoxLayout()
        line.setContentsMargins(Space.XL, 0, Space.XL, Space.XL)
        line.addStretch(1)
        self.composer.setMaximumWidth(Measure.READING)
        line.addWidget(self.composer, 1000)
        line.addStretch(1)
        top = QHBoxLayout()
        top.setContentsMargins(Space.S, Space.S, Space.S, 0)
        top.addWidget(self._past)
        top.addWidget(self._new)
        top.addStretch(1)
        top.addWidget(self._toggle)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(top)
        left.addWidget(self._faces, 1)
        left.addLayout(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.evidence)
        self._place_pane()

    def _connect(self) -> None:
        self._conversation.on_turn = self._on_turn
        self._conversation.on_turns = self._on_turns
        self.composer.asked.connect(self._on_asked)
        self.composer.stop.connect(self._conversation.stop)
        self.composer.recall.connect(self._on_recall)
        self.evidence.looked_at.connect(self._on_card)
        self.evidence.event_wanted.connect(self.event_wanted)
        # Words arrive faster than eyes read: they are drawn thirty times a second at most.
        bar = self._reading.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range)
        bar.valueChanged.connect(self._on_scrolled)
        self._redraw = Throttle(self._refresh_last, _REFRESH_MS, self)
        self._conversation.on_change = self._on_change
        for number in range(1, 10):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setProperty("number", number)
            shortcut.activated.connect(self._on_number_key)
        for keys, act in (
            ("Ctrl+Shift+C", self._on_copy),
            ("Ctrl+H", self.toggle_history),
            ("Ctrl+N", self.begin_anew),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _on_asked(self, question: str) -> None:
        self._conversation.ask(question)

    def _on_suggestion(self) -> None:
        button = self.sender()
        if isinstance(button, PushButton):
            self._conversation.ask(button.text())

    def _on_recall(self) -> None:
        if self._conversation.turns:
            self.composer.write(self._conversation.turns[-1].question)

    def _on_copy(self) -> None:
        if self._views:
            self._views[-1].copy()

    def _on_turn(self, turn: Turn) -> None:
        self._add(turn)
        self._show_evidence(turn)
        self._show_conversation()
        self.composer.show_running(True)
        self._following = True

    def _add(self, turn: Turn) -> None:
        view = TurnView(self._theme, turn, self._caller)
        view.pointed.connect(self._on_pointed)
        view.chosen.connect(self._on_chosen)
        view.again.connect(self._on_again)
        self._views.append(view)
        column = self._reading.column
        column.insertWidget(column.count() - 1, view)

    def _on_turns(self) -> None:
        """Show other turns than before: of an earlier conversation, or fewer, or none."""
        for view in self._views:
            view.hide()
            view.deleteLater()
        self._views.clear()
        self._shown = None
        self.evidence.show_hits(())
        for turn in self._conversation.turns:
            self._add(turn)
        if self._views:
            self._show_evidence(self._views[-1].turn)
        self._show_conversation()
        self.composer.show_running(self._conversation.running is not None)
        self._following = True

    def _on_opened(self, id_: int) -> None:
        self._conversation.open(ConversationId(id_))
        self.composer.setFocus()

    def _show_conversation(self) -> None:
        self._past.setChecked(False)
        self._new.setVisible(bool(self._views))
        self.composer.show()
        self._faces.setCurrentWidget(self._reading if self._views else self._empty)
        self._place_pane()

    def _on_change(self, _turn: Turn) -> None:
        if self._conversation.running is None:
            self.composer.show_running(False)  # at once: the next question may be typed already
        self._redraw.ask()

    def _refresh_last(self) -> None:
        if not self._views:
            return
        view = self._views[-1]
        view.refresh()
        self.composer.show_running(view.turn.running)
        if self._shown is view.turn:
            self._show_evidence(view.turn)

    def _on_again(self, turn: Turn) -> None:
        self._conversation.again(turn)

    def _on_pointed(self, turn: Turn, number: int) -> None:
        if number:
            self._show_evidence(turn)
            self.evidence.choose(number)

    def _on_chosen(self, turn: Turn, number: int) -> None:
        """Show the place of a memory that is looked at already, or bring it up to be looked at."""
        looked_at = self._shown is turn and self.evidence.isVisible()
        if looked_at and number == self.evidence.chosen:
            self.event_wanted.emit(turn.evidence[number - 1].event.id)
        else:
            self._enter(turn, number)

    def _enter(self, turn: Turn, number: int) -> None:
        self._show_evidence(turn)
        self._pane_wanted = True
        self._toggle.setChecked(True)
        self.evidence.show()
        self.evidence.enter(number)

    def _on_card(self, number: int) -> None:
        for view in self._views:
            view.mark(number if view.turn is self._shown else 0)

    def _on_number_key(self) -> None:
        shortcut = self.sender()
        if shortcut is not None and self._shown is not None:
            self._enter(self._shown, int(shortcut.property("number")))

    def _show_evidence(self, turn: Turn) -> None:
        if self._shown is not turn:
            for view in self._views:
                view.mark(0)
        self._shown = turn
        hint = ""
        if not turn.running and not turn.evidence:
            hint = tr("Nothing was found that this answer could rest on.")
        self.evidence.show_hits(turn.evidence, hint, turn.trace)

    def _on_range(self, _low: int, high: int) -> None:
        """Keep the newest words in view unless the person has scrolled away from them."""
        if self._following:
            self._reading.verticalScrollBar().setValue(high)

    def _on_scrolled(self, value: int) -> None:
        bar = self._reading.verticalScrollBar()
        self._following = bar.maximum() - value < _NEAR_END

    def _on_toggle(self) -> None:
        self._pane_wanted = self._toggle.isChecked()
        self.evidence.setVisible(self._pane_wanted)

    def _place_pane(self) -> None:
        past = self._past_view is not None and self._faces.currentWidget() is self._past_view
        begun = bool(self._views) and not past
        shown = begun and self._pane_wanted and self.width() >= _NARROW
        self._toggle.setVisible(begun)
        self._toggle.setChecked(shown)
        self.evidence.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        if (event.oldSize().width() >= _NARROW) != (event.size().width() >= _NARROW):
            self._place_pane()
