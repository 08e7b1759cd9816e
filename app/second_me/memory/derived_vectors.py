"""The meaning of what was derived: vectors of facts and of episodes."""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from second_me.core.errors import Cancelled
from second_me.core.ids import EpisodeId
from second_me.core.records import Fact
from second_me.inference.codes import from_bytes, from_codes, to_codes
from second_me.inference.embedder import Embedder
from second_me.memory.segmenting import Index, mean_codes
from second_me.vault.session import Session
from second_me.vault.vault import Vault

CHUNK: Final = 64


class Cancel(Protocol):
    def is_set(self) -> bool: ...


def fact_text(fact: Fact) -> str:
    """Return what is embedded of a fact: its statement, and of whom it is."""
    named = fact.subject.casefold() in fact.text.casefold()
    return fact.text if named else f"{fact.subject}: {fact.text}"


def embed_facts(
    vault: Vault, index: Index, embedder: Embedder, cancel: Cancel | None = None
) -> int:
    """Give all facts that stand and have none their vectors; return how many.

    Raises Cancelled when `cancel` is set, and what the vault and the embedder raise; what is done
    stays.
    """
    done = 0
    while True:
        facts = vault.read(lambda session: session.facts.without_vector(embedder.model, CHUNK))
        if not facts:
            return done
        _check(cancel)
        codes = to_codes(embedder.embed([fact_text(fact) for fact in facts]))
        put_vectors(vault, index, embedder.model, "fact", [fact.id for fact in facts], codes)
        done += len(facts)


def code_episodes(vault: Vault, index: Index, model: str, cancel: Cancel | None = None) -> int:
    """Give all episodes that have none their vectors, from those of their events; return how many.

    An episode none of whose events has a vector of this model gets none. Raises as `embed_facts`.
    """
    waiting = vault.read(lambda session: session.episodes.without_vector(model))
    done = 0
    for start in range(0, len(waiting), CHUNK):
        _check(cancel)
        chunk = waiting[start : start + CHUNK]
        ids, codes = vault.read(lambda session: _means(session, model, chunk))  # noqa: B023
        put_vectors(vault, index, model, "episode", ids, codes)
        done += len(ids)
    return done


def put_vectors(  # noqa: PLR0917  (whose, where and what)
    vault: Vault, index: Index, model: str, owner: str, ids: list[int], codes: NDArray[np.int8]
) -> None:
    """Store and index vectors of records; those that are gone by now get none."""
    if not ids:
        return
    rows = [(id_, code.tobytes()) for id_, code in zip(ids, codes, strict=True)]
    vault.write(lambda session: session.vectors.put(model, owner, rows))
    index.add(ids, codes)
    left = vault.read(lambda session: session.vectors.get(model, owner, ids))
    index.remove([id_ for id_ in ids if id_ not in left])


def _means(
    session: Session, model: str, ids: list[EpisodeId]
) -> tuple[list[int], NDArray[np.int8]]:
    members = session.episodes.events(ids)
    wanted = [event for events in members.values() for event in events]
    found = session.vectors.get(model, "event", wanted)
    made, codes = [], []
    for id_, events in members.items():
        blob = b"".join(found[event] for event in events if event in found)
        if blob:
            dims = len(next(iter(found.values())))
            code = mean_codes(from_codes(from_bytes(blob, dims)))
            made += [int(id_)] * len(code)
            codes.append(code)
    return made, np.concatenate(codes) if codes else np.zeros((0, 1), dtype=np.int8)


def _check(cancel: Cancel | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Cancelled("Stopped", "The rest is embedded later.")
