"""A vault with a few messages of a made-up life, and its index."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import pytest

from second_me.core.clock import ManualClock, Moment, Precision, Timestamp, from_datetime
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.inference.codes import to_codes
from second_me.inference.embedder import Embedder
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.recall.indexes import Indexes
from second_me.recall.vector_index import VectorIndex
from second_me.vault import DataKey, Vault

Said = tuple[str, str]
"""Author and text."""

BEGINNING = datetime(2024, 3, 12, 14, 30, tzinfo=UTC)

LIFE: Sequence[Said] = (
    ("Lena", "I am allergic to hazelnuts, so please no pralines."),
    ("Tom", "The train to Graz leaves at 7:58 from platform 4."),
    ("Lena", "Who is coming to the concert on Friday?"),
    ("Tom", "I started a new job at the library."),
    ("Lena", "My sister plays the cello in the concert."),
    ("Tom", "The landlord wants the deposit before we move in."),
)


@pytest.fixture
def vault(home: Home, clock: ManualClock) -> Iterator[Vault]:
    vault = Vault.create(home, DataKey.generate(), clock)
    yield vault
    vault.close()


@pytest.fixture
def embedder() -> ScriptedEmbedder:
    return ScriptedEmbedder({"automobile": "car"})


@pytest.fixture
def indexes() -> Indexes:
    return Indexes()


@pytest.fixture
def index(indexes: Indexes) -> VectorIndex:
    return indexes.vectors


@pytest.fixture
def remember(vault: Vault, clock: ManualClock) -> Callable[[Sequence[Said]], list[EventId]]:
    """Store messages, one an hour from 12 March 2024, 14:30 on, and return their ids."""

    def store(said: Sequence[Said], **fields) -> list[EventId]:
        start = from_datetime(BEGINNING)
        events = [
            NewEvent(
                **{
                    "kind": EventKind.MESSAGE,
                    "origin": Origin.OTHER,
                    "author": author,
                    "text": text,
                    "moment": Moment(Timestamp(start + number * 3_600_000), Precision.MINUTE, 0),
                    "natural_key": f"{author} {number} {text}",
                    **fields,
                }
            )
            for number, (author, text) in enumerate(said)
        ]

        def work(session):
            source = session.sources.ensure("chat", "Chat", "chat", clock.now())
            return session.events.append(source, None, events, clock.now())

        return list(vault.write(work).event_ids)

    return store


@pytest.fixture
def learn(vault: Vault, indexes: Indexes) -> Callable[[Embedder], None]:
    """Embed all events as they are, into rows and indexes."""

    def work(embedder: Embedder) -> None:
        events = vault.read(lambda session: session.events.list(limit=1000))
        reading = embedder.read([f"{event.author}: {event.text}" for event in events])
        ids = [event.id for event in events]
        codes = [code.tobytes() for code in to_codes(reading.vectors)]

        def put(session):
            for owner, made in (("event", codes), ("words", reading.words)):
                session.vectors.put(embedder.model, owner, list(zip(ids, made, strict=True)))

        vault.write(put)
        indexes.load_events(vault)
        indexes.load_vectors(vault, embedder.model)

    return work


@pytest.fixture
def life(remember, learn, embedder) -> list[EventId]:
    ids = remember(LIFE)
    learn(embedder)
    return ids
