"""Where a question asks: its question word, or the verb or order that it begins with."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.recall.understanding.tokens import Token, word_set

AUXILIARIES: Final = word_set(
    """
    did do does is are was were am has have had will would can could should shall might may must
    didn't don't doesn't isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't
    couldn't shouldn't
    """
)
_WHERE: Final = frozenset({"when", "where", "why"})
_WHO: Final = frozenset({"who", "whom"})
QUESTION_WORDS: Final = _WHERE | _WHO | {"what", "which", "whose", "how"}

SHELL: Final = word_set(
    """
    can could would will you please tell remind me us help remember recall know do did i i'd i'm
    want to wanted was wondering if need like let show give find say hey hi hello so and also ok
    okay well just again trying of about any idea check look looking up out figure
    """
)
"""Words around a question that ask nothing themselves: "Can you remind me …"."""

_ORDERS: Final = frozenset({"remind", "tell", "give", "show", "list", "name", "find"})
"""What memory is told to do, where no question word follows."""

_ADVISES: Final = frozenset({"recommend", "suggest"})
_ASKED: Final = frozenset({"can", "could", "would", "will", "you", "please", "to"})
"""Words before an order to memory, rather than to somebody in what is asked."""

ORDER: Final = "of"
"""Stands for the question word where there is none but an order: "Remind me of the name …"."""

_PREPOSITIONS: Final = word_set(
    """
    in on at with from to for by of about during through under after before since until into
    between among
    """
)
_MARK: Final = re.compile(r"[^\w\n.!]{0,4}\?")
_INVERTED_WITHIN: Final = 7


class Clause(msgspec.Struct, frozen=True):
    """The place of the question word, or of the verb of a yes-or-no question; -1 for none.

    `shell` are the places of words around it that ask nothing themselves. `asks` is how many
    sentences of the text ask; `sure`: the clause does.
    """

    place: int = -1
    word: str = ""
    shell: tuple[int, ...] = ()
    asks: int = 0
    sure: bool = True


def main_clause(text: str, tokens: Sequence[Token]) -> Clause:
    """Return the first clause of a text that asks: one in a sentence with a question mark before
    others, and those that surely ask before those that may.
    """
    starts = [place for place, token in enumerate(tokens) if token.initial]
    bounds = zip(starts, [*starts[1:], len(tokens)], strict=False)
    found = [
        (not _marked(text, tokens[end - 1].end), not clause.sure, place, clause)
        for place, (first, end) in enumerate(bounds)
        if (clause := _clause(tokens, first, end)).place >= 0
    ]
    if not found:
        return Clause()
    marked = sum(not unmarked for unmarked, *_ in found)
    best = min(found, key=lambda one: one[:3])[-1]
    return msgspec.structs.replace(best, asks=marked or len(found))


def _marked(text: str, end: int) -> bool:
    """Say whether a question mark follows soon behind a sentence's last word."""
    return bool(_MARK.match(text, end))


def _clause(tokens: Sequence[Token], first: int, end: int) -> Clause:
    """Return where one sentence asks."""
    asking = [place for place in range(first, end) if tokens[place].low in QUESTION_WORDS]
    begin, shell_end = _shell(tokens, first, end)
    shell = tuple(range(begin, shell_end))
    if shell and shell_end in asking:
        return Clause(shell_end, tokens[shell_end].low, shell)
    main = next((place for place in asking if _is_main(tokens, first, place, end)), end)
    verb = next((place for place in range(first, end - 1) if _asks_itself(tokens, place)), end)
    if main < verb:
        return Clause(main, tokens[main].low)
    if ordered := _ordered(tokens, shell, shell_end, end):
        return ordered
    if verb < end:
        return Clause(verb, tokens[verb].low)
    # Two that only join clauses: "what" may still ask, "when" only where nothing stands before.
    best = next((place for place in asking if tokens[place].low not in _WHERE), -1)
    if best < 0 and asking and asking[0] == first:
        best = first
    return Clause(best, tokens[best].low, sure=False) if best >= 0 else Clause()


def _ordered(
    tokens: Sequence[Token], shell: tuple[int, ...], shell_end: int, end: int
) -> Clause | None:
    """Return the clause of "remind me of the name", "can you recommend a film"."""
    if not shell or shell_end >= end:
        return None
    if any(tokens[place].low in _ORDERS for place in shell):
        return Clause(shell_end, ORDER, shell[:-1])
    if tokens[shell_end].low in _ADVISES:
        return Clause(shell_end + 1, ORDER, (*shell, shell_end))
    return None


def _asks_itself(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a verb begins a yes-or-no question: "Did …", "In May, did …"."""
    token = tokens[place]
    behind = tokens[place + 1]
    polite = token.low == "may" and behind.low == "i"  # "May I ask …"
    return token.low in AUXILIARIES and token.broken and not behind.broken and not polite


def _shell(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    """Return where the shell of a sentence starts and where it is over.

    It starts with the sentence, or at a later "remind me".
    """
    begin = first
    for place in range(first, end - 1):
        told = tokens[place].low in {"remind", "tell"} and tokens[place + 1].low == "me"
        if told and (tokens[place].broken or tokens[place - 1].low in _ASKED):
            begin = place
    place = begin
    while place < end and tokens[place].low in SHELL:
        place += 1
    return begin, place


def _is_main(tokens: Sequence[Token], first: int, place: int, end: int) -> bool:
    """Say whether a question word asks, and does not only join a clause."""
    token = tokens[place]
    behind = tokens[place + 1].low if place + 1 < end else ""
    led = place == first or token.broken or tokens[place - 1].low in _PREPOSITIONS | {"and", "but"}
    if token.low in _WHERE:
        return token.possessive or behind in AUXILIARIES or behind in {"exactly", "not", "else"}
    if token.low in _WHO:
        return led
    if token.low == "how" and behind == "to":
        return place == first
    much = token.low == "how" and behind in {"many", "much", "often", "long"}
    return led or much or _inverted(tokens, place, end)


def _inverted(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Say whether a verb that turns a sentence into a question follows close by."""
    near = tokens[place + 1 : min(place + _INVERTED_WITHIN, end)]
    return any(token.low in AUXILIARIES for token in near)
