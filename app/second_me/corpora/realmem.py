"""RealMem (Apache-2.0): one persona's work with an assistant over months.

A turn marked as a query is a question; what tells it are the user's turns that the memories
used in the reply were drawn from.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.clock import Moment, Precision, Timestamp, from_datetime
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora.corpus import Corpus, Question

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINUTE: Final = 60_000
_LONGEST: Final = 400
"""Characters of a question: what is longer is work handed over, with a question in it."""


def read(path: Path) -> Iterator[Corpus]:
    """Yield the corpus of one persona's file, or of each in a folder."""
    for file in [path] if path.is_file() else sorted(path.glob("*.json")):
        yield _corpus(msgspec.json.decode(file.read_bytes()))


def _corpus(whole: dict[str, Any]) -> Corpus:
    owner = str(whole["_metadata"]["person_name"]).replace("_", " ")
    sources = _sources(whole["dialogues"])
    events: list[NewEvent] = []
    questions: list[Question] = []
    for number, session in enumerate(whole["dialogues"]):
        start = _start(session, number)
        turns = session["dialogue_turns"]
        for place, turn in enumerate(turns):
            event = _event(session, turn, place, start, owner)
            if turn.get("is_query") and place + 1 < len(turns):
                known = {one.natural_key for one in events}
                question = _question(turn, turns[place + 1], sources, event.moment)
                kept = tuple(key for key in question.evidence if key in known)
                if kept and len(question.text) <= _LONGEST:
                    questions.append(msgspec.structs.replace(question, evidence=kept))
            events.append(event)
    return Corpus(
        name=owner,
        owner=owner,
        events=tuple(events),
        questions=tuple(questions),
        in_stream=True,
    )


def _start(session: dict[str, Any], number: int) -> Timestamp:
    found = _DATE.search(str(session["current_time"]))
    day = datetime.fromisoformat(found[0] if found else "2026-01-01").replace(tzinfo=UTC)
    return Timestamp(from_datetime(day) + number % 1000 * _MINUTE)


def _event(
    session: dict[str, Any], turn: dict[str, Any], place: int, start: Timestamp, owner: str
) -> NewEvent:
    own = turn["speaker"] == "User"
    return NewEvent(
        kind=EventKind.CHAT,
        origin=Origin.OWN if own else Origin.ASSISTANT,
        text=turn["content"],
        moment=Moment(Timestamp(start + place), Precision.DAY, 0),
        natural_key=f"{session['session_uuid']}:{place}",
        author=owner if own else "assistant",
        thread=str(session["session_uuid"]),
        position=place,
    )


def _sources(sessions: list[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """Return, by session, the text of each memory and the key of the turn it was drawn from."""
    found: dict[str, list[tuple[str, str]]] = {}
    for session in sessions:
        uuid = str(session["session_uuid"])
        for memory in session["extracted_memory"]:
            snapshot = str(memory.get("source_content_snapshot", ""))[:200]
            for place, turn in enumerate(session["dialogue_turns"]):
                if snapshot and turn["content"].startswith(snapshot):
                    found.setdefault(uuid, []).append((str(memory["content"]), f"{uuid}:{place}"))
                    break
    return found


def _question(
    turn: dict[str, Any],
    reply: dict[str, Any],
    sources: dict[str, list[tuple[str, str]]],
    moment: Moment,
) -> Question:
    keys: dict[str, None] = {}
    for used in reply.get("memory_used") or ():
        for text, key in sources.get(str(used["session_uuid"]), ()):
            if text == used["content"]:
                keys[key] = None
    return Question(
        text=str(turn["content"]),
        asked=moment,
        evidence=tuple(keys),
        category=str(turn.get("category_name") or "query"),
        answer=str(reply["content"]),
    )
