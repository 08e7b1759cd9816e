"""Whether a name that memory does not know is a person's, by where it stands."""

from collections.abc import Sequence
from typing import Final

from second_me.recall.understanding.not_names import PLACES
from second_me.recall.understanding.relations import is_relation
from second_me.recall.understanding.tokens import Token, word_set

_LONGEST: Final = 3
_SUBJECT_LEADS: Final = word_set(
    """
    did does do has had have is was will would can could should with whom than mr mrs ms dr prof
    professor uncle aunt cousin meet met call called invite invited tell told ask asked thank marry
    married
    """
)
"""Words before a person's name where a question names one."""

_TO_LEADS: Final = word_set(
    """
    talk talked talking speak spoke speaking say said write wrote writing written lend lent give
    gave given send sent sell sold listen listened promise promised introduced apologize apologized
    apologise apologised married engaged related owe present presents gift gifts letter letters
    text texts message messages mail email call calls
    """
)
_FROM_LEADS: Final = word_set(
    """
    hear heard message messages mail mails email emails letter letters gift gifts present presents
    call calls text texts photo photos borrow borrowed news advice
    """
)
_NO_LEADS: Final = word_set("in at to from near the a an of on into around between st saint")
"""Words before places, products and works rather than people."""


def like_person(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Say whether an unknown name, from a place to before `end`, stands where a person stands."""
    run = tokens[place:end]
    if len(run) > _LONGEST or is_place(run) or any(not _is_spelled_out(word) for word in run):
        return False
    before = tokens[place - 1].low if place else ""
    verb = tokens[place - 2].low if place > 1 else ""
    if before == "of" and run[-1].possessive:  # "which of Emma's books"
        return True
    if before in _NO_LEADS:
        return (before == "to" and verb in _TO_LEADS) or (before == "from" and verb in _FROM_LEADS)
    if before in {"and", "or"}:  # beside another name
        return place > 1 and tokens[place - 2].capital
    leads = before in _SUBJECT_LEADS or is_relation(before)
    return run[-1].possessive or run[0].initial or leads


def is_place(run: Sequence[Token]) -> bool:
    """Say whether a name is that of a well-known place."""
    return " ".join(token.low for token in run) in PLACES


def _is_spelled_out(word: Token) -> bool:
    """Say whether a word has the letters of a name: no initials, figures, inner capitals."""
    return len(word.text) > 1 and word.text[1:].islower() and word.text.isalpha()
