"""Whether an answer is of the kind that a question wants: a time for "when", a number for "how
many".

Only what is plainly of another kind is told apart: nearly any words may name a thing.
"""

import re
from typing import Final

from second_me.core.calendar_days import MONTHS, WEEKDAYS
from second_me.core.terms import STOP_WORDS, words
from second_me.recall.understanding import Wants
from second_me.recall.understanding.answer_kinds import kind_of
from second_me.recall.understanding.relations import is_relation

_PLAIN: Final = frozenset({"yes", "no", "likely", "probably"})

_TIMES: Final = frozenset(
    """
    yesterday today tomorrow tonight morning noon afternoon evening night midnight weekend weekends
    day days week weeks month months year years hour hours minute minutes spring summer autumn fall
    winter christmas easter ago since daily weekly monthly yearly every soon never always recently
    before after during later earlier now am pm oclock around around about
    """.split()  # noqa: SIM905  (a list of fifty strings is not read by anybody)
) | {name.lower() for name in (*MONTHS, *WEEKDAYS)}

_NUMBERS: Final = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand million dozen half quarter once twice both none couple few several first second third
    fourth fifth single
    """.split()  # noqa: SIM905
)

_FEW: Final = 2

_ONE_OF: Final = re.compile(r"\b(?:an?|every|each|per) \w+", re.IGNORECASE)
"""As in "a year", which may answer "how long"."""


def fits(answer: str, wants: Wants) -> bool:
    """Say whether an answer may be of the kind that is wanted."""
    said = words(answer)
    plain = bool(said) and said[0] in _PLAIN
    if wants is Wants.YES_NO or not said:
        return plain
    if plain and len(said) <= _FEW:
        return False
    if wants in {Wants.PERSON, Wants.PLACE, Wants.REASON}:
        named = any(map(_names_something, said))
        return named and (wants is not Wants.PERSON or _may_be_people(answer))
    timed = any(word[0].isdigit() for word in said) or not _TIMES.isdisjoint(said)
    if wants is Wants.NUMBER:
        return timed or not _NUMBERS.isdisjoint(said) or _ONE_OF.search(answer) is not None
    return timed or wants is not Wants.TIME


def _may_be_people(answer: str) -> bool:
    """Say whether an answer holds a name, or a word for people."""
    people = (is_relation(word) or kind_of(word) is Wants.PERSON for word in words(answer))
    return any(map(str.isupper, answer)) or any(people)


def _names_something(word: str) -> bool:
    return not word[0].isdigit() and word not in _TIMES | _NUMBERS | STOP_WORDS
