"""Buttons, each with words or a name for those who do not see its icon."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout

from second_me.desktop.theme import Space, Theme
from second_me.desktop.widgets.labels import Icon, Label, label

_ICON = 18


class PushButton(QPushButton):
    """A button with words. `kind`: "", "primary", "quiet", "danger", "suggestion", "rail"."""

    def __init__(
        self,
        text: str,
        kind: str = "",
        *,
        theme: Theme | None = None,
        icon: str = "",
        ink: str = "",
    ) -> None:
        super().__init__(text)
        if kind:
            self.setProperty("kind", kind)
        self._theme = theme
        self._icon = icon
        self._ink = ink or {"primary": "on_accent", "danger": "problem", "quiet": "accent"}.get(
            kind, "quiet"
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if theme is not None and icon:
            # Qt leaves four pixels between icon and words; the icon brings some more.
            self.setIconSize(QSize(_ICON + Space.XS, _ICON))
            theme.changed.connect(self._paint_icon)
            self._paint_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Let Return press a button, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def _paint_icon(self) -> None:
        if self._theme is not None:
            self.setIcon(self._theme.icon(self._icon, self._ink, size=_ICON, room=Space.XS))


class IconButton(QToolButton):
    """A button with an icon; `name` is said by screen readers and shown as a tip."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        kind: str = "",
        ink: str = "quiet",
        text: str = "",
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._ink = ink
        if kind:
            self.setProperty("kind", kind)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(20, 20))
        if text:
            self.setText(text)
            self.setIconSize(QSize(16, 16))
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def show_icon(self, icon: str, name: str) -> None:
        """Become another button: another icon and another name."""
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._paint_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Let Return press a button, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def _paint_icon(self) -> None:
        self.setIcon(self._theme.icon(self._icon, self._ink))


class ChoiceButton(PushButton):
    """A large button with an icon, a title and a line that explains it."""

    def __init__(self, theme: Theme, icon: str, title: str, explanation: str) -> None:
        super().__init__("", "choice")
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        for part in (Label(title, "heading"), label(explanation, "quiet")):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(part)
        picture = Icon(theme, icon, "accent", 24)
        picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.setSpacing(Space.L)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """Take the room that the words need, not that of an empty caption."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:  # noqa: N802  (Qt's name)
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  (Qt's name)
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else -1
