"""The plan: who asks, field by field what would be filled, what is left alone, and the word."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.protocol.fill import Entry, Plan, Stage
from second_me.desktop.filling.entry_row import EntryRow
from second_me.desktop.filling.filling import Filling
from second_me.desktop.filling.site_card import SiteCard
from second_me.desktop.filling.wording import asks, reason
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Callout, Card, IconButton, Line, PushButton, Reading, label
from second_me.desktop.widgets.frames import clear

_WIDTH = 860
_ROWS_AT_ONCE = 2
_ARMED_AFTER_MS = 700
"""A window that comes forward by itself must not take a key that was meant for another one."""


class PlanView(QWidget):
    """Shows the plan of a `Filling`. Ctrl and Return approve it."""

    def __init__(self, theme: Theme, filling: Filling) -> None:
        super().__init__()
        self._theme = theme
        self._filling = filling
        self._shown: Plan | None = None
        self._to_make: list[Entry] = []
        self.rows: list[EntryRow] = []
        self._error = Callout(theme)
        self._done = Callout(theme, level="calm")
        self._site = SiteCard(theme, filling)
        self._fields = Card(theme, spacing=0)
        self._left_head = IconButton(theme, "chevron-right", "", kind="inline", text=" ")
        self._left_head.clicked.connect(self._on_left)
        self._left = QVBoxLayout()
        self._left.setSpacing(Space.XS)
        self._left_open = False
        self._words = label("", "quiet")
        self._decline = PushButton(tr("Not now"), "quiet")
        self._decline.clicked.connect(filling.decline)
        self._undo = PushButton(tr("Undo"), theme=theme, icon="undo")
        self._undo.clicked.connect(filling.undo)
        self.approve = PushButton("", "primary")
        self.approve.setToolTip(tr("Ctrl+Return"))
        self.approve.clicked.connect(self._on_approve)
        key = QShortcut(QKeySequence("Ctrl+Return"), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self._on_approve)
        self._making = QTimer(self)
        self._making.setInterval(0)
        self._making.timeout.connect(self._make_rows)
        self._arming = QTimer(self)
        self._arming.setSingleShot(True)
        self._arming.setInterval(_ARMED_AFTER_MS)
        self._arming.timeout.connect(self.refresh)
        self._lay_out()

    def focus(self) -> None:
        """Move the keyboard to the first field, never to what approves."""
        (self.rows[0].box if self.rows else self._decline).setFocus()

    def refresh(self) -> None:
        """Show the plan as it stands."""
        plan = self._filling.current
        self._error.say(self._filling.error, "problem")
        if plan is None:
            self._shown = None
            return
        self._site.refresh(plan)
        if self._shown is None or _fields_of(self._shown) != _fields_of(plan):
            self._show_fields(plan)
        else:
            for row in self.rows:
                row.refresh()
        self._shown = plan
        self._say_word(plan)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (Qt's name)
        super().showEvent(event)
        self._arming.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  (Qt's name)
        super().hideEvent(event)
        self._arming.stop()

    def _lay_out(self) -> None:
        reading = Reading(width=_WIDTH, spacing=Space.M)
        for part in (self._error, self._done, self._site, self._fields, self._left_head):
            reading.column.addWidget(part)
        reading.column.addLayout(self._left)
        reading.column.addStretch(1)
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        row.setSpacing(Space.S)
        row.addWidget(self._words, 1)
        for button in (self._decline, self._undo, self.approve):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(reading, 1)
        column.addWidget(Line())
        column.addWidget(foot)

    def _show_fields(self, plan: Plan) -> None:
        """Make the rows anew: the first few at once, up to the one that has the keyboard, the
        others in the turns that follow. What is being written in that one goes on.
        """
        here = next((row for row in self.rows if row.focused), None)
        another = self._shown is None or self._shown.id != plan.id
        if another:
            self._left_open = False
            self._arming.start()
        clear(self._fields.column)
        self.rows = []
        self._to_make = [one for one in plan.entries if one.choices]
        self._fields.setVisible(bool(self._to_make))
        self._show_left([one for one in plan.entries if not one.choices])
        self._plan = plan
        self._make_rows()
        if here is not None and another:
            self.focus()
        elif here is not None:
            self._come_back(here)

    def _come_back(self, was: EntryRow) -> None:
        """Move the keyboard to the row that stands for one that had it."""
        field = was.entry.field
        while self._to_make and all(row.entry.field != field for row in self.rows):
            self._make_rows()
        row = next((one for one in self.rows if one.entry.field == field), None)
        if row is None:
            self.focus()
        elif was.writing:
            row.write()
        else:
            row.box.setFocus()

    def _make_rows(self) -> None:
        for entry in self._to_make[:_ROWS_AT_ONCE]:
            if self.rows:
                self._fields.column.addWidget(Line())
            row = EntryRow(self._theme, self._filling, self._plan, entry, self._armed)
            self.rows.append(row)
            self._fields.column.addWidget(row)
        del self._to_make[:_ROWS_AT_ONCE]
        if self._to_make and not self._making.isActive():
            self._making.start()
        elif not self._to_make:
            self._making.stop()

    def _show_left(self, entries: list[Entry]) -> None:
        alone = sum(not entry.seeking for entry in entries)
        self._left_head.setVisible(alone > 0)
        words = tr_count("1 field is left alone", "%n fields are left alone", alone)
        self._left_head.setText(words)
        icon = "chevron-down" if self._left_open else "chevron-right"
        self._left_head.show_icon(icon, words)
        clear(self._left)
        for entry in entries:
            if entry.seeking:
                words = tr("{field}: looking in memory for an answer…").format(field=asks(entry))
                self._left.addWidget(label(words, "quiet"))
            elif self._left_open:
                self._left.addWidget(label(f"{asks(entry)}: {reason(entry.refusal)}", "caption"))

    def _say_word(self, plan: Plan) -> None:
        waits, filled = plan.stage is Stage.WAITING, plan.stage is Stage.FILLED
        copy = self._filling.copies.get(plan.id, "")
        self._done.say(
            tr("Written into a copy: {path}").format(path=copy) if copy else _became(plan), "calm"
        )
        count, total = self._filling.count, len(plan.entries)
        words = tr("{count} of {total} fields. Nothing is sent: that stays with you.")
        later = self._filling.waiting - 1
        if waits and later > 0:
            words = tr_count("One more form waits. ", "%n more forms wait. ", later) + words
        self._words.setText(words.format(count=count, total=total) if waits else "")
        self.approve.setVisible(waits)
        self.approve.setText(tr_count("Fill 1 field", "Fill %n fields", count))
        self.approve.setEnabled(self._armed() and count > 0 and not self._filling.busy)
        self._decline.setText(tr("Not now") if waits else tr("Done"))
        self._undo.setVisible(filled and bool(plan.filled) and not plan.file)

    def _armed(self) -> bool:
        return not self._arming.isActive()

    def _on_approve(self) -> None:
        if self.approve.isEnabled() and self.approve.isVisible():
            self._filling.approve()

    def _on_left(self) -> None:
        self._left_open = not self._left_open
        if self._shown is not None:
            self._show_left([one for one in self._shown.entries if not one.choices])


def _fields_of(plan: Plan) -> tuple[object, ...]:
    """Return what the rows are made from."""
    return plan.id, plan.entries, plan.stage, plan.filled


def _became(plan: Plan) -> str:
    """Return what became of a plan that was decided."""
    if plan.stage is Stage.APPROVED:
        return tr("Approved. The page is being filled.")
    if plan.stage is Stage.UNDONE:
        return tr("Taken back: the fields are as they were before.")
    if plan.stage is Stage.FILLED:
        count = len(plan.filled)
        if not count:
            return tr("The page took none of it: it has changed since it was read.")
        words = tr_count("1 field is filled.", "%n fields are filled.", count)
        return f"{words} " + tr("Look them over in the browser before you send the form.")
    return ""
