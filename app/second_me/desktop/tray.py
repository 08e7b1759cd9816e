"""The icon in the tray: how memory is, and a few things to do with it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from second_me.desktop.session import Session, TrayState
from second_me.desktop.theme import Theme
from second_me.desktop.theme.icons import app_icon
from second_me.desktop.translation import tr

PAUSE_MINUTES = 60


class Tray(QObject):
    """Shows a `Session`; its signals are what the person chose.

    What it tells may be shown on a locked screen, so it names nothing: no site, no person.
    """

    open = Signal()
    recall = Signal()
    pause = Signal()
    resume = Signal()
    lock = Signal()
    quit = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: TrayState | None = None
        self._icon = QSystemTrayIcon(self)
        self._menu = QMenu()
        self.actions: dict[str, QAction] = {}
        for key, words, signal in (
            ("open", tr("Open Second Me"), self.open),
            ("recall", tr("Quick recall"), self.recall),
            ("", "", None),
            ("pause", tr("Pause for an hour"), self.pause),
            ("resume", tr("Go on working"), self.resume),
            ("lock", tr("Lock"), self.lock),
            ("", "", None),
            ("quit", tr("Quit"), self.quit),
        ):
            if signal is None:
                self._menu.addSeparator()
                continue
            action = self._menu.addAction(words)
            action.triggered.connect(signal)
            self.actions[key] = action
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self.open)
        theme.changed.connect(self._paint)

    @property
    def available(self) -> bool:
        """Say whether there is a tray at all; stock GNOME has none."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        self._icon.show()

    def hide(self) -> None:
        self._icon.hide()

    def refresh(self, session: Session) -> None:
        """Show the session's state, and only the actions that make sense in it."""
        state = session.tray
        tip = " · ".join(part for part in (session.summary, session.detail) if part)
        self._icon.setToolTip(f"Second Me: {tip}")
        is_open = state in (TrayState.READY, TrayState.WORKING, TrayState.PAUSED)
        self.actions["recall"].setEnabled(is_open)
        self.actions["pause"].setVisible(state is not TrayState.PAUSED)
        self.actions["pause"].setEnabled(is_open)
        self.actions["resume"].setVisible(state is TrayState.PAUSED)
        self.actions["lock"].setEnabled(is_open)
        if state is not self._state:
            self._state = state
            self._paint()

    def tell_hidden(self) -> None:
        """Say once that the window went here rather than away."""
        self._icon.showMessage(
            tr("Second Me is still here"),
            tr("It keeps working in the tray. Quit it from there."),
            app_icon(),
        )

    def tell_asked(self) -> None:
        """Say that a page waits for the person's word, where the window could not come up."""
        self._icon.showMessage(
            tr("A form waits for you"),
            tr("A page asks to be filled. Nothing is filled before you approve it."),
            app_icon(),
        )

    def _paint(self) -> None:
        state = self._state or TrayState.LOST
        # Panels are dark or light on their own; this grey stands out on both.
        self._icon.setIcon(app_icon(f"tray-{state.value}", "#8f959e"))

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.open.emit()
        elif reason is QSystemTrayIcon.ActivationReason.MiddleClick:
            self.recall.emit()
