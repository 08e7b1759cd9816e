"""What the person does with what was found, told to the agent, which learns from it."""

import functools

from second_me.core.ids import EventId
from second_me.core.protocol.recall import GiveFeedback
from second_me.core.records import Act
from second_me.desktop.calling import Caller, ignore


class Feedback:
    """The hits of one result. Each act is told once; whether it was taken changes nothing here."""

    def __init__(self, caller: Caller, trace: str) -> None:
        """`trace` is the result's name; without one nothing is told."""
        self._caller = caller
        self._trace = trace
        self._told: set[tuple[EventId, Act]] = set()

    @property
    def wanted(self) -> bool:
        """Say whether anything can be learned from this result."""
        return bool(self._trace)

    def tell(self, event_id: EventId, act: Act) -> None:
        """Tell that something was done with a hit."""
        if not self._trace or (event_id, act) in self._told:
            return
        opposite = {Act.WRONG: Act.CONFIRMED, Act.CONFIRMED: Act.WRONG}.get(act)
        if opposite is not None:
            self._told.discard((event_id, opposite))
        self._told.add((event_id, act))
        request = GiveFeedback(trace=self._trace, event_id=event_id, act=act)
        self._caller.call(request, ignore, ignore)

    def teller(self, event_id: EventId) -> "Tell":
        """Return `tell` for one hit."""
        return functools.partial(self.tell, event_id)


Tell = functools.partial[None]
