"""Why a memory was found, behind a quiet link, and the person's word on it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.records import Act
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import IconButton, Label, label


class Why(QWidget):
    """The link, and below it the reasons, closed at first.

    `told` is called with what the person says of the memory; None where nothing is learned.
    """

    def __init__(
        self,
        theme: Theme,
        reasons: Sequence[str],
        name: str,
        told: Callable[[Act], None] | None,
        beside: Sequence[QWidget] = (),
    ) -> None:
        """`name` is what screen readers call the memory; `beside` stands at the link's right."""
        super().__init__()
        self._told = told
        self._name = name
        self.link = IconButton(theme, "chevron-right", "", kind="inline", text=tr("Why this?"))
        self.link.clicked.connect(self.toggle)
        self._panel = QFrame()
        self._panel.setProperty("role", "why")
        self._yes = self._choice(theme, "check", tr("This is it"), self._on_yes)
        self._no = self._choice(theme, "close", tr("Not this"), self._on_no)
        self._note = Label("", "caption")
        self._lay_out(reasons, beside)
        self._show(opened=False)

    @property
    def open(self) -> bool:
        return not self._panel.isHidden()

    def toggle(self) -> None:
        """Show or hide the reasons."""
        self._show(opened=not self.open)

    def say(self, act: Act) -> None:
        """Take the person's word: it is this, or it is not."""
        if self._told is None:
            return
        self._yes.setChecked(act is Act.CONFIRMED)
        self._no.setChecked(act is Act.WRONG)
        self._note.setText(tr("Noted"))
        self._note.setToolTip(tr("It counts from your next question on."))
        self._told(act)

    def _choice(
        self, theme: Theme, icon: str, words: str, pressed: Callable[[], None]
    ) -> IconButton:
        spoken = tr("{words}: {name}").format(words=words, name=self._name)
        button = IconButton(theme, icon, spoken, kind="inline", text=words)
        button.setCheckable(True)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self, reasons: Sequence[str], beside: Sequence[QWidget]) -> None:
        inside = QVBoxLayout(self._panel)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        inside.setSpacing(Space.XS)
        for reason in reasons:
            inside.addWidget(label(reason, "caption"))
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        buttons.addWidget(self._yes)
        buttons.addWidget(self._no)
        buttons.addStretch(1)
        buttons.addWidget(self._note)
        inside.addLayout(buttons)
        for part in (self._yes, self._no, self._note):
            part.setVisible(self._told is not None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.link)
        row.addStretch(1)
        for one in beside:
            row.addWidget(one)
        column.addLayout(row)
        column.addWidget(self._panel)

    def _show(self, *, opened: bool) -> None:
        self._panel.setVisible(opened)
        words = tr("Hide why it was found: {name}") if opened else tr("Why it was found: {name}")
        icon = "chevron-down" if opened else "chevron-right"
        self.link.show_icon(icon, words.format(name=self._name))

    def _on_yes(self) -> None:
        self.say(Act.CONFIRMED)

    def _on_no(self) -> None:
        self.say(Act.WRONG)
