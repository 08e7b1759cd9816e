"""What kind of answer a question wants, and of what kind of thing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import msgspec

from second_me.recall.understanding.answer_kinds import (
    FELT,
    HOW_MUCH,
    NAMES_OF,
    REASONED,
    SUMS,
    kind_of,
    plural,
)
from second_me.recall.understanding.asked import Wants
from second_me.recall.understanding.clauses import AUXILIARIES, ORDER, Clause
from second_me.recall.understanding.not_names import NOT_NAMES
from second_me.recall.understanding.nouns import Noun, noun_at, past_owner, word
from second_me.recall.understanding.tokens import Token, word_set

_DESCRIBES: Final = word_set("describe explain summarize summarise")
_LISTS: Final = word_set("list name enumerate show find give")
_PRECISELY: Final = word_set("specific specifically exact exactly other else")
_MEASURED: Final = frozenset({"more", "less", "expensive"})
_THINKS: Final = frozenset({"think", "thinks", "feel", "feels"})
_OF_TOTALS: Final = word_set("total exact overall combined average full approximate whole right")
_UNITS: Final = word_set("days weeks months years hours")
_BE: Final = frozenset({"is", "are", "was", "were"})
_NO_THING: Final = frozenset({"latest", "newest", "first", "last", "best", "same", "one"})
_NEAR: Final = 6


class Wanted(msgspec.Struct, frozen=True):
    """What is wanted; `asks` are the places of words that only ask for it."""

    wants: Wants = Wants.ANY
    thing: str = ""
    plural: bool = False
    counts: bool = False
    asks: frozenset[int] = frozenset()


class _Look(msgspec.Struct, frozen=True):
    """The place of a question word among the words, and the places of quoted ones."""

    tokens: Sequence[Token]
    place: int
    quoted: Collection[int]

    def low(self, away: int) -> str:
        return word(self.tokens, self.place + away)

    def noun(self, start: int) -> Noun:
        return noun_at(self.tokens, start, self.quoted)


def wanted(tokens: Sequence[Token], clause: Clause, quoted: Collection[int]) -> Wanted:
    """Return what is wanted at the clause that asks; `quoted` are places of quoted words."""
    if clause.place < 0:
        return _told(_Look(tokens, 0, quoted))
    found = _READERS.get(clause.word, _yes_no)(_Look(tokens, clause.place, quoted))
    own = () if clause.word == ORDER else (clause.place,)
    return msgspec.structs.replace(found, asks=found.asks | {*own, *clause.shell})


def _who(look: _Look) -> Wanted:
    return Wanted(Wants.PERSON, plural=look.low(1) in {"all", "are", "were", "else"})


def _whose(look: _Look) -> Wanted:
    return Wanted(Wants.PERSON, look.noun(look.place + 1).head)


def _yes_no(look: _Look) -> Wanted:
    """Read "did Anna call?"; with "or" in it one of two things is asked for."""
    if look.low(1) == "you" and look.low(2) == "have" and look.low(3) in {"any", "some"}:
        return Wanted()  # "do you have any tips": no yes would do
    rest = look.tokens[look.place :]
    choice = any(
        token.low == "or" and word(rest, place + 1) not in {"not", "no", "so", "after"}
        for place, token in enumerate(rest)
    )
    return Wanted(Wants.THING if choice else Wants.YES_NO)


def _told(look: _Look) -> Wanted:
    """Read what asks without a question: "List all …", "Describe …", "birthday photos"."""
    first = look.low(0)
    told = 1 if first == "please" else 0
    if look.low(told) in _DESCRIBES:
        return Wanted(Wants.DESCRIPTION, asks=frozenset({0, told}))
    if first in _LISTS and look.low(1):
        found = _is(look, 1)
        return msgspec.structs.replace(found, asks=found.asks | {0})
    return Wanted()


def _ordered(look: _Look) -> Wanted:
    """Read what "remind me of" or "tell me about" is followed by."""
    if look.low(-1) == "about" or look.low(0) in _DESCRIBES:
        return Wanted(Wants.DESCRIPTION)
    return _is(look, look.place)


def _how(look: _Look) -> Wanted:
    behind = look.low(1)
    if behind in {"many", "much"}:
        return _how_many(look)
    asks = frozenset({look.place + 1})
    if behind == "long" and look.low(2) == "ago":
        return Wanted(Wants.TIME, asks=asks | {look.place + 2})
    if behind in HOW_MUCH:
        return Wanted(Wants.NUMBER, counts=behind in {"often", "frequently"}, asks=asks)
    if behind == "come":
        return Wanted(Wants.REASON, asks=asks)
    near = {token.low for token in look.tokens[look.place + 1 : look.place + _NEAR]}
    state = behind in {"is", "was", "are", "were", "has", "have", "am"}
    return Wanted(Wants.DESCRIPTION if state or near & FELT else Wants.MANNER)


def _how_many(look: _Look) -> Wanted:
    start = look.place + 2
    noun = look.noun(past_owner(look.tokens, start + 1) if look.low(2) == "of" else start)
    asks = {look.place + 1}
    if noun.head == "times":
        return Wanted(Wants.NUMBER, counts=True, asks=frozenset({*asks, noun.end - 1}))
    if noun.head in _UNITS and word(look.tokens, noun.end) == "ago":
        return Wanted(Wants.TIME, noun.head, asks=frozenset({*asks, noun.end - 1, noun.end}))
    thing = "" if noun.head in _MEASURED or noun.head.endswith("er") else noun.head
    return Wanted(Wants.NUMBER, thing, counts=True, asks=frozenset(asks))


def _what(look: _Look) -> Wanted:
    """Read "what book did", "which of my books", "what is the name of the book"."""
    behind = look.low(1)
    if behind in REASONED:
        return Wanted(Wants.REASON)
    if behind.startswith("happen") or (behind in _BE and look.tokens[-1].low == "like"):
        return Wanted(Wants.DESCRIPTION, asks=frozenset({look.place + 1}))
    if look.tokens[look.place].possessive:
        return _is(look, look.place + 1)
    if behind in _BE:
        return _is(look, look.place + 2, many=behind in {"are", "were"})
    if behind in AUXILIARIES:
        near = {token.low for token in look.tokens[look.place + 2 : look.place + _NEAR]}
        return Wanted(Wants.DESCRIPTION if near & _THINKS and "about" in near else Wants.THING)
    return _what_noun(look)


def _what_noun(look: _Look) -> Wanted:
    start = look.place + 1
    if look.low(0) == "what" and _is_name(look.tokens[start : start + 1]):
        return Wanted(Wants.THING)  # "what Anna thinks"
    while word(look.tokens, start) in _PRECISELY:
        start += 1
    asks = frozenset(
        place for place in range(look.place, start + 3) if word(look.tokens, place) in _PRECISELY
    )
    if word(look.tokens, start) == "of":
        start = past_owner(look.tokens, start + 1)
    elif word(look.tokens, start) in {"the", "my", "our"}:  # "what the fifth bottle was"
        start += 1
    noun = look.noun(start)
    behind = look.tokens[noun.end : noun.end + 1]
    # "What helps Anna": a verb, not a noun.
    if noun.end == start + 1 and plural(noun.head) and _begins_object(behind, look.tokens[start:]):
        return Wanted(Wants.THING)
    found = _of_noun(look, noun, many=False)
    return msgspec.structs.replace(found, asks=found.asks | asks)


def _is_name(run: Sequence[Token]) -> bool:
    return any(token.capital and token.low not in NOT_NAMES for token in run)


def _begins_object(behind: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Say whether what follows a lone word makes that a verb: a name or pronoun, and no other."""
    other = any(token.low in AUXILIARIES for token in rest[:_NEAR])
    return any(token.capital or token.low in {"me", "him", "her", "us"} for token in behind) and (
        not other
    )


