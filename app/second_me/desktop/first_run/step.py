"""What all steps of the first run share: a title, a lead, their parts, their buttons."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.widgets import Label, PushButton, label


class StepView(QWidget):
    """One step. Parts go into `column`."""

    def __init__(self, theme: Theme, title: str, lead: str) -> None:
        super().__init__()
        self.theme = theme
        self.setMaximumWidth(Measure.FORM)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.S)
        outer.addWidget(Label(title, "display", wrap=True))
        if lead:
            outer.addWidget(label(lead, "lead"))
        outer.addSpacing(Space.L)
        self.column = QVBoxLayout()
        self.column.setSpacing(Space.S)
        outer.addLayout(self.column)
        outer.addSpacing(Space.L)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(Space.S)
        outer.addLayout(self._buttons)

    def enter(self) -> None:
        """Put the keyboard where this step begins."""

    def refresh(self) -> None:
        """Show the state as it stands."""

    def add_buttons(self, *buttons: PushButton) -> None:
        """Lay the buttons at the right, the one that leads on last."""
        self._buttons.addStretch(1)
        for button in buttons:
            self._buttons.addWidget(button)
