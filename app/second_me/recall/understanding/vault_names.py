"""The names to look for in questions, from what a vault holds."""

from collections.abc import Iterable
from typing import Final

from second_me.recall.understanding.known import PERSON, Known
from second_me.vault.session import Session

_MOST_ENTITIES: Final = 100_000
_MOST_SUBJECTS: Final = 10_000
_UNNAMED: Final = "You"
"""What facts call an owner who has not given a name."""


def known_names(session: Session, authors: Iterable[str] = ()) -> Known:
    """Return the names of the owner, of those whom facts are about, of all entities, and `authors`.

    Reading all authors from the vault would read every event; whoever holds them already (the
    index in RAM) gives them here, and new ones to `Known.add_people`.
    """
    known = Known(str(session.settings.get("owner.name") or ""), authors)
    known.add_people(name for name, _ in session.facts.subjects(_MOST_SUBJECTS) if name != _UNNAMED)
    for entity in session.entities.list(_MOST_ENTITIES):
        known.add(entity.name, entity.aliases, entity.kind or PERSON)
    return known
