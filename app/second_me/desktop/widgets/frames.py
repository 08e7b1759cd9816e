"""Frames and columns that hold other widgets."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from second_me.desktop.theme import Radius, Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.widgets.labels import Icon, Label, label, repolish


class Line(QFrame):
    """A hairline that parts two things."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "line")


class Card(QFrame):
    """A raised frame with the grid's margins."""

    def __init__(self, theme: Theme, *, spacing: int = Space.S) -> None:
        super().__init__()
        self._theme = theme
        self._chosen = False
        self.setProperty("role", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.column.setSpacing(spacing)

    @property
    def is_chosen(self) -> bool:
        return self._chosen

    def choose(self, chosen: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        """Ring the card as the one that is looked at."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Draw the ring inside, so that nothing moves when it comes and goes."""
        super().paintEvent(event)
        if self._chosen or self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.palette.accent), 2))
            inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(inside, Radius.LARGE - 1, Radius.LARGE - 1)


class Callout(QFrame):
    """A coloured line of words: `level` is "notice", "problem" or "calm"."""

    _ICONS = {"notice": "notice", "problem": "problem", "calm": "notice"}  # noqa: RUF012  (constant)
    _INKS = {"notice": "on_notice_soft", "problem": "on_problem_soft", "calm": "on_accent_soft"}  # noqa: RUF012  (constant)

    def __init__(self, theme: Theme, text: str = "", level: str = "notice") -> None:
        super().__init__()
        self.setProperty("role", "callout")
        self._icon = Icon(theme, self._ICONS[level], self._INKS[level], 18)
        self._words = label(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.row = row
        self.say(text, level)

    @property
    def text(self) -> str:
        return self._words.text()

    def say(self, text: str, level: str = "notice") -> None:
        """Show `text`; nothing to say hides the frame."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self._icon.show_icon(self._ICONS[level], self._INKS[level])
        self.setProperty("level", level)
        for widget in (self, self._words):
            repolish(widget)
        # Without a parent yet, to be visible would be to be a window.
        self.setVisible(bool(text) and self.parent() is not None)


class EmptyState(QWidget):
    """What a page shows when there is nothing yet: why, and what to do."""

    def __init__(self, theme: Theme, icon: str, title: str, words: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setSpacing(Space.S)
        self.column.setContentsMargins(Space.L, Space.XXL, Space.L, Space.XXL)
        centre = Qt.AlignmentFlag.AlignHCenter
        self.column.addWidget(Icon(theme, icon, "accent", 40), 0, centre)
        self.column.addSpacing(Space.S)
        heading = Label(title, "title")
        heading.setAlignment(centre)
        self.column.addWidget(heading)
        explanation = label(words, "quiet")
        explanation.setAlignment(centre)
        self.column.addWidget(explanation)


class Reading(QScrollArea):
    """A scrolled column, centred, no wider than makes for good reading."""

    def __init__(self, *, width: int = Measure.READING, spacing: int = Space.L) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setProperty("role", "content")
        inner = QWidget()
        inner.setMaximumWidth(width)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inner.setSizePolicy(policy)
        row = QHBoxLayout(content)
        row.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        row.addStretch(1)
        # The column takes all room up to its width, then the stretches share the rest.
        row.addWidget(inner, 1000)
        row.addStretch(1)
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(spacing)
        self.setWidget(content)


def clear(layout: QLayout, keep: Callable[[QLayoutItem], bool] | None = None) -> None:
    """Take out and delete the widgets of a layout."""
    for index in reversed(range(layout.count())):
        item = layout.itemAt(index)
        if item is None or (keep is not None and keep(item)):
            continue
        layout.takeAt(index)
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
