"""What the person can do about a wrong answer: set right what memory holds, or say that the
memories are about something else.
"""

from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from second_me.core.errors import SecondMeError
from second_me.core.ids import EventId, FactId
from second_me.core.protocol import Request
from second_me.core.protocol.memory import Facts, FactView
from second_me.core.protocol.persona import ConfirmFact, CorrectFact
from second_me.core.protocol.timeline import ListFactsOf
from second_me.core.records import Act
from second_me.desktop.ask.conversation import Turn
from second_me.desktop.calling import Caller
from second_me.desktop.feedback import Feedback
from second_me.desktop.people.fact_row import FactRow
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Label, PushButton, label
from second_me.desktop.widgets.frames import clear

R = TypeVar("R")

_SHOWN = 6


class WrongPanel(QFrame):
    """Shows the facts behind an answer to be set right. `changed` follows the person's word."""

    changed = Signal()

    def __init__(self, theme: Theme, caller: Caller, turn: Turn) -> None:
        super().__init__()
        self.setProperty("role", "why")
        self._theme = theme
        self._caller = caller
        self._turn = turn
        self._cited: tuple[EventId, ...] = ()
        self._words = label(tr("Looking up what this rests on…"), "quiet")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(0)
        self._note = Label("", "caption")
        other = PushButton(tr("They are about somebody or something else"), "quiet")
        other.clicked.connect(self._on_other)
        other.setVisible(False)
        self._other = other
        foot = QHBoxLayout()
        foot.addWidget(other)
        foot.addStretch(1)
        foot.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self._words)
        column.addLayout(self._facts)
        column.addLayout(foot)

    def ask(self) -> None:
        """Ask which facts the cited memories show."""
        hits = self._turn.evidence
        numbers = self._turn.cited or range(1, len(hits) + 1)
        self._cited = tuple(hits[number - 1].event.id for number in numbers)
        self._other.setVisible(bool(self._turn.trace and self._cited))
        request = ListFactsOf(event_ids=self._cited)
        self._caller.call(request, self._on_facts, self._on_error)

    def _on_facts(self, facts: Facts) -> None:
        clear(self._facts)
        standing = facts.facts[:_SHOWN]
        self._words.setText(
            tr("Confirm what is so, put right or take back what is not; then ask again:")
            if standing
            else tr("No fact was drawn from these memories; their words alone were read.")
        )
        for view in standing:
            self._facts.addWidget(self._row(view))

    def _row(self, view: FactView) -> FactRow:
        row = FactRow(self._theme, view, {}, pinned=None)
        row.confirmed.connect(self._on_confirmed)
        row.corrected.connect(self._on_corrected)
        return row

    def _on_confirmed(self, id_: int) -> None:
        self._send(ConfirmFact(id=FactId(id_)))

    def _on_corrected(self, id_: int, text: str) -> None:
        self._send(CorrectFact(id=FactId(id_), text=text))

    def _send(self, request: Request[R]) -> None:
        self._caller.call(request, self._on_done, self._on_error)

    def _on_done(self, _done: object) -> None:
        self._note.setText(tr("Noted. Ask again to see it."))
        self.ask()
        self.changed.emit()

    def _on_other(self) -> None:
        feedback = Feedback(self._caller, self._turn.trace)
        for id_ in self._cited:
            feedback.tell(id_, Act.WRONG)
        self._other.setEnabled(False)
        self._note.setText(tr("Noted. It counts from your next question on."))

    def _on_error(self, error: SecondMeError) -> None:
        self._words.setText(f"{error.title}. {error.message} {error.action}".strip())
