"""One question and its answer on the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.ask.answer_text import AnswerText
from second_me.desktop.ask.conversation import Turn, TurnState
from second_me.desktop.ask.wrong import WrongPanel
from second_me.desktop.calling import Caller
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Callout, IconButton, Label, label

_QUESTION_SHOWN = 600
_QUESTION_LARGE = 160


class TurnView(QWidget):
    """Shows a turn as it comes. `pointed` and `chosen` name evidence, `taken` the turn."""

    pointed = Signal(object, int)
    chosen = Signal(object, int)
    again = Signal(object)

    def __init__(self, theme: Theme, turn: Turn, caller: Caller) -> None:
        super().__init__()
        self._theme = theme
        self._caller = caller
        self.turn = turn
        question = turn.question
        if len(question) > _QUESTION_SHOWN:
            question = question[:_QUESTION_SHOWN].rstrip() + "…"
        long = len(question) > _QUESTION_LARGE
        self._question = label(question, "heading" if long else "title")
        self._question.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._read_as = label("", "caption", selectable=True)
        self._state = Label("", "quiet")
        self._degraded = Callout(theme)
        self.answer = AnswerText(theme)
        self.answer.pointed.connect(self._on_pointed)
        self.answer.chosen.connect(self._on_chosen)
        self._problem = Callout(theme)
        self._actions = QWidget()
        self._summary = Label("", "caption")
        self._wrong_panel: WrongPanel | None = None
        self._lay_actions(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, Space.L)
        column.setSpacing(Space.S)
        for part in (
            self._question,
            self._read_as,
            self._state,
            self.answer,
            self._problem,
            self._degraded,
            self._actions,
        ):
            column.addWidget(part)
        self._column = column
        self.refresh()

    def refresh(self) -> None:
        """Show the turn as it stands now."""
        turn = self.turn
        meant = tr("Understood as: {question}").format(question=turn.read_as)
        self._read_as.setText(meant if turn.read_as else "")
        self._read_as.setVisible(bool(turn.read_as))
        self._degraded.say(_degraded(turn), "notice")
        self._state.setText(_progress(turn))
        self._state.setVisible(bool(self._state.text()))
        self.answer.show_segments(turn.segments)
        self.answer.setVisible(bool(turn.text))
        self._problem.say(*_trouble(turn))
        self._actions.setVisible(not turn.running)
        self._copy.setVisible(bool(turn.text))
        self._wrong.setVisible(bool(turn.text and turn.evidence))
        self._summary.setText(_summary(turn))

    def mark(self, number: int) -> None:
        self.answer.mark(number)

    def copy(self) -> None:
        """Put the answer, citations as [n], on the clipboard."""
        QGuiApplication.clipboard().setText(self.answer.plain())

    def _lay_actions(self, theme: Theme) -> None:
        self._copy = IconButton(
            theme, "copy", tr("Copy the answer"), kind="inline", text=tr("Copy")
        )
        self._copy.clicked.connect(self.copy)
        again = IconButton(
            theme, "retry", tr("Ask this again"), kind="inline", text=tr("Ask again")
        )
        again.clicked.connect(self._on_again)
        self._wrong = IconButton(
            theme,
            "problem",
            tr("Something is wrong with this answer"),
            kind="inline",
            text=tr("Wrong?"),
        )
        self._wrong.clicked.connect(self._on_wrong)
        row = QHBoxLayout(self._actions)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self._copy)
        row.addWidget(again)
        row.addWidget(self._wrong)
        row.addStretch(1)
        row.addWidget(self._summary)

    def _on_pointed(self, number: int) -> None:
        self.mark(number)
        self.pointed.emit(self.turn, number)

    def _on_chosen(self, number: int) -> None:
        self.chosen.emit(self.turn, number)

    def _on_wrong(self) -> None:
        """Open what can be done about it, or close it again."""
        if self._wrong_panel is None:
            self._wrong_panel = WrongPanel(self._theme, self._caller, self.turn)
            self._column.addWidget(self._wrong_panel)
            self._wrong_panel.ask()
        else:
            self._wrong_panel.setVisible(self._wrong_panel.isHidden())

    def _on_again(self) -> None:
        self.again.emit(self.turn)


def _progress(turn: Turn) -> str:
    if turn.state is TurnState.WAITING:
        return tr("Waiting for the background program. Your question is kept.")
    if turn.state is TurnState.SEARCHING and turn.evidence:
        return tr_count("Reading 1 memory…", "Reading %n memories…", len(turn.evidence))
    if turn.state is TurnState.SEARCHING:
        return tr("Looking through your memories…")
    return ""


def _trouble(turn: Turn) -> tuple[str, str]:
    """Return what went another way than hoped, and how grave it is."""
    if turn.state is TurnState.FAILED and turn.error is not None:
        return f"{turn.error.title}. {turn.error.message} {turn.error.action}".strip(), "problem"
    if turn.state is TurnState.DECLINED:
        words = tr(
            "What came closest is shown beside it. Other words may find more."
            if turn.evidence
            else "Try other words, or import what may hold it."
        )
        return words, "calm"
    if turn.state is TurnState.STOPPED:
        return tr("Stopped."), "calm"
    return "", "notice"


def _degraded(turn: Turn) -> str:
    """Return what the search had to do without, and what to do about it."""
    if not turn.missing:
        return ""
    if len(turn.missing) > 1:
        return tr(
            "Memory is still being read after unlocking: only the words of the question were "
            "looked for. Ask again in a moment."
        )
    return tr(
        "Search by meaning does not work just now: words, people and times were searched. "
        "Health says why."
    )


def _summary(turn: Turn) -> str:
    if turn.running or not turn.evidence:
        return ""
    cited = len(turn.cited)
    if not cited:
        return ""
    count = tr_count("rests on 1 memory", "rests on %n memories", cited)
    return f"{count} · {turn.seconds:.1f} s" if turn.seconds else count
