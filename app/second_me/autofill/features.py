"""What the classifier sees of a field: hashed words, letters and marks of it and its neighbours."""

import itertools
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.autofill.tokens import token_of
from second_me.autofill.words import kinds_in, plain
from second_me.core.forms import Field

BUCKETS: Final = 1 << 15
_LETTERS: Final = (3, 5)
_NEIGHBOURS: Final = (-2, -1, 1, 2)
_FEW: Final = 8
_COUNTRIES: Final = {"germany", "deutschland", "france", "francia", "frankreich", "spain", "de"}
_SETS: Final = (
    ("months", re.compile(r"^(0?[1-9]|1[0-2])$"), 11, 15),
    ("days", re.compile(r"^(0?[1-9]|[12]\d|3[01])$"), 27, 34),
    ("births", re.compile(r"^19[3-9]\d$"), 25, 200),
    ("expiries", re.compile(r"^(20)?(2[5-9]|3\d)$"), 6, 30),
    ("dials", re.compile(r"\+\s?\d{1,3}|\(\d{1,3}\)"), 5, 400),
)


def features(fields: Sequence[Field]) -> list[NDArray[np.int64]]:
    """Return for each field the buckets of what speaks for it, in the order of the page."""
    own = [tuple(_own(field)) for field in fields]
    gist = [tuple(_gist(field)) for field in fields]
    found = []
    for place, field in enumerate(fields):
        said = [*own[place], *_around(place, field, fields, gist)]
        found.append(np.unique(np.fromiter(map(bucket, said), np.int64, len(said))))
    return found


@lru_cache(maxsize=65_536)
def bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS


def _own(field: Field) -> Iterator[str]:
    yield "always"
    yield f"tag={field.tag}"
    yield f"type={field.type}"
    yield f"mode={field.input_mode}"
    yield f"token={token_of(field.autocomplete) or ''}"
    yield f"max={_size(field.max_length)}"
    yield f"pattern={field.pattern[:12]}"
    said = _said(field)
    for origin, text in said.items():
        yield from _words(origin, text)
    label = said["label"] or said["aria"] or said["header"] or said["placeholder"] or said["before"]
    yield from _words("best", label)
    yield from _letters("best", label)
    for text in {said["name"], said["dom_id"]}:
        yield from _letters("code", text)
    yield from _options(field)


def _said(field: Field) -> dict[str, str]:
    """Return the plain texts on a field, by where they stand."""
    return {
        "label": plain(field.label),
        "aria": plain(field.aria),
        "placeholder": plain(field.placeholder),
        "header": plain(field.header),
        "before": plain(field.before),
        "title": plain(field.title),
        "group": plain(field.group),
        "name": plain(field.name),
        "dom_id": plain(field.dom_id),
        "hints": plain(field.hints),
    }


def _words(origin: str, text: str) -> Iterator[str]:
    if not text:
        yield f"{origin}:none"
        return
    words = text.split()[:12]
    for word in words:
        yield f"{origin}:{word}"
    for first, second in itertools.pairwise(words):
        yield f"{origin}:{first} {second}"
    if len(words) <= _FEW:
        yield f"{origin}=[{text}]"
    longest = max((length for _, length in kinds_in(text)), default=0)
    for kind, length in set(kinds_in(text)):
        yield f"{origin}~{kind}"
        if length == longest:
            yield f"{origin}~~{kind}"
            yield f"any~~{kind}"


def _letters(origin: str, text: str) -> Iterator[str]:
    for word in text.split()[:8]:
        whole = f"<{word}>"
        for length in _LETTERS:
            for start in range(max(1, len(whole) - length + 1)):
                yield f"{origin}|{whole[start : start + length]}"


def _options(field: Field) -> Iterator[str]:
    if not field.options:
        return
    values = [value.strip().casefold() for value, _ in field.options]
    texts = [text.strip().casefold() for _, text in field.options]
    yield f"options={_size(len(values))}"
    if _COUNTRIES & {*texts, *values}:
        yield "options~countries"
    for name, shape, least, most in _SETS:
        for said in (values, texts):
            if least <= sum(bool(shape.search(one)) for one in said) and len(said) <= most:
                yield f"options~{name}"
    for text in texts[:6]:
        yield f"option:{plain(text)[:24]}"


def _size(number: int) -> str:
    for most in (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 32, 60, 120, 260):
        if number <= most:
            return str(most)
    return "more"


def _gist(field: Field) -> Iterator[str]:
    """Yield what of a field tells of those beside it."""
    yield f"type={field.type}"
    yield f"token={token_of(field.autocomplete) or ''}"
    said = _said(field)
    texts = [said[one] for one in ("label", "aria", "placeholder", "header", "name", "dom_id")]
    for kind in {kind for text in texts for kind, _ in kinds_in(text)}:
        yield f"~{kind}"
    first = next((text for text in texts if text), "")
    for word in first.split()[:6]:
        yield word
    name = said["name"] or said["dom_id"]
    for word in name.split()[-2:]:
        yield f"code:{word}"


def _around(
    place: int, field: Field, fields: Sequence[Field], gist: Sequence[tuple[str, ...]]
) -> Iterator[str]:
    for step in _NEIGHBOURS:
        other = place + step
        if not 0 <= other < len(fields) or fields[other].form != field.form:
            yield f"{step}:none"
            continue
        for said in gist[other]:
            yield f"{step}:{said}"
    mates = [one for one in fields if one.form == field.form]
    yield f"form:{_size(len(mates))}"
    yield f"form:secrets={min(2, sum(one.type == 'password' for one in mates))}"
    yield f"form:formless={field.form < 0}"
