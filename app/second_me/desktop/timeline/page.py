"""The Timeline page."""

from datetime import date

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.timeline import UNDATED
from second_me.desktop import wording
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.throttle import Throttle, WhileSeen
from second_me.desktop.timeline.days import to_date, to_day
from second_me.desktop.timeline.density import DensityStrip
from second_me.desktop.timeline.life import Life, Zoom
from second_me.desktop.timeline.narrowing import Narrowing
from second_me.desktop.timeline.opened import OpenedPane
from second_me.desktop.timeline.painting import (
    EPISODE_HEIGHT,
    HEAD_HEIGHT,
    MOMENT_HEIGHT,
    RowPainter,
)
from second_me.desktop.timeline.years import YearsMap
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import (
    Callout,
    EmptyState,
    GroupedRows,
    LongList,
    PageHead,
    PushButton,
    Segments,
)

_FETCH_MS = 40
_STALE_MS = 1000
_NARROW = 700
_STRIP_FROM = 480
_ZOOMS = (Zoom.YEARS, Zoom.EPISODES, Zoom.MOMENTS)


class TimelinePage(QWidget):
    """Shows a `Life`. `erase` names what the person wants gone, `import_wanted` the way in."""

    erase = Signal(object)
    import_wanted = Signal()

    def __init__(self, theme: Theme, life: Life, session: Session, clock: Clock) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._life = life
        self._session = session
        self._painter = RowPainter(theme, session, clock, self.font())
        self._head = PageHead(tr("Timeline"))
        self.zooms = Segments(
            tr("How closely"),
            [
                (Zoom.YEARS.value, tr("Years")),
                (Zoom.EPISODES.value, tr("Episodes")),
                (Zoom.MOMENTS.value, tr("Moments")),
            ],
        )
        self.zooms.choose(life.zoom.value)
        self.narrowing = Narrowing(theme)
        self.jump = self.narrowing.jump
        self.list = LongList(
            theme,
            tr("Timeline"),
            paint_row=self._paint_row,
            words=self._words,
            head=self._day_name,
        )
        self.years = YearsMap(theme)
        self.strip = DensityStrip(theme)
        self.pane = OpenedPane(theme, session, clock, life.cutting)
        self._error = Callout(theme)
        self._faces = QStackedWidget()
        self._empty = self._make_empty()
        self._lay_out()
        self._connect()
        self.refresh()

    def focus(self) -> None:
        if self._faces.currentWidget() is self._empty:
            self._way_in.setFocus()
        else:
            (self.years if self._life.zoom is Zoom.YEARS else self.list).setFocus()

    def refresh(self) -> None:
        """Show the life as it stands."""
        life = self._life
        self._error.say(life.error, "problem")
        self._head.say(self._summary())
        sources = sorted(self._session.sources.values(), key=lambda one: one.name.casefold())
        self.narrowing.show_choices(life.facets, sources, life.only)
        self.strip.show_months(life.rows.months())
        if life.zoom is Zoom.YEARS:
            self.years.show_days(life.rows)
        else:
            height = EPISODE_HEIGHT if life.zoom is Zoom.EPISODES else MOMENT_HEIGHT
            self.list.show_rows(GroupedRows(life.rows.counts, height, HEAD_HEIGHT))
        self._show_face()

    def go_to(self, day: date) -> None:
        """Bring a day into view, or the next earlier one that holds anything."""
        rows = self._life.rows
        if not rows.total:
            return
        if self._life.zoom is Zoom.YEARS:
            self.years.go_to(day)
            self.years.setFocus()
            return
        place = rows.place_of(to_day(day))
        self.list.scroll_to(self.list.rows.top_of_group(place))
        self.list.make_current(self.list.rows.first_of(place), into_view=False)
        self.list.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.text() in {"+", "-"}:
            place = _ZOOMS.index(self._life.zoom) + (1 if event.text() == "+" else -1)
            if 0 <= place < len(_ZOOMS):
                self._zoom_to(_ZOOMS[place])
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._head.buttons.addWidget(self.zooms)
        for face in (self.list, self.years, self._empty):
            self._faces.addWidget(face)
        top = QVBoxLayout()
        top.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.M)
        top.setSpacing(Space.M)
        top.addWidget(self._head)
        top.addWidget(self.narrowing)
        top.addWidget(self._error)
        shown = QHBoxLayout()
        shown.setContentsMargins(Space.S, 0, Space.S, Space.S)
        shown.setSpacing(Space.S)
        shown.addWidget(self._faces, 1)
        shown.addWidget(self.strip)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(top)
        left.addLayout(shown, 1)
        self._left = QWidget()
        self._left.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(self.pane)

    def _make_empty(self) -> QWidget:
        self._empty_words = EmptyState(
            self._theme,
            "timeline",
            tr("Nothing here yet"),
            tr("What you import or type stands here by the day it happened."),
        )
        button = PushButton(tr("Import something"), "primary", theme=self._theme, icon="import")
        button.clicked.connect(self.import_wanted)
        self._way_in = button
        row = QHBoxLayout()
        row.setContentsMargins(0, Space.L, 0, 0)
        row.addStretch(1)
        row.addWidget(button)
        row.addStretch(1)
        self._empty_words.column.addLayout(row)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.addStretch(2)
        column.addWidget(self._empty_words)
        column.addStretch(3)
        return holder

    def _connect(self) -> None:
        life = self._life
        life.on_days = self.refresh
        life.on_rows = self.list.refresh
        life.on_opened = self._on_opened
        self._stale = WhileSeen(self, life.refresh, _STALE_MS)
        life.on_stale = self._stale.ask
        self._fetch = Throttle(self._ask_rows, _FETCH_MS, self)
        self.zooms.chosen.connect(self._on_zoom)
        self.jump.wanted.connect(self.go_to)
        self.narrowing.changed.connect(life.narrow)
        self.list.scrolled.connect(self._on_scrolled)
        self.list.chosen.connect(life.open_row)
        self.years.chosen.connect(self._on_day)
        self.strip.wanted.connect(self._on_month)
        self.pane.closed.connect(self._on_closed)
        self.pane.erase.connect(self.erase)
        jump = QShortcut(QKeySequence("Ctrl+G"), self)
        jump.activated.connect(self.jump.setFocus)

    def _show_face(self) -> None:
        life = self._life
        has_rows = life.rows.total > 0
        narrowed = life.only != type(life.only)()
        self._faces.setVisible(life.loaded or bool(life.error))
        self.narrowing.setVisible(has_rows or narrowed)
        self.zooms.setVisible(has_rows or narrowed)
        self._place()
        if not has_rows and life.ready and not narrowed:
            self._faces.setCurrentWidget(self._empty)
        else:
            self._faces.setCurrentWidget(self.years if life.zoom is Zoom.YEARS else self.list)

    def _place(self) -> None:
        """Give the room there is to what matters: in a narrow window the pane takes it all."""
        opened = self._life.opened is not None
        narrow = opened and self.width() < _NARROW
        self._left.setVisible(not narrow)
        self.pane.set_wide(narrow)
        room = self.width() - (self.pane.width() if opened else 0)
        listed = self._life.rows.total > 0 and self._life.zoom is not Zoom.YEARS
        self.strip.setVisible(listed and room >= _STRIP_FROM)

    def _summary(self) -> str:
        life = self._life
        if not life.loaded:
            return " "
        if not life.ready:
            return tr("Memory is being read; this fills by itself in a moment.")
        if not life.rows.total:
            return tr("Nothing fits.") if life.only != type(life.only)() else " "
        if life.zoom is Zoom.EPISODES:
            count = tr_count("1 episode", "%n episodes", life.rows.total)
            count = count.replace(str(life.rows.total), wording.number(life.rows.total))
        else:
            count = wording.memories(life.rows.total)
        dated = list(life.rows.dated)
        if not dated:
            return count
        first, last = to_date(dated[-1]), to_date(dated[0])
        words = tr("{count}, {first} to {last}")
        return words.format(count=count, first=_month(first), last=_month(last))

    def _paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        self._painter.paint(painter, rect, self._life.row(row))

    def _words(self, row: int) -> str:
        return self._painter.words(self._life.row(row))

    def _day_name(self, group: int) -> str:
        day = self._life.rows.days[group]
        return tr("Day unknown") if day == UNDATED else wording.full_day(to_date(day))

    def _zoom_to(self, zoom: Zoom) -> None:
        self.zooms.choose(zoom.value)
        self._life.look(zoom)
        self._show_face()

    def _on_zoom(self, key: str) -> None:
        self._life.look(Zoom(key))

    def _on_day(self, day: int) -> None:
        """Go from a square of a year to the moments of that day."""
        self._zoom_to(Zoom.MOMENTS)
        self.go_to(to_date(day))

    def _on_month(self, year: int, month: int) -> None:
        last = date(year + month // 12, month % 12 + 1, 1)
        place = self._life.rows.place_of(to_day(last) - 1)
        self.list.scroll_to(self.list.rows.top_of_group(place))

    def _on_scrolled(self) -> None:
        self._fetch.ask()
        rows = self.list.rows
        if rows.groups and self._life.rows.days:
            group = min(rows.group_at(self.list.top), len(self._life.rows.days) - 1)
            day = self._life.rows.days[group]
            if day != UNDATED:
                when = to_date(day)
                self.strip.show_here((when.year, when.month))

    def _ask_rows(self) -> None:
        if self._life.zoom is not Zoom.YEARS:
            self._life.need(*self.list.visible_rows())

    def _on_opened(self) -> None:
        self.pane.show_opened(self._life.opened)
        self._place()

    def _on_closed(self) -> None:
        self._life.close()
        self.focus()


def _month(day: date) -> str:
    return f"{wording.month(day.month)} {day.year}"
