"""What lies where on this machine, what went over the network, and the one page of it all."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.privacy import Place
from second_me.desktop import wording
from second_me.desktop.privacy.care import Care, total_bytes
from second_me.desktop.privacy.layouts import doing
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Card, Icon, Label, Line, PushButton, label
from second_me.desktop.widgets.frames import clear

_PAGE_HEIGHT = 320
_SHOWN = 8


class Stored(QWidget):
    """Shows places, counts, the network ledger and the page."""

    def __init__(self, theme: Theme, care: Care, session: Session, clock: Clock) -> None:
        super().__init__()
        self._theme = theme
        self._care = care
        self._session = session
        self._clock = clock
        self._shown: object = None
        self._counts = Card(theme)
        self._places = Card(theme, spacing=Space.XS)
        self._network = Card(theme, spacing=Space.XS)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFixedHeight(_PAGE_HEIGHT)
        self._text.setAccessibleName(tr("What Second Me knows of you, on one page"))
        self._ask = PushButton(tr("Show the page"), theme=theme, icon="document")
        self._ask.clicked.connect(care.ask_page)
        words = label(tr("In plain words, to read or to print."), "quiet")
        self._page = doing(theme, tr("All it knows of you, on one page"), words, self._ask)
        self._page.column.addWidget(self._text)
        self._text.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for card in (self._counts, self._places, self._network, self._page):
            column.addWidget(card)

    def refresh(self) -> None:
        """Show it as it stands."""
        care = self._care
        status = self._session.status
        counts = status.counts if status is not None else None
        now = (care.places, care.trail.network, counts)
        if now != self._shown:
            self._shown = now
            self._show_counts()
            self._show_places(care.places)
            self._show_network()
        self._text.setVisible(care.page is not None)
        if care.page is not None and self._text.toPlainText() != care.page.text:
            self._text.setPlainText(care.page.text)

    def _show_counts(self) -> None:
        clear(self._counts.column)
        status = self._session.status
        if status is None:
            return
        counts = status.counts
        figures = QHBoxLayout()
        figures.setSpacing(Space.XL)
        for number, words in (
            (counts.events, tr("memories")),
            (counts.episodes, tr("episodes")),
            (counts.facts, tr("facts")),
            (counts.entities, tr("people and things")),
            (counts.sources, tr("sources")),
        ):
            one = QVBoxLayout()
            one.setSpacing(0)
            one.addWidget(Label(wording.number(number), "stat"))
            one.addWidget(Label(words, "caption"))
            figures.addLayout(one)
        figures.addStretch(1)
        holder = QWidget()
        holder.setLayout(figures)
        figures.setContentsMargins(0, Space.XS, 0, Space.XS)
        self._counts.column.addWidget(holder)

    def _show_places(self, places: tuple[Place, ...]) -> None:
        clear(self._places.column)
        whole = wording.size(total_bytes(places))
        title = tr("Where it lies: {size}, all on this machine").format(size=whole)
        self._places.column.addWidget(Label(title, "heading"))
        for place in places:
            self._places.column.addWidget(Line())
            self._places.column.addWidget(self._place(place))

    def _place(self, place: Place) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, Space.XS, 0, Space.XS)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.HAIR)
        icon, ink = ("lock", "good") if place.sealed else ("file", "quiet")
        picture = Icon(self._theme, icon, ink, 18)
        picture.setToolTip(tr("Encrypted") if place.sealed else tr("Not encrypted"))
        picture.setAccessibleName(picture.toolTip())
        grid.addWidget(picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(f"{place.name}: {place.what}"), 0, 1)
        files = tr_count("1 file", "%n files", place.files)
        size = Label(f"{files} · {wording.size(place.bytes)}", "quiet")
        grid.addWidget(size, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(place.path, "caption", selectable=True), 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        return holder

    def _show_network(self) -> None:
        clear(self._network.column)
        lines = self._care.trail.network
        self._network.setVisible(lines is not None)
        if lines is None:
            return
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(Icon(self._theme, "network", "quiet" if lines else "good", 20))
        never = tr("No connection was ever made.")
        count = tr_count("1 connection was made", "%n connections were made", len(lines))
        row.addWidget(label(count if lines else never, "heading"), 1)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self._network.column.addWidget(holder)
        words = tr("Only fetching a model that you asked for ever uses the network.")
        self._network.column.addWidget(label(words, "quiet"))
        for line in lines[:_SHOWN]:
            when = wording.at(line.at, self._clock)
            words = tr("A model was fetched · {when} · {program}")
            said = words.format(when=when, program=line.program)
            self._network.column.addWidget(label(said, "caption"))
