"""The steps about keys: passphrase, recovery code, its confirmation."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from second_me.core.errors import NotWritable
from second_me.desktop.first_run import recovery_sheet
from second_me.desktop.first_run.passphrase import Strength, rate
from second_me.desktop.first_run.setup import FirstRun, Step
from second_me.desktop.first_run.step import StepView
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Callout, Card, Label, PushButton, SecretField, Switch, label


class StrengthBar(QWidget):
    """Four segments that fill as a passphrase gets stronger."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._strength = Strength.EMPTY
        self.setFixedHeight(Space.XS)
        self.setAccessibleName(tr("Strength of the passphrase"))
        theme.changed.connect(self.update)

    def show_strength(self, strength: Strength) -> None:
        self._strength = strength
        self.setAccessibleDescription(strength.name.lower().replace("_", " "))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        colours = self._theme.palette
        ink = {
            Strength.TOO_SHORT: colours.problem,
            Strength.WEAK: colours.problem,
            Strength.FAIR: colours.notice,
            Strength.STRONG: colours.good,
        }.get(self._strength, colours.line)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        segments = len(Strength) - 1
        gap = Space.XS
        width = (self.width() - gap * (segments - 1)) / segments
        for index in range(segments):
            filled = index < self._strength
            painter.setBrush(QColor(ink if filled else colours.line))
            rect = QRectF(index * (width + gap), 0, width, self.height())
            painter.drawRoundedRect(rect, 2, 2)


