"""Patterns of what people say of themselves, for the questions that are made of it."""

import re
from typing import Final

_WEEKDAYS: Final = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS: Final = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_COUNT: Final = (
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+|a few|a couple of|"
    r"several|many)"
)
_PART: Final = (
    "night|day|days|week|weekend|weekends|month|months|year|years|summer|winter|spring|fall|"
    f"autumn|morning|evening|afternoon|{_WEEKDAYS}|{_MONTHS}|christmas|semester"
)
_THE_LAST: Final = (
    r"(?:about |around |just |only |back |over |within )*"
    r"(?:on |in |at |for |since |during |by |until )?(?:the )?"
    rf"(?:last|past|next|this|every|each|previous|coming) (?:\w+ )?(?:{_PART})"
)
_AGO: Final = (
    rf"(?:about |around |over |exactly |almost |nearly )?{_COUNT}(?: or (?:two|three|so))? "
    r"(?:minutes|hours|days?|weeks?|months?|years?|weekends?) ago"
)
_IN_MONTH: Final = (
    rf"(?:on|in|since|around|by|until|from) (?:early |late |mid-)?(?:{_MONTHS})"
    r"(?: \d{1,2}(?:st|nd|rd|th)?)?(?:,? \d{4})?"
)
_OTHER_TIME: Final = (
    rf"(?:on|every) (?:{_WEEKDAYS})s?|(?:on |in )?\d{{1,2}}/\d{{1,2}}|in (?:19|20)\d\d|yesterday|"
    r"today|tonight|tomorrow|the other day|(?:at|around) \d{1,2}(?::\d\d)? ?(?:am|pm)"
)
_PEOPLE: Final = (
    "friends?|family|sister|brother|mom|mother|dad|father|wife|husband|partner|kids|son|daughter|"
    "cousin|aunt|uncle|colleagues?|coworkers?|neighbou?r|roommate|boss|team|niece|nephew|grandma|"
    "girlfriend|boyfriend"
)
_ADVERBS: Final = (
    r"(?:(?:just|recently|finally|also|actually|really|already|even|usually|often|always|still|"
    r"currently|definitely|only|once|originally|accidentally|eventually)\s+)*"
)
_UNITS: Final = r"minutes?|hours?|days?|weeks?|months?|years?|am|pm|miles|percent|or"

LEAD: Final = re.compile(
    r"^(?:(?:by the way|speaking of (?:which|\w+)|oh|also|actually|anyway|yeah|yes|well|and|but|"
    r"so|like|in fact|to be honest|honestly|plus|besides|of course|lately|recently|it's funny|"
    r"for example|for instance)\b[,:]?\s*)+",
    re.IGNORECASE,
)
TIME: Final = re.compile(
    rf",?\s*\b(?:{_THE_LAST}|{_AGO}|{_IN_MONTH}|{_OTHER_TIME})\b", re.IGNORECASE
)
LENGTH: Final = re.compile(
    rf"\bfor (?:about |around |over |almost |nearly |the (?:past|last) )*{_COUNT}"
    r"(?: \w+)? (?:minutes|hours?|days?|weeks?|months?|years?)(?: now)?\b",
    re.IGNORECASE,
)
PLACE: Final = re.compile(
    r"\b(?:at|in|from|near|to|on) (?:the |a |an |my )?(?:local |new )?"
    r"(?:[A-Z][\w'\u2019&.-]*)(?: (?:of |the |and |& )?[A-Z][\w'\u2019&.-]*)*"
)
SOMEWHERE: Final = re.compile(r"\b(?:at|in|from|near|to) (?:the|a|an|my|our) (?:\w+ )?(?:\w+)\b")
WITH: Final = re.compile(
    rf"\bwith (?:my|our|a|an|some|the) (?:\w+[\s-])?(?:{_PEOPLE})\b(?:,? [A-Z]\w+)?"
)
WHY: Final = re.compile(
    r",? (?:because|since|so that|so I could|in order to|as I|to help|due to|"
    r"after (?:my|I|the)|and it (?:was|is|has)|which (?:was|is|has)) .*$"
)
NUMBER: Final = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    rf"\d{{1,4}}) (?!(?:{_UNITS})\b)((?:[a-z-]+ )?[a-z-]+s)\b"
)
AMOUNT: Final = re.compile(r"\b(?:for |of |cost |about )?\$\d[\d,.]*\d*")
NAMED: Final = re.compile(r"\b(?:called|named|titled) \"?[A-Z\"][^,.;]*")
QUOTED: Final = re.compile(r"\"[^\"]{3,60}\"")
CLAUSE: Final = re.compile(
    r"(?:,| - | \u2013 |;| but | and (?:I|it|my|we|the|now)| which | where | when | while |"
    r" that I).*$"
)
DID: Final = re.compile(
    rf"^(?P<who>I|we)(?: had|'d|'ve| have)? {_ADVERBS}(?P<verb>[a-z]+) {_ADVERBS}(?P<rest>.+)$",
    re.IGNORECASE,
)
BEEN: Final = re.compile(
    rf"^(?P<who>I|we)(?:'ve| have) {_ADVERBS}been {_ADVERBS}(?P<verb>[a-z]+ing) (?P<rest>.+)$",
    re.IGNORECASE,
)
DOING: Final = re.compile(
    rf"^(?P<who>I|we)(?:'m| am|'re| are| was| were) {_ADVERBS}(?P<verb>[a-z]+ing) (?P<rest>.+)$",
    re.IGNORECASE,
)
MINE: Final = re.compile(
    r"^my (?P<what>(?:[\w'-]+ ){1,3}?)(?P<verb>is|was|are|were|has|had|got|loves?|works?|said|told|"
    r"gave|just|recently|lives?)\b (?P<rest>.+)$",
    re.IGNORECASE,
)
BY_PREPOSITION: Final = re.compile(
    r"\b(?:at|in|from|with|for|on|to|about|during|after|before|by|into)\b .*"
)
OBJECT_ENDS: Final = re.compile(
    r"\b(?:at|in|from|with|for|on|to|during|after|before|by|into|because|so|since)\b"
)
