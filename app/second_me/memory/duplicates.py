"""Facts that came to say the same, found among all that stand and made one.

Settling compares a new fact with what is nearest just then. Facts that were drawn out side by side,
taken in from elsewhere or reworded stay twins; here every new one is held against all of its
subject. What the person wrote absorbs others and is never absorbed.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import Cancelled
from second_me.core.ids import FactId
from second_me.core.records import Actor, Fact, FactStatus
from second_me.inference.codes import from_bytes, from_codes
from second_me.inference.update_prompts import Change
from second_me.memory.fact_changes import MADE_BY_PERSON, Changing, carry_out
from second_me.memory.outcomes import Merged
from second_me.memory.settling import FactIndex
from second_me.memory.twins import twin
from second_me.vault.session import Session
from second_me.vault.vault import Vault

MARK: Final = "merged"
"""The newest fact that was held against the others."""

NEAR: Final = 0.86
"""Facts that mean less alike than this are no twins, or settling has found them by their words."""

BLOCK: Final = 1024
MOST: Final = 8
"""Earlier facts that one is held against: the most alike."""

DAY: Final = 86_400_000
_TOGETHER: Final = 100


class Twins(msgspec.Struct, frozen=True):
    """`new` says the same as `old` (confirm) or the same and more (refine)."""

    change: Change
    new: Fact
    old: Fact


def merge_duplicates(
    vault: Vault,
    index: FactIndex,
    model: str,
    clock: Clock,
    cancel: threading.Event | None = None,
) -> Merged:
    """Make one of facts that say the same; each merging can be undone by itself.

    Raises Cancelled when `cancel` is set, and what the vault raises; what is done stays.
    """
    facts, codes, mark = vault.read(lambda session: _read(session, model))
    found: list[Twins] = []
    merged, changes = 0, ChangeSet()
    for pair in twins(facts, codes, mark, cancel):
        found.append(pair)
        if len(found) == _TOGETHER:
            merged, changes = _merge(vault, index, clock, found, (merged, changes))
            found = []
    merged, changes = _merge(vault, index, clock, found, (merged, changes))
    newest = max((fact.id for fact in facts if fact.id in codes), default=FactId(mark))
    if newest > mark:
        vault.write(lambda session: session.marks.put(MARK, newest))
    return Merged(facts=merged, changes=changes)


def twins(
    facts: Sequence[Fact],
    codes: Mapping[FactId, bytes],
    after: int,
    cancel: threading.Event | None = None,
) -> Iterator[Twins]:
    """Yield facts newer than `after` with an earlier one of their subject that says the same.

    `codes` are the vectors of facts, by id; those without one have no twins here.
    """
    of: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.id in codes:
            of.setdefault(fact.subject, []).append(fact)
    for known in of.values():
        if known[-1].id > after and len(known) > 1:
            yield from _of_subject(known, codes, after, cancel)


def _of_subject(
    known: Sequence[Fact],
    codes: Mapping[FactId, bytes],
    after: int,
    cancel: threading.Event | None,
) -> Iterator[Twins]:
    vectors = _unit(known, codes)
    first = next(place for place, fact in enumerate(known) if fact.id > after)
    for start in range(first, len(known), BLOCK):
        if cancel is not None and cancel.is_set():
            raise Cancelled("Stopped", "The other facts are compared next time.")
        end = min(start + BLOCK, len(known))
        cosines = vectors[start:end] @ vectors[:end].T
        for row in np.unique(np.nonzero(np.tril(cosines >= NEAR, start - 1))[0]).tolist():
            found = _twin(known, start + row, cosines[row])
            if found is not None:
                yield found


def _twin(known: Sequence[Fact], place: int, cosines: NDArray[np.float32]) -> Twins | None:
    new = known[place]
    near = np.flatnonzero(cosines[:place] >= NEAR)
    best = near[np.argsort(-cosines[near], kind="stable")][:MOST].tolist()
    alike = [(known[one], float(cosines[one])) for one in best if may_be_one(new, known[one])]
    same = twin(new, [fact for fact, _ in alike], [cosine for _, cosine in alike])
    return None if same is None else Twins(same[0], new, same[1])


def may_be_one(first: Fact, second: Fact) -> bool:
    """Say whether two facts can be the same: not with two values, and not on two days."""
    if first.slot and first.slot == second.slot and first.value != second.value:
        return False
    if first.valid_from is None or second.valid_from is None:
        return True
    return abs(first.valid_from - second.valid_from) < DAY


def _unit(facts: Sequence[Fact], codes: Mapping[FactId, bytes]) -> NDArray[np.float32]:
    blob = b"".join(codes[fact.id] for fact in facts)
    vectors = from_codes(from_bytes(blob, len(blob) // len(facts)))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), dtype=np.float32)


def _read(session: Session, model: str) -> tuple[list[Fact], dict[FactId, bytes], int]:
    mark = session.marks.get(MARK)
    facts = session.facts.settled()
    subjects = {fact.subject for fact in facts if fact.id > mark}
    wanted = [fact for fact in facts if fact.subject in subjects]
    codes = session.vectors.get(model, "fact", [fact.id for fact in wanted])
    return wanted, {FactId(id_): code for id_, code in codes.items()}, mark


def _merge(
    vault: Vault,
    index: FactIndex,
    clock: Clock,
    found: Sequence[Twins],
    before: tuple[int, ChangeSet],
) -> tuple[int, ChangeSet]:
    merged, changes = before
    if not found:
        return merged, changes
    ids, gone = vault.write(lambda session: _merge_all(session, found, clock))
    index.remove([int(id_) for id_ in gone])
    return merged + len(gone), changes | ChangeSet.of(Topic.FACTS, *ids) if ids else changes


def _merge_all(
    session: Session, found: Sequence[Twins], clock: Clock
) -> tuple[list[FactId], list[FactId]]:
    changed: list[FactId] = []
    gone: list[FactId] = []
    for pair in found:
        views = {one.fact.id: one for one in session.facts.get([pair.new.id, pair.old.id])}
        new, old = views.get(pair.new.id), views.get(pair.old.id)
        if new is None or old is None or not _settled(new.fact, old.fact):
            continue  # one of them is another's by now
        absorbed = new.fact if pair.change is Change.CONFIRM else old.fact
        if absorbed.maker == MADE_BY_PERSON:
            continue
        change = Changing(session, Actor.SYSTEM, clock.now())
        gone += carry_out(change, pair.change, new, old, None, ())
        changed += change.ids
    return changed, gone


def _settled(*facts: Fact) -> bool:
    return all(fact.status is FactStatus.CURRENT for fact in facts)
