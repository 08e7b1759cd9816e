"""The names that memory knows, ready to be found in a question."""

import threading
from collections.abc import Iterable, Sequence
from typing import Final

from second_me.recall.understanding.tokens import fold, folded, word_set

PERSON: Final = "person"

_MOST_WORDS: Final = 6
"""Longer names are sentences; they are found by their first words at most."""

_MOST_BEARERS: Final = 8
"""A first name that more people bear says too little to look at all of them."""

_TITLES: Final = word_set(
    """
    mr mrs ms miss mx dr prof professor sir madam dame rev fr sr jr st the a an of von van de
    der la le di da del and or at in on for
    """
)
_SHORTEST: Final = 2
_SHORTEST_PREFIX: Final = 3


class Known:
    """Names of people and of other things, found by words. Any thread may call any method.

    A person is found by the whole name, by each word of it, and by aliases, other things only by
    the whole name and aliases. A name may be added any number of times.
    """

    def __init__(self, owner: str = "", people: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._whole: dict[str, tuple[str, ...]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        self._things: dict[str, tuple[str, ...]] = {}
        self._longest: dict[str, int] = {}
        self._prefixes: dict[str, set[str]] = {}
        self._owner = ""
        self._own: frozenset[str] = frozenset()
        self.name_owner(owner)
        self.add_people(people)

    @property
    def owner(self) -> str:
        """Return the owner's name as they gave it, empty if they have not."""
        return self._owner

    def name_owner(self, name: str, aliases: Iterable[str] = ()) -> None:
        """Say who the owner is."""
        self._owner = name.strip()
        if self._owner:
            self.add(self._owner, aliases)
        self._own = frozenset(fold(known) for known in (self._owner, *aliases) if known)

    def is_owner(self, name: str) -> bool:
        """Say whether a name, as memory spells it, is the owner's."""
        return fold(name) in self._own

    def add_people(self, names: Iterable[str]) -> None:
        """Add people by their names alone."""
        for name in names:
            self.add(name)

    def add(self, name: str, aliases: Iterable[str] = (), kind: str = PERSON) -> None:
        """Add a name with the other names that the same one goes by."""
        with self._lock:
            for spelled in (name, *aliases):
                words = folded(spelled)
                if not words or not name.strip():
                    continue
                if kind == PERSON:
                    self._add_person(name, words)
                else:
                    self._put(self._things, words, name)

    def longest(self, word: str) -> int:
        """Return of how many words the longest name is that begins with a folded word; 0 for none."""
        return self._longest.get(word, 0)

    def people(self, words: str) -> tuple[str, ...]:
        """Return the people that folded words may name: those named so wholly, then others."""
        return tuple(dict.fromkeys(self._whole.get(words, ()) + self._parts.get(words, ())))

    def things(self, words: str) -> tuple[str, ...]:
        """Return the other things that folded words name."""
        return self._things.get(words, ())

    def shortened(self, word: str) -> tuple[str, ...]:
        """Return the people whose first name begins with a folded word, if it is one name."""
        longer = self._prefixes.get(word[:_SHORTEST_PREFIX], ())
        firsts = [first for first in longer if first.startswith(word)]
        return self.people(firsts[0]) if len(firsts) == 1 else ()

    def _add_person(self, name: str, words: Sequence[str]) -> None:
        self._put(self._whole, words, name)
        named = [word for word in words if word not in _TITLES and len(word) >= _SHORTEST]
        if not named or named[0].isdecimal():
            return
        if len(words) > 1:
            for word in named[:_MOST_WORDS]:
                self._put(self._parts, (word,), name)
        if len(named[0]) > _SHORTEST_PREFIX:
            self._prefixes.setdefault(named[0][:_SHORTEST_PREFIX], set()).add(named[0])

    def _put(self, table: dict[str, tuple[str, ...]], words: Sequence[str], name: str) -> None:
        kept = words[:_MOST_WORDS]
        key = " ".join(kept)
        known = table.get(key, ())
        if name not in known and len(known) < _MOST_BEARERS:
            table[key] = (*known, name)
            self._longest[kept[0]] = max(self._longest.get(kept[0], 0), len(kept))
