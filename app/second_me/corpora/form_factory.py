"""FormFactory's long forms: what goes into each field, and the text that it is told in (MIT).

The forms themselves are not stored: a field is a list where few values are ever given, takes a
number where all are, and takes whole sentences where most are long.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.forms import Field, Form, Page

_NEXT: Final = re.compile(r"(?m)^\s*(\d{1,3})[.)]\s")
_MOST_OPTIONS: Final = 12
_LONG: Final = 60
_SHORT: Final = 40
_CONSENT: Final = re.compile(r"\bI (?:have|authori[sz]e|understand|confirm|agree)\b", re.IGNORECASE)


class LongForm(msgspec.Struct, frozen=True):
    """A form with the text it is to be filled from. `gold` is by field; fields that give somebody's
    consent are left out, since no memory gives it.
    """

    name: str
    text: str
    page: Page
    gold: dict[int, str]


def long_forms(folder: Path, each: int) -> Iterator[LongForm]:
    """Yield `each` forms of every kind, spread over all of them."""
    for file in sorted((folder / "gold").glob("*.json")):
        gold = [
            {label: str(value) for label, value in one.items() if not _consents(label, value)}
            for one in msgspec.json.decode(file.read_bytes(), type=list[dict[str, Any]])
        ]
        texts = _parts((folder / "source" / f"{file.stem}.txt").read_text("utf-8"), len(gold))
        page = _page(file.stem, gold)
        step = max(1, len(gold) // each)
        for place in range(0, len(gold), step):
            known = {
                field.id: gold[place][field.label]
                for field in page.fields
                if gold[place].get(field.label, "").strip()
            }
            if texts[place]:
                yield LongForm(f"{file.stem} {place + 1}", texts[place], page, known)


def _consents(label: str, value: object) -> bool:
    return isinstance(value, bool) or _CONSENT.search(label) is not None


def _parts(text: str, count: int) -> list[str]:
    """Return the texts of a file, which are numbered; numbers out of turn are of a text itself."""
    starts: list[tuple[int, int]] = []
    for found in _NEXT.finditer(text):
        if int(found[1]) == len(starts) + 1:
            starts.append((found.start(), found.end()))
    ends = [start for start, _ in starts[1:]] + [len(text)]
    parts = [text[begin:end].strip() for (_, begin), end in zip(starts, ends, strict=True)]
    return (parts + [""] * count)[:count]


def _page(name: str, gold: Sequence[dict[str, str]]) -> Page:
    labels = list(dict.fromkeys(label for one in gold for label in one))
    fields = tuple(
        _field(number, label, [one[label] for one in gold if label in one])
        for number, label in enumerate(labels, 1)
    )
    heading = name.replace("_", " ")
    return Page(origin="https://form.example", title=heading, forms=(Form(heading=heading),),
                fields=fields)  # fmt: skip


def _field(number: int, label: str, values: Sequence[str]) -> Field:
    known = sorted(set(values))
    few = len(known) <= _MOST_OPTIONS and 2 * len(known) < len(values)
    if few and max(map(len, known)) < _SHORT:
        options = tuple((value, value) for value in known)
        whole = Field(id=number, form=0, tag="select", type="select-one", options=options)
        return msgspec.structs.replace(whole, label=label)
    if all(re.fullmatch(r"\d+(?:\.\d+)?", value) for value in values):
        return Field(id=number, form=0, type="number", label=label)
    if sum(map(len, values)) > _LONG * len(values):
        return Field(id=number, form=0, tag="textarea", type="textarea", label=label)
    return Field(id=number, form=0, label=label)
