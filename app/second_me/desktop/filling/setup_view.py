"""How a browser comes to reach Second Me, step by step, with the button that does it."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.filling.browsers import Browsers
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Callout,
    Card,
    Icon,
    KeyHint,
    Label,
    PushButton,
    label,
)
from second_me.desktop.widgets.frames import clear


class SetupView(QWidget):
    """Shows `Browsers`."""

    def __init__(self, theme: Theme, browsers: Browsers) -> None:
        super().__init__()
        self._theme = theme
        self._browsers = browsers
        self._error = Callout(theme)
        self.install = PushButton(tr("Connect my browsers"), "primary")
        self.install.clicked.connect(browsers.install)
        self._remove = PushButton(tr("Disconnect"), "quiet")
        self._remove.clicked.connect(browsers.remove)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.XS)
        self._folder = label("", "caption", selectable=True)
        self._copy = PushButton(tr("Copy the path"), theme=theme, icon="copy")
        self._copy.clicked.connect(self._on_copy)
        self._show = PushButton(tr("Open the folder"), theme=theme, icon="folder")
        self._show.clicked.connect(self._on_show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._error)
        column.addWidget(self._connect_card())
        column.addWidget(self._load_card())
        column.addWidget(self._use_card())

    def refresh(self) -> None:
        """Show how each browser stands."""
        known, told = self._browsers, self._browsers.told
        self._error.say(known.error, "problem")
        self.install.setEnabled(not known.busy)
        self._remove.setVisible(known.connected)
        self._remove.setEnabled(not known.busy)
        clear(self._list)
        if told is None:
            self._list.addWidget(label(tr("Looking for browsers…"), "caption"))
            return
        for one in told.browsers:
            words = tr("connected") if one.connected else tr("not connected")
            self._line("good" if one.connected else "minus", f"{one.name}: {words}")
        for name in told.sealed:
            said = tr(
                "{name} cannot reach Second Me: it runs shut off from other programs. Use a "
                "browser from your system's own packages."
            )
            self._line("notice", said.format(name=name))
        if not told.browsers:
            self._line("notice", tr("No browser that Second Me knows was found."))
        self._folder.setText(told.extension)

    def _line(self, icon: str, words: str) -> None:
        ink = {"good": "good", "notice": "notice"}.get(icon, "quiet")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(Icon(self._theme, icon, ink, 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(words), 1)
        self._list.addWidget(holder)

    def _connect_card(self) -> Card:
        words = tr(
            "This lets the browsers on this machine start a small program that passes forms on to "
            "Second Me. Nothing of it uses the network."
        )
        card = self._step("1", tr("Connect your browser"), words)
        card.column.addLayout(self._list)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.install)
        row.addWidget(self._remove)
        row.addStretch(1)
        card.column.addLayout(row)
        return card

    def _load_card(self) -> Card:
        words = tr(
            "In Chromium, Chrome, Edge or Brave: open the page of extensions, switch on developer "
            "mode, choose “Load unpacked” and this folder. In Firefox: open about:debugging, then "
            "“This Firefox”, “Load Temporary Add-on” and the manifest in this folder. It may read "
            "no page until you press its button."
        )
        card = self._step("2", tr("Load the extension"), words)
        card.column.addWidget(self._folder)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._copy)
        row.addWidget(self._show)
        row.addStretch(1)
        card.column.addLayout(row)
        return card

    def _use_card(self) -> Card:
        words = tr(
            "With a form before you, press the button of Second Me in the browser, or its keys. "
            "The plan comes up here; nothing is filled before you approve it."
        )
        card = self._step("3", tr("Fill a form"), words)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        for key in (tr("Ctrl"), tr("Shift"), "Y"):
            row.addWidget(KeyHint(key))
        row.addStretch(1)
        card.column.addLayout(row)
        return card

    def _step(self, number: str, title: str, words: str) -> Card:
        card = Card(self._theme)
        mark = Label(number, "number")
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(mark)
        row.addWidget(Label(title, "heading"), 1)
        card.column.addLayout(row)
        card.column.addWidget(label(words, "quiet"))
        return card

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._folder.text())

    def _on_show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder.text()))
