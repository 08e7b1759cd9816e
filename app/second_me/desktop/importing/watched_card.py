"""The watched folders on the Import page."""

import functools
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.protocol.watching import WatchedFolder
from second_me.desktop.importing.watched import Watched
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Callout, Card, Icon, IconButton, Label, PushButton, label
from second_me.desktop.widgets.frames import clear


class WatchedCard(Card):
    """Lists a `Watched`, adds to it and takes from it."""

    def __init__(self, theme: Theme, watched: Watched) -> None:
        super().__init__(theme, spacing=Space.M)
        self._theme = theme
        self._watched = watched
        self._shown: tuple[WatchedFolder, ...] | None = None
        self._error = Callout(theme)
        self._add = PushButton(tr("Watch a folder…"), theme=theme, icon="folder")
        self._add.clicked.connect(self._choose)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(Label(tr("Watched folders"), "heading"))
        told = tr("What changes or appears in them is taken in by itself, also after a restart.")
        words.addWidget(label(told, "quiet"))
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addLayout(words, 1)
        head.addWidget(self._add, 0, Qt.AlignmentFlag.AlignTop)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.M)
        self.column.addLayout(head)
        self.column.addWidget(self._error)
        self.column.addLayout(self._list)
        watched.on_change = self.refresh
        self.refresh()

    def refresh(self) -> None:
        """Show the folders as they stand."""
        self._error.say(self._watched.error, "notice")
        if self._watched.folders == self._shown:
            return
        self._shown = self._watched.folders
        clear(self._list)
        for folder in self._shown:
            self._list.addWidget(self._row(folder))

    def _row(self, folder: WatchedFolder) -> QWidget:
        name = Path(folder.path).name or folder.path
        fine = folder.present and not folder.trouble
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        title = label(name)
        title.setToolTip(folder.path)
        words.addWidget(title)
        state = self._watched.state_of(folder)
        words.addWidget(label(state, "quiet" if fine else "notice"))
        for problem in folder.problems:
            told = f"{problem.locator}: {problem.message}"
            words.addWidget(label(told, "caption", selectable=True))
        remove = IconButton(self._theme, "close", tr("Watch {name} no more").format(name=name))
        remove.clicked.connect(functools.partial(self._watched.remove, folder.id))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        icon = Icon(self._theme, "folder", "quiet" if fine else "notice", 20)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Choose a folder to watch"))
        if path:
            self._watched.add(path)
