"""Fields and switches."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QStyle,
    QToolButton,
    QWidget,
)

from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets.buttons import IconButton
from second_me.desktop.widgets.labels import repolish

_ARROW = 16


class SecretField(QWidget):
    """A line for a secret, with an eye that shows it."""

    changed = Signal(str)
    entered = Signal()

    def __init__(self, theme: Theme, name: str, *, hidden: bool = True) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setAccessibleName(name)
        self._line.setPlaceholderText(name)
        self._line.textChanged.connect(self.changed)
        self._line.returnPressed.connect(self.entered)
        self._eye = IconButton(theme, "eye", tr("Show what is typed"))
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self._show(not hidden)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self._line, 1)
        row.addWidget(self._eye)
        # Not before it has a place here: a widget of its own would be a window of its own.
        self._eye.setVisible(hidden)
        self.setFocusProxy(self._line)

    @property
    def text(self) -> str:
        return self._line.text()

    def clear(self) -> None:
        self._line.clear()

    def set_wrong(self, wrong: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        self._line.setProperty("wrong", wrong)
        repolish(self._line)

    def select_all(self) -> None:
        self._line.setFocus()
        self._line.selectAll()

    def _show(self, shown: bool) -> None:  # noqa: FBT001  (a Qt slot)
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self._line.setEchoMode(mode)
        self._eye.show_icon(
            "eye-off" if shown else "eye",
            tr("Hide what is typed") if shown else tr("Show what is typed"),
        )


class SearchField(QLineEdit):
    """A line to search in, with a glass before it and a cross behind what is typed."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setClearButtonEnabled(True)
        self._glass = self.addAction(
            theme.icon("search", size=_ARROW), QLineEdit.ActionPosition.LeadingPosition
        )
        # Qt makes the two buttons, and leaves them without a name.
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(tr("Clear") if button.actions() == [] else name)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self._paint_glass)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Let Escape clear the line first."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def _paint_glass(self) -> None:
        self._glass.setIcon(self._theme.icon("search", size=_ARROW))


class Choice(QComboBox):
    """A list to choose one from, with our own arrow."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = self._theme.pixmap("chevron-down", "quiet", _ARROW)
        place = QRect(self.width() - _ARROW - Space.S, 0, _ARROW, _ARROW)
        place.moveTop((self.height() - _ARROW) // 2)
        place = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        painter.drawPixmap(place.topLeft(), arrow)


class Switch(QAbstractButton):
    """An on-off switch."""

    _WIDTH = 40
    _HEIGHT = 24

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(self._WIDTH + 6, self._HEIGHT + 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Let Return flip the switch, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        colours = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - self._HEIGHT) / 2
        track = QRectF(3, top, self._WIDTH, self._HEIGHT)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRoundedRect(track.adjusted(-2.5, -2.5, 2.5, 2.5), 14, 14)
        painter.setPen(QColor(colours.accent if self.isChecked() else colours.edge))
        painter.setBrush(QColor(colours.accent if self.isChecked() else colours.surface))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 11.5, 11.5)
        knob = self._HEIGHT - 8
        x = track.right() - knob - 4 if self.isChecked() else track.left() + 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if self.isChecked() else colours.edge))
        painter.drawEllipse(QRectF(x, top + 4, knob, knob))
