"""LoCoMo (Maharana et al. 2024): long conversations of two people, questions by turn.

CC BY-NC: it measures, and nothing that ships may learn from it.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.clock import Moment, Precision, from_datetime
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora.corpus import UNANSWERABLE, Corpus, Question

_IDS: Final = re.compile(r"D\d+:\d+")
_CATEGORIES: Final = {
    1: "1 multi-hop",
    2: "2 temporal",
    3: "3 commonsense",
    4: "4 single-hop",
    5: UNANSWERABLE,
}


def read(path: Path) -> Iterator[Corpus]:
    """Yield one corpus a conversation; questions whose evidence is not there are left out."""
    for whole in msgspec.json.decode(path.read_bytes()):
        events = tuple(_events(whole["conversation"], str(whole["sample_id"])))
        known = {event.natural_key for event in events}
        questions = []
        for one in whole["qa"]:
            evidence = tuple(dict.fromkeys(_IDS.findall(" ".join(one["evidence"]))))
            if evidence and known.issuperset(evidence):
                questions.append(
                    Question(
                        text=one["question"],
                        asked=events[-1].moment,
                        evidence=evidence,
                        category=_CATEGORIES[one["category"]],
                        answer=str(one.get("answer", "")),
                    )
                )
        yield Corpus(
            name=str(whole["sample_id"]), owner="", events=events, questions=tuple(questions)
        )


def _events(conversation: dict[str, Any], name: str) -> Iterator[NewEvent]:
    number, place = 1, 0
    while f"session_{number}" in conversation:
        moment = _moment(conversation[f"session_{number}_date_time"])
        for turn in conversation[f"session_{number}"]:
            shared = turn.get("blip_caption")
            yield NewEvent(
                kind=EventKind.MESSAGE,
                origin=Origin.OTHER,
                text=f"{turn['text']} [shares {shared}]" if shared else turn["text"],
                moment=moment,
                natural_key=turn["dia_id"],
                author=turn["speaker"],
                thread=name,
                position=place,
            )
            place += 1
        number += 1


def _moment(text: str) -> Moment:
    """Return "1:56 pm on 8 May, 2023" as a moment."""
    when = datetime.strptime(text, "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)
    return Moment(from_datetime(when), Precision.MINUTE, 0)
