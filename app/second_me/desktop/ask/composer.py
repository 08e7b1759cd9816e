"""The line one asks in: grows with what is typed, sends on Return."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit

from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import IconButton
from second_me.desktop.widgets.labels import repolish

_MOST_LINES = 6


class _Field(QPlainTextEdit):
    entered = Signal()
    escaped = Signal()
    recall = Signal()
    focused = Signal(bool)
    resized = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        key = event.key()
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shifted:
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key == Qt.Key.Key_Up and not self.toPlainText():
            self.recall.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusOutEvent(event)
        self.focused.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self.resized.emit()


class Composer(QFrame):
    """Emits `asked` with the question and `stop` while an answer is coming."""

    asked = Signal(str)
    stop = Signal()
    recall = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "composer")
        self._running = False
        self._field = _Field()
        self._field.setAccessibleName(tr("Your question"))
        self._field.setPlaceholderText(tr("Ask your memory anything"))
        self._field.setTabChangesFocus(True)
        self._field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._field.document().setDocumentMargin(0)
        self._field.textChanged.connect(self._on_text)
        self._field.entered.connect(self._on_enter)
        self._field.escaped.connect(self._on_escape)
        self._field.recall.connect(self.recall)
        self._field.focused.connect(self._on_focus)
        self._field.resized.connect(self._grow)
        self._send = IconButton(theme, "send", tr("Ask"), kind="send", ink="on_accent")
        self._send.clicked.connect(self._on_send)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._field, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._send, 0, Qt.AlignmentFlag.AlignBottom)
        self.setFocusProxy(self._field)
        self._on_text()

    @property
    def text(self) -> str:
        return self._field.toPlainText()

    def write(self, text: str) -> None:
        """Put `text` into the line, the cursor at its end."""
        self._field.setPlainText(text)
        self._field.moveCursor(self._field.textCursor().MoveOperation.End)
        self._field.setFocus()

    def show_running(self, running: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        self._running = running
        self._send.show_icon("stop" if running else "send", tr("Stop") if running else tr("Ask"))
        self._on_text()

    def _on_text(self) -> None:
        self._send.setEnabled(self._running or bool(self.text.strip()))
        self._grow()

    def _grow(self) -> None:
        line = self._field.fontMetrics().lineSpacing()
        # QPlainTextDocumentLayout measures its height in lines.
        lines = int(self._field.document().size().height())
        shown = min(max(lines, 1), _MOST_LINES)
        self._field.setFixedHeight(shown * line + 6)
        scrolls = lines > _MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        hidden = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._field.setVerticalScrollBarPolicy(policy if scrolls else hidden)

    def _on_focus(self, focused: bool) -> None:  # noqa: FBT001  (a Qt slot)
        self.setProperty("focused", focused)
        repolish(self)

    def _on_enter(self) -> None:
        if not self._running and self.text.strip():
            text = self.text
            self._field.clear()
            self.asked.emit(text)

    def _on_escape(self) -> None:
        if self._running:
            self.stop.emit()

    def _on_send(self) -> None:
        if self._running:
            self.stop.emit()
        else:
            self._on_enter()
