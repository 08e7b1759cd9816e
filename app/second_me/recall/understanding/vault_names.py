"""The names to look for in questions, from what a vault holds."""

from collections.abc import Iterable
from typing import Final

from second_me.recall.understanding.known import PERSON, Known
from second_me.vault.session import Session

_MOST_ENTITIES: Final = 100_000


def known_names(session: Session, authors: Iterable[str] = ()) -> Known:
    """Return the owner's name, the names of all entities, and `authors`.

    Reading all authors from the vault would read every event; whoever holds them already (the
    index in RAM) gives them here, and new ones to `Known.add_people`.
    """
    known = Known(str(session.settings.get("owner.name") or ""), authors)
    for entity in session.entities.list(_MOST_ENTITIES):
        known.add(entity.name, entity.aliases, entity.kind or PERSON)
    return known
