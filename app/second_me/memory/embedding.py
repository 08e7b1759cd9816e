"""Events to vectors: rows in the vault, and the same in the index."""

from collections.abc import Sequence
from functools import partial
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from second_me.core.changes import ChangeSet, Topic
from second_me.core.ids import EventId
from second_me.core.records import Event, EventKind
from second_me.inference.codes import to_codes
from second_me.inference.documents import document
from second_me.inference.embedder import Embedder
from second_me.memory.outcomes import Embedded
from second_me.vault.session import Session
from second_me.vault.vault import Vault

CHUNK: Final = 64
"""Events a write: what a stop or a crash makes to be done again."""

ONE_TALK_MILLISECONDS: Final = 6 * 60 * 60 * 1000
"""What was said longer ago than this is no longer what an event answers."""

_OWNER: Final = "event"
_WORDS: Final = "words"
_TALK: Final = frozenset({EventKind.MESSAGE, EventKind.CHAT})


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
        while chunk:
            texts = vault.read(partial(_texts, chunk))
            reading = embedder.read(texts)
            codes = to_codes(reading.vectors)
            same = vault.write(partial(_put, embedder.model, chunk, texts, codes, reading.words))
            done += _index(vault, index, [chunk[row].id for row in same], codes[same])
            chunk = [event for row, event in enumerate(chunk) if row not in same]
    changes = ChangeSet.of(Topic.VECTORS, *done) if done else ChangeSet()
    return Embedded(events=len(done), changes=changes)


def embedding_text(event: Event, before: str = "") -> str:
    """Return what is embedded of an event; `before` is what was said just before in its talk."""
    return document(event.author, event.title, event.text, before)


def said_before(session: Session, event: Event) -> str:
    """Return the words that an event of a talk follows; nothing for the first, or of a note.

    They never change by what comes later: vectors stay what they are as a talk goes on.
    """
    if event.kind not in _TALK:
        return ""
    neighbours = session.events.around(event.id, before=1, after=0)
    if len(neighbours) < 2:  # noqa: PLR2004  (itself and the one before)
        return ""
    earlier = neighbours[0]
    near = event.moment.at - earlier.moment.at <= ONE_TALK_MILLISECONDS
    return earlier.text if near else ""


def _texts(events: Sequence[Event], session: Session) -> list[str]:
    return [embedding_text(event, said_before(session, event)) for event in events]


def _waiting(session: Session, model: str, first: EventId, last: EventId) -> list[Event]:
    """Return the events of the range that have words but no vector of the model."""
    chunks = session.vectors.load(model, _OWNER, after_id=first - 1, chunk=last - first + 1)
    have = set(next(chunks, ([], b""))[0])
    return [
        event
        for event in session.events.in_range(first, last)
        if event.id not in have and embedding_text(event)
    ]


def _put(  # noqa: PLR0917  (what is stored, of what, by what, where)
    model: str,
    events: list[Event],
    texts: list[str],
    codes: NDArray[np.int8],
    words: Sequence[bytes],
    session: Session,
) -> list[int]:
    """Store the vectors and words of what still reads as it was embedded; return their places.

    What was said before may have been erased meanwhile, and must not live on in a vector.
    """
    same = [row for row, text in enumerate(_texts(events, session)) if text == texts[row]]
    session.vectors.put(model, _OWNER, [(events[row].id, codes[row].tobytes()) for row in same])
    session.vectors.put(model, _WORDS, [(events[row].id, words[row]) for row in same if words[row]])
    return same


def _index(
    vault: Vault, index: Index, ids: list[EventId], codes: NDArray[np.int8]
) -> list[EventId]:
    """Index the vectors of the events that are still there; return their ids."""
    index.add(ids, codes)
    # An event erased while it was embedded has no row. Whoever erases takes its vector out of
    # the index after that, so either they find ours here already, or we find the event gone.
    left = {event.id for event in vault.read(lambda session: session.events.get(ids))}
    index.remove([id_ for id_ in ids if id_ not in left])
    return [id_ for id_ in ids if id_ in left]
