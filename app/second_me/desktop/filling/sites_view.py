"""Sites and what was filled there: shown on the Fill page and on the Privacy page."""

from functools import partial
from urllib.parse import urlsplit

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.fill import Filling, SiteRule
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.filling.sites import Sites
from second_me.desktop.filling.wording import kind_name, rule_name
from second_me.desktop.theme import Space, Theme, Type
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import (
    Card,
    GroupedRows,
    IconButton,
    Label,
    LongList,
    PushButton,
    Question,
    label,
)
from second_me.desktop.widgets.frames import clear
from second_me.desktop.widgets.lines import paint_line, sized

_ROW = 56
_SEEN = 6
_MOST_RULES = 50


class SitesView(QWidget):
    """Shows `Sites`."""

    def __init__(self, theme: Theme, sites: Sites, clock: Clock) -> None:
        super().__init__()
        self._theme = theme
        self._sites = sites
        self._clock = clock
        self._fillings: tuple[Filling, ...] = ()
        self._rules_shown: tuple[SiteRule, ...] | None = None
        self._rules = QVBoxLayout()
        self._rules.setSpacing(Space.XS)
        self._words = label("", "quiet")
        self._erase = PushButton(tr("Erase the history"), "danger")
        self._erase.clicked.connect(self._on_erase)
        self.list = LongList(
            theme, tr("Forms that were filled"), paint_row=self._paint_row, words=self._line
        )
        self.list.chosen.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._rules_card())
        column.addWidget(self._history_card())
        sites.watchers.append(self.refresh)

    def refresh(self) -> None:
        """Show both lists as they stand."""
        sites = self._sites
        if sites.rules != self._rules_shown:
            self._rules_shown = sites.rules
            clear(self._rules)
            for rule in sites.rules[:_MOST_RULES]:
                self._rules.addWidget(self._rule(rule))
            if not sites.rules:
                words = tr("Nothing yet. In a plan you can say: never here, or ask me each time.")
                self._rules.addWidget(label(words, "quiet"))
        count = len(sites.fillings)
        self._words.setText(
            tr_count("1 form was filled.", "%n forms were filled.", count)
            + " "
            + tr("Kept are site, time and kinds of fields, never the values.")
            if count
            else tr("No form was filled yet.")
        )
        self._erase.setVisible(count > 0)
        self.list.setVisible(count > 0)
        if sites.fillings != self._fillings:
            self._fillings = sites.fillings
            self.list.setFixedHeight(_ROW * max(1, min(count, _SEEN)))
            self.list.show_rows(GroupedRows((count,), _ROW))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (Qt's name)
        """Ask anew when the view is seen again."""
        super().showEvent(event)
        self._sites.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Let Delete erase what was filled on the site of the current row."""
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus() and self.list.current >= 0:
            self._on_chosen(self.list.current)
        else:
            super().keyPressEvent(event)

    def _rules_card(self) -> Card:
        card = Card(self._theme)
        card.column.addWidget(Label(tr("What you said of sites"), "heading"))
        card.column.addLayout(self._rules)
        return card

    def _history_card(self) -> Card:
        card = Card(self._theme)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(Label(tr("Forms that were filled"), "heading"))
        words.addWidget(self._words)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addLayout(words, 1)
        row.addWidget(self._erase, 0, Qt.AlignmentFlag.AlignTop)
        card.column.addLayout(row)
        card.column.addWidget(self.list)
        return card

    def _rule(self, rule: SiteRule) -> QWidget:
        said = rule_name(rule.rule)
        what = tr("{site}: {rule}") if rule.kind is None else tr("{site}, {kind}: {rule}")
        kind = kind_name(rule.kind) if rule.kind is not None else ""
        words = what.format(site=host(rule.site), kind=kind, rule=said)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(words), 1)
        back = IconButton(
            self._theme, "close", tr("Take back: {what}").format(what=words), ink="quiet"
        )
        back.clicked.connect(partial(self._sites.take_back, rule))
        row.addWidget(back)
        return holder

    def _paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        filling = self._fillings[row]
        colours = self._theme.palette
        inside = rect.adjusted(Space.M, Space.XS, -Space.M, -Space.XS)
        half = inside.height() // 2
        body, caption = sized(self.font(), Type.BODY), sized(self.font(), Type.CAPTION)
        above = QRect(inside.left(), inside.top(), inside.width(), half)
        below = QRect(inside.left(), inside.top() + half, inside.width(), half)
        ink = colours.quiet if filling.undone else colours.text
        paint_line(painter, above, host(filling.origin), body, ink)
        paint_line(painter, below, self._detail(filling), caption, colours.quiet)

    def _line(self, row: int) -> str:
        filling = self._fillings[row]
        return f"{host(filling.origin)}, {self._detail(filling)}"

    def _detail(self, filling: Filling) -> str:
        kinds = ", ".join(dict.fromkeys(kind_name(kind) for kind in filling.kinds))
        undone = tr("taken back") if filling.undone else ""
        parts = (wording.at(filling.at, self._clock), kinds, undone)
        return " · ".join(part for part in parts if part)

    def _on_chosen(self, row: int) -> None:
        origin = self._fillings[row].origin
        Question(
            self,
            tr("Erase what was filled at {site}?").format(site=host(origin)),
            tr("The entries of this site go from the history. What you said of it stays."),
            tr("Erase"),
            partial(self._sites.erase, origin),
        ).open()

    def _on_erase(self) -> None:
        Question(
            self,
            tr("Erase the whole history of filling?"),
            tr("What you said of sites stays."),
            tr("Erase"),
            self._sites.erase,
        ).open()


def host(origin: str) -> str:
    """Return a site as it is read: its host, and what leads it where that is not https."""
    parts = urlsplit(origin)
    if not parts.netloc:
        return plain(origin)
    return parts.netloc if parts.scheme == "https" else f"{parts.scheme}://{parts.netloc}"
