"""The strip beside the list: how much lies in which month, and where one is."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from second_me.desktop import wording
from second_me.desktop.theme import Theme, Type
from second_me.desktop.translation import tr
from second_me.desktop.widgets.lines import sized

Month = tuple[int, int]

_WIDTH = 84
_LABELS = 40
_BETWEEN_LABELS = 18
_FAINT = 0.35


class DensityStrip(QWidget):
    """Months from the latest above to the earliest below. `wanted` names one to go to."""

    wanted = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._months: list[Month] = []
        self._shares: list[float] = []
        self._here: Month | None = None
        self.setFixedWidth(_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("How much lies in which month"))
        self.setToolTip(tr("Click to go to a month"))
        theme.changed.connect(self.update)

    def show_months(self, counts: dict[Month, int]) -> None:
        """Show every month from the latest to the earliest, with its count."""
        self._months = _all_between(max(counts), min(counts)) if counts else []
        most = max(counts.values(), default=1)
        # By the root: a quiet month beside a busy one is still to be seen.
        self._shares = [(counts.get(month, 0) / most) ** 0.5 for month in self._months]
        self.update()

    def show_here(self, month: Month) -> None:
        """Mark the month that the list shows."""
        if month != self._here:
            self._here = month
            self.setAccessibleDescription(f"{wording.month(month[1])} {month[0]}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        if not self._months:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.palette
        step = self.height() / len(self._months)
        painter.setPen(Qt.PenStyle.NoPen)
        there = QColor(colours.accent)
        there.setAlphaF(_FAINT)
        for place, (month, share) in enumerate(zip(self._months, self._shares, strict=True)):
            here = month == self._here
            painter.setBrush(QColor(colours.accent) if here else there)
            room = self.width() - _LABELS - 8
            width = max(room * share, 2 if share else 0)
            thick = max(min(step - 1, 10), 1)
            if here:
                thick, width = max(thick, 3), max(width, 6)
            top = place * step + (step - thick) / 2
            painter.drawRoundedRect(QRectF(4, top, width, thick), 1.5, 1.5)
        self._paint_years(painter, step)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_years(self, painter: QPainter, step: float) -> None:
        painter.setFont(sized(self.font(), Type.CAPTION))
        painter.setPen(QColor(self._theme.palette.quiet))
        last = -float(_BETWEEN_LABELS)
        for place, (year, month) in enumerate(self._months):
            first_shown = place == 0 or month == 12  # noqa: PLR2004  (December comes first)
            y = place * step
            if first_shown and y - last >= _BETWEEN_LABELS and y < self.height() - 8:
                painter.drawText(QPointF(self.width() - _LABELS, y + 12), str(year))
                last = y

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._go_to(event.position().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._go_to(event.position().y())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        step = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 12,
            Qt.Key.Key_PageUp: -12,
        }.get(Qt.Key(event.key()))
        if step is None or not self._months:
            event.ignore()
            return
        here = self._months.index(self._here) if self._here in self._months else 0
        self.wanted.emit(*self._months[max(0, min(here + step, len(self._months) - 1))])

    def _go_to(self, y: float) -> None:
        if self._months:
            place = int(y / self.height() * len(self._months))
            self.wanted.emit(*self._months[max(0, min(place, len(self._months) - 1))])


def _all_between(latest: Month, earliest: Month) -> list[Month]:
    first, last = earliest[0] * 12 + earliest[1] - 1, latest[0] * 12 + latest[1] - 1
    return [(number // 12, number % 12 + 1) for number in range(last, first - 1, -1)]
