"""An open vault, its key and cheap slots; events by the handful."""

from collections.abc import Callable, Iterator

import pytest

from second_me.core.clock import ManualClock, Moment, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.paths import Home
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.vault import Argon2Cost, DataKey, KeySlots, MemoryKeyring, Vault

MakeEvent = Callable[..., NewEvent]


@pytest.fixture
def cheap() -> Argon2Cost:
    return Argon2Cost(memory_kib=64, passes=1)


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def slots(home: Home, keyring: MemoryKeyring, clock: ManualClock, cheap: Argon2Cost) -> KeySlots:
    return KeySlots(home.slots, keyring, clock, cheap)


@pytest.fixture
def key() -> DataKey:
    return DataKey.generate()


@pytest.fixture
def vault(home: Home, key: DataKey, clock: ManualClock) -> Iterator[Vault]:
    vault = Vault.create(home, key, clock)
    yield vault
    vault.close()


@pytest.fixture
def source(vault: Vault, clock: ManualClock) -> SourceId:
    return vault.write(lambda session: session.sources.ensure("notes", "Mine", "/n", clock.now()))


@pytest.fixture
def make_event() -> MakeEvent:
    def make(text: str, at: int = 0, **fields) -> NewEvent:
        given = {
            "kind": EventKind.NOTE,
            "origin": Origin.TYPED,
            "moment": Moment(Timestamp(at)),
            "natural_key": f"{at} {text}",
            **fields,
        }
        return NewEvent(text=text, **given)

    return make


@pytest.fixture
def remember(vault: Vault, source: SourceId, make_event: MakeEvent, clock: ManualClock):
    """Return a function that stores texts, a second apart, and gives their ids."""

    def store(*texts: str, **fields) -> tuple[EventId, ...]:
        events = [make_event(text, at=1000 * n, **fields) for n, text in enumerate(texts)]
        append = lambda session: session.events.append(source, None, events, clock.now())  # noqa: E731
        return vault.write(append).event_ids

    return store
