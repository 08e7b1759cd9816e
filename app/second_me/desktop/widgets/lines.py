"""Text painted by hand: a few lines of it, cut where there is no more room."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """Return a font in another size or weight."""
    made = QFont(font)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def paint_line(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str) -> int:
    """Draw one line, cut at the right; return how wide it came out."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return metrics.horizontalAdvance(shown)


def paint_lines(  # noqa: PLR0917  (what, where, how)
    painter: QPainter, rect: QRect, text: str, font: QFont, colour: str, most: int
) -> None:
    """Draw up to `most` lines from the top of `rect`; the last one is cut if there is more."""
    metrics = QFontMetrics(font)
    layout = QTextLayout(" ".join(text.split()), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    layout.beginLayout()
    for number in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(rect.width())
        top = rect.top() + number * metrics.lineSpacing()
        start, words = line.textStart(), layout.text()
        if number == most - 1 and start + line.textLength() < len(words):
            rest = metrics.elidedText(words[start:], Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(QPointF(rect.left(), top + metrics.ascent()), rest)
        else:
            line.draw(painter, QPointF(rect.left(), top - line.y()))
    layout.endLayout()
