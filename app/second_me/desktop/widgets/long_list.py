"""A list of any length: only what is in view is ever painted or asked for."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from second_me.desktop.theme import Radius, Space, Theme, Type
from second_me.desktop.widgets.rows import GroupedRows

PaintRow = Callable[[QPainter, QRect, int], None]
"""Paints what stands in a row; ground, ring and heads are the list's own."""

_LEAST_STEP = 16


class LongList(QAbstractScrollArea):
    """Paints `GroupedRows` by `paint_row`. One row is the current one.

    `current_changed` and `chosen` (a click, Return) name a row, `scrolled` follows each move of
    what is in view. `words` gives what a screen reader says of a row.
    """

    current_changed = Signal(int)
    chosen = Signal(int)
    scrolled = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        paint_row: PaintRow,
        words: Callable[[int], str],
        head: Callable[[int], str] = str,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._paint_row = paint_row
        self._words = words
        self._head = head
        self.rows = GroupedRows((), 1)
        self.current = -1
        self._hovered = -1
        self._step = 1.0
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self.viewport().update)

    @property
    def top(self) -> int:
        """Return how far down the upper edge of what is in view is."""
        return round(self.verticalScrollBar().value() * self._step)

    def show_rows(self, rows: GroupedRows, *, keep: bool = True) -> None:
        """Show other rows; what is in view stays there if `keep` and it is still there."""
        top = self.top if keep else 0
        self.rows = rows
        self.current = min(self.current, len(rows) - 1)
        self._measure()
        self.scroll_to(top)
        self.viewport().update()
        self.scrolled.emit()

    def visible_rows(self) -> tuple[int, int]:
        """Return the first row in view and the one after the last."""
        seen = [
            one.row
            for one in self.rows.between(self.top, self.top + self.viewport().height())
            if one.row is not None
        ]
        return (seen[0], seen[-1] + 1) if seen else (0, 0)

    def scroll_to(self, y: int) -> None:
        self.verticalScrollBar().setValue(round(y / self._step))

    def make_current(self, row: int, *, into_view: bool = True) -> None:
        """Move to a row and tell of it."""
        if not len(self.rows):
            return
        row = max(0, min(row, len(self.rows) - 1))
        moved = row != self.current
        self.current = row
        if into_view:
            self._into_view(row)
        self._describe()
        self.viewport().update()
        if moved:
            self.current_changed.emit(row)

    def refresh(self) -> None:
        """Paint anew: what stands in the rows came or changed."""
        self._describe()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        painter = QPainter(self.viewport())
        # Rows are drawn by fixed places from the left, in every language.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        top, width = self.top, self.viewport().width()
        for one in self.rows.between(top, top + self.viewport().height()):
            rect = QRect(0, one.y - top, width, one.height)
            if one.row is not None and rect.intersects(event.rect()):
                painter.save()
                self._ground(painter, rect, one.row)
                painter.setPen(QColor(self._theme.palette.text))
                self._paint_row(painter, rect, one.row)
                painter.restore()
        for one in self.rows.between(top, top + self.viewport().height()):
            if one.row is None:
                self._paint_head(painter, QRect(0, one.y - top, width, one.height), one.group)
        self._paint_held_head(painter, top, width)

    def _ground(self, painter: QPainter, rect: QRect, row: int) -> None:
        colours = self._theme.palette
        inside = rect.adjusted(Space.S, 1, -Space.S, -1)
        current = row == self.current
        if current or row == self._hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if current else colours.hover))
            painter.drawRoundedRect(inside, Radius.MEDIUM, Radius.MEDIUM)
        if current and self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside.adjusted(1, 1, -1, -1), Radius.MEDIUM, Radius.MEDIUM)

    def _paint_head(self, painter: QPainter, rect: QRect, group: int) -> None:
        painter.fillRect(rect, QColor(self._theme.palette.window))
        font = self.font()
        font.setPixelSize(Type.SMALL)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.palette.quiet))
        words = rect.adjusted(Space.L, 0, -Space.L, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, flags, self._head(group))

    def _paint_held_head(self, painter: QPainter, top: int, width: int) -> None:
        """Keep the head of the group in view at the upper edge."""
        height = self.rows.head_height
        if not height or not self.rows.groups or top <= 0:
            return
        group = self.rows.group_at(top)
        y = 0
        if group + 1 < self.rows.groups:
            y = min(0, self.rows.top_of_group(group + 1) - top - height)
        self._paint_head(painter, QRect(0, y, width, height), group)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        page = max(self.viewport().height() // max(self.rows.row_height, 1) - 1, 1)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -len(self.rows),
            Qt.Key.Key_End: len(self.rows),
        }
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.make_current(max(self.current, 0) + steps[key] if self.current >= 0 else 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current >= 0:
            self.chosen.emit(self.current)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        row = self._row_at(event.position().toPoint())
        if row is not None and event.button() is Qt.MouseButton.LeftButton:
            self.make_current(row, into_view=False)
            self.chosen.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        row = self._row_at(event.position().toPoint())
        if (hovered := -1 if row is None else row) != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusInEvent(event)
        if self.current < 0 and len(self.rows):
            self.current = self.visible_rows()[0]
        self._describe()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._measure()
        self.scrolled.emit()

    def _row_at(self, point: QPoint) -> int | None:
        held = point.y() < self.rows.head_height and self.top > 0
        return None if held else self.rows.row_at(self.top + point.y())

    def _measure(self) -> None:
        """Give the bar its range. Its numbers end at two billion, a list's pixels need not."""
        shown = self.viewport().height()
        over = max(self.rows.height - shown, 0)
        self._step = max(1.0, over / 1_000_000_000)
        bar = self.verticalScrollBar()
        bar.setPageStep(round(shown / self._step))
        bar.setSingleStep(max(self.rows.row_height // 2, _LEAST_STEP))
        bar.setRange(0, round(over / self._step))

    def _into_view(self, row: int) -> None:
        top, height = self.rows.top_of(row), self.rows.row_height
        shown = self.viewport().height()
        if top - self.rows.head_height < self.top:
            self.scroll_to(top - self.rows.head_height)
        elif top + height > self.top + shown:
            self.scroll_to(top + height - shown)

    def _describe(self) -> None:
        """Tell screen readers of the current row."""
        words = self._words(self.current) if 0 <= self.current < len(self.rows) else ""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            told = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(told)

    def _on_scrolled(self, _value: int) -> None:
        self.viewport().update()
        self.scrolled.emit()