class PassphraseStep(StepView):
    """Asks for the passphrase twice, and whether the keyring may hold a key as well."""

    def __init__(self, theme: Theme, setup: FirstRun) -> None:
        super().__init__(
            theme,
            tr("Choose a passphrase"),
            tr("It encrypts your memory on this computer. Nobody can reset it for you."),
        )
        self._setup = setup
        self._first = SecretField(theme, tr("Passphrase"))
        self._second = SecretField(theme, tr("The same once more"))
        self._bar = StrengthBar(theme)
        self._hint = Label("", "caption")
        self._keyring = Switch(theme, tr("Open without asking on this computer"))
        self._keyring.setChecked(True)
        self._problem = Callout(theme)
        self._make = PushButton(tr("Create my memory"), "primary")
        self._make.clicked.connect(self._create)
        self._back = PushButton(tr("Back"), "quiet")
        self._back.clicked.connect(self._go_back)
        for field in (self._first, self._second):
            field.changed.connect(self._on_text)
            field.entered.connect(self._create)
        for part in (self._first, self._bar, self._hint, self._second):
            self.column.addWidget(part)
        self.column.addSpacing(Space.S)
        self.column.addLayout(self._keyring_row())
        self.column.addWidget(self._problem)
        self.add_buttons(self._back, self._make)
        self._on_text()

    def enter(self) -> None:
        self._first.setFocus()

    def refresh(self) -> None:
        busy = self._setup.creating
        error = self._setup.error
        text = f"{error.title}. {error.message} {error.action}".strip() if error else ""
        self._problem.say(text, "problem")
        self._make.setText(tr("Making the keys…") if busy else tr("Create my memory"))
        # The fields stay: with nothing left to hold it, the keyboard would leave the window.
        for part in (self._keyring, self._back):
            part.setEnabled(not busy)
        self._on_text()

    def forget(self) -> None:
        """Empty the fields; the keys are made."""
        self._first.clear()
        self._second.clear()

    def _keyring_row(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(tr("Open without asking on this computer"), "heading"))
        words.addWidget(
            label(
                tr("Keeps a second key in the system's keyring, which opens when you log in."),
                "quiet",
            )
        )
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addLayout(words, 1)
        row.addWidget(self._keyring, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _on_text(self) -> None:
        rating = rate(self._first.text)
        self._bar.show_strength(rating.strength)
        problem = self._setup.problem_with(self._first.text, self._second.text)
        differs = bool(self._second.text) and self._second.text != self._first.text
        self._hint.setText(problem if differs else rating.words)
        self._second.set_wrong(differs and len(self._second.text) >= len(self._first.text))
        self._make.setEnabled(not problem and not self._setup.creating)

    def _create(self) -> None:
        if not self._setup.problem_with(self._first.text, self._second.text):
            self._setup.create(self._first.text, keyring=self._keyring.isChecked())

    def _go_back(self) -> None:
        self._setup.go(Step.WELCOME)


class RecoveryStep(StepView):
    """Shows the recovery code, once."""

    def __init__(self, theme: Theme, setup: FirstRun) -> None:
        super().__init__(
            theme,
            tr("Keep your recovery code"),
            tr(
                "It opens your memory if you forget the passphrase or lose the keyring. "
                "It is shown this once and kept nowhere."
            ),
        )
        self._setup = setup
        self._clipboard = recovery_sheet.Clipboard(self)
        self._notice = Callout(theme)
        card = Card(theme)
        self._code = label("", "code", selectable=True)
        self._code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._code.setAccessibleName(tr("Recovery code"))
        self._told = Label("", "good")
        card.column.addWidget(self._code)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addStretch(1)
        for text, icon, slot in (
            (tr("Print…"), "print", self._print),
            (tr("Save…"), "save", self._save),
            (tr("Copy"), "copy", self._copy),
        ):
            button = PushButton(text, theme=theme, icon=icon)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        card.column.addSpacing(Space.S)
        card.column.addLayout(row)
        self._next = PushButton(tr("I have kept it"), "primary")
        self._next.clicked.connect(self._go_on)
        self.column.addWidget(self._notice)
        self.column.addWidget(card)
        self.column.addWidget(self._told)
        self.add_buttons(self._next)

    def enter(self) -> None:
        self._next.setFocus()

    def refresh(self) -> None:
        self._code.setText(spaced(self._setup.parts))
        self._notice.say(self._setup.notice)

    def _print(self) -> None:
        if recovery_sheet.print_sheet(self._setup.recovery_code, self):
            self._tell(tr("Sent to the printer."))

    def _save(self) -> None:
        suggested = str(Path.home() / "second-me-recovery-code.txt")
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the recovery code"), suggested)
        if not path:
            return
        try:
            recovery_sheet.save(self._setup.recovery_code, Path(path))
        except NotWritable as error:
            self._tell(f"{error.message} {error.action}", "problem")
            return
        self._tell(tr("Saved. Move the file off this computer when you can."))

    def _copy(self) -> None:
        self._clipboard.put(self._setup.recovery_code)
        self._tell(tr("Copied. The clipboard is emptied in a minute."))

    def _tell(self, words: str, role: str = "good") -> None:
        self._told.be(role)
        self._told.setText(words)

    def _go_on(self) -> None:
        self._told.setText("")
        self._setup.go(Step.CONFIRM)


class ConfirmStep(StepView):
    """Asks for two groups of the code, so that it is known to have been kept."""

    def __init__(self, theme: Theme, setup: FirstRun) -> None:
        super().__init__(
            theme,
            tr("Type two parts of it"),
            tr("Read them from where you kept the code, not from memory."),
        )
        self._setup = setup
        self._labels = [Label(), Label()]
        self._fields = [QLineEdit(), QLineEdit()]
        for name, field in zip(self._labels, self._fields, strict=True):
            name.setBuddy(field)
            field.textChanged.connect(self._on_text)
            field.returnPressed.connect(self._go_on)
            self.column.addWidget(name)
            self.column.addWidget(field)
        self._hint = Label("", "problem")
        self.column.addWidget(self._hint)
        self._next = PushButton(tr("Go on"), "primary")
        self._next.clicked.connect(self._go_on)
        back = PushButton(tr("Show it again"), "quiet")
        back.clicked.connect(self._go_back)
        self.add_buttons(back, self._next)

    def enter(self) -> None:
        for field in self._fields:
            field.clear()
        self._fields[0].setFocus()

    def refresh(self) -> None:
        for place, index in enumerate(self._setup.asked_parts):
            words = tr("Part {number}").format(number=index + 1)
            self._labels[place].setText(words)
            self._fields[place].setAccessibleName(words)
        self._on_text()

    def _typed(self) -> list[str]:
        return [field.text() for field in self._fields[: len(self._setup.asked_parts)]]

    def _on_text(self) -> None:
        typed = self._typed()
        right = self._setup.confirms(typed)
        parts = self._setup.parts
        lengths = [len(parts[index]) for index in self._setup.asked_parts]
        full = all(len(t.strip()) >= n for t, n in zip(typed, lengths, strict=True))
        wrong = bool(typed) and full and not right
        self._hint.setText(tr("That is not what the code says.") if wrong else " ")
        self._next.setEnabled(right)

    def _go_on(self) -> None:
        if self._setup.confirms(self._typed()):
            self._setup.confirmed()

    def _go_back(self) -> None:
        self._setup.go(Step.RECOVERY)


def spaced(parts: list[str], columns: int = 4) -> str:
    """Return the groups of a code in rows that are easy to read and to compare."""
    rows = [parts[start : start + columns] for start in range(0, len(parts), columns)]
    return "\n".join("  ".join(row) for row in rows)
