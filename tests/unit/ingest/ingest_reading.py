"""All that one import gave, as tests look at it."""

from collections.abc import Callable

from second_me.core.clock import Timestamp
from second_me.core.records import NewEvent
from second_me.ingest import Item, Read, Skipped

NOW = Timestamp(1_767_225_600_000)  # 2026-01-01


class Reading:
    """All that one import gave."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.events: list[NewEvent] = [item.event for item in items if isinstance(item, Read)]
        self.skipped = [item for item in items if isinstance(item, Skipped)]

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events]

    @property
    def times(self) -> list[str]:
        return [f"{event.moment.local():%Y-%m-%d %H:%M:%S}" for event in self.events]

    @property
    def keys(self) -> list[tuple[str, str]]:
        return [(event.thread, event.natural_key) for event in self.events]


ReadAll = Callable[..., Reading]
