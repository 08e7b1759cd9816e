"""Times and amounts as they stand in a text, and which of them a question asks for."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from second_me.core.calendar_days import MONTHS
from second_me.core.clock import Moment
from second_me.core.terms import stem
from second_me.recall.understanding import Wants

_WORDS: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_NUMBER: Final = rf"(?:\d[\d.,]*(?<![.,])|(?:{_WORDS})(?:-(?:{_WORDS}))?|half an?|an?)"
_FIGURE: Final = r"(?:about |around |over |nearly )?\d[\d.,]*(?<![.,])"
_MONTH: Final = f"(?-i:{'|'.join(MONTHS)})"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_DAYS: Final = rf"{_DAY}(?: ?(?:to|and|-|\u2013) ?{_DAY})?"
_DATE: Final = (
    rf"(?:{_DAYS} {_MONTH}|{_MONTH} {_DAYS}(?!\d)|{_MONTH})(?:,? \d{{4}})?"
    r"|\d{4}-\d{2}-\d{2}|(?<![\d.,])(?:19|20)\d{2}(?![\d.,])"
)

_PATTERNS: Final = {
    "date": rf"(?:(?:around|the week (?:before|after|of)|the weekend (?:before|after|of)"
    rf"|a few (?:days|weeks) before) )?(?:{_DATE})",
    "clock": r"\d{1,2}:\d{2}(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?|noon|midnight",
    "duration": rf"{_NUMBER}(?: and a half)? (?:second|minute|hour|day|night|week|month|year)s?\b",
    "money": rf"[$€£¥] ?\d[\d.,]*(?<![.,])|{_FIGURE} ?(?:euros?|dollars?|pounds?|francs?|yuan|cents"
    r"|bucks|eur|usd|gbp|chf|rmb)\b",
    "weight": rf"{_FIGURE} ?(?:grams?|g|kg|kilos?|kilograms?|pounds?|lbs?|ounces?|tons?)\b",
    "length": rf"{_FIGURE} ?(?:cm|km|m|mm|mile|feet|foot|inch|(?:square )?(?:kilo|centi|milli)?"
    r"met(?:er|re))(?:e?s)?\b",
    "share": rf"{_FIGURE} ?(?:%|percent\b|per cent\b)",
    "age": rf"(?:(?<=is )|(?<=turned )|(?<=turns )|(?<=aged )|(?<=turning )){_NUMBER}\b"
    rf"|{_NUMBER}[- ]years?[- ]old",
    "frequency": rf"(?:once|twice|{_NUMBER} times) (?:an?|every|per|each) \w+|every \w+|daily"
    r"|weekly|monthly",
}  # fmt: skip
_COMPILED: Final = {
    kind: re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE) for kind, pattern in _PATTERNS.items()
}

_YEARLESS: Final = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})"
    rf"|(?P<before>{_MONTH}) (?P<first>\d{{1,2}})(?:st|nd|rd|th)?"
)

_ASKED: Final = (
    ("clock", r"what time|at which time"),
    ("frequency", r"how (?:often|frequently)"),
    ("age", r"how old|what age"),
    ("duration", r"how long(?! ago)|how many (?:hours|days|weeks|months|years|minutes)(?! ago)"),
    ("weight", r"how (?:heavy|much\b.*\bweigh)|\bweight"),
    ("length", r"how (?:tall|far|high|wide|deep|big|large)|\bdistance|\bheight"),
    ("share", r"percent|what share"),
    ("money", r"how (?:much|expensive)\b|what did \w+ (?:pay|spend)"),
    ("money", r"\b(?:price|cost|rent|fee|salary|deposit)\b"),
)  # fmt: skip
_ASKS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKED)


def asked_for(question: str, wants: Wants) -> str:
    """Return the kind of time or amount that a question asks for; empty if for none known."""
    for kind, pattern in _ASKS:
        if pattern.search(question):
            return kind
    return "date" if wants is Wants.TIME else ""


def stated(text: str, kind: str) -> Iterator[str]:
    """Yield the times or amounts of that kind in a text, as they are written there."""
    return (found[0] for found in _COMPILED[kind].finditer(text))


def counted(text: str, thing: str) -> Iterator[str]:
    """Yield the numbers of a thing that a text states: "31" for boxes in "31 big boxes"."""
    for found in re.finditer(rf"(?<!\w)({_NUMBER}) (?:\w+ )?(\w+)", text, re.IGNORECASE):
        behind = found[0].split()[1:]
        if any(stem(word.lower()) == stem(thing) for word in behind):
            yield found[1]


def in_its_year(words: str, said: Moment) -> str:
    """Return a day of a month with its year: of the years around the day it was said on, the
    nearest. Other words stay as they are.
    """
    found = _YEARLESS.fullmatch(words)
    if found is None or not said.to_the_day:
        return words
    when = said.local().date()
    number = int(found["day"] or found["first"])
    try:
        near = [date(when.year + more, _month(found), number) for more in (-1, 0, 1)]
    except ValueError:  # 29 February
        return words
    return f"{words} {min(near, key=lambda one: abs(one - when)).year}"


def _month(found: re.Match[str]) -> int:
    return 1 + next(
        place for place, name in enumerate(MONTHS) if name in {found["month"], found["before"]}
    )
