"""What kinds of things a field may take, and how each is found in a text."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from second_me.autofill.words import plain
from second_me.core.calendar_days import MONTHS
from second_me.core.forms import Field, FieldKind


class Span(msgspec.Struct, frozen=True):
    """A piece of a text, and where it stands."""

    text: str
    start: int
    end: int


_MONTH: Final = "|".join(MONTHS)
DATE: Final = re.compile(
    rf"\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\b(?:the )?\d{{1,2}}(?:st|nd|rd|th)?"
    rf"(?: of)? (?:{_MONTH}),? \d{{4}}\b"
    rf"|\b(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b",
    re.IGNORECASE,
)
_MONEY: Final = re.compile(
    r"(?:USD|EUR|GBP|[$€£]) ?\d[\d,.]*\d|\d[\d,.]*\d ?(?:USD|EUR|GBP|dollars|euros|€)\b"
    r"|\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(r"\b\d+(?:\.\d+)? ?(?:%|percent|per cent)")
_SPAN: Final = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[ -](?:years?"
    r"|months?|weeks?|days?|hours?)\b",
    re.IGNORECASE,
)
NUMBER: Final = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(?![\w-])")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<![\w-])(?:\+?\d|\(\d)[\d ().x/-]{5,22}\d\b(?![-/]\d)")
_LINK: Final = re.compile(r"\bhttps?://[^\s,;]+|\bwww\.[^\s,;]+")
_CODE: Final = re.compile(r"\b(?=[A-Z0-9-]*\d)[A-Z]{1,6}-?\d[A-Z0-9-]{2,}\b")
_PROPER: Final = re.compile(
    r"\b(?:Dr\.? |Mr\.? |Mrs\.? |Ms\.? |Prof\.? )?[A-Z][\w’'-]+(?:,? (?:[A-Z]\."
    r"|[A-Z][\w’'-]+|&|and (?=[A-Z]\w+ (?:LLC|Inc|Ltd|PLC|Group|Partners|Sons"
    r"|Co)\b))){1,4}(?: (?:LLC|Inc|Ltd|PLC|Group)\.?)?"
)
_JOB: Final = re.compile(
    r"\b(?:as (?:an?|the)|position of|role of|title of|serves as|the position as) ("
    r"(?:[A-Za-z][\w/-]*,? ?){1,5}?)(?= (?:at|with|for|in|within|and|by|of|who|position"
    r"|role|since)\b|[.,;\n])"
)
_EMPLOYER: Final = re.compile(
    r"\b(?:employed (?:at|by|with)|works? (?:at|for|with)|working (?:at|for|with)"
    r"|employer is|employment (?:at|with)) ((?:[A-Z][\w’'&.-]*|and|,)(?: ?"
    r"(?:[A-Z][\w’'&-]*|and|,(?= [A-Z][\w’'-]+ (?:and|LLC|Inc|Ltd))))*)"
)
_STREET: Final = re.compile(
    r"\b\d{1,6} (?:[A-Z][\w.'-]* ){1,4}?(?:[A-Z][\w.'-]*)(?:,? (?:Apt|Suite|Unit"
    r"|Apartment)\.? ?\w+)?(?= in |,|\.|\n| \d{5})"
)
_POST_CODE: Final = re.compile(r"(?<![\d$€£-])\d{5}(?:-\d{4})?(?![\d,-])")


Shape = Callable[[str], Iterator[Span]]


def _every(pattern: re.Pattern[str]) -> Shape:
    def found(text: str) -> Iterator[Span]:
        for one in pattern.finditer(text):
            group = one.lastindex or 0
            yield Span(one[group], one.start(group), one.end(group))

    return found


DATES, MONEYS, SHARES, SPANS = map(_every, (DATE, _MONEY, _SHARE, _SPAN))
NUMBERS, MAILS, PHONES, LINKS = map(_every, (NUMBER, _MAIL, _PHONE, _LINK))
CODES, NAMES, JOBS, EMPLOYERS = map(_every, (_CODE, _PROPER, _JOB, _EMPLOYER))
STREETS, POST_CODES = map(_every, (_STREET, _POST_CODE))
TELLING: Final = frozenset({MAILS, PHONES, LINKS, JOBS, EMPLOYERS, STREETS, POST_CODES, SHARES})
"""Shapes that tell by themselves what they are."""
_BY_KIND: Final = {
    FieldKind.EMAIL: MAILS,
    FieldKind.TEL: PHONES,
    FieldKind.TEL_NATIONAL: PHONES,
    FieldKind.URL: LINKS,
    FieldKind.BDAY: DATES,
    FieldKind.NAME: NAMES,
    FieldKind.ORGANIZATION: EMPLOYERS,
    FieldKind.ORGANIZATION_TITLE: JOBS,
    FieldKind.STREET_ADDRESS: STREETS,
    FieldKind.ADDRESS_LINE1: STREETS,
    FieldKind.POSTAL_CODE: POST_CODES,
}
_BY_WORD: Final = (
    (("email", "e-mail"), MAILS),
    (("website", "linkedin", "url", "link", "github"), LINKS),
    (("phone", "telephone", "mobile"), PHONES),
    (("date", "birthday"), DATES),
    (("percent", "equity", "share"), SHARES),
    (("income", "rent", "amount", "revenue", "valuation", "budget", "salary", "cost", "price",
      "fee", "usd", "eur"), MONEYS),
    (("duration", "length", "term", "period", "years", "months"), SPANS),
    (("id", "policy", "code"), CODES),
    (("users", "many", "size", "count", "age", "people"), NUMBERS),
    (("name", "applicant", "founder", "representative", "holder", "employer", "landlord",
      "contact"), NAMES),
    (("title", "position", "job", "role", "occupation"), JOBS),
)  # fmt: skip


def shape_of(field: Field, label: str, kind: FieldKind) -> Shape | None:
    """Return what finds the things of a text that a field may take; None where any words do."""
    words = set(plain(label).split())
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if "$" in label or "€" in label:
        return MONEYS
    if "%" in label:
        return SHARES
    for told, shape in _BY_WORD:
        if words & set(told):
            return shape
    return NUMBERS if field.type == "number" else DATES if field.type == "date" else None