def _is(look: _Look, start: int, *, many: bool = False) -> Wanted:
    """Read what follows "what is": "Anna's favourite book", "the name of the book"."""
    return _of_noun(look, look.noun(past_owner(look.tokens, start)), many=many)


def _of_noun(look: _Look, noun: Noun, *, many: bool) -> Wanted:
    """Return what a noun phrase asks for; of "the name of the book" that is the book."""
    asks: set[int] = set()
    wants = None
    counts = False
    many = many or plural(noun.head)
    while noun.head in NAMES_OF | SUMS and word(look.tokens, noun.end) == "of":
        if noun.head in SUMS and not _is_total(look.tokens, noun):
            break
        if noun.head in SUMS:
            counts = True
            wants = kind_of(noun.head)
        else:
            asks |= {noun.end - 1}
        inner = look.noun(past_owner(look.tokens, noun.end + 1))
        if not inner.head:
            break
        many = many or (noun.head in SUMS and plural(inner.head))
        noun = inner
    found = kind_of(noun.head) if wants is None else wants
    thing = "" if noun.head in _NO_THING else noun.head
    return Wanted(found, thing, many, counts, frozenset(asks))


def _is_total(tokens: Sequence[Token], noun: Noun) -> bool:
    """Say whether "number" and the like count: not that of "phone number"."""
    return all(token.low in _OF_TOTALS for token in tokens[noun.start : noun.end - 1])


_READERS: Final[Mapping[str, Callable[[_Look], Wanted]]] = {
    "when": lambda _look: Wanted(Wants.TIME),
    "where": lambda _look: Wanted(Wants.PLACE),
    "why": lambda _look: Wanted(Wants.REASON),
    "who": _who,
    "whom": _who,
    "whose": _whose,
    "how": _how,
    "what": _what,
    "which": _what,
    ORDER: _ordered,
}
