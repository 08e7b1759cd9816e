"""Whom a question names, what else it names, and which names memory has never heard of."""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from second_me.core.terms import STOP_WORDS
from second_me.recall.understanding.ambiguous_names import SAID_OF_PEOPLE, WORDS_TOO
from second_me.recall.understanding.known import Known
from second_me.recall.understanding.mentions import Mention
from second_me.recall.understanding.not_names import NOT_NAMES
from second_me.recall.understanding.tokens import Token, joined
from second_me.recall.understanding.unknown_names import is_place, like_person

_LONGEST_RUN: Final = 6
_SHORTEST_SMALL: Final = 3


class Names(msgspec.Struct, frozen=True):
    """All names of a question, in order."""

    people: tuple[Mention, ...] = ()
    things: tuple[Mention, ...] = ()
    unknown: tuple[Mention, ...] = ()
    others: tuple[Mention, ...] = ()


def names(tokens: Sequence[Token], known: Known, taken: Collection[int]) -> Names:
    """Return the names in a question; `taken` are places of words that are none, as in dates."""
    return _Reading(tokens, known, taken).read()


class _Reading:
    """One pass over the words of a question."""

    def __init__(self, tokens: Sequence[Token], known: Known, taken: Collection[int]) -> None:
        self._tokens = tokens
        self._known = known
        self._taken = taken
        self._people: list[Mention] = []
        self._things: list[Mention] = []
        self._unknown: list[Mention] = []
        self._others: list[Mention] = []

    def read(self) -> Names:
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if not (token.capital or self._known.longest(token.key)):
                place += 1
                continue
            place = self._whole(place) or self._part(place) or self._unheard(place) or place + 1
        return Names(
            tuple(self._people), tuple(self._things), tuple(self._unknown), tuple(self._others)
        )

    def _whole(self, place: int) -> int:
        """Take the longest whole name that begins at a place; return its end, 0 for none."""
        longest = min(self._known.longest(self._tokens[place].key), len(self._tokens) - place)
        for length in range(longest, 0, -1):
            end = place + length
            words = joined(self._tokens[place:end])
            people, things = self._known.exactly(words), self._known.things(words)
            if not (people or things) or not self._may_be_name(place, end):
                continue
            if length == 1 and people:
                # "Anna" of "Anna Kovács" is everybody of that first name, and "Anna" alone too.
                return self._single(place, self._known.people(words))
            mention = Mention(place, end, people or things)
            (self._people if people else self._things).append(mention)
            return end
        return 0

    def _part(self, place: int) -> int:
        """Take a first or last name at a place; return its end, 0 for none."""
        token = self._tokens[place]
        people = self._known.people(token.key)
        if people and self._may_be_name(place, place + 1):
            return self._single(place, people)
        if people or not self._is_shape_of_name(place):
            return 0
        short = self._known.shortened(token.key) if len(token.key) >= _SHORTEST_SMALL else ()
        if short and not token.initial and self._run_end(place) == place + 1:
            self._people.append(Mention(place, place + 1, short))
            return place + 1
        return 0

    def _single(self, place: int, people: tuple[str, ...]) -> int:
        """Take a name of one word with the other capital words behind it: "Anna Schmidt" is
        nobody who is known if only "Anna Kovács" is.
        """
        end = max(self._run_end(place), place + 1)
        if end == place + 1:
            self._people.append(Mention(place, end, people))
            return end
        run = self._tokens[place:end]
        found = self._known.with_all([token.key for token in run])
        found = found or self._known.exactly(run[0].key) or self._known.exactly(run[-1].key)
        if found:
            self._people.append(Mention(place, end, found))
        else:
            self._unknown.append(Mention(place, end, (_spelled(run),)))
        return end

    def _unheard(self, place: int) -> int:
        """Take capital words that memory does not know; return their end, 0 for none."""
        if not self._is_shape_of_name(place):
            return 0
        end = self._run_end(place)
        run = self._tokens[place:end]
        last = self._known.exactly(run[-1].key)
        mention = Mention(place, end, last or (_spelled(run),))
        if last and len(run) > 1 and not is_place(run):
            self._people.append(mention)
        elif like_person(self._tokens, place, end):
            self._unknown.append(Mention(place, end, (_spelled(run),)))
        else:
            self._others.append(Mention(place, end, (_spelled(run),)))
        return end

    def _run_end(self, place: int) -> int:
        """Return the end of the run of capital words from a place on."""
        end = place + 1
        while end < len(self._tokens) and end - place < _LONGEST_RUN:
            token = self._tokens[end]
            over = token.broken or token.initial or self._tokens[end - 1].possessive
            if over or not self._is_shape_of_name(end):
                break
            end += 1
        return end

    def _is_shape_of_name(self, place: int) -> bool:
        """Say whether the word at a place is written as a name is."""
        token = self._tokens[place]
        if not token.capital or place in self._taken or token.low in NOT_NAMES:
            return False
        if not token.initial:
            return token.low not in STOP_WORDS
        if token.low in STOP_WORDS or token.low in WORDS_TOO:
            return False
        behind = self._behind(place)
        return token.possessive or behind in SAID_OF_PEOPLE - {"and", "made", "got"}

    def _may_be_name(self, place: int, end: int) -> bool:
        """Say whether words that are a known name are meant as one where they stand."""
        run, token = self._tokens[place:end], self._tokens[place]
        if any(part.broken for part in run[1:]) or any(
            index in self._taken for index in range(place, end)
        ):
            return False
        if end - place > 1:
            return not all(part.low in STOP_WORDS for part in run)
        if token.low not in WORDS_TOO and token.low not in STOP_WORDS:
            return token.capital or len(token.low) >= _SHORTEST_SMALL
        if not token.capital or not token.initial:
            return token.capital
        return token.possessive or self._behind(place) in SAID_OF_PEOPLE

    def _behind(self, place: int) -> str:
        return self._tokens[place + 1].low if place + 1 < len(self._tokens) else ""


def _spelled(run: Sequence[Token]) -> str:
    return " ".join(token.text for token in run)
