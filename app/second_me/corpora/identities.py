"""LifeBench's identities: who its people are by their `persona.json`, and which records say it.

What no record says cannot be known. A value counts as stated where a record holds its words,
beside the name of whom it is about unless that is the person; a date also where month and day
stand there, a measure only with its unit.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.calendar_days import MONTHS
from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora import lifebench
from second_me.corpora.corpus import Corpus

_CARD: Final = (
    ("Name", "name"),
    ("Relation", "relation"),
    ("Gender", "gender"),
    ("Nickname", "nickname"),
    ("Phone", "phoneNumber"),
    ("Personal email", "personalEmail"),
    ("Work email", "workEmail"),
    ("ID number", "idNumber"),
)
_OF_OTHERS: Final = {
    "relation": "relation",
    "nickname": "nickname",
    "gender": "sex",
    "birth_date": "birth_date",
    "occupation": "occupation",
    "organization": "employer",
}
_UNKNOWN: Final = frozenset({"", "none", "unknown", "no fixed unit", "unemployed", "retired"})


class Gold(msgspec.Struct, frozen=True):
    """What is so: whose slot ("" is the person), and its value as the persona file has it."""

    whose: str
    slot: str
    value: str


class Identity(msgspec.Struct, frozen=True):
    """One person's records with their address book, and the identities that are stated there."""

    corpus: Corpus
    stated: tuple[Gold, ...]


def read(path: Path) -> Iterator[Identity]:
    """Yield the identity of one person, or of each whose folder lies in `path`."""
    for corpus in lifebench.read(path):
        folder = path if (path / "persona.json").exists() else path / corpus.name
        events = (*corpus.events, *_contacts(folder, corpus))
        persona = msgspec.json.decode((folder / "persona.json").read_bytes())
        whole = msgspec.structs.replace(corpus, events=events)
        yield Identity(whole, tuple(_stated(_gold(persona), events)))


def _contacts(folder: Path, corpus: Corpus) -> Iterator[NewEvent]:
    """Yield the address book as an importer would read it: a card each, known from the start."""
    first = min(event.moment.at for event in corpus.events)
    records = msgspec.json.decode((folder / "phone_data" / "contact.json").read_bytes())
    for number, record in enumerate(records):
        lines = [f"{label}: {record[key]}" for label, key in _CARD if record.get(key)]
        yield NewEvent(
            kind=EventKind.RECORD,
            origin=Origin.OWN,
            text="\n".join(lines),
            title="Contact",
            moment=Moment(Timestamp(first - len(records) + number), Precision.UNKNOWN, 0),
            natural_key=f"contact:{number}",
            author=corpus.owner,
            thread="contacts",
            position=number,
        )


def _gold(persona: dict[str, Any]) -> Iterator[Gold]:
    body = persona.get("body", {})
    yield Gold("", "name", persona["name"])
    yield Gold("", "birth_date", persona["birth"])
    yield Gold("", "home", _address(persona["home_address"]))
    yield Gold("", "birth_place", _plain_place(persona["birth_place"].get("city", "")))
    yield Gold("", "occupation", persona["job"])
    yield Gold("", "employer", persona["occupation"])
    yield Gold("", "height", f"{body['height']:g} cm")
    yield Gold("", "weight", f"{body['weight']:g} kg")
    for circle in persona["relation"]:
        for one in circle:
            for key, slot in _OF_OTHERS.items():
                yield Gold(one["name"], slot, str(one.get(key) or ""))


def _address(parts: dict[str, str]) -> str:
    return ", ".join(
        part for key in ("street_name", "street_number", "district", "city")
        if (part := parts.get(key, ""))
    )  # fmt: skip


def _plain_place(name: str) -> str:
    return re.sub(r" (?:City|Municipality|Special Administrative Region)$", "", name)


def _stated(gold: Iterable[Gold], events: Sequence[NewEvent]) -> Iterator[Gold]:
    texts = [f"{event.title} {event.text}".casefold() for event in events]
    for one in gold:
        if one.value.casefold() in _UNKNOWN:
            continue
        signed = one.slot == "name" and any(event.author == one.value for event in events)
        if signed or any(_says(one, text) for text in texts):
            yield one


def _says(gold: Gold, text: str) -> bool:
    if gold.whose and gold.whose.casefold() not in text:
        return False
    return any(
        all(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) for part in writing)
        for writing in _writings(gold)
    )


def _writings(gold: Gold) -> list[list[str]]:
    """Return the ways to write a value, each as parts that must all stand in a record."""
    if gold.slot == "birth_date":
        day = date.fromisoformat(gold.value)
        month = MONTHS[day.month - 1].casefold()
        return [
            [gold.value],
            ["birthday", f"{month} {day.day}"],
            ["birthday", f"{day.day} {month}"],
            ["born", f"{month} {day.day}"],
        ]
    if gold.slot == "home":
        street, number = gold.value.casefold().split(", ")[:2]
        return [[street, number]]
    if gold.slot == "sex":
        return [[f"gender: {gold.value.casefold()}"]]
    if gold.slot == "relation":
        return [[f"relation: {gold.value.casefold()}"]]
    if gold.slot == "nickname":
        return [[f"nickname: {gold.value.casefold()}"]]
    return [[gold.value.casefold()]]
