"""What of the vault is held in memory, as the erase engine sees it."""

from collections.abc import Callable, Iterable

from second_me.agent.asks import Asks
from second_me.agent.meaning import Meaning
from second_me.core.ids import EventId


class Held:
    """The indexes, what was learned, answers being written, and the model's context."""

    def __init__(
        self,
        meaning: Meaning,
        asks: Asks,
        *,
        forget: Callable[[Iterable[EventId]], None],
        unload: Callable[[], None],
    ) -> None:
        """`forget` takes events out of all indexes; `unload` ends the model's worker."""
        self._meaning = meaning
        self._asks = asks
        self._forget = forget
        self._unload = unload

    def forget(self, ids: Iterable[EventId]) -> None:
        """Take events out of all that is held."""
        self._forget(ids)

    def outdate(self, ids: Iterable[EventId]) -> None:
        """Let go of the vectors of events that stay: they will be made anew."""
        self._meaning.outdate(ids)

    def holds(self, ids: Iterable[EventId]) -> int:
        """Return how many of the events are still held."""
        return self._meaning.holds(ids)

    def settle(self) -> None:
        """Stop answers that were begun before, and end the worker with what it was shown."""
        self._asks.stop_all()
        self._unload()
