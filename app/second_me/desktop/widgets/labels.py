"""Text and pictures. Text is always plain: what memory holds is never taken for markup."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from second_me.desktop.theme import Theme


class Label(QLabel):
    """A plain-text label with a role from the style sheet."""

    def __init__(self, text: str = "", role: str = "", *, wrap: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if role:
            self.setProperty("role", role)
        if wrap:
            self.setWordWrap(True)
            self.setMinimumWidth(0)
            policy = self.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def be(self, role: str) -> None:
        """Take on another role."""
        self.setProperty("role", role)
        repolish(self)


def label(text: str = "", role: str = "", *, wrap: bool = True, selectable: bool = False) -> Label:
    """Return a label that wraps; `selectable` ones can be copied from by mouse and keyboard."""
    made = Label(text, role, wrap=wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Icon(QLabel):
    """One of our drawings, in an ink that follows the theme."""

    def __init__(self, theme: Theme, name: str, ink: str = "quiet", size: int = 20) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._ink = ink
        self._size = size
        self.setFixedSize(size, size)
        theme.changed.connect(self._paint)
        self._paint()

    def show_icon(self, name: str, ink: str) -> None:
        if (name, ink) != (self._name, self._ink):
            self._name, self._ink = name, ink
            self._paint()

    def _paint(self) -> None:
        self.setPixmap(self._theme.pixmap(self._name, self._ink, self._size))


def repolish(widget: QWidget) -> None:
    """Have the style sheet look at a widget's properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
