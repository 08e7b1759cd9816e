"""The head of a page, and the hint of a key."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from second_me.desktop.theme import Space
from second_me.desktop.widgets.labels import Label, label


class PageHead(QWidget):
    """A page's name, a line below it, and its actions at the right, in `buttons`."""

    def __init__(self, title: str, words: str = "") -> None:
        super().__init__()
        self._words = label(words, "quiet")
        self._title = Label(title, "display")
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(self._title)
        text.addWidget(self._words)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(Space.S)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addLayout(text, 1)
        row.addLayout(self.buttons)
        # Not before it has a place here: a widget of its own would be a window of its own.
        self._words.setVisible(bool(words))

    def say(self, words: str) -> None:
        """Show other words below the name."""
        self._words.setText(words)
        self._words.setVisible(bool(words))


class KeyHint(Label):
    """The key that does something, as it stands on the keyboard."""

    def __init__(self, key: str) -> None:
        super().__init__(key, "key")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
