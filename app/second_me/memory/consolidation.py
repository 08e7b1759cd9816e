"""What memory does at night: the graph brought up to date, twins made one, what fades put away,
and what contradicts itself put to the person.

Nothing that the person wrote is deleted by it, and every merging can be undone. It may be stopped
anywhere: what is done stays, and the next night goes on from there.
"""

import functools
import operator
import threading
from collections.abc import Iterator
from typing import Final

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.ids import FactId
from second_me.core.records import LifeState
from second_me.memory.communities import find_communities
from second_me.memory.consistency import check
from second_me.memory.duplicates import merge_duplicates
from second_me.memory.linking import link_facts
from second_me.memory.merging import merge_spellings
from second_me.memory.outcomes import Consolidated
from second_me.memory.routines import distill
from second_me.memory.settling import Means
from second_me.memory.strength import state
from second_me.vault.session import Session
from second_me.vault.vault import Vault

MARK: Final = "consolidated"
"""When memory was consolidated last."""

_TOGETHER: Final = 5_000


def consolidate(vault: Vault, means: Means, cancel: threading.Event | None = None) -> Consolidated:
    """Do a night's work. Raises Cancelled when `cancel` is set, and what the vault raises."""
    clock = means.clock
    spelled = vault.write(lambda session: merge_spellings(session, clock.now()))
    merged = merge_duplicates(vault, means.index, means.embedder.model, clock, cancel)
    linked = link_facts(vault, clock, cancel)
    moved = settle_states(vault, clock.now())
    grouped = find_communities(vault)
    distilled = distill(vault, clock.now(), cancel)
    torn = vault.write(lambda session: check(session, clock.now()))
    vault.write(lambda session: session.marks.put(MARK, clock.now()))
    stages = (merged, linked, grouped, distilled, torn)
    changes = functools.reduce(operator.or_, (one.changes for one in stages), spelled)
    return Consolidated(
        merged=merged.facts,
        linked=linked.facts,
        moved=moved,
        communities=grouped.communities,
        routines=distilled.routines,
        changes=changes | (ChangeSet.of(Topic.KEEPING) if moved else ChangeSet()),
    )


def settle_states(vault: Vault, now: Timestamp) -> int:
    """Give facts the states that they have by now; return how many changed theirs."""
    moved = vault.read(lambda session: list(_moved(session, now)))
    for start in range(0, len(moved), _TOGETHER):
        some = moved[start : start + _TOGETHER]
        vault.write(lambda session: session.keeping.put_states(some))  # noqa: B023
    return len(moved)


def _moved(session: Session, now: Timestamp) -> Iterator[tuple[FactId, LifeState]]:
    for fact in session.keeping.living():
        found = state(fact, now)
        if found is not fact.kept.state:
            yield fact.id, found
