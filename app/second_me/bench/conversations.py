"""Conversations with questions on them, out of the corpora that answers are measured on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.bench.token_f1 import UNANSWERABLE
from second_me.core.clock import Moment, Precision, from_datetime
from second_me.corpora import corpus
from second_me.corpora import lifebench as phones
from second_me.corpora import locomo as talks

_KINDS: Final = {
    "multi-session": 1,
    "temporal-reasoning": 2,
    "knowledge-update": 4,
    "single-session-user": 4,
    "single-session-assistant": 4,
    "single-session-preference": 3,
}
_LIFEBENCH_KINDS: Final = {
    "Multi-hop reasoning": 1,
    "Temporal and Knowledge Updating": 2,
    "Nondeclarative": 3,
    "Information Extraction": 4,
    corpus.UNANSWERABLE: UNANSWERABLE,
}
OWN: Final = "me"


class Turn(msgspec.Struct, frozen=True):
    """Something that was said. `id` is the corpus's own."""

    id: str
    author: str
    text: str
    moment: Moment


class Question(msgspec.Struct, frozen=True):
    """A question with the expected answer; `evidence` names the turns that hold it."""

    text: str
    answer: str
    category: int
    evidence: tuple[str, ...]
    asked: Moment


class Conversation(msgspec.Struct, frozen=True):
    name: str
    turns: tuple[Turn, ...]
    questions: tuple[Question, ...]


def locomo(path: Path) -> Iterator[Conversation]:
    """Yield LoCoMo's conversations; questions whose evidence is not there are left out."""
    for talk in talks.read(path):
        turns = tuple(
            Turn(event.natural_key, event.author, event.text, event.moment) for event in talk.events
        )
        questions = tuple(
            Question(one.text, one.answer, _locomo_kind(one.category), one.evidence, one.asked)
            for one in talk.questions
        )
        yield Conversation(talk.name, turns, questions)


def _locomo_kind(category: str) -> int:
    """Return the corpus's own number, which its name begins with."""
    return UNANSWERABLE if category == corpus.UNANSWERABLE else int(category.split(maxsplit=1)[0])


def longmemeval(path: Path) -> Iterator[Conversation]:
    """Yield each question of LongMemEval that has turns as a conversation of its own."""
    for one in msgspec.json.decode(path.read_bytes()):
        turns = tuple(_longmemeval_turns(one["evidence_sessions"]))
        if not turns or not one["question_date"]:
            continue
        refused = one["question_id"].endswith("_abs")
        category = UNANSWERABLE if refused else _KINDS[one["question_type"]]
        asked = _slashed(one["question_date"])
        evidence = tuple(turn.id for turn in turns)
        question = Question(one["question"], str(one["answer"]), category, evidence, asked)
        yield Conversation(one["question_id"], turns, (question,))


def _longmemeval_turns(sessions: list[dict[str, Any]]) -> Iterator[Turn]:
    for number, session in enumerate(sessions):
        for place, turn in enumerate(session["turns"]):
            author = OWN if turn["role"] == "user" else "assistant"
            yield Turn(f"{number}:{place}", author, turn["content"], _slashed(session["date"]))


def lifebench(path: Path) -> Iterator[Conversation]:
    """Yield a year of each person's records in `path`, a person's folder or that of all.

    LifeBench has kinds of questions of its own; they are given the numbers of the nearest ones.
    """
    for person in phones.read(path):
        turns = tuple(
            Turn(
                event.natural_key,
                event.author,
                ". ".join(part for part in (event.title, event.text) if part),
                event.moment,
            )
            for event in person.events
        )
        questions = tuple(
            Question(one.text, one.answer, _LIFEBENCH_KINDS[one.category], one.evidence, one.asked)
            for one in person.questions
        )
        yield Conversation(person.name, turns, questions)


def _slashed(text: str) -> Moment:
    when = datetime.strptime(text[:10], "%Y/%m/%d").replace(tzinfo=UTC)
    return Moment(from_datetime(when), Precision.DAY, 0)
