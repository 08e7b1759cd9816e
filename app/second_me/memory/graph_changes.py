"""What changed about somebody or something between two days: in the world, and in what is known."""

from collections.abc import Iterator

from second_me.core.errors import PersonFault
from second_me.core.ids import EntityId, FactId
from second_me.core.protocol.graph import ChangeLine, ChangesAbout, GetChanges, What
from second_me.core.protocol.memory import FactView
from second_me.core.records import Entity, FactStatus
from second_me.memory.weighted_graph import roots
from second_me.vault.session import Session


def changes_about(session: Session, request: GetChanges) -> ChangesAbout:
    """Return the changes asked for, oldest first. Raises PersonFault if nobody is so called."""
    same = _asked(session, request)
    ids = session.links.facts_of([one.id for one in same], standing=False)
    known = {one.fact.id: one for one in session.facts.get(ids)}
    names = tuple(dict.fromkeys(name for one in same for name in (one.name, *one.aliases)))
    later = {view.fact.superseded_by for view in known.values()} - set(known) - {None}
    others = {view.fact.id: view for view in session.facts.get(id_ for id_ in later if id_)}
    lines = [
        line
        for view in known.values()
        for line in _lines(view, known | others)
        if request.start <= line.at < request.end
    ]
    lines.sort(key=lambda line: (line.at, line.fact.fact.id))
    return ChangesAbout(names=names, lines=tuple(lines[: request.limit]))


def _lines(view: FactView, known: dict[FactId, FactView]) -> Iterator[ChangeLine]:
    """Yield what happened to a fact. What was merged into another tells nothing of its own."""
    fact = view.fact
    if fact.status in {FactStatus.MERGED, FactStatus.IGNORED}:
        return
    by = known.get(fact.superseded_by) if fact.superseded_by is not None else None
    if fact.valid_from is not None:
        yield ChangeLine(at=fact.valid_from, what=What.BEGAN, fact=view)
    if fact.valid_to is not None:
        yield ChangeLine(at=fact.valid_to, what=What.ENDED, fact=view, by=by)
    yield ChangeLine(at=fact.learned_at, what=What.LEARNED, fact=view)
    if fact.retracted_at is not None:
        taken = fact.status is FactStatus.RETRACTED
        what = What.TAKEN_BACK if taken else What.REPLACED
        yield ChangeLine(at=fact.retracted_at, what=what, fact=view, by=by)


def _asked(session: Session, request: GetChanges) -> list[Entity]:
    """Return the entity that is asked about, and all that are the same."""
    entities = session.entities.all()
    root = roots(entities)
    chosen: set[EntityId] = set()
    if request.about is not None:
        chosen = {root[request.about]} if request.about in root else set()
    else:
        wanted = request.name.casefold().strip()
        for one in entities:
            if wanted and wanted in {name.casefold() for name in (one.name, *one.aliases)}:
                chosen.add(root[one.id])
    if not chosen:
        raise PersonFault(
            "Nothing is known by that name",
            "No person, place, organisation, event or thing in memory is called so.",
            "Look for it by another name.",
        )
    return [one for one in entities if root[one.id] in chosen]
