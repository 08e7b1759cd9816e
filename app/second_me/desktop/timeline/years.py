"""Every day of every year as a square, the darker the more lies there."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from second_me.desktop import wording
from second_me.desktop.theme import Space, Theme, Type
from second_me.desktop.timeline.days import DayRows, to_day
from second_me.desktop.translation import tr
from second_me.desktop.widgets.lines import paint_line, sized

_WEEK = 7
_WEEKS = 54
_HEAD = 44
_FOOT = 20
_LEAST, _MOST = 8, 15
_STEPS = (0.0, 0.22, 0.45, 0.7, 1.0)


class YearsMap(QAbstractScrollArea):
    """A calendar of squares, a block a year, the latest first. `chosen` names a day."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._counts: dict[int, int] = {}
        self._totals: dict[int, int] = {}
        self._levels: tuple[int, ...] = (1, 1, 1)
        self._years: list[int] = []
        self.current: date | None = None
        self.setAccessibleName(tr("Every day of every year"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self.viewport().update)

    def show_days(self, rows: DayRows) -> None:
        """Show how much lies on each day."""
        self._counts = rows.dated
        self._totals = {}
        for (year, _), count in rows.months().items():
            self._totals[year] = self._totals.get(year, 0) + count
        years = self._totals or {}
        self._years = list(range(max(years), min(years) - 1, -1)) if years else []
        ordered = sorted(self._counts.values()) or [1]
        # Shades by rank, so that one wild day does not make all others pale.
        self._levels = tuple(ordered[len(ordered) * part // 4] for part in (1, 2, 3))
        self._measure()
        self.viewport().update()

    def go_to(self, day: date) -> None:
        """Move to a day and tell screen readers of it."""
        if not self._years:
            return
        first, last = date(self._years[-1], 1, 1), date(self._years[0], 12, 31)
        self.current = min(max(day, first), last)
        count = self._counts.get(to_day(self.current), 0)
        self.setAccessibleDescription(f"{wording.full_day(self.current)}: {_many(count)}")
        top = self._years.index(self.current.year) * self._block
        bar = self.verticalScrollBar()
        shown = self.viewport().height()
        if top < bar.value():
            bar.setValue(top)
        elif top + self._block > bar.value() + shown:
            bar.setValue(top + self._block - shown)
        self.viewport().update()

    @property
    def _cell(self) -> int:
        return max(_LEAST, min((self.viewport().width() - 2 * Space.XL) // _WEEKS, _MOST))

    @property
    def _block(self) -> int:
        return _HEAD + _WEEK * self._cell + _FOOT

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self.verticalScrollBar().value()
        for place, year in enumerate(self._years):
            y = place * self._block - top
            if -self._block < y < self.viewport().height():
                self._paint_year(painter, year, y)

    def _paint_year(self, painter: QPainter, year: int, y: int) -> None:
        colours = self._theme.palette
        width = self.viewport().width() - 2 * Space.XL
        line = QRect(Space.XL, y, width, 24)
        used = paint_line(
            painter, line, str(year), sized(self.font(), Type.LEAD, bold=True), colours.text
        )
        beside = line.adjusted(used + Space.M, 2, 0, 0)
        caption = sized(self.font(), Type.CAPTION)
        paint_line(painter, beside, _many(self._totals.get(year, 0)), caption, colours.quiet)
        for month in range(1, 13):
            left = self._rect(date(year, month, 1), y).left()
            under = QRect(left, y + 26, 3 * self._cell, 14)
            paint_line(painter, under, wording.short_month(month), caption, colours.quiet)
        day = date(year, 1, 1)
        painter.setPen(Qt.PenStyle.NoPen)
        shades = self._shades()
        while day.year == year:
            painter.setBrush(shades[self._level(self._counts.get(to_day(day), 0))])
            painter.drawRoundedRect(QRectF(self._rect(day, y)).adjusted(1, 1, -1, -1), 2, 2)
            day += timedelta(days=1)
        if self.current is not None and self.current.year == year and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawRoundedRect(QRectF(self._rect(self.current, y)), 3, 3)

    def _rect(self, day: date, y: int) -> QRect:
        """Return a day's square in a year that is drawn at `y`."""
        first = date(day.year, 1, 1).weekday()
        week, weekday = divmod((day - date(day.year, 1, 1)).days + first, _WEEK)
        cell = self._cell
        return QRect(Space.XL + week * cell, y + _HEAD + weekday * cell, cell, cell)

    def _level(self, count: int) -> int:
        return 0 if not count else 1 + sum(count > level for level in self._levels)

    def _shades(self) -> list[QColor]:
        """Return colours from "nothing" to "much"."""
        low, high = QColor(self._theme.palette.hover), QColor(self._theme.palette.accent)
        made = []
        for share in _STEPS:
            parts = zip(_rgb(low), _rgb(high), strict=True)
            made.append(QColor(*(round(one + (other - one) * share) for one, other in parts)))
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        step = {
            Qt.Key.Key_Left: -_WEEK,
            Qt.Key.Key_Right: _WEEK,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: 366,
            Qt.Key.Key_PageDown: -365,
        }.get(Qt.Key(event.key()))
        if step is not None and self.current is not None:
            self.go_to(self.current + timedelta(days=step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(to_day(self.current))
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusInEvent(event)
        if self.current is None and self._counts:
            self.go_to(date(1970, 1, 1) + timedelta(days=max(self._counts)))
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self.go_to(day)
            self.chosen.emit(to_day(day))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        day = self._day_at(event.position().toPoint())
        if day is None:
            QToolTip.hideText()
            return
        words = f"{wording.full_day(day)}: {_many(self._counts.get(to_day(day), 0))}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self.viewport())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._measure()

    def _day_at(self, point: QPoint) -> date | None:
        place, inside = divmod(point.y() + self.verticalScrollBar().value(), self._block)
        week, weekday = (point.x() - Space.XL) // self._cell, (inside - _HEAD) // self._cell
        if not 0 <= place < len(self._years) or not 0 <= weekday < _WEEK or week < 0:
            return None
        first = date(self._years[place], 1, 1)
        day = first + timedelta(days=week * _WEEK + weekday - first.weekday())
        return day if day.year == first.year else None

    def _measure(self) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(40)
        bar.setRange(0, max(self._block * len(self._years) - self.viewport().height(), 0))


def _many(count: int) -> str:
    return wording.memories(count)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
