"""The quick recall window."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from second_me.core.protocol.fill import ProfileField
from second_me.core.protocol.recall import Hit
from second_me.core.records import Act
from second_me.desktop import reasons
from second_me.desktop.ask.citations import plain
from second_me.desktop.quick_recall.giving import Giving
from second_me.desktop.quick_recall.recall import LIMIT, Recall
from second_me.desktop.quick_recall.results import ROW_HEIGHT, ResultDelegate, Results, origin
from second_me.desktop.theme import Radius, Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Icon, Label, Line, label

_WIDTH = 640
_DEBOUNCE_MS = 40
_INSIST_MS = 50
_TRIES = 10
_EVIDENCE_SHOWN = 900


class _Query(QLineEdit):
    """The line; keys that move in the results go there."""

    moved = Signal(int)
    copied = Signal()
    typed = Signal()
    asked = Signal()
    evidence = Signal()
    refused = Signal()
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: LIMIT,
            Qt.Key.Key_PageUp: -LIMIT,
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.asked if control else self.typed if shift else self.copied).emit()
        elif key == Qt.Key.Key_Delete and control:
            self.refused.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in steps:
            self.moved.emit(steps[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: N802, FBT001  (Qt's)
        """Tab shows the evidence; there is nowhere else to go."""
        self.evidence.emit()
        return True


class RecallPopup(QWidget):
    """Shows a `Recall`. `asked` brings a question for the Ask page; `copied` the words."""

    asked = Signal(str)
    copied = Signal(str)

    def __init__(
        self,
        theme: Theme,
        recall: Recall,
        giving: Giving,
        source_name: Callable[[int], str] = lambda _: "",
    ) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(tr("Quick recall"))
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._theme = theme
        self._recall = recall
        self._giving = giving
        self._source_name = source_name
        self._evidence_open = False
        self._query = _Query()
        self._query.setAccessibleName(tr("Quick recall"))
        self._query.setPlaceholderText(tr("Recall anything"))
        self._query.setMaxLength(1000)
        self._results = Results()
        self._list = QListView()
        self._note = Label("", "quiet")
        self._evidence = label("", "")
        self._evidence_head = Label("", "caption")
        self._why = label("", "caption")
        self._evidence_frame = QFrame()
        self._keys = label("", "caption")
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE_MS)
        self._tries = 0
        self._insist = QTimer(self)
        self._insist.setSingleShot(True)
        self._insist.setInterval(_INSIST_MS)
        self._insist.timeout.connect(self._on_insist)
        self._prepare_list()
        self._lay_out()
        self._connect()
        self.refresh()

    def open(self) -> None:
        """Come up over everything, ready to type."""
        if not self.isVisible():
            self._giving.look_behind()
        self._place()
        self.show()
        self.raise_()
        self.activateWindow()
        self._query.setFocus(Qt.FocusReason.PopupFocusReason)
        self._query.selectAll()
        self._tries = _TRIES
        self._insist.start()

    def _on_insist(self) -> None:
        """Ask for the keyboard again: a window manager may miss the first word for it."""
        self._tries -= 1
        if self.isVisible() and not self.isActiveWindow() and self._tries:
            self.activateWindow()
            self._insist.start()

    def dismiss(self) -> None:
        self.hide()
        self._query.clear()
        self._recall.clear()
        self._evidence_open = False

    def refresh(self) -> None:
        """Show what was found; the best one is chosen."""
        self._results.show((*self._recall.fields, *self._recall.hits))
        count = self._results.rowCount()
        self._list.setVisible(count > 0)
        self._list.setFixedHeight(count * ROW_HEIGHT)
        self._note.setText(self._recall.note)
        self._note.setVisible(bool(self._recall.note))
        self._keys.setVisible(count > 0)
        self._line.setVisible(count > 0 or bool(self._recall.note))
        if count:
            self._select(0)
        self._show_evidence()

    def _prepare_list(self) -> None:
        self._list.setModel(self._results)
        self._list.setItemDelegate(ResultDelegate(self._theme))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(tr("Memories found"))
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(Icon(self._theme, "logo", "accent", 24))
        top.addWidget(self._query, 1)
        inside = QVBoxLayout(self._evidence_frame)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        inside.addWidget(self._evidence_head)
        inside.addWidget(self._evidence)
        inside.addWidget(self._why)
        self._line = Line()
        frame = QFrame()
        frame.setProperty("role", "popup")
        frame.setFixedWidth(_WIDTH)
        column = QVBoxLayout(frame)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        column.setSpacing(Space.S)
        column.addLayout(top)
        for part in (self._line, self._list, self._note, self._evidence_frame, self._keys):
            column.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        outer.addWidget(frame)
        outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def _connect(self) -> None:
        self._recall.on_change = self.refresh
        self._query.textChanged.connect(self._on_text)
        self._debounce.timeout.connect(self._search)
        self._query.moved.connect(self._move)
        self._query.copied.connect(self._copy)
        self._query.typed.connect(self._type_out)
        self._giving.failed.connect(self._on_not_typed)
        self._query.asked.connect(self._ask)
        self._query.evidence.connect(self.toggle_evidence)
        self._query.refused.connect(self._refuse)
        self._query.escaped.connect(self.dismiss)
        self._list.clicked.connect(self._on_clicked)
        self._list.selectionModel().currentChanged.connect(self._on_current)

    def _on_text(self) -> None:
        self._debounce.start()

    def _search(self) -> None:
        self._recall.search(self._query.text())

    def _chosen(self) -> Hit | None:
        return self._results.hit(self._list.currentIndex().row())

    def _select(self, row: int) -> None:
        index = self._results.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._list.selectionModel().setCurrentIndex(index, flags)

    def _move(self, step: int) -> None:
        count = self._results.rowCount()
        if count:
            row = self._list.currentIndex().row() + step
            self._select(min(max(row, 0), count - 1))

    def _field(self) -> ProfileField | None:
        return self._results.field(self._list.currentIndex().row())

    def _type_out(self) -> None:
        """Type a field's value into the window behind, or say why it cannot be."""
        field = self._field()
        if field is None:
            return
        if self._giving.trouble:
            self._recall.say(self._giving.trouble)
            return
        self.dismiss()
        self._giving.type_out(field.value)

    def _on_not_typed(self, why: str) -> None:
        self.open()
        self._recall.say(why)

    def _copy(self) -> None:
        field = self._field()
        if field is not None:
            self._giving.copy(field.value)
            self.copied.emit(field.value)
            self.dismiss()
            return
        hit = self._chosen()
        if hit is not None:
            self._recall.tell(hit, Act.COPIED)
            QGuiApplication.clipboard().setText(plain(hit.event.text))
            self.copied.emit(plain(hit.event.text))
            self.dismiss()

    def _refuse(self) -> None:
        """Take the chosen one for not what is looked for; the next one stands in its place."""
        hit = self._chosen()
        if hit is not None:
            row = self._list.currentIndex().row()
            self._recall.tell(hit, Act.WRONG)
            if self._results.rowCount():
                self._select(min(row, self._results.rowCount() - 1))

    def _ask(self) -> None:
        question = self._query.text().strip()
        if question:
            self.dismiss()
            self.asked.emit(question)

    def toggle_evidence(self) -> None:
        """Show or hide all of the chosen memory, and why it was found."""
        self._evidence_open = not self._evidence_open
        hit = self._chosen()
        if self._evidence_open and hit is not None:
            self._recall.tell(hit, Act.OPENED)
        self._show_evidence()

    def _on_clicked(self, _index: QModelIndex) -> None:
        self._copy()

    def _on_current(self) -> None:
        self._show_evidence()

    def _show_evidence(self) -> None:
        hit = self._chosen()
        shown = self._evidence_open and hit is not None
        self._keys.setText(_field_keys() if self._field() is not None else _hit_keys())
        self._evidence_frame.setVisible(shown)
        if hit is not None and shown:
            self._evidence_head.setText(origin(hit))
            self._evidence.setText(plain(hit.event.text)[:_EVIDENCE_SHOWN])
            why = reasons.one_line(hit, self._source_name)
            self._why.setText(tr("Why: {reasons}").format(reasons=why) if why else "")
            self._why.setVisible(bool(why))

    def _place(self) -> None:
        """Stand in the upper third of the screen that the pointer is on."""
        screen = QGuiApplication.screenAt(self.cursor().pos()) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        x = area.x() + (area.width() - self.width()) // 2
        self.move(x, area.y() + area.height() // 5)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Draw a soft edge around the frame; the rest of the window is seen through."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for step in range(1, Space.S):
            painter.setPen(QPen(QColor(0, 0, 0, 4 + 2 * step), 1))
            radius = Radius.LARGE + Space.S - step
            painter.drawRoundedRect(self.rect().adjusted(step, step, -step, -step), radius, radius)


def _hit_keys() -> str:
    return tr("↵ copies   Ctrl ↵ asks   Tab shows all of it   Ctrl Del not this   Esc closes")


def _field_keys() -> str:
    return tr("↵ copies for 30 seconds   Shift ↵ types it into the window behind   Esc closes")
