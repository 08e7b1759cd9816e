"""Units of memory: one to give, one to take in, and those that were taken in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from second_me.core.clock import Clock, Timestamp
from second_me.core.ids import SourceId
from second_me.core.protocol.units import UnitView, UnitWritten
from second_me.core.units import Terms, Unit
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.privacy.giving import Giving, facts, terms_in_words
from second_me.desktop.privacy.layouts import left
from second_me.desktop.privacy.scope_fields import ScopeFields
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Callout,
    Card,
    Choice,
    Icon,
    IconButton,
    Label,
    Line,
    PushButton,
    Question,
    SecretField,
    Switch,
    label,
)
from second_me.desktop.widgets.frames import clear

_DAY = 86_400_000
_SPANS = (0, 7, 30, 90, 365)


class UnitsView(QWidget):
    """Shows a `Giving`."""

    def __init__(self, theme: Theme, giving: Giving, session: Session, clock: Clock) -> None:
        super().__init__()
        self._theme = theme
        self._giving = giving
        self._clock = clock
        everything = tr("All of it: an export does that better.")
        self.fields = ScopeFields(theme, session, clock, tr("What to give"), everything)
        self._name = _line(tr("What it is called"))
        self._name.setObjectName("unit-name")
        self._by = _line(tr("Your name, as whoever takes it in sees it"))
        self._secret = SecretField(theme, tr("Passphrase of the unit"))
        self._pass_on = Switch(theme, tr("It may be handed on"))
        self._read_only = Switch(theme, tr("It is to be read only"))
        self._until = Choice(theme, tr("How long it may be kept"))
        for days in _SPANS:
            self._until.addItem(_span(days), days)
        self._wrong = Label("", "problem", wrap=True)
        self._wrong.hide()
        self._write = PushButton(tr("Write the unit…"), "primary", theme=theme, icon="export")
        self._write.clicked.connect(self._on_write)
        self._done = Callout(theme, level="calm")
        self._key = SecretField(theme, tr("Passphrase that you were told"))
        self._open = PushButton(tr("Look into a unit…"), theme=theme, icon="import")
        self._open.clicked.connect(self._on_open)
        self._found = QVBoxLayout()
        self._list = Card(theme, spacing=Space.XS)
        self._shown: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for card in (self._out_card(), self._in_card(), self._list):
            column.addWidget(card)

    def refresh(self) -> None:
        """Show what was given, what a file holds, and what was taken in."""
        giving = self._giving
        self.fields.refresh()
        for button in (self._write, self._open):
            button.setEnabled(not giving.busy)
        self._done.say(_written(giving.written) if giving.written is not None else "", "calm")
        now = (giving.units, giving.seen)
        if now != self._shown:
            self._shown = now
            self._show_seen(giving.seen)
            self._show_list()

    def _out_card(self) -> Card:
        card = Card(self._theme, spacing=Space.M)
        card.column.addWidget(Label(tr("Give a part of it to somebody"), "heading"))
        words = tr(
            "One encrypted file, with where each thing came from and what may be done with it."
            " Tell them the passphrase another way."
        )
        card.column.addWidget(label(words, "quiet"))
        card.column.addWidget(self.fields)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        rows = (
            (tr("Name"), self._name),
            (tr("From"), self._by),
            (tr("Passphrase"), self._secret),
            (tr("May be kept"), self._until),
            (tr("May be handed on"), self._pass_on),
            (tr("To be read only"), self._read_only),
        )
        for row, (name, field) in enumerate(rows):
            grid.addWidget(Label(name), row, 0, Qt.AlignmentFlag.AlignVCenter)
            side = Qt.AlignmentFlag.AlignLeft if isinstance(field, Switch) else Qt.AlignmentFlag(0)
            grid.addWidget(field, row, 1, side)
        grid.setColumnStretch(1, 1)
        card.column.addLayout(grid)
        card.column.addWidget(self._wrong)
        card.column.addLayout(left(self._write))
        card.column.addWidget(self._done)
        return card

    def _in_card(self) -> Card:
        card = Card(self._theme, spacing=Space.S)
        card.column.addWidget(Label(tr("A unit that you were given"), "heading"))
        words = tr(
            "Look into it first. What contradicts what you know, and what it says of you, waits"
            " in Review; all of it can be taken back."
        )
        card.column.addWidget(label(words, "quiet"))
        card.column.addWidget(self._key)
        card.column.addLayout(left(self._open))
        card.column.addLayout(self._found)
        return card

    def _show_seen(self, view: UnitView | None) -> None:
        clear(self._found)
        if view is None:
            return
        title = tr("{name}, from {by}").format(name=view.label.name, by=view.label.by)
        self._found.addWidget(Line())
        self._found.addWidget(label(plain(title), "title", selectable=True))
        if view.label.note:
            self._found.addWidget(label(plain(view.label.note), selectable=True))
        about = ", ".join(map(plain, view.subjects[:12]))
        parts = (
            wording.memories(view.rows.get("events", 0)),
            facts(view.rows.get("facts", 0)),
            tr("about {names}").format(names=about) if about else "",
            terms_in_words(view.label.terms),
            tr("you have an earlier one of it") if view.known else "",
        )
        self._found.addWidget(label(" · ".join(part for part in parts if part), "quiet"))
        self._mine = Switch(self._theme, tr("I made it myself, in another memory"))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._mine)
        row.addWidget(label(tr("I made it myself, in another memory")), 1)
        take = PushButton(tr("Take it in"), "primary")
        take.clicked.connect(self._on_take)
        leave = PushButton(tr("Leave it"), "quiet")
        leave.clicked.connect(self._giving.leave)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addLayout(left(take, leave))
        self._found.addWidget(holder)

    def _show_list(self) -> None:
        column = self._list.column
        clear(column)
        column.addWidget(Label(tr("What others gave you"), "heading"))
        if not self._giving.units:
            column.addWidget(label(tr("No unit was taken in yet."), "quiet"))
        for unit in self._giving.units:
            column.addWidget(Line())
            column.addWidget(self._row(unit))

    def _row(self, unit: Unit) -> QWidget:
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(label(plain(unit.name)))
        parts = (
            wording.memories(unit.events),
            facts(unit.facts),
            tr("taken in {when}").format(when=wording.at(unit.taken_at, self._clock)),
            terms_in_words(unit.terms),
        )
        text.addWidget(label(" · ".join(parts), "caption"))
        back = IconButton(self._theme, "close", tr("Take it back"))
        back.setProperty("unit", unit.id)
        back.clicked.connect(self._on_back)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(Icon(self._theme, "import", "quiet", 20))
        row.addLayout(text, 1)
        row.addWidget(back)
        return holder

    def _on_write(self) -> None:
        if not self._said():
            return
        dialog = QFileDialog(self, tr("Where to?"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("second-me.unit")
        dialog.fileSelected.connect(self.write_to)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def write_to(self, path: str) -> None:
        """Write what is chosen."""
        scope = self.fields.scope()
        if scope is None:
            return
        days = int(self._until.currentData())
        ends = Timestamp(self._clock.now() + days * _DAY) if days else None
        terms = Terms(
            pass_on=self._pass_on.isChecked(),
            read_only=self._read_only.isChecked(),
            expires_at=ends,
        )
        name, by = self._name.text().strip(), self._by.text().strip()
        self._giving.write(path, self._secret.text, name, by, scope, terms)
        self._secret.clear()

    def _said(self) -> bool:
        """Say whether all is said that a unit needs."""
        wrong = ""
        if self.fields.scope() is None:
            wrong = tr("Say first what you mean.")
        elif not self._name.text().strip():
            wrong = tr("Give it a name.")
        elif not self._secret.text:
            wrong = tr("It needs a passphrase: there is no unit in clear.")
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        return not wrong

    def _on_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Which file?"))
        if path:
            self._giving.look(path, self._key.text)
            self._key.clear()

    def _on_take(self) -> None:
        self._giving.take_in(mine=self._mine.isChecked())

    def _on_back(self) -> None:
        id_ = SourceId(self.sender().property("unit"))
        Question(
            self,
            tr("Take it back?"),
            tr("All that it brought goes, and what was drawn from that alone."),
            tr("Take it back"),
            lambda: self._giving.take_back(id_),
        ).open()


def _line(words: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(words)
    line.setPlaceholderText(words)
    return line


def _span(days: int) -> str:
    names = {
        0: tr("for ever"),
        7: tr("for a week"),
        30: tr("for a month"),
        90: tr("for three months"),
        365: tr("for a year"),
    }
    return names[days]


def _written(written: UnitWritten) -> str:
    words = tr("Written: {memories}, {facts}, {size}. It lies at {path}.")
    said = words.format(
        memories=wording.memories(written.rows.get("events", 0)),
        facts=facts(written.rows.get("facts", 0)),
        size=wording.size(written.bytes),
        path=written.path,
    )
    if written.left_out:
        left_out = tr("Left out, since it may not be handed on: {memories}.")
        said += " " + left_out.format(memories=wording.memories(written.left_out))
    return said
