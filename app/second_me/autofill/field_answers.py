"""Answers read off memories by program: the words by which a field asks, and what stands by them.

A field says what kind of thing it takes (an amount, a day, a name, one of its options); of all
such things in what was found, the one that stands nearest to the field's own words is meant.
"""

import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from second_me.autofill import dates
from second_me.autofill.choices import option_for
from second_me.autofill.understanding import FILLABLE
from second_me.autofill.value_shapes import DATE, NUMBER, TELLING, Span, shape_of
from second_me.autofill.words import plain
from second_me.core.calendar_days import MONTHS
from second_me.core.forms import Field, FieldKind
from second_me.core.ids import EventId
from second_me.core.terms import stems

_WORD: Final = re.compile(r"\w+(?:['’.@&/-]\w+)*")
_NEAR: Final = 7.0  # words after which a word of the label counts for a third
_AFTER: Final = 1.3  # what stands behind its label is likelier meant than what stands before it
_LEAST: Final = 0.34  # share of a label's words that must stand near
_LONGEST: Final = 220
_EMPTY_WORDS: Final = stems("your please enter the a of for number name preferred current optional")


class Source(msgspec.Struct, frozen=True):
    """A memory to read in. `own`: the person wrote it down themselves, of themselves; only there
    is read who they are and how they are reached, which other memories tell of others.
    """

    event: EventId
    text: str
    own: bool = False


class Read(msgspec.Struct, frozen=True):
    """A value as its field takes it and as a person reads it, how surely, and from which memory."""

    value: str
    shown: str
    worth: float
    source: EventId


def answer_in(
    field: Field, sources: Sequence[Source], kind: FieldKind = FieldKind.OTHER
) -> Read | None:
    """Return what the first of the memories that tells it says for a field."""
    label = field.label or field.aria or field.placeholder or field.header or field.before
    found = [read for one in sources if (read := _read(field, label, kind, one)) is not None]
    return max(found, key=lambda one: one.worth, default=None)


def _read(  # noqa: PLR0911  (a way to tell each)
    field: Field, label: str, kind: FieldKind, source: Source
) -> Read | None:
    if kind in FILLABLE and not source.own:
        return None
    told = _after_label(label, source.text)
    if field.options:
        return _option(field, label, told, source)
    shape = shape_of(field, label, kind)
    if shape is None:
        return _fitted(field, label, told, 1.0, source) if told else None
    inner = next(shape(told), None)
    if inner is not None:
        return _fitted(field, label, inner.text, 1.0, source)
    spans = list(shape(source.text))
    if not spans:
        return None
    best = max(spans, key=lambda one: _nearness(one, label, source.text))
    worth = _nearness(best, label, source.text)
    alone = len({one.text.casefold() for one in spans}) == 1 and shape in TELLING
    if worth < _LEAST and not alone:
        return None
    return _fitted(field, label, best.text, max(worth, _LEAST), source)


def _fitted(field: Field, label: str, value: str, worth: float, source: Source) -> Read | None:
    day = _day(value)
    if day is not None and (field.type == "date" or "date" in plain(label).split()):
        value = dates.written(day, FieldKind.BDAY, field, "")[0]
    if field.type == "number":
        found = NUMBER.search(value)
        value = found[1].replace(",", "") if found else ""
    value = " ".join(value.split()).strip(" ,;\"“”'")
    if not value or (field.max_length and len(value) > field.max_length):
        return None
    return Read(value, value, worth, source.event)


def _option(field: Field, label: str, told: str, source: Source) -> Read | None:
    """Return the option that the label's own value means, else the only one that is named, else
    the one named nearest to the label.
    """
    meant = option_for(FieldKind.OTHER, field, (told,), "") if told else None
    if meant is None:
        named = [
            (_nearness(span, label, source.text) + 0.02 * len(text), value)
            for value, text in field.options
            if plain(text) and (span := _named(text, source.text)) is not None
        ]
        meant = max(named)[1] if named else None
    if not meant:
        return None
    shown = next(text for value, text in field.options if value == meant)
    return Read(meant, shown or meant, 1.0 if told else _LEAST, source.event)


def _named(option: str, text: str) -> Span | None:
    words = r"[^\w]{1,4}".join(map(re.escape, re.findall(r"\w+", option)))
    found = re.search(rf"\b{words}\b", text, re.IGNORECASE) if words else None
    return Span(found[0], found.start(), found.end()) if found else None


def _after_label(label: str, text: str) -> str:
    """Return what a text puts behind a label of its own, as in "Subject: printer" or "the purpose
    of the agreement is "to protect…"".
    """
    words = [re.escape(word) for word in re.findall(r"\w+", re.sub(r"\(.*?\)", "", label))]
    if not words:
        return ""
    said = r"\W{1,3}".join(words)
    unit = r"(?:\s*\([^)]{1,20}\))?"
    line = re.search(rf"(?im)^\W*{said}{unit}\s*[:\-–]\s*(\S.*?)\s*$", text)
    if line:
        return line[1][:_LONGEST]
    inline = re.search(rf"(?i)[.;!?]\s+{said}{unit}\s*:\s*([^.;\n]{{1,200}})", text)
    if inline:
        return inline[1].strip()
    quoted = re.search(rf"(?is)\b{said}{unit}\b[^.\"“]{{0,30}}[\"“]([^\"”]{{2,400}})[\"”]", text)
    if quoted:
        return quoted[1]
    stated = re.search(
        rf"(?i)\b{said}{unit}\s*(?:is|are|was|of|being|:|as|-)\s+(?:an? |the )?([^.;,\n]{{2,160}})",
        text,
    )
    return stated[1] if stated else ""


def _nearness(span: Span, label: str, text: str) -> float:
    """Return how near the words of a label stand to a place in a text, 0 to about 1."""
    wanted = stems(label)
    wanted = (wanted - _EMPTY_WORDS) or wanted
    if not wanted:
        return 0.0
    places: dict[str, float] = {}
    middle = len(_WORD.findall(text[: span.start]))
    last = middle + max(1, len(_WORD.findall(span.text)))
    for place, word in enumerate(_WORD.finditer(text)):
        own = stems(word[0]) & wanted
        if not own or middle <= place < last:
            continue
        apart = middle - place if place < middle else place - last + 1
        worth = math.exp(-apart / _NEAR) * (_AFTER if place < middle else 1.0)
        for one in own:
            places[one] = max(places.get(one, 0.0), worth)
    return sum(places.values()) / len(wanted)


def _day(value: str) -> date | None:
    """Return the day that a text is; None if it is none, or one that no calendar has."""
    numbers = re.findall(r"\d+", value)
    month = next(
        (
            place
            for place, name in enumerate(MONTHS, 1)
            if name.casefold()[:3] in re.findall(r"[a-z]{3}", value.casefold()[:40])
        ),
        0,
    )
    if len(numbers) == 3 and len(numbers[0]) == 4:  # noqa: PLR2004
        year, month, day = map(int, numbers)
    elif month and len(numbers) == 2 and DATE.fullmatch(value.strip()):  # noqa: PLR2004
        day, year = map(int, numbers)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
