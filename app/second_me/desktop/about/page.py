"""The About page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from second_me import __version__
from second_me.desktop.about.licences import Part, notices, parts
from second_me.desktop.calling import ignore
from second_me.desktop.theme import Space, Theme, Type
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Card,
    GroupedRows,
    Icon,
    Label,
    LongList,
    PushButton,
    Reading,
    label,
)
from second_me.desktop.widgets.lines import paint_line, sized

if TYPE_CHECKING:
    from second_me.desktop.graph.web import Background

_ROW = 32
_HEIGHT = 320


class AboutPage(QWidget):
    """Says what this is and under which licence, and names every part with its own."""

    def __init__(self, theme: Theme, background: "Background") -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._parts: list[Part] = []
        self.list = LongList(
            theme, tr("Parts and their licences"), paint_row=self._paint, words=self._words
        )
        self.list.setFixedHeight(_HEIGHT)
        self._notices = QPlainTextEdit()
        self._notices.setReadOnly(True)
        self._notices.setFixedHeight(_HEIGHT)
        self._notices.setAccessibleName(tr("Third-party notices"))
        self._notices.hide()
        self._show = PushButton(tr("Read the notices"), theme=theme, icon="document")
        self._show.clicked.connect(self._on_notices)
        reading = Reading(spacing=Space.M)
        reading.column.addWidget(self._head())
        reading.column.addWidget(self._licences())
        reading.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(reading)
        background(parts, self._on_parts, ignore)

    def focus(self) -> None:
        self._show.setFocus()

    def _head(self) -> QWidget:
        card = Card(self._theme)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(Label("Second Me", "display"))
        version = tr("Version {version} · Apache License 2.0").format(version=__version__)
        words.addWidget(label(version, "quiet", selectable=True))
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(Icon(self._theme, "logo", "accent", 48), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        card.column.addLayout(row)
        promise = tr(
            "It remembers your life for you and never lets it leave this machine. No account, no "
            "telemetry, no network but for a model that you ask for."
        )
        card.column.addWidget(label(promise))
        return card

    def _licences(self) -> QWidget:
        card = Card(self._theme)
        head = QHBoxLayout()
        head.addWidget(Label(tr("It stands on the work of others"), "heading"), 1)
        head.addWidget(self._show)
        card.column.addLayout(head)
        card.column.addWidget(self._notices)
        card.column.addWidget(self.list)
        return card

    def _on_parts(self, found: list[Part]) -> None:
        self._parts = found
        self.list.show_rows(GroupedRows((len(found),), _ROW))

    def _on_notices(self) -> None:
        if not self._notices.toPlainText():
            self._notices.setPlainText(notices())
        self._notices.setVisible(self._notices.isHidden())

    def _paint(self, painter: QPainter, rect: QRect, row: int) -> None:
        part = self._parts[row]
        colours = self._theme.palette
        body, caption = sized(self.font(), Type.BODY), sized(self.font(), Type.CAPTION)
        third = rect.width() // 3
        left = QRect(rect.left() + Space.L, rect.top(), third, rect.height())
        paint_line(painter, left, part.name, body, colours.text)
        middle = QRect(left.right(), rect.top(), third // 2, rect.height())
        paint_line(painter, middle, part.version, caption, colours.quiet)
        right = QRect(middle.right(), rect.top(), rect.right() - middle.right() - Space.L, _ROW)
        paint_line(painter, right, part.licence, caption, colours.quiet)

    def _words(self, row: int) -> str:
        part = self._parts[row]
        return f"{part.name} {part.version}, {part.licence}"
