"""The main window: which face it shows, the rail, the banner, the pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from second_me.desktop.dropping import dropped_paths
from second_me.desktop.rail import KEYS, Place, Rail
from second_me.desktop.stages import Banner, Stage
from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.icons import app_icon
from second_me.desktop.translation import tr
from second_me.desktop.widgets import EmptyState, Icon, PushButton, label

if TYPE_CHECKING:
    from second_me.desktop.preferences import PreferenceFile
    from second_me.desktop.session import Session

MakePage = Callable[[], QWidget]

_SMALLEST = (720, 480)
_FIRST = (1120, 740)
_NOTE_MS = 6000


class BannerLine(QFrame):
    """A calm line above everything, gone when there is nothing to say."""

    retry = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self._words = label("")
        self._retry = PushButton(tr("Try now"), "quiet")
        self._retry.clicked.connect(self.retry)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.L, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(Icon(theme, "notice", "on_notice_soft", 18))
        row.addWidget(self._words, 1)
        row.addWidget(self._retry)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def say(self, banner: Banner | None) -> None:
        if banner is not None:
            self._words.setText(banner.text)
            self.setAccessibleName(banner.text)
            self._retry.setVisible(banner.can_retry)
        self.setVisible(banner is not None)


class Shell(QMainWindow):
    """Faces and pages are made when first shown, so that the window is there at once.

    It can be shown before anything is known; `attend` ties it to what the window knows.
    """

    dropped = Signal(list)
    retry = Signal()
    lock = Signal()
    quit = Signal()
    hidden = Signal()

    def __init__(self, theme: Theme, preferences: "PreferenceFile") -> None:
        super().__init__()
        self.setWindowTitle("Second Me")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        self.theme = theme
        self._session: Session | None = None
        self._preferences = preferences
        self._faces: dict[Stage, QWidget] = {}
        self._make_face: dict[Stage, MakePage] = {Stage.OPEN: self._make_open}
        self.pages: dict[Place, QWidget] = {}
        self._make_page: dict[Place, MakePage] = {}
        self.place = Place.ASK
        self.keeps_running = False
        self._stage: Stage | None = None
        self.banner = BannerLine(theme)
        self.banner.retry.connect(self.retry)
        self._page_stack = QStackedWidget()
        self._stack = QStackedWidget()
        self._note_timer = QTimer(self)
        self._note_timer.setSingleShot(True)
        self._note_timer.setInterval(_NOTE_MS)
        self._note_timer.timeout.connect(self.refresh)
        self._lay_out()
        self._add_shortcuts()
        self._restore()

    def attend(self, session: "Session") -> None:
        """Show from now on how things are."""
        self._session = session
        self.rail = Rail(self.theme)
        self.rail.chosen.connect(self.go)
        self.rail.lock.connect(self.lock)

    def add_face(self, stage: Stage, make: MakePage) -> None:
        self._make_face[stage] = make

    def add_page(self, place: Place, make: MakePage) -> None:
        self._make_page[place] = make

    def refresh(self) -> None:
        """Show the session as it stands."""
        if self._session is None:
            return
        self.banner.say(self._session.banner)
        self.rail.refresh(self._session)
        stage = self._session.stage
        if stage is not self._stage:
            self._stage = stage
            self._show_face(stage)

    def note(self, words: str) -> None:
        """Say something in passing."""
        self.banner.say(Banner(words, can_retry=False))
        self._note_timer.start()

    def go(self, place: Place) -> None:
        """Show a page of the open memory."""
        self.place = place
        self.rail.show_place(place)
        if self._stage is Stage.OPEN:
            self._page_stack.setCurrentWidget(self.page(place))
            self._focus(self.page(place))

    def page(self, place: Place) -> QWidget:
        """Return a page, made if it is not there yet."""
        if place not in self.pages:
            self.pages[place] = self._make_page[place]()
            self._page_stack.addWidget(self.pages[place])
        return self.pages[place]

    def raise_up(self) -> None:
        """Come before the person, from the tray or from behind."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def _lay_out(self) -> None:
        starting = QWidget()
        starting.setProperty("role", "page")
        column = QVBoxLayout(starting)
        column.addStretch(2)
        column.addWidget(
            EmptyState(self.theme, "logo", tr("Second Me"), tr("Opening your memory…"))
        )
        column.addStretch(3)
        self._faces[Stage.STARTING] = starting
        self._stack.addWidget(starting)
        middle = QWidget()
        whole = QVBoxLayout(middle)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addWidget(self._stack, 1)
        self.setCentralWidget(middle)

    def _make_open(self) -> QWidget:
        face = QWidget()
        row = QHBoxLayout(face)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._page_stack, 1)
        return face

    def _show_face(self, stage: Stage) -> None:
        if stage not in self._faces:
            face = self._make_face[stage]()
            self._faces[stage] = face
            self._stack.addWidget(face)
        self._stack.setCurrentWidget(self._faces[stage])
        if stage is Stage.OPEN:
            self.go(self.place)
        else:
            self._focus(self._faces[stage])

    def _focus(self, page: QWidget) -> None:
        focus = getattr(page, "focus", None)
        if callable(focus):
            focus()

    def _add_shortcuts(self) -> None:
        for place, keys in KEYS.items():
            key = QShortcut(QKeySequence(keys), self)
            key.setProperty("place", place.value)
            key.activated.connect(self._on_place_key)
        for keys, slot in (
            ("Ctrl+K", self._on_ask_key),
            ("Ctrl+Shift+L", self.lock.emit),
            ("Ctrl+W", self.close),
            ("Ctrl+Q", self.quit.emit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _on_place_key(self) -> None:
        key = self.sender()
        if key is not None:
            self.go(Place(key.property("place")))

    def _on_ask_key(self) -> None:
        self.go(Place.ASK)

    def _restore(self) -> None:
        known = self._preferences.now
        self.resize(*_FIRST)
        if known.geometry is not None:
            rect = QRect(*known.geometry)
            if any(screen.geometry().intersects(rect) for screen in QGuiApplication.screens()):
                self.setGeometry(rect)
        if known.maximised:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def _remember(self) -> None:
        rect = self.normalGeometry()
        place = (rect.x(), rect.y(), rect.width(), rect.height())
        self._preferences.change(geometry=place, maximised=self.isMaximized())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """Stay in the tray where there is one; otherwise end."""
        self._remember()
        if self.keeps_running:
            event.ignore()
            self.hide()
            self.hidden.emit()
        else:
            event.accept()
            self.quit.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  (Qt's name)
        if self._stage is Stage.OPEN and dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  (Qt's name)
        paths = dropped_paths(event)
        if self._stage is Stage.OPEN and paths:
            event.acceptProposedAction()
            self.go(Place.IMPORT)
            self.dropped.emit(paths)
