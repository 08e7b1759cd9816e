"""A person in a circle: the first letters of the name on a colour of its own."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from second_me.desktop.theme import Palette, Theme


def initials(name: str) -> str:
    """Return up to two letters that stand for a name."""
    words = [word for word in name.split() if word[:1].isalnum()]
    letters = [word[0] for word in (words if len(words) < 2 else (words[0], words[-1]))]  # noqa: PLR2004
    return "".join(letters).upper() or "?"


def hue(name: str, palette: Palette) -> str:
    """Return the colour that a name has, the same at every start."""
    number = sum(ord(letter) * place for place, letter in enumerate(name.casefold(), 1))
    return palette.hues[number % len(palette.hues)]


def paint_avatar(painter: QPainter, rect: QRectF, name: str, palette: Palette) -> None:
    """Draw the circle of a name into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hue(name, palette)))
    painter.drawEllipse(rect)
    font = QFont(painter.font())
    font.setPixelSize(max(round(rect.height() * 0.4), 9))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(palette.on_hue))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.restore()


class Avatar(QWidget):
    """The circle as a widget; says nothing, since the name stands beside it."""

    def __init__(self, theme: Theme, name: str, size: int = 40) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self.setFixedSize(size, size)
        theme.changed.connect(self.update)

    def show_name(self, name: str) -> None:
        self._name = name
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_avatar(painter, QRectF(self.rect()), self._name, self._theme.palette)
