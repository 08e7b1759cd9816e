"""What the words of a conversation can point back to: people, a time, a place, a thing."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.clock import Moment
from second_me.core.conversations import Said
from second_me.recall.understanding.asked import Asked, Wants
from second_me.recall.understanding.known import Known
from second_me.recall.understanding.names import names
from second_me.recall.understanding.reading import understand
from second_me.recall.understanding.relations import plain_relation
from second_me.recall.understanding.tokens import Token, bounded, tokenise, word_set

_SHE: Final = word_set(
    "mother sister daughter wife girlfriend grandmother aunt niece godmother fiancée"
)
_HE: Final = word_set(
    "father brother son husband boyfriend grandfather uncle nephew godfather fiancé"
)
_OWN: Final = frozenset({"my", "our"})
_OWNERS: Final = _OWN | {"his", "her", "their", "the"}
_BETWEEN: Final = 2
"""Words like "older" that may stand between "my" and "sister"."""

_MOST_WORDS: Final = 8
"""A longer answer tells a story; it names no thing to be pointed at."""

_CITED: Final = re.compile(r"\s*\[\d+\]")
_LED_IN: Final = re.compile(r"^(?:on|in|at|it was|that was)\s+", re.IGNORECASE)


class Person(msgspec.Struct, frozen=True):
    """Words that mean somebody, from `start` to before `end` of their text. `sex` is "she" or
    "he" where the words tell it.
    """

    text: str
    start: int
    end: int
    sex: str = ""


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that came before, and what it offers. `answer` is the answer where it is short."""

    asked: Asked
    people: tuple[Person, ...]
    answer: str
    answered_people: tuple[Person, ...]

    @property
    def time(self) -> str:
        """Return the time that it was about, as it was written; empty if none was named."""
        if self.asked.times:
            return self.asked.times[0].words
        return self.answer if self.asked.wants is Wants.TIME else ""

    @property
    def place(self) -> str:
        return self.answer if self.asked.wants is Wants.PLACE else ""

    @property
    def thing(self) -> str:
        """Return the thing that it was answered with."""
        return self.answer if self.asked.wants in (Wants.THING, Wants.ANY) else ""

    def person(self, sex: str) -> str:
        """Return whom "she" or "he" means: who was asked for, or whom the question names."""
        among = self.people
        if self.asked.wants is Wants.PERSON or not among:
            among = (*self.answered_people, *among)
        fitting = [person.text for person in among if not person.sex or person.sex == sex]
        return fitting[0] if fitting else ""

    @property
    def all_people(self) -> str:
        """Return whom "they" means."""
        found = self.people or self.answered_people
        return " and ".join(dict.fromkeys(person.text for person in found))


def before(said: Said, at: Moment, known: Known) -> Before:
    """Return what a turn offers to be pointed at."""
    answer = _CITED.sub("", said.answer).strip().rstrip(".")
    text = bounded(answer)
    words = tokenise(text)
    short = _LED_IN.sub("", answer) if len(words) <= _MOST_WORDS else ""
    return Before(
        asked=understand(said.question, at, known),
        people=people_in(said.question, tokenise(said.question), known),
        answer=short,
        answered_people=people_in(text, words, known) or _capitalised(short, said.question),
    )


def people_in(text: str, tokens: Sequence[Token], known: Known) -> tuple[Person, ...]:
    """Return who is named in a text or told by what they are to somebody, in order."""
    found = names(tokens, known, ())
    mentions = {one.first: one for one in (*found.people, *found.unknown)}
    people: list[Person] = []
    for place, token in enumerate(tokens):
        if place in mentions:
            mention = mentions[place]
            start, end = tokens[mention.first].start, tokens[mention.end - 1].end
            people.append(Person(text[start:end], start, end))
        elif (plain := plain_relation(token.low)) and (first := _owner_of(tokens, place)) >= 0:
            start = tokens[first].start
            people = [person for person in people if person.end <= start]
            sex = "she" if plain in _SHE else "he" if plain in _HE else ""
            people.append(Person(text[start : token.end], start, token.end, sex))
    return tuple(people)


def _owner_of(tokens: Sequence[Token], place: int) -> int:
    """Return where "my" or "Anna's" stands before a relation; -1 if it is nobody's."""
    for back in range(1, _BETWEEN + 2):
        if place - back < 0 or tokens[place - back + 1].broken:
            return -1
        owner = tokens[place - back]
        if owner.low in _OWNERS or (owner.possessive and owner.capital):
            return place - back
    return -1


def _capitalised(answer: str, question: str) -> tuple[Person, ...]:
    """Return a short answer to "who" that memory does not know as a name."""
    who = re.match(r"\W*(?:who|whom|whose)\b", question, re.IGNORECASE)
    return (Person(answer, 0, len(answer)),) if who and answer[:1].isupper() else ()
