"""Whom a question names, what else it names, and which names memory has never heard of."""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from second_me.core.terms import STOP_WORDS
from second_me.recall.understanding.ambiguous_names import SAID_OF_PEOPLE, WORDS_TOO
from second_me.recall.understanding.known import Known
from second_me.recall.understanding.not_names import NOT_NAMES, PLACE_LEADS
from second_me.recall.understanding.tokens import Token, joined, word_set

_LONGEST_RUN: Final = 6
_PERSON_RUN: Final = 3
_SHORTEST_SMALL: Final = 3

_SUBJECT_LEADS: Final = word_set(
    """
    did does do has had have is was will would can could should with and between whom than
    """
)


class Mention(msgspec.Struct, frozen=True):
    """Words `first` to before `end` of the question, and the names that they may mean."""

    first: int
    end: int
    names: tuple[str, ...]


class Names(msgspec.Struct, frozen=True):
    """All names of a question, in order."""

    people: tuple[Mention, ...] = ()
    things: tuple[Mention, ...] = ()
    unknown: tuple[Mention, ...] = ()
    others: tuple[Mention, ...] = ()


def names(tokens: Sequence[Token], known: Known, taken: Collection[int]) -> Names:
    """Return the names in a question; `taken` are places of words that are none, as in dates."""
    people: list[Mention] = []
    things: list[Mention] = []
    place = 0
    while place < len(tokens):
        mention, person = _known_at(tokens, place, known, taken)
        if mention is None:
            place += 1
            continue
        (people if person else things).append(mention)
        place = mention.end
    held = set(taken) | {
        place for mention in (*people, *things) for place in range(mention.first, mention.end)
    }
    unknown, others = _unheard_of(tokens, held)
    return Names(tuple(people), tuple(things), tuple(unknown), tuple(others))


def _known_at(
    tokens: Sequence[Token], place: int, known: Known, taken: Collection[int]
) -> tuple[Mention | None, bool]:
    """Return the longest known name that begins at a place, and whether it is a person's."""
    for length in range(min(known.longest(tokens[place].low), len(tokens) - place), 0, -1):
        run = tokens[place : place + length]
        if any(token.broken for token in run[1:]):
            continue
        if any(index in taken for index in range(place, place + length)):
            continue
        words = joined(run)
        people, things = known.people(words), known.things(words)
        if (people or things) and _may_be_name(tokens, place, length):
            return Mention(place, place + length, people or things), bool(people)
    token = tokens[place]
    if token.capital and not token.initial and len(token.low) >= _SHORTEST_SMALL:
        if (
            place not in taken
            and token.low not in NOT_NAMES
            and (short := known.shortened(token.low))
        ):
            return Mention(place, place + 1, short), True
    return None, False


def _may_be_name(tokens: Sequence[Token], place: int, length: int) -> bool:
    """Say whether words that are a known name are meant as one where they stand."""
    token = tokens[place]
    if length > 1:
        return not all(part.low in STOP_WORDS for part in tokens[place : place + length])
    word = token.low in WORDS_TOO or token.low in STOP_WORDS
    if not word:
        return token.capital or len(token.low) >= _SHORTEST_SMALL
    if not token.capital:
        return False
    if not token.initial:
        return True
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    return token.possessive or (behind is not None and behind.low in SAID_OF_PEOPLE)


def _unheard_of(
    tokens: Sequence[Token], held: Collection[int]
) -> tuple[list[Mention], list[Mention]]:
    """Return the runs of capitalised words that memory does not know: people, and others."""
    people: list[Mention] = []
    others: list[Mention] = []
    place = 0
    while place < len(tokens):
        end = _run_end(tokens, place, held)
        if end == place:
            place += 1
            continue
        name = " ".join(token.text for token in tokens[place:end])
        mention = Mention(place, end, (name,))
        (people if _like_person(tokens, place, end) else others).append(mention)
        place = end
    return people, others


def _run_end(tokens: Sequence[Token], place: int, held: Collection[int]) -> int:
    """Return the end of the run of unknown capitalised words from a place on, or the place."""
    end = place
    while end < len(tokens) and end - place < _LONGEST_RUN:
        token = tokens[end]
        if not token.capital or end in held or token.low in NOT_NAMES:
            break
        if end > place and (token.broken or tokens[end - 1].possessive):
            break
        if token.initial and (token.low in STOP_WORDS or not _name_at_start(tokens, end)):
            break
        if token.low in STOP_WORDS and end == place:
            break
        end += 1
    return end


def _name_at_start(tokens: Sequence[Token], place: int) -> bool:
    """Say whether the capital word that begins a sentence is a name and not just its first word."""
    token = tokens[place]
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    if behind is None or token.low in WORDS_TOO:
        return False
    return token.possessive or behind.low in SAID_OF_PEOPLE - {"and", "did", "does", "made", "got"}


def _like_person(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Say whether an unknown name stands where a person stands."""
    run = tokens[place:end]
    if len(run) > _PERSON_RUN or any(len(word.text) < 2 or word.text.isupper() for word in run):  # noqa: PLR2004
        return False
    before = tokens[place - 1].low if place else ""
    if before in PLACE_LEADS or (place and not run[0].broken and tokens[place - 1].text.isdigit()):
        return False
    return run[-1].possessive or run[0].initial or before in _SUBJECT_LEADS
