"""A vault to fill, and events of any origin."""

from collections.abc import Callable, Iterator

import pytest

from second_me.core.clock import ManualClock, Moment, Precision, Timestamp
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.vault import DataKey, Vault


@pytest.fixture
def vault(home: Home, clock: ManualClock) -> Iterator[Vault]:
    vault = Vault.create(home, DataKey.generate(), clock)
    yield vault
    vault.close()


@pytest.fixture
def embedder() -> ScriptedEmbedder:
    return ScriptedEmbedder()


@pytest.fixture
def remember(vault: Vault, clock: ManualClock) -> Callable[..., list[EventId]]:
    """Store texts as events of one thread and return their ids; the rest may be given by name."""
    stored = 0

    def store(*texts: str, **fields) -> list[EventId]:
        nonlocal stored
        events = []
        for text in texts:
            stored += 1
            given = {
                "kind": EventKind.MESSAGE,
                "origin": Origin.TYPED,
                "moment": Moment(Timestamp(clock.now() + stored), Precision.SECOND, 0),
                "natural_key": str(stored),
                "position": stored,
            } | fields
            events.append(NewEvent(text=text, **given))

        def work(session):
            source = session.sources.ensure("chat", "Chat", "chat", clock.now())
            return session.events.append(source, None, events, clock.now())

        return list(vault.write(work).event_ids)

    return store
