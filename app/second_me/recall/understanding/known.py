"""The names that memory knows, ready to be found in a question."""

import re
import threading
from collections.abc import Iterable, Sequence
from typing import Final

from second_me.recall.understanding.tokens import fold, word_set

PERSON: Final = "person"

MOST_WORDS: Final = 6
"""Longer names are sentences; they are found by their first words at most."""

_MOST_BEARERS: Final = 8
"""A first name that more people bear says too little to look at all of them."""

_NO_PART: Final = word_set(
    """
    mr mrs ms miss mx dr prof professor sir madam dame rev fr sr jr st the a an of von van de der la
    le di da del dos el and or at in on for work home cell mobile phone private new old
    """
)
"""Words of a name that do not stand for it alone."""

_FIRMS: Final = word_set(
    """
    bank inc ltd llc gmbh ag co corp company team support service services newsletter noreply
    customer online shop store club association university school institute hotel group newspaper
    """
)
"""A name with one of these is no person's, and is found as a whole only."""

_MOST_ALIKE: Final = 32
"""First names that begin alike; a short form of so many says nothing."""

_LONGEST_NAME: Final = 200
_WORD: Final = re.compile(r"[^\W_]+")
_POSSESSIVE: Final = re.compile(r"'s\b")
_SHORTEST: Final = 2
_SHORTEST_PREFIX: Final = 3
_TWO: Final = 2


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
        self._prefixes: dict[str, tuple[str, ...]] = {}
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
        others = tuple(aliases)
        if self._owner:
            self.add(self._owner, others)
        self._own = frozenset(fold(known) for known in (self._owner, *others) if known)

    def is_owner(self, name: str) -> bool:
        """Say whether a name, as memory spells it, is the owner's."""
        return fold(name) in self._own

    def add_people(self, names: Iterable[str]) -> None:
        """Add people by their names alone."""
        for name in names:
            self.add(name)

    def add(self, name: str, aliases: Iterable[str] = (), kind: str = PERSON) -> None:
        """Add a name with the other names that the same one goes by."""
        if not name.strip():
            return
        with self._lock:
            for spelled in (name, *aliases):
                words = name_words(spelled)[:MOST_WORDS]
                if words and kind == PERSON:
                    self._add_person(name, words, spelled)
                elif words:
                    self._put(self._things, words, name)

    def longest(self, word: str) -> int:
        """Return of how many words the longest name is that begins so; 0 for none."""
        return self._longest.get(word, 0)

    def people(self, words: str) -> tuple[str, ...]:
        """Return the people that folded words may name: those named so wholly, then others."""
        whole, parts = self._whole.get(words, ()), self._parts.get(words, ())
        return tuple(dict.fromkeys(whole + parts)) if whole and parts else whole or parts

    def exactly(self, words: str) -> tuple[str, ...]:
        """Return the people whose whole name these folded words are."""
        return self._whole.get(words, ())

    def with_all(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the people in whose names all of the folded words are."""
        bearers = [self._parts.get(word, ()) for word in words]
        return tuple(name for name in bearers[0] if all(name in others for others in bearers))

    def things(self, words: str) -> tuple[str, ...]:
        """Return the other things that folded words name."""
        return self._things.get(words, ())

    def shortened(self, word: str) -> tuple[str, ...]:
        """Return the people whose first name begins with a folded word, if it is one name."""
        longer = self._prefixes.get(word[:_SHORTEST_PREFIX], ())
        firsts = [first for first in longer if first.startswith(word)]
        return self.people(firsts[0]) if len(firsts) == 1 else ()

    def _add_person(self, name: str, words: Sequence[str], spelled: str) -> None:
        self._put(self._whole, words, name)
        local = name_words(spelled.partition("@")[0]) if "@" in spelled else words
        named = [word for word in local if word not in _NO_PART and len(word) >= _SHORTEST]
        if not named or named[0].isdecimal() or not _FIRMS.isdisjoint(words):
            return
        if len(words) > 1:
            for word in named:
                self._put(self._parts, (word,), name)
        if len(named) == _TWO:  # the family name may come first
            self._put(self._whole, named[::-1], name)
        first, start = named[0], named[0][:_SHORTEST_PREFIX]
        known = self._prefixes.get(start, ())
        if len(first) > _SHORTEST_PREFIX and len(known) < _MOST_ALIKE and first not in known:
            self._prefixes[start] = (*known, first)

    def _put(self, table: dict[str, tuple[str, ...]], words: Sequence[str], name: str) -> None:
        key = " ".join(words)
        known = table.get(key, ())
        if name not in known and len(known) < _MOST_BEARERS:
            table[key] = (*known, name)
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))


def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name as those of questions are: "O'Brien" is "obrien"."""
    plain = fold(name[:_LONGEST_NAME])
    if "'" in plain:
        plain = _POSSESSIVE.sub("", plain).replace("'", "")
    return tuple(_WORD.findall(plain))
