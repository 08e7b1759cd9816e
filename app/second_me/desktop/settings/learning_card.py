"""What was learned from the person, and the button that forgets it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from second_me.desktop.settings.learned import Learned
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Card, Label, PushButton, label


class LearningCard(Card):
    """Shows a `Learned`."""

    def __init__(self, theme: Theme, learned: Learned) -> None:
        super().__init__(theme)
        self._learned = learned
        self._words = label("", "quiet")
        self._error = Label("", "problem", wrap=True)
        self._forget = PushButton(tr("Forget what was learnt"))
        self._forget.clicked.connect(self._on_forget)
        self._sure = PushButton(tr("Forget it"), "danger")
        self._sure.clicked.connect(learned.forget)
        self._keep = PushButton(tr("Keep it"))
        self._keep.clicked.connect(self._on_keep)
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(Label(tr("What was learnt from you"), "heading"))
        text.addWidget(self._words)
        text.addWidget(self._error)
        row = QHBoxLayout()
        row.setContentsMargins(0, Space.S, 0, Space.S)
        row.setSpacing(Space.S)
        row.addLayout(text, 1)
        row.addSpacing(Space.L)
        for button in (self._keep, self._sure, self._forget):
            row.addWidget(button)
        self.column.addLayout(row)
        learned.on_change = self.refresh
        self.refresh()

    def refresh(self) -> None:
        """Show it as it stands."""
        learned = self._learned
        self._words.setText(learned.words)
        self._error.setText(learned.error)
        self._error.setVisible(bool(learned.error))
        self._forget.setVisible(learned.any and not learned.asking)
        for button in (self._keep, self._sure):
            button.setVisible(learned.asking)

    def _on_forget(self) -> None:
        self._learned.ask(True)
        self._keep.setFocus()

    def _on_keep(self) -> None:
        self._learned.ask(False)
        self._forget.setFocus()
