"""One import on the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from second_me.core.protocol.memory import BatchView, Problem
from second_me.core.records import BatchState
from second_me.desktop.importing.imports import Imports, problems_line
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Card, Icon, IconButton, Label, label
from second_me.desktop.widgets.frames import clear

_STEPS = 1000
_PROBLEMS_SHOWN = 50


class BatchRow(Card):
    """Shows one batch; its buttons speak the batch's number."""

    stop = Signal(int)
    resume = Signal(int)
    undo = Signal(int)
    problems = Signal(int)

    def __init__(self, theme: Theme, view: BatchView) -> None:
        super().__init__(theme)
        self._theme = theme
        self._id = view.batch.id
        name = view.source.name
        self.setAccessibleName(name)
        self._icon = Icon(theme, "file", "quiet", 20)
        self._state = label("", "quiet")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of {name}").format(name=name))
        self._tag = Label(view.source.format, "tag")
        self._buttons: dict[str, IconButton] = {}
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._icon)
        head.addWidget(label(name, "heading"), 1)
        head.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignVCenter)
        for key, icon, text in (
            ("stop", "stop", tr("Stop importing {name}")),
            ("resume", "play", tr("Go on importing {name}")),
            ("undo", "undo", tr("Take {name} out again")),
        ):
            button = IconButton(theme, icon, text.format(name=name))
            button.clicked.connect(getattr(self, f"_on_{key}"))
            self._buttons[key] = button
            head.addWidget(button)
        self._problems = IconButton(
            theme, "chevron-down", tr("Show what could not be read"), kind="inline", text=" "
        )
        self._problems.clicked.connect(self._on_problems)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(Space.XS)
        self._shown: tuple[Problem, ...] = ()
        self.column.addLayout(head)
        self.column.addWidget(self._bar)
        self.column.addWidget(self._state)
        self.column.addWidget(self._problems)
        self.column.addLayout(self._lines)

    def refresh(self, view: BatchView, imports: Imports, label_of_format: str) -> None:
        """Show the batch as it stands."""
        state = view.batch.state
        running = state is BatchState.RUNNING
        self._state.setText(imports.state_of(view))
        self._state.be("problem" if state is BatchState.FAILED else "quiet")
        self._tag.setText(label_of_format)
        icons = {
            BatchState.RUNNING: ("import", "accent"),
            BatchState.DONE: ("good", "good"),
            BatchState.STOPPED: ("pause", "quiet"),
            BatchState.FAILED: ("problem", "problem"),
            BatchState.UNDONE: ("undo", "quiet"),
        }
        self._icon.show_icon(*icons[state])
        share = imports.share_of(view)
        self._bar.setVisible(running)
        self._bar.setRange(0, _STEPS if share is not None else 0)
        self._bar.setValue(round((share or 0) * _STEPS))
        self._buttons["stop"].setVisible(running)
        resumable = state in (BatchState.STOPPED, BatchState.FAILED)
        self._buttons["resume"].setVisible(resumable)
        undoable = not running and state is not BatchState.UNDONE and view.batch.added > 0
        self._buttons["undo"].setVisible(undoable)
        self._problems.setText(problems_line(view))
        self._problems.setVisible(view.batch.problems > 0)
        self._show_problems(imports.problems.get(view.batch.id, ()))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        if problems == self._shown:
            return
        self._shown = problems
        clear(self._lines)
        for problem in problems[:_PROBLEMS_SHOWN]:
            line = label(f"{problem.locator}: {problem.message}", "caption", selectable=True)
            self._lines.addWidget(line)
        left = len(problems) - _PROBLEMS_SHOWN
        if left > 0:
            self._lines.addWidget(label(tr("and {count} more").format(count=left), "caption"))

    def _on_stop(self) -> None:
        self.stop.emit(self._id)

    def _on_resume(self) -> None:
        self.resume.emit(self._id)

    def _on_undo(self) -> None:
        self.undo.emit(self._id)

    def _on_problems(self) -> None:
        if self._shown:
            self._show_problems(())
        else:
            self.problems.emit(self._id)
