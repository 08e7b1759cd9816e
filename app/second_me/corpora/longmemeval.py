"""LongMemEval (Wu et al. 2025, MIT): questions on one's chats with an assistant, by session.

Each question has the sessions that tell it; they are hidden among unrelated sessions drawn from
a pool.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.clock import Moment, Precision, Timestamp, from_datetime
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora.corpus import UNANSWERABLE, Corpus, Question

SESSIONS: Final = 50
"""Of the haystack that a question is put to."""

DRAWN: Final = 400
"""Unrelated sessions that the haystacks of all questions share, so that each is embedded once."""

_SECOND: Final = 1000


def read(path: Path, pool: Path, *, sessions: int = SESSIONS, seed: int = 1) -> Iterator[Corpus]:
    """Yield one corpus a question; `pool` is a JSON-lines file of unrelated sessions."""
    lines = pool.read_bytes().splitlines()
    drawn = random.Random(seed).sample(lines, min(len(lines), DRAWN))  # noqa: S311
    unrelated = [msgspec.json.decode(line) for line in drawn]
    for one in msgspec.json.decode(path.read_bytes()):
        if one["question_date"]:
            yield _corpus(one, unrelated, sessions, seed)


def _corpus(
    one: dict[str, Any], unrelated: Sequence[dict[str, Any]], sessions: int, seed: int
) -> Corpus:
    name = str(one["question_id"])
    rng = random.Random(f"{seed}:{name}")  # noqa: S311  (repeatable, not secret)
    own = [
        (f"own-{number}", session["date"], session["turns"])
        for number, session in enumerate(one["evidence_sessions"])
    ]
    # The sessions of other questions would answer this one's look-alikes.
    others = rng.sample(unrelated, max(0, sessions - len(own)))
    hay = [(str(session["session_id"]), session["date"], session["messages"]) for session in others]
    asked = _moment(one["question_date"])
    first = min((_moment(date).at for _, date, _ in own), default=asked.at)
    moments = {key: _moment(date) for key, date, _ in own}
    for key, _, _ in hay:
        at = Timestamp(rng.randint(min(first, asked.at - 1), asked.at))
        moments[key] = Moment(at, Precision.MINUTE, 0)
    ordered = sorted([*own, *hay], key=lambda session: (moments[session[0]].at, session[0]))
    return Corpus(
        name=name,
        owner="",
        events=tuple(
            event for key, _, turns in ordered for event in _turns(key, moments[key], turns)
        ),
        questions=(
            Question(
                text=one["question"],
                asked=asked,
                evidence=tuple(f"{key}:0" for key, _, _ in own),
                category=UNANSWERABLE if name.endswith("_abs") else one["question_type"],
                answer=str(one["answer"]),
            ),
        ),
        by_thread=True,
    )


def _turns(key: str, moment: Moment, turns: Sequence[dict[str, Any]]) -> Iterator[NewEvent]:
    for place, turn in enumerate(turns):
        own = turn["role"] == "user"
        yield NewEvent(
            kind=EventKind.CHAT,
            origin=Origin.OWN if own else Origin.ASSISTANT,
            text=turn["content"],
            moment=Moment(Timestamp(moment.at + place * _SECOND), Precision.MINUTE, 0),
            natural_key=f"{key}:{place}",
            author="" if own else "assistant",
            thread=key,
            position=place,
        )


def _moment(text: str) -> Moment:
    """Return "2023/05/20 (Sat) 02:21" as a moment."""
    day, _, rest = text.partition(" (")
    clock = rest.partition(") ")[2] or "00:00"
    when = datetime.strptime(f"{day} {clock}", "%Y/%m/%d %H:%M").replace(tzinfo=UTC)
    return Moment(from_datetime(when), Precision.MINUTE, 0)
