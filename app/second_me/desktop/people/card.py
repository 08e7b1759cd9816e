"""All about one person: who they are, their slots, facts by kind, what is over."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.protocol.memory import FactView
from second_me.desktop.ask.citations import plain
from second_me.desktop.people.fact_row import FactRow
from second_me.desktop.people.known import UNNAMED, Known, Somebody
from second_me.desktop.people.slot_card import SlotCard
from second_me.desktop.people.wording import kind_name, relations
from second_me.desktop.slices import Slices
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import (
    Avatar,
    Callout,
    Card,
    EmptyState,
    IconButton,
    Label,
    Line,
    PushButton,
    Reading,
    label,
)
from second_me.desktop.widgets.frames import clear

_SLOTS_A_ROW = 2
_FACTS_FIRST = 15
_FACTS_MORE = 30
_HIDDEN_SLOTS = frozenset(
    {
        "street",
        "house_number",
        "apartment",
        "city",
        "region",
        "country",
        "given_name",
        "family_name",
        "additional_name",
        "honorific_prefix",
        "honorific_suffix",
        "postal_code",
    }
)
"""Parts of a name or an address; the whole is shown."""


class PersonCard(QWidget):
    """Shows whom a `Known` looks at. `merge` asks whom they are the same as."""

    merge = Signal()
    event_wanted = Signal(int)

    def __init__(self, theme: Theme, known: Known) -> None:
        super().__init__()
        self._theme = theme
        self._known = known
        self._shown: object = None
        self._room = _FACTS_FIRST
        self._of = ""
        self._rows: list[FactRow] = []
        self._made: dict[tuple[FactView, bool], FactRow] = {}
        self._attic = QWidget(self)
        self._attic.hide()
        self._building = Slices(self)
        self._reading = Reading(spacing=Space.M)
        self._error = Callout(theme)
        self._noted = Callout(theme, level="calm")
        undo = PushButton(tr("Undo"), "quiet", theme=theme, icon="undo")
        undo.clicked.connect(known.undo)
        self._noted.row.addWidget(undo)
        self._body = QVBoxLayout()
        self._body.setSpacing(Space.M)
        self._reading.column.addWidget(self._error)
        self._reading.column.addWidget(self._noted)
        self._reading.column.addLayout(self._body)
        self._reading.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._reading)

    def refresh(self) -> None:
        """Show them as they are known now; what has not changed stays as it stands."""
        known = self._known
        self._error.say(known.error, "problem")
        noted = tr("Noted. Memory goes by your word from now on.")
        self._noted.say(noted if known.undoable is not None else "", "calm")
        one = known.chosen
        if one is not None and one.subject != self._of:
            self._of = one.subject
            self._room = _FACTS_FIRST
            self._reading.verticalScrollBar().setValue(0)
        now = (
            one,
            known.profile,
            known.facts,
            known.lives,
            dict(known.histories),
            self._room,
            known.with_archived,
        )
        if now == self._shown:
            for row in self._rows:
                row.refresh()
            return
        self._shown = now
        self._building.begin(self._build(one))

    def _build(self, one: Somebody | None) -> Iterator[None]:
        """Make what is to be shown, a step at a time, then put it in place, a part at a time;
        what was there stays in sight till then.
        """
        slots: QWidget | None = None
        if one is not None:
            for view in self._views_in_view():
                self._row(view)
                yield
            for made in self._slots(one):
                slots = made
                yield
        focused = self._focused()
        sight = self._reading.viewport()
        sight.setUpdatesEnabled(False)
        self._put_by()
        clear(self._body)
        for part in self._parts(one, slots) if one is not None else ():
            self._body.addWidget(part)
            yield
        sight.setUpdatesEnabled(True)
        self._focus_again(focused)

    def _views_in_view(self) -> list[FactView]:
        known = self._known
        standing = [view for views in known.standing.values() for view in views]
        return [*standing, *known.past][: self._room]

    def _put_by(self) -> None:
        """Keep the rows that may be shown again: to make them anew is what takes time."""
        for row in self._rows:
            row.setParent(self._attic)
        standing = {view.fact.id: view for view in self._known.facts}
        for key, row in list(self._made.items()):
            if standing.get(key[0].fact.id) != key[0]:
                del self._made[key]
                row.deleteLater()
        self._rows = []

    @property
    def building(self) -> bool:
        """Say whether what is to be shown is still being made."""
        return self._building.busy

    def _focused(self) -> str:
        """Return what the keyboard stands on, empty if that is elsewhere."""
        widget = self.window().focusWidget()
        inside = widget is not None and self.isAncestorOf(widget)
        return widget.accessibleName() if widget is not None and inside else ""

    def _focus_again(self, name: str) -> None:
        """Bring the keyboard back to where it was before all was made anew."""
        for button in self.findChildren(IconButton) if name else ():
            fact, before = (one.partition(": ")[2] for one in (button.accessibleName(), name))
            if button.accessibleName() == name or (fact and fact == before):
                button.setFocus()
                return

    def _parts(self, one: Somebody, slots: QWidget | None) -> Iterator[QWidget]:
        """Yield what stands on the card, from above to below."""
        known = self._known
        yield self._head(one)
        if slots is not None:
            yield slots
        room = self._room
        for kind, views in known.standing.items():
            if room > 0:
                yield self._facts(kind_name(kind), views[:room], len(views))
            room -= len(views)
        if known.archived:
            yield self._away(len(known.archived))
        past = known.past
        if past and room > 0:
            yield self._facts(tr("What is over"), past[:room], len(past))
        if room < len(past):
            more = PushButton(tr("Show more"), theme=self._theme, icon="chevron-down")
            more.clicked.connect(self._on_more)
            yield more
        if not known.facts and known.profile is not None and slots is None:
            words = tr("What is told of them in your memories will stand here.")
            yield EmptyState(self._theme, "person", tr("Nothing is known yet"), words)

    def _away(self, count: int) -> QWidget:
        words = tr("Show what was put away  {count}").format(count=count)
        shown = self._known.with_archived
        button = PushButton(
            tr("Hide what was put away") if shown else words,
            "quiet",
            theme=self._theme,
            icon="archive",
        )
        button.clicked.connect(self._known.toggle_archived)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addStretch(1)
        return holder

    def _head(self, one: Somebody) -> QWidget:
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(label(plain(one.subject), "display"))
        parts = []
        if one.owner and one.subject != UNNAMED:
            parts.append(tr("You"))
        if one.names:
            parts.append(tr("also {names}").format(names=", ".join(map(plain, one.names))))
        if one.person is not None:
            parts += relations(one.person, self._known.entity_names)
        if parts:
            words.addWidget(label(" · ".join(parts), "quiet"))
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addWidget(Avatar(self._theme, one.subject, 56))
        row.addLayout(words, 1)
        if one.person is not None and not one.owner:
            same = IconButton(self._theme, "merge", tr("This is the same person as…"))
            same.clicked.connect(self.merge)
            row.addWidget(same)
        return head

    def _slots(self, one: Somebody) -> Iterator[QWidget | None]:
        """Make the cards of the slots, one at a step; the last step gives what holds them."""
        slots = {name: v for name, v in self._known.slots.items() if name not in _HIDDEN_SLOTS}
        if not slots:
            yield None
            return
        holder = QWidget(self._attic)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Space.S)
        for column in range(_SLOTS_A_ROW):
            grid.setColumnStretch(column, 1)
        for place, (slot, values) in enumerate(slots.items()):
            past = self._known.histories.get(slot)
            card = SlotCard(self._theme, slot, values, past, own=one.owner)
            card.history.connect(self._known.ask_history)
            card.stated.connect(self._known.state)
            grid.addWidget(card, place // _SLOTS_A_ROW, place % _SLOTS_A_ROW)
            _polish(card)
            yield holder

    def _facts(self, title: str, views: list[FactView], count: int) -> QWidget:
        card = Card(self._theme, spacing=Space.XS)
        card.column.addWidget(Label(f"{title}  {count}", "heading"))
        for place, view in enumerate(views):
            if place:
                card.column.addWidget(Line())
            row = self._row(view)
            self._rows.append(row)
            card.column.addWidget(row)
        return card

    def _row(self, view: FactView) -> FactRow:
        pinned = view.fact.id in self._known.pinned
        row = self._made.get((view, pinned))
        if row is None:
            row = FactRow(self._theme, view, self._known.events, pinned=pinned)
            row.setParent(self._attic)
            row.pinned.connect(self._known.pin)
            row.archived.connect(self._known.archive)
            row.confirmed.connect(self._known.confirm)
            row.corrected.connect(self._known.correct)
            row.asked.connect(self._known.ask_events)
            row.event_wanted.connect(self.event_wanted)
            _polish(row)
            self._made[view, pinned] = row
        return row

    def _on_more(self) -> None:
        self._room += _FACTS_MORE
        self.refresh()


def _polish(widget: QWidget) -> None:
    """Have the style sheet look at a widget while it is out of sight."""
    for part in (widget, *widget.findChildren(QWidget)):
        part.ensurePolished()


def known_words(one: Somebody) -> str:
    """Return how much is known of somebody."""
    if one.owner and one.subject != UNNAMED:
        return tr("You") if not one.facts else tr("You · {count}").format(count=_facts(one.facts))
    return _facts(one.facts) if one.facts else tr("named, nothing told yet")


def _facts(count: int) -> str:
    return tr_count("1 fact", "%n facts", count)
