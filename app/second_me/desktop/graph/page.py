"""The Graph page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStackedWidget, QVBoxLayout, QWidget

from second_me.core.clock import Clock, Timestamp, to_datetime
from second_me.core.ids import EntityId
from second_me.desktop import wording
from second_me.desktop.graph.canvas import GraphCanvas
from second_me.desktop.graph.node_pane import NodePane
from second_me.desktop.graph.web import MOST, Web
from second_me.desktop.theme import Space, Theme
from second_me.desktop.throttle import WhileSeen
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import (
    Callout,
    EmptyState,
    IconButton,
    Label,
    PageHead,
    PushButton,
    SearchField,
)

_SEARCH = 200
_STALE_MS = 3000
_STEPS = 200


class GraphPage(QWidget):
    """Shows a `Web`. `person` names somebody to be shown on the People page."""

    person = Signal(str)

    def __init__(self, theme: Theme, web: Web, clock: Clock) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._web = web
        self._clock = clock
        self._head = PageHead(tr("Graph"))
        self._error = Callout(theme)
        self.canvas = GraphCanvas(theme, web)
        self.pane = NodePane(theme)
        self.search = SearchField(theme, tr("Find in the graph"))
        self.search.setFixedWidth(_SEARCH)
        self._back = PushButton(tr("Show all"), theme=theme, icon="back")
        self._more = PushButton(tr("Show more"), theme=theme, icon="plus")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._when = Label("", "caption")
        self._faces = QStackedWidget()
        self._lay_out()
        self._connect()
        self.refresh()

    def focus(self) -> None:
        self.canvas.setFocus()

    def refresh(self) -> None:
        """Show what is looked at and how much there is."""
        web = self._web
        self._error.say(web.error, "problem")
        shown = len(web.drawn.nodes)
        self._head.say(self._summary(shown))
        self._back.setVisible(web.around is not None)
        more = web.around is None and shown < min(web.total, MOST)
        self._more.setVisible(more and web.loaded)
        self._more.setEnabled(not web.busy)
        self._show_times()
        self.pane.show_detail(web.detail)
        self._faces.setCurrentIndex(1 if web.loaded and not shown and not web.error else 0)
        self.canvas.update()

    def _lay_out(self) -> None:
        for part in (self._back, self._more, self.search):
            self._head.buttons.addWidget(part)
        self._slider.setAccessibleName(tr("Ties as they were at a time"))
        self._slider.setRange(0, _STEPS)
        self._slider.setValue(_STEPS)
        tools = QHBoxLayout()
        tools.setSpacing(Space.S)
        for icon, words, slot in (
            ("minus", tr("Farther away (-)"), self._on_farther),
            ("plus", tr("Closer (+)"), self._on_closer),
            ("context", tr("All of it (0)"), self.canvas.fit),
        ):
            button = IconButton(self._theme, icon, words)
            button.clicked.connect(slot)
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self._when)
        tools.addWidget(self._slider, 1)
        whole = QWidget()
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(Space.XS)
        inside.addWidget(self.canvas, 1)
        inside.addLayout(tools)
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch(2)
        words = tr("As memory learns who and what belongs together, it is drawn here.")
        middle.addWidget(EmptyState(self._theme, "graph", tr("Nothing to draw yet"), words))
        middle.addStretch(3)
        self._faces.addWidget(whole)
        self._faces.addWidget(empty)
        left = QVBoxLayout()
        left.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.M)
        left.setSpacing(Space.S)
        left.addWidget(self._head)
        left.addWidget(self._error)
        left.addWidget(self._faces, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.pane)

    def _connect(self) -> None:
        web = self._web
        web.on_change = self.refresh
        web.on_drawn = self.canvas.show_drawn
        self._stale = WhileSeen(self, web.refresh, _STALE_MS)
        web.on_stale = self._stale.ask
        self._back.clicked.connect(self._on_back)
        self._more.clicked.connect(web.show_more)
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._on_found)
        self._slider.valueChanged.connect(self._on_time)
        self.canvas.chosen.connect(self._on_chosen)
        self.canvas.opened.connect(self._on_opened)
        self.pane.closed.connect(self._on_closed)
        self.pane.around.connect(self._on_around)
        self.pane.person.connect(self.person)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self.search.setFocus)

    def _summary(self, shown: int) -> str:
        web = self._web
        if not web.loaded:
            return tr("Being drawn…")
        if not shown:
            return " "
        count = tr_count("1 of {total}", "%n of {total}", shown)
        if shown == web.total or web.around is not None:
            count = tr_count("1 person or thing", "%n people and things", shown)
        ties = tr_count("1 tie", "%n ties", len(web.drawn.edges))
        words = count.format(total=wording.number(web.total))
        return f"{words} · {ties}" + (tr(" · being drawn anew…") if web.busy else "")

    def _show_times(self) -> None:
        times = self._web.times
        self._slider.setVisible(times is not None)
        self._when.setVisible(times is not None)
        at = self._web.at
        self._when.setText(
            tr("all ties") if at is None else tr("as of {day}").format(day=self._day(at))
        )

    def _day(self, at: Timestamp) -> str:
        return wording.day(to_datetime(at, self._clock.utc_offset_minutes(at)))

    def _on_time(self, value: int) -> None:
        times = self._web.times
        if value == _STEPS or times is None:
            self._web.look_at(None)
            return
        first, last = times
        self._web.look_at(Timestamp(first + (last - first) * value // _STEPS))

    def _on_search(self, words: str) -> None:
        self.canvas.found = set(self._web.find(words)[:50])
        self.canvas.update()

    def _on_found(self) -> None:
        found = self._web.find(self.search.text())
        if found:
            self.canvas.setFocus()
            self.canvas.select(found[0])
            self.canvas.centre_on(found[0])

    def _on_chosen(self, number: int) -> None:
        self._web.select(number if number >= 0 else None)

    def _on_opened(self, number: int) -> None:
        self._on_around(self._web.drawn.nodes[number].entity.id)

    def _on_around(self, id_: int) -> None:
        self.canvas.fit_next()
        self._web.look_around(EntityId(id_))

    def _on_back(self) -> None:
        self.canvas.fit_next()
        self._web.look_around(None)

    def _on_closed(self) -> None:
        self.canvas.select(-1)
        self.canvas.setFocus()

    def _on_closer(self) -> None:
        self.canvas.zoom(1.25)

    def _on_farther(self) -> None:
        self.canvas.zoom(0.8)
