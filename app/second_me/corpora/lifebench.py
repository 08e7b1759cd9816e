"""LifeBench (Apache-2.0): a year of one person's phone, with questions on it.

A question counts if all of its evidence is there: what was said to the phone's assistant is not.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.clock import Moment, Precision, from_datetime
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora.corpus import UNANSWERABLE, Corpus, Question

_KINDS: Final = ("sms", "push", "photo", "call", "note", "calendar", "fitness_health")
_MONTHS_A_YEAR: Final = 12


def read(folder: Path) -> Iterator[Corpus]:
    """Yield the corpus of one person, or of each person whose folder lies in `folder`."""
    if (folder / "persona.json").exists():
        yield _corpus(folder)
        return
    for person in sorted(folder.glob("*/persona.json")):
        yield _corpus(person.parent)


def _corpus(folder: Path) -> Corpus:
    owner = str(msgspec.json.decode((folder / "persona.json").read_bytes())["name"])
    events = []
    for kind in _KINDS:
        records = msgspec.json.decode((folder / "phone_data" / f"{kind}.json").read_bytes())
        events += [_event(kind, record, owner) for record in records]
    events = [event for event in events if event.text.strip()]
    events.sort(key=lambda event: (event.moment.at, event.natural_key))
    known = {event.natural_key for event in events}
    asked = msgspec.json.decode((folder / "QA" / "QA_clean.json").read_bytes())
    questions = [one for raw in asked if (one := _question(raw, known))]
    return Corpus(name=folder.name, owner=owner, events=tuple(events), questions=tuple(questions))


def _question(raw: dict[str, Any], known: set[str]) -> Question | None:
    keys = tuple(dict.fromkeys(f"{item['type']}:{item['id']}" for item in raw.get("evidence", ())))
    if not keys or not known.issuperset(keys):
        return None
    year, month = (int(part) for part in raw.get("ask_time", "2025-12").split("-")[:2])
    after = datetime(year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1, tzinfo=UTC)
    kind = str(raw["question_type"])
    return Question(
        text=str(raw["question"]),
        asked=Moment(from_datetime(after), Precision.MONTH, 0),
        evidence=keys,
        category=UNANSWERABLE if kind == "Unanswerable" else kind,
        answer=_answer(raw),
    )


def _answer(raw: dict[str, Any]) -> str:
    """Return the answer in words, of a question with options what the right one says."""
    options = {str(one["option"]): str(one["content"]) for one in raw.get("options", ())}
    answer = str(raw["answer"]).strip()
    return options.get(answer, answer)


def _event(kind: str, record: dict[str, Any], owner: str) -> NewEvent:
    when = datetime.fromisoformat(str(record.get("datetime") or record.get("日期")))
    author, title, text, thread = _parts(kind, record, owner)
    own = author == owner
    return NewEvent(
        kind=_kind(kind),
        origin=Origin.OWN if own else Origin.OTHER if kind == "sms" else Origin.PROGRAM,
        text=text,
        title=title,
        moment=Moment(from_datetime(when.replace(tzinfo=UTC)), Precision.MINUTE, 0),
        natural_key=f"{kind}:{record['phone_id']}",
        author=author,
        thread=thread,
    )


def _kind(kind: str) -> EventKind:
    if kind == "sms":
        return EventKind.MESSAGE
    return EventKind.NOTE if kind == "note" else EventKind.RECORD


def _parts(kind: str, record: dict[str, Any], owner: str) -> tuple[str, str, str, str]:
    """Return author, title, text and thread of a record as an importer would write them."""
    if kind == "sms":
        other = str(record["contactName"])
        author = other if record["message_type"] == "Receive" else owner
        return author, "", str(record["message_content"]), f"sms {other}"
    if kind == "push":
        title, content = str(record.get("title") or ""), str(record.get("content") or "")
        return str(record.get("source") or ""), title, content or title, "push"
    if kind == "photo":
        place = record.get("location") or {}
        where = place.get("poi") or place.get("streetName") or place.get("city") or ""
        text = str(record.get("caption") or "")
        return owner, "Photo", f"{text} ({where})" if where else text, "photo"
    if kind == "call":
        direction = "Called" if record.get("direction") else "Call from"
        text = f"{direction} {record['contactName']}, {record.get('call_result', '')}"
        return owner, "Call", text, "call"
    if kind == "fitness_health":
        return owner, "Health", _flat(record), "health"
    text = str(record.get("content") or record.get("description") or "")
    return owner, str(record.get("title") or ""), text, kind


def _flat(record: dict[str, Any]) -> str:
    """Return a health record's values as words; its nested names are Chinese and left out."""
    parts: list[str] = []
    for value in record.values():
        if isinstance(value, dict):
            parts.append(_flat(value))
        elif isinstance(value, str):
            parts.append(value)
    return ", ".join(part for part in parts if part)
