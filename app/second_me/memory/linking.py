"""The graph kept in step with facts: what each of them names, joins and relates.

A fact that names three entities joins all three at once. Relations are drawn from a fact with its
times and end as it ends. Which facts changed tell their revisions, so nobody has to call.
"""

import threading
from collections.abc import Iterable, Sequence
from typing import Final

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import Cancelled
from second_me.core.ids import EntityId, FactId
from second_me.core.protocol.memory import FactView
from second_me.core.records import Actor, Derived, Entity, FactStatus
from second_me.memory.kinship import PETS, SPEAKER, kin
from second_me.memory.outcomes import Linked
from second_me.memory.people import ENOUGH, PERSON, PET, People
from second_me.memory.statement_names import ORGANISATION, PLACE, named
from second_me.memory.statement_relations import related
from second_me.vault.graph import Drawn
from second_me.vault.session import Session
from second_me.vault.vault import Vault

MARK: Final = "linked"
TOGETHER: Final = 500
"""Changes that are gone through in one transaction."""

_NO_FACTS: Final = frozenset({FactStatus.MERGED, FactStatus.IGNORED})
_LONGEST: Final = 400
"""What is longer is no statement but a passage, and names too much at once."""


def link_facts(vault: Vault, clock: Clock, cancel: threading.Event | None = None) -> Linked:
    """Bring the graph up to what facts say by now. Run again it finds nothing left to do.

    Raises Cancelled when `cancel` is set, and what the vault raises; what is done stays.
    """
    facts, changes = 0, ChangeSet()
    while True:
        if cancel is not None and cancel.is_set():
            raise Cancelled("Stopped", "The other facts are linked later.")
        done = vault.write(lambda session: _step(session, clock))
        if done is None:
            return Linked(facts=facts, changes=changes)
        facts += done.facts
        changes |= done.changes


def behind(session: Session) -> bool:
    """Say whether facts changed that the graph does not know of."""
    return bool(session.marks.changed_since("facts", session.marks.get(MARK), 1)[0])


def _step(session: Session, clock: Clock) -> Linked | None:
    ids, last = session.marks.changed_since("facts", session.marks.get(MARK), TOGETHER)
    if not ids:
        return None
    views = session.facts.get(FactId(id_) for id_ in ids)
    linking = _Linking(session, People(session, clock.now(), Actor.UPDATE))
    for view in views:
        linking.link(view)
    left = {view.fact.id for view in views}
    linking.unlink(FactId(id_) for id_ in ids if id_ not in left)
    session.marks.put(MARK, last)
    return Linked(facts=len(ids), changes=linking.changes())


class _Linking:
    """The facts of one transaction."""

    def __init__(self, session: Session, people: People) -> None:
        self._session = session
        self._people = people
        self._known: dict[str, list[Entity]] = {}
        for entity in session.entities.all():
            for name in (entity.name, *entity.aliases):
                self._known.setdefault(name.casefold(), []).append(entity)
        self._shown: dict[EntityId, int] = {}
        self._relations: list[int] = []

    def link(self, view: FactView) -> None:
        """Put what a fact joins and what it relates."""
        fact = view.fact
        if fact.status in _NO_FACTS or not view.quotes:
            self.unlink([fact.id])
            return
        joined, drawn = self._read(view)
        self._session.links.put(fact.id, joined)
        done = self._session.relations.draw(fact, drawn, view.quotes)
        self._relations += (*done.made, *done.kept, *done.gone)

    def unlink(self, ids: Iterable[FactId]) -> None:
        gone = list(ids)
        for id_ in gone:
            self._session.links.put(id_, ())
        self._relations += self._session.relations.undraw(gone)

    def changes(self) -> ChangeSet:
        changes = self._people.outcome().changes
        return changes | (
            ChangeSet.of(Topic.RELATIONS, *self._relations) if self._relations else ChangeSet()
        )

    def _read(self, view: FactView) -> tuple[list[EntityId], list[Drawn]]:
        """Return the entities that a fact names, its subject first, and how it relates them."""
        fact = view.fact
        subject = self._entity(fact.subject, PERSON, view)
        if len(fact.text) > _LONGEST:
            return [] if subject is None else [subject], []
        names = list(named(fact.text))
        relations = list(related(fact.text, names, fact.subject))
        kinds = {one.name: one.kind for one in names} | {one.name: one.kind for one in relations}
        found = {one.name: self._entity(one.name, kinds[one.name], view) for one in names}
        drawn: list[Drawn] = []
        for one in relations:
            other = found[one.name]
            if subject is not None and other is not None and other != subject:
                drawn.append((subject, one.predicate, other))
        for tie in kin(fact.text):
            whose = subject if tie.whose == SPEAKER else self._entity(tie.whose, PERSON, view)
            other = self._entity(tie.name, PET if tie.relation in PETS else PERSON, view)
            if whose is not None and other is not None and whose != other:
                found[tie.name] = other
                drawn.append((whose, tie.relation, other))
        joined = dict.fromkeys(id_ for id_ in (subject, *found.values()) if id_ is not None)
        return list(joined), drawn

    def _entity(self, name: str, kind: str, view: FactView) -> EntityId | None:
        """Return the entity that a name means, made if its kind is known; shown by the fact's
        words until enough show it.
        """
        known = _best(self._known.get(name.casefold(), ()), kind)
        if known is None and not kind:
            return None
        if known is not None and self._times_shown(known) >= ENOUGH:
            return known.id
        kind, name = (known.kind, known.name) if known is not None else (kind, name)
        id_ = self._people.ensure(kind, name, view.quotes[:1])
        if id_ is not None and known is None:
            entity = Entity(id=id_, kind=kind, name=name, created_at=view.fact.learned_at)
            self._known.setdefault(name.casefold(), []).append(entity)
        if id_ is not None:
            self._shown[id_] = self._shown.get(id_, 0) + 1
        return id_

    def _times_shown(self, entity: Entity) -> int:
        if entity.id not in self._shown:
            quotes = self._session.evidence.of(Derived.ENTITY, [entity.id])
            self._shown[entity.id] = len(quotes.get(entity.id, ()))
        return self._shown[entity.id]


def _best(known: Sequence[Entity], kind: str) -> Entity | None:
    """Return the entity of a name that fits a kind best; None if none does.

    Where people live and what they work for may be of one name, a person and a place are not.
    """
    same = [one for one in known if one.kind == kind]
    if same or not known:
        return same[0] if same else None
    alike = {kind, *({PLACE, ORGANISATION} if kind in {PLACE, ORGANISATION} else ())}
    for one in known:
        if not kind or one.kind in alike or {one.kind, kind} == {PERSON, PET}:
            return one
    return None
