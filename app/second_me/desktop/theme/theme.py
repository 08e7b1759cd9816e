"""The scheme in force: follows the system where it tells, or stands where it was set."""

import enum
import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from second_me.desktop.theme import icons
from second_me.desktop.theme.palettes import DARK, LIGHT, Palette
from second_me.desktop.theme.stylesheet import style_sheet
from second_me.desktop.theme.tokens import Type


class ThemeChoice(enum.StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


STYLED = "second-me-styled"
"""A property of an application that was started in our style."""

_LINUX_FONTS = ("Inter", "Inter Variable", "Adwaita Sans", "Cantarell", "Noto Sans", "Ubuntu")


class Theme(QObject):
    """Owns palette, style sheet and font of the application; `changed` follows each switch."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self.palette = LIGHT
        self._icons: dict[tuple[str, str, int, int], QIcon] = {}
        if not app.property(STYLED):
            app.setStyle("Fusion")
        app.setFont(_font())
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Set the scheme by hand, or follow the system again."""
        self._choice = choice
        self._apply()

    def icon(self, name: str, ink: str = "quiet", *, size: int = 20, room: int = 0) -> QIcon:
        """Return an icon in one of the palette's inks; accent while checked."""
        known = (name, ink, size, room)
        if known not in self._icons:
            colours = self.palette
            self._icons[known] = icons.icon(
                name,
                getattr(colours, ink),
                active=colours.on_accent_soft,
                disabled=colours.edge,
                size=size,
                room=room,
            )
        return self._icons[known]

    def pixmap(self, name: str, ink: str = "quiet", size: int = 20) -> QPixmap:
        """Return a drawing in one of the palette's inks, sharp on this screen."""
        ratio = max((screen.devicePixelRatio() for screen in self._app.screens()), default=1.0)
        return icons.pixmap(name, getattr(self.palette, ink), size, ratio)

    def _on_system_scheme(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._apply()

    def _wanted(self) -> Palette:
        if self._choice is ThemeChoice.SYSTEM:
            told = self._app.styleHints().colorScheme()
            return DARK if told is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice is ThemeChoice.DARK else LIGHT

    def _apply(self) -> None:
        self.palette = self._wanted()
        self._icons.clear()
        self._app.setPalette(_qt_palette(self.palette))
        self._app.setStyleSheet(style_sheet(self.palette))
        self.changed.emit()


def _font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if sys.platform.startswith("linux"):
        known = set(QFontDatabase.families())
        family = next((name for name in _LINUX_FONTS if name in known), "")
        font = QFont(family) if family else font
    font.setPixelSize(Type.BODY)
    return font


def _qt_palette(colours: Palette) -> QPalette:
    """Return Qt's palette, so that what the style sheet does not reach fits as well."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.window,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.quiet,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.Highlight: colours.selection,
        QPalette.ColorRole.HighlightedText: colours.on_selection,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.edge,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.edge))
    return made
