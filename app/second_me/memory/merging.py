"""One person under two names: what is known of the one becomes known of the other."""

import re

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId
from second_me.core.records import Actor, Fact, FactStatus
from second_me.memory.fact_changes import Changing
from second_me.memory.people import PERSON, PET, folded
from second_me.vault.recorded import By
from second_me.vault.session import Session


def merge_people(
    session: Session,
    id_: EntityId,
    into: EntityId,
    now: Timestamp,
    actor: Actor = Actor.PERSON,
) -> ChangeSet:
    """Merge an entity into another with the facts of its name, all of it one change to undo.

    The facts are proposed again: they are settled against those of the other name. Nothing is
    done, and no change returned, if either is gone or merged already.
    """
    found = session.entities.get([id_, into])
    if len(found) < 2 or id_ == into or any(one.merged_into is not None for one in found):  # noqa: PLR2004
        return ChangeSet()
    one, other = found
    by = By(actor, now, session.revisions.next_id())
    session.entities.merge(id_, into, by)
    moved = [
        fact.id
        for fact in session.facts.standing(one.name)
        if readdress(session, fact, other.name, by)
    ]
    changes = ChangeSet.of(Topic.ENTITIES, id_, into)
    return changes | ChangeSet.of(Topic.FACTS, *moved) if moved else changes


def merge_spellings(session: Session, now: Timestamp) -> ChangeSet:
    """Merge people and pets whose names are the same but for letter case into the one that was
    known first; each merging can be undone.
    """
    first: dict[tuple[str, str], EntityId] = {}
    changes = ChangeSet()
    for one in session.entities.all():
        if one.kind in {PERSON, PET} and one.merged_into is None:
            into = first.setdefault((one.kind, folded(one.name)), one.id)
            if into != one.id and not _was_parted(session, one.id):
                changes |= merge_people(session, one.id, into, now, Actor.SYSTEM)
    return changes


def _was_parted(session: Session, id_: EntityId) -> bool:
    """Say whether the person has said of one that was merged that it is not it."""
    return any(one.actor is Actor.PERSON for one in session.revisions.list("entities", id_))


def readdress(session: Session, fact: Fact, name: str, by: By) -> bool:
    """Give a fact the name that its subject is known by, in its words too; where those words
    stand already, it is merged into them.
    """
    text = renamed(fact.text, fact.subject, name)
    same = session.facts.saying(name, text)
    if same is not None:
        quotes = session.facts.get([fact.id])[0].quotes
        change = Changing(session, by.actor, by.now, by.change)
        change.fact(fact.id, status=FactStatus.MERGED, superseded_by=same)
        session.facts.change(same, by, quotes)
        return False
    if fact.status is FactStatus.CURRENT:
        session.facts.change(fact.id, by, status=FactStatus.PROPOSED)
    session.facts.readdress(fact.id, name, text, by)
    return True


def renamed(text: str, old: str, new: str) -> str:
    """Return a statement with a name in place of another."""
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)
