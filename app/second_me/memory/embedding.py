"""Events to vectors: rows in the vault, and the same in the index."""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from second_me.core.changes import ChangeSet, Topic
from second_me.core.ids import EventId
from second_me.core.records import Event
from second_me.inference.codes import to_codes
from second_me.inference.embedder import Embedder
from second_me.memory.outcomes import Embedded
from second_me.vault.session import Session
from second_me.vault.vault import Vault

CHUNK: Final = 64
"""Events a write: what a stop or a crash makes to be done again."""

_OWNER: Final = "event"


class Index(Protocol):
    """Where vectors are searched; `second_me.recall.VectorIndex` is one."""

    def add(self, ids: Sequence[int], codes: NDArray[np.int8]) -> None: ...

    def remove(self, ids: Sequence[int]) -> None: ...


def embed_events(
    vault: Vault, index: Index, embedder: Embedder, first: EventId, last: EventId
) -> Embedded:
    """Give the events from `first` to `last`, both included, their vectors.

    Those that have one of this model are passed over, so a run that was cut off can be run
    again. Raises what the vault and the embedder raise; chunks that are done stay.
    """
    waiting = vault.read(lambda session: _waiting(session, embedder.model, first, last))
    done: list[EventId] = []
    for start in range(0, len(waiting), CHUNK):
        chunk = waiting[start : start + CHUNK]
        codes = to_codes(embedder.embed([embedding_text(event) for event in chunk]))
        done += _keep(vault, index, embedder.model, [event.id for event in chunk], codes)
    changes = ChangeSet.of(Topic.VECTORS, *done) if done else ChangeSet()
    return Embedded(events=len(done), changes=changes)


def embedding_text(event: Event) -> str:
    """Return what is embedded of an event: who speaks and the title go with the words.

    Without the name a turn of a conversation is hardly found by meaning: on long conversations
    recall more than doubles with it.
    """
    body = "\n".join(part for part in (event.title, event.text) if part.strip())
    return f"{event.author}: {body}" if event.author and body else body


def _waiting(session: Session, model: str, first: EventId, last: EventId) -> list[Event]:
    """Return the events of the range that have words but no vector of the model."""
    chunks = session.vectors.load(model, _OWNER, after_id=first - 1, chunk=last - first + 1)
    have = set(next(chunks, ([], b""))[0])
    return [
        event
        for event in session.events.in_range(first, last)
        if event.id not in have and embedding_text(event)
    ]


def _keep(
    vault: Vault, index: Index, model: str, ids: list[EventId], codes: NDArray[np.int8]
) -> list[EventId]:
    """Store and index the vectors of the events that are still there; return their ids."""
    rows = [(id_, code.tobytes()) for id_, code in zip(ids, codes, strict=True)]
    vault.write(lambda session: session.vectors.put(model, _OWNER, rows))
    index.add(ids, codes)
    # An event erased while it was embedded has no row. Whoever erases takes its vector out of
    # the index after that, so either they find ours here already, or we find the event gone.
    left = {event.id for event in vault.read(lambda session: session.events.get(ids))}
    index.remove([id_ for id_ in ids if id_ not in left])
    return [id_ for id_ in ids if id_ in left]
