"""The list of what quick recall found."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from second_me.core.protocol.fill import ProfileField
from second_me.core.protocol.recall import Hit
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.filling.wording import label_name
from second_me.desktop.people.wording import slot_name
from second_me.desktop.theme import Radius, Space, Theme, Type
from second_me.desktop.translation import tr

ROW_HEIGHT = 56
_LONGEST = 400

AnyIndex = QModelIndex | QPersistentModelIndex


class Results(QAbstractListModel):
    """Fields of the profile and then hits, as rows; the accessible text of a row says who, when
    and what.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ProfileField | Hit, ...] = ()

    def show(self, rows: tuple[ProfileField | Hit, ...]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, row: int) -> ProfileField | Hit | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def hit(self, row: int) -> Hit | None:
        found = self.row(row)
        return found if isinstance(found, Hit) else None

    def field(self, row: int) -> ProfileField | None:
        found = self.row(row)
        return found if isinstance(found, ProfileField) else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: N802, B008  (Qt's)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self.row(index.row())
        if found is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(found)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{origin(found)}: {one_line(found)}"
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
        hit = model.row(index.row()) if isinstance(model, Results) else None
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
        icon = self._theme.pixmap(_icon(hit), "accent" if chosen else "quiet", 20)
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


def one_line(found: ProfileField | Hit) -> str:
    """Return a field's value, or a memory's words, on one line."""
    text = found.value if isinstance(found, ProfileField) else found.event.text[:_LONGEST]
    return " ".join(plain(text).split())


def origin(found: ProfileField | Hit) -> str:
    """Return what a field is called and whose it is, or who said a memory and when."""
    if isinstance(found, Hit):
        return f"{wording.who(found.event)} · {wording.when(found.event.moment)}"
    whose = "" if found.owner else plain(found.subject)
    unsure = "" if found.confirmed else tr("not confirmed by you yet")
    parts = (slot_name(found.slot), label_name(found.label), whose, unsure)
    return " · ".join(part for part in parts if part)


def _icon(found: ProfileField | Hit) -> str:
    if isinstance(found, Hit):
        return found.event.kind.value
    known = {"email": "mail", "home": "place", "birth_date": "calendar", "name": "person"}
    return known.get(found.slot, "fill")
