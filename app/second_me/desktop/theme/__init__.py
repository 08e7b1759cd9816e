"""How Second Me looks: tokens, palettes, style sheet, icons."""

from second_me.desktop.theme.icons import icon, pixmap
from second_me.desktop.theme.palettes import DARK, LIGHT, Palette
from second_me.desktop.theme.theme import STYLED, Theme, ThemeChoice
from second_me.desktop.theme.tokens import Radius, Space, Type

__all__ = [
    "DARK",
    "LIGHT",
    "STYLED",
    "Palette",
    "Radius",
    "Space",
    "Theme",
    "ThemeChoice",
    "Type",
    "icon",
    "pixmap",
]
