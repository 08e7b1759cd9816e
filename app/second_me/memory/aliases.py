"""Who is meant by a name: the person by "You", Melanie by "Mel", Anna Novak by "Mum"."""

from collections.abc import Iterable
from typing import Final

import msgspec

from second_me.core.records import Entity, Relation
from second_me.memory.kinship import RELATION_OF
from second_me.memory.subjects import UNNAMED_OWNER, owner_name
from second_me.memory.weighted_graph import roots
from second_me.vault.session import Session

_PERSON: Final = "person"
_SHORT: Final = range(3, 6)
"""Letters of a short form: "Al" may be anybody's."""

_LEFT_OUT: Final = 3
"""Letters that a short form leaves out at least: "Mel" is Melanie, but "Ann" is not Anna."""


class Aliases(msgspec.Struct):
    """Names of people, by what they are called in memory.

    Nobody is taken for somebody else where two may be meant: then a name stands for itself.
    """

    owner: str
    """The person's name; "You" as long as they have not given it."""

    named: bool
    _known: dict[str, str]
    """By a name in lower case, whose it is."""

    _spelled: dict[str, str]
    """By a name in lower case, how it is written."""

    _kin: dict[str, set[str]]
    """By a relation, those who are it to the person."""

    @classmethod
    def read(cls, session: Session) -> "Aliases":
        """Read who is known, how they are called, and who is what to the person."""
        known = session.entities.all()
        return cls.of_known(owner_name(session), known, session.relations.list(limit=100_000))

    @classmethod
    def of_known(
        cls, owner: str, entities: Iterable[Entity], relations: Iterable[Relation]
    ) -> "Aliases":
        people = {one.id: one for one in entities if one.kind == _PERSON}
        root = roots(people.values())
        whole = owner or UNNAMED_OWNER
        names = {id_: people[root[id_]].name for id_ in people}
        known: dict[str, str] = {}
        spelled: dict[str, str] = {}
        for id_, one in people.items():
            for name in (one.name, *one.aliases):
                known.setdefault(name.casefold(), names[id_])
                spelled.setdefault(name.casefold(), name)
        for name in (UNNAMED_OWNER, whole, whole.split()[0]):
            known[name.casefold()] = whole
            spelled[name.casefold()] = name
        kin: dict[str, set[str]] = {}
        for relation in relations:
            if names.get(relation.subject_id, "") == whole and relation.object_id in names:
                kin.setdefault(relation.predicate, set()).add(names[relation.object_id])
        return cls(owner=whole, named=bool(owner), _known=known, _spelled=spelled, _kin=kin)

    def canonical(self, name: str, *, kin: bool = True) -> str:
        """Return whom a name stands for: itself where nobody else is known by it, or several.

        `kin`: it is in the person's words, so that "Mum" is theirs.
        """
        said = " ".join(name.split())
        plain = said.casefold()
        if kin and (found := self._of_kin(plain)):
            return found
        if plain in self._known:
            return self._known[plain]
        return self._short(plain) or said

    def knows(self, name: str) -> bool:
        """Say whether somebody is known by a name."""
        return " ".join(name.split()).casefold() in self._known

    def of(self, whom: str) -> tuple[str, ...]:
        """Return the other names of somebody as they stand in memory."""
        plain = whom.casefold()
        others = (name for name, who in self._known.items() if who == whom and name != plain)
        return tuple(sorted(self._spelled[name] for name in others))

    def _of_kin(self, plain: str) -> str:
        """Return the one who is "mum" or "<owner>'s mother" to the person."""
        whole = self.owner.casefold()
        for whose in (f"{whole}'s ", f"{whole.split()[0]}'s ", "my "):
            plain = plain.removeprefix(whose)
        relation = RELATION_OF.get(plain, "")
        meant = self._kin.get(relation, set()) if relation else set()
        return next(iter(meant)) if len(meant) == 1 else ""

    def _short(self, plain: str) -> str:
        """Return the only one whose first name is said, or begins as said ("Mel")."""
        if " " in plain:
            return ""
        firsts: dict[str, set[str]] = {}
        for name, who in self._known.items():
            firsts.setdefault(name.split()[0], set()).add(who)
        meant = firsts.get(plain) or {
            who
            for first, whos in firsts.items()
            if first.startswith(plain)
            and len(plain) in _SHORT
            and len(first) - len(plain) >= _LEFT_OUT
            for who in whos
        }
        return next(iter(meant)) if len(meant) == 1 else ""
