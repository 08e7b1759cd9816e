"""An answer on the page: plain words, with citations as chips one can point at."""

import math
from typing import Any

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from second_me.desktop.ask.citations import Cited, Segment, Words
from second_me.desktop.theme import Theme, Type
from second_me.desktop.translation import tr

_SCHEME = "evidence:"
_LINE_HEIGHT = 150.0


class AnswerText(QTextBrowser):
    """Shows segments. Words go in as plain text; no link, picture or markup of an answer
    is ever followed, loaded or understood. Only citations can be chosen: `pointed` follows
    mouse and keyboard (0: none), `chosen` a click or Return.
    """

    pointed = Signal(int)
    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._segments: list[Segment] = []
        self._spans: list[tuple[int, int, int]] = []
        self._marked = 0
        self._prepare()
        self.anchorClicked.connect(self._on_anchor)
        self.highlighted.connect(self._on_highlight)
        theme.changed.connect(self._repaint_all)

    def _prepare(self) -> None:
        self.setAccessibleName(tr("Answer"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:  # noqa: N802, ANN401  (Qt's)
        """Load nothing, whatever asks."""
        return None

    def show_segments(self, segments: list[Segment]) -> None:
        """Show `segments`; what stands there already is left as it is."""
        if segments == self._segments:
            return
        kept = self._kept(segments)
        if kept is None:
            self._start_over()
            rest = segments
        else:
            rest = kept
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        # One edit: otherwise the whole block is laid out anew for each piece of it.
        cursor.beginEditBlock()
        for segment in rest:
            self._insert(cursor, segment)
        cursor.endEditBlock()
        self._segments = list(segments)
        self._fit()

    def mark(self, number: int) -> None:
        """Ring the chips of one citation; 0 for none."""
        if number != self._marked:
            self._marked = number
            self.viewport().update()

    def plain(self) -> str:
        """Return the words as they stand, citations as [n]."""
        return "".join(segment.text for segment in self._segments)

    def _kept(self, segments: list[Segment]) -> list[Segment] | None:
        """Return what is to be added to what stands there, None if that has changed."""
        old = self._segments
        if not old:
            return None
        *before, last = old
        if segments[: len(before)] != before or len(segments) < len(old):
            return None
        now = segments[len(before)]
        if now == last:
            return segments[len(old) :]
        if isinstance(now, Words) and isinstance(last, Words) and now.text.startswith(last.text):
            return [Words(now.text[len(last.text) :]), *segments[len(old) :]]
        return None

    def _start_over(self) -> None:
        self._spans.clear()
        self.document().clear()
        shape = QTextBlockFormat()
        shape.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        QTextCursor(self.document()).setBlockFormat(shape)

    def _insert(self, cursor: QTextCursor, segment: Segment) -> None:
        if isinstance(segment, Words):
            cursor.insertText(segment.text, self._words_format())
            return
        start = cursor.position()
        brackets, digits = self._chip_formats(segment)
        cursor.insertText("[", brackets)
        cursor.insertText(str(segment.number), digits)
        cursor.insertText("]", brackets)
        self._spans.append((start, cursor.position(), segment.number))

    def _words_format(self) -> QTextCharFormat:
        shape = QTextCharFormat()
        shape.setForeground(QColor(self._theme.palette.text))
        font = QFont(self.font())
        font.setPixelSize(Type.LEAD - 1)
        shape.setFont(font)
        return shape

    def _chip_formats(self, cited: Cited) -> tuple[QTextCharFormat, QTextCharFormat]:
        digits = QTextCharFormat()
        font = QFont(self.font())
        font.setPixelSize(Type.CAPTION)
        font.setWeight(QFont.Weight.DemiBold)
        digits.setFont(font)
        digits.setAnchor(True)
        digits.setAnchorHref(f"{_SCHEME}{cited.number}")
        digits.setForeground(QColor(self._theme.palette.on_accent_soft))
        # The brackets stand in the text for copying and for screen readers; the eye sees a chip.
        brackets = QTextCharFormat(digits)
        brackets.setForeground(QColor(0, 0, 0, 0))
        return brackets, digits

    def _repaint_all(self) -> None:
        segments, self._segments = self._segments, []
        if segments:
            self.show_segments(segments)

    def _on_anchor(self, url: QUrl) -> None:
        number = _number(url)
        if number:
            self.chosen.emit(number)

    def _on_highlight(self, url: QUrl) -> None:
        self.pointed.emit(_number(url))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Draw the chips' grounds, then the text on them."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        palette = self._theme.palette
        for start, end, number in self._spans:
            rect = self._rect(start, end)
            painter.setBrush(QColor(palette.accent_soft))
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            if number == self._marked:
                painter.setPen(QColor(palette.accent))
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
                painter.setPen(Qt.PenStyle.NoPen)
        painter.end()
        super().paintEvent(event)

    def _rect(self, start: int, end: int) -> QRectF:
        block = self.document().findBlock(start)
        line = block.layout().lineForTextPosition(start - block.position())
        if not line.isValid():
            return QRectF()
        left = _x(line.cursorToX(start - block.position()))
        right = _x(line.cursorToX(end - block.position()))
        origin = block.layout().position()
        height = Type.CAPTION + 6
        middle = origin.y() + line.y() + line.ascent() - Type.CAPTION * 0.36
        return QRectF(origin.x() + left, middle - height / 2, right - left, height)

    def _fit(self) -> None:
        document = self.document()
        document.setTextWidth(self.viewport().width())
        self.setFixedHeight(max(math.ceil(document.size().height()), Type.LEAD) + 2)


def _x(position: Any) -> float:  # noqa: ANN401  (a float, or a pair with the cursor moved)
    return float(position[0]) if isinstance(position, tuple) else float(position)


def _number(url: QUrl) -> int:
    text = url.toString()
    rest = text.removeprefix(_SCHEME)
    return int(rest) if text.startswith(_SCHEME) and rest.isdigit() else 0
