"""Erasing for good: what is meant, what that would take away, the receipt, the end of it all."""

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.desktop.privacy.care import Care
from second_me.desktop.privacy.layouts import doing, left
from second_me.desktop.privacy.plan_card import PlanCard
from second_me.desktop.privacy.receipts import Receipts
from second_me.desktop.privacy.scope_fields import ScopeFields
from second_me.desktop.privacy.wipe_dialog import WipeDialog
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Card, Label, PushButton, label


class EraseView(QWidget):
    """Lets the person say what should go, and shows what comes of it."""

    def __init__(self, theme: Theme, care: Care, session: Session, clock: Clock) -> None:
        super().__init__()
        self._theme = theme
        self._care = care
        self._erasing = care.erasing
        self.fields = ScopeFields(
            theme,
            session,
            clock,
            tr("What to erase"),
            tr("All that is remembered. Your passphrase and settings stay."),
        )
        self.fields.entered.connect(self._on_plan)
        self.fields.changed.connect(self._on_changed)
        self._plan = PushButton(tr("Show what would go"), "primary")
        self._plan.clicked.connect(self._on_plan)
        self._wrong = Label("", "problem", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How far erasing is"))
        self._state = label("", "quiet")
        self.card = PlanCard(theme, self._erasing, clock)
        self.receipts = Receipts(theme, self._erasing, clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for part in (self._ask_card(), self.card, self.receipts, self._end_card()):
            column.addWidget(part)
        self._wrong.hide()

    def refresh(self) -> None:
        """Show plan, progress and receipts as they stand."""
        erasing = self._erasing
        self.fields.refresh()
        running = erasing.running is not None
        self._plan.setEnabled(not erasing.planning and not running)
        self._plan.setText(tr("Counting…") if erasing.planning else tr("Show what would go"))
        progress = erasing.progress
        self._bar.setVisible(running)
        self._state.setVisible(running)
        self._bar.setRange(0, progress.total if progress is not None else 0)
        self._bar.setValue(progress.done if progress is not None else 0)
        self._state.setText(
            tr("Erasing for good…")
            if progress is not None
            else tr("It can no longer be found already.")
        )
        self.card.refresh()
        self.receipts.refresh()

    def _ask_card(self) -> Card:
        card = Card(self._theme)
        card.column.addWidget(Label(tr("What should go?"), "heading"))
        card.column.addWidget(
            label(tr("You see all that would go with it before anything does."), "quiet")
        )
        card.column.addWidget(self.fields)
        card.column.addWidget(self._wrong)
        card.column.addLayout(left(self._plan))
        card.column.addWidget(self._bar)
        card.column.addWidget(self._state)
        return card

    def _end_card(self) -> Card:
        words = tr("Destroys all keys, then all files: vault, backups, keyring entry, settings.")
        button = PushButton(tr("Erase everything…"), "danger", theme=self._theme, icon="erase")
        button.clicked.connect(self._on_end)
        return doing(self._theme, tr("Leave nothing behind"), label(words, "quiet"), button)

    def _on_changed(self) -> None:
        self._wrong.hide()

    def _on_plan(self) -> None:
        scope = self.fields.scope()
        self._wrong.setText(tr("Say first what you mean."))
        self._wrong.setVisible(scope is None)
        if scope is not None:
            self._erasing.ask_plan(scope)

    def _on_end(self) -> None:
        WipeDialog(self._theme, self._care.wiping, self).open()
