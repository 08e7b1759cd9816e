"""Our own drawn icons, tinted with the colours of the scheme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from second_me.core.paths import packaged

SIZES = (16, 20, 24, 32, 48)


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (packaged("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0, room: int = 0) -> QPixmap:
    """Return a drawing in one colour, `size` device-independent pixels square, with empty
    `room` at its right.
    """
    pixels = round(size * ratio)
    picture = QPixmap(pixels + round(room * ratio), pixels)
    picture.fill(Qt.GlobalColor.transparent)
    drawing = _drawing(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(
    name: str, colour: str, *, active: str = "", disabled: str = "", size: int = 20, room: int = 0
) -> QIcon:
    """Return an icon for buttons, sharp on each screen; `active` colours it while checked."""
    made = QIcon()
    for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}:
        made.addPixmap(pixmap(name, colour, size, ratio, room))
        if active:
            checked = pixmap(name, active, size, ratio, room)
            made.addPixmap(checked, QIcon.Mode.Normal, QIcon.State.On)
        if disabled:
            made.addPixmap(pixmap(name, disabled, size, ratio, room), QIcon.Mode.Disabled)
    return made


def app_icon(name: str = "app", colour: str = "#0b6e66") -> QIcon:
    """Return a many-sized icon, for windows and the tray."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(pixmap(name, colour, size))
    return made
