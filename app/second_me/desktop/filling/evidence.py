"""What shows the values of a plan: the facts that tell them, the memories they were drawn from."""

from collections.abc import Callable

from second_me.core.ids import EventId, FactId
from second_me.core.protocol.fill import Choice, Entry
from second_me.core.protocol.memory import Events, FactView, GetEvents
from second_me.core.protocol.persona import FactHistory, GetFactHistory
from second_me.core.records import Event
from second_me.desktop.calling import Caller, ignore


class Evidence:
    """Asks for it when it is wanted; `on_change` tells that some has come."""

    def __init__(self, caller: Caller, on_change: Callable[[], None]) -> None:
        self._caller = caller
        self._on_change = on_change
        self._facts: dict[FactId, FactView] = {}
        self._events: dict[EventId, Event] = {}

    def ask(self, entry: Entry) -> None:
        """Ask for what shows any of an entry's values."""
        wanted = {id_ for one in entry.choices for id_ in one.facts} - self._facts.keys()
        for id_ in sorted(wanted):
            self._caller.call(GetFactHistory(id=id_), self._on_fact, ignore)
        events = {id_ for one in entry.choices for id_ in one.events} - self._events.keys()
        if events:
            self._caller.call(GetEvents(ids=tuple(sorted(events))), self._on_events, ignore)

    def of(self, choice: Choice) -> list[FactView | Event]:
        """Return what shows a value, as far as it has come."""
        facts = [self._facts[id_] for id_ in choice.facts if id_ in self._facts]
        return [*facts, *(self._events[id_] for id_ in choice.events if id_ in self._events)]

    def forget(self) -> None:
        self._facts.clear()
        self._events.clear()

    def _on_fact(self, history: FactHistory) -> None:
        self._facts |= {view.fact.id: view for view in history.facts}
        self._on_change()

    def _on_events(self, events: Events) -> None:
        self._events |= {event.id: event for event in events.events}
        self._on_change()
