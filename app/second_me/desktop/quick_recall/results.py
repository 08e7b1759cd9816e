"""The list of what quick recall found."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from second_me.core.protocol.recall import Hit
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.theme import Radius, Space, Theme, Type

ROW_HEIGHT = 56
_LONGEST = 400

AnyIndex = QModelIndex | QPersistentModelIndex


class Results(QAbstractListModel):
    """Hits as rows; the accessible text of a row says who, when and what."""

    def __init__(self) -> None:
        super().__init__()
        self._hits: tuple[Hit, ...] = ()

    def show(self, hits: tuple[Hit, ...]) -> None:
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: N802, B008  (Qt's)
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.hit(index.row())
        if hit is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(hit)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{origin(hit)}: {one_line(hit)}"
        return None


class ResultDelegate(QStyledItemDelegate):
    """Draws a row: the words, and below them who and when."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        hit = model.hit(index.row()) if isinstance(model, Results) else None
        if hit is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        colours = self._theme.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(rect, Radius.MEDIUM, Radius.MEDIUM)
        icon = self._theme.pixmap(hit.event.kind.value, "accent" if chosen else "quiet", 20)
        painter.drawPixmap(rect.left() + Space.M, rect.top() + Space.S + 2, icon)
        inside = rect.adjusted(Space.M + 20 + Space.M, Space.S, -Space.M, -Space.S)
        font = QFont(painter.font())
        for text, pixels, ink, top in (
            (one_line(hit), Type.BODY, colours.on_accent_soft if chosen else colours.text, 0),
            (origin(hit), Type.CAPTION, colours.on_accent_soft if chosen else colours.quiet, 22),
        ):
            font.setPixelSize(pixels)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            width = inside.width()
            fitted = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
            line = QRect(inside.left(), inside.top() + top, width, 20)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), fitted)
        painter.restore()


def one_line(hit: Hit) -> str:
    """Return a memory's words on one line."""
    return " ".join(plain(hit.event.text[:_LONGEST]).split())


def origin(hit: Hit) -> str:
    return f"{wording.who(hit.event)} · {wording.when(hit.event.moment)}"
