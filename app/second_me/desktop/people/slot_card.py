"""The identity slots of somebody: each with its value, since when, and what it was before."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from second_me.core.clock import Moment, Timestamp
from second_me.core.profile import SlotValue
from second_me.core.protocol.memory import FactView
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.people.wording import slot_name
from second_me.desktop.review.sides import since
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Icon, IconButton, Label, label


class SlotCard(QFrame):
    """One slot. `history` asks for its past, `stated` brings what the person wrote."""

    history = Signal(str)
    stated = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        slot: str,
        values: list[SlotValue],
        past: tuple[FactView, ...] | None,
        *,
        own: bool,
    ) -> None:
        """`past` None: it is put away. `own`: the slot is the person's, who may write it."""
        super().__init__()
        self.setProperty("role", "slot")
        self._slot = slot
        self._name = slot_name(slot)
        head = QHBoxLayout()
        head.setSpacing(Space.XS)
        head.addWidget(Label(self._name, "over"), 1)
        buttons = [("history", tr("What {slot} was before"), self._on_history)]
        if own:
            buttons.append(("edit", tr("Write {slot} anew"), self._on_edit))
        for icon, words, slot_ in buttons:
            button = IconButton(theme, icon, words.format(slot=self._name))
            button.clicked.connect(slot_)
            head.addWidget(button)
        self._line = QLineEdit(values[0].value)
        self._line.setAccessibleName(self._name)
        self._line.returnPressed.connect(self._on_written)
        self._line.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XS, Space.XS, Space.M)
        column.setSpacing(Space.HAIR)
        column.addLayout(head)
        for value in values:
            column.addLayout(self._value(theme, value))
        column.addWidget(self._line)
        for view in past or ():
            words = f"{plain(view.fact.value or view.fact.text)} · {since(view)}"
            column.addWidget(label(words, "caption"))
        if past == ():
            column.addWidget(label(tr("Nothing before is known."), "caption"))
        column.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() == Qt.Key.Key_Escape and self._line.isVisible():
            self._line.hide()
            return
        super().keyPressEvent(event)

    def _value(self, theme: Theme, value: SlotValue) -> QVBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Space.XS)
        line.addWidget(label(_shown(value), "heading", selectable=True), 1)
        if value.confirmed:
            mark = Icon(theme, "good", "good", 16)
            mark.setToolTip(tr("Confirmed by you"))
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(line)
        parts = [plain(value.label), _since(value)]
        if value.disputed:
            parts.append(tr("not settled"))
        words = " · ".join(part for part in parts if part)
        if words:
            column.addWidget(label(words, "caption"))
        return column

    def _on_history(self) -> None:
        self.history.emit(self._slot)

    def _on_edit(self) -> None:
        self._line.show()
        self._line.setFocus()
        self._line.selectAll()

    def _on_written(self) -> None:
        self._line.hide()
        self.stated.emit(self._slot, self._line.text())


def _since(value: SlotValue) -> str:
    if value.valid_from is not None:
        when = wording.when(Moment(value.valid_from, value.precision))
        return tr("since {when}").format(when=when)
    if value.learned_at > Timestamp(0):
        when = wording.day(Moment(value.learned_at).local())
        return tr("known since {when}").format(when=when)
    return ""


def _shown(value: SlotValue) -> str:
    """Return a value as people write it: a day by the name of its month."""
    text = plain(value.value)
    try:
        return wording.day(date.fromisoformat(text))
    except ValueError:
        return text
