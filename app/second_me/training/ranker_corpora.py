"""What the ranker learns from: public collections whose licence allows it, and talks by program.

LifeBench and RealMem (Apache-2.0) as they are; LongMemEval's training part (MIT), its evidence
put into unrelated sessions so that it stands in a talk like any other; people's sessions with
assistants (MIT) told as long talks of two named people, with questions made by program; and the
made-up talks that the embedder learns from.
"""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora import Corpus, Question, lifebench, longmemeval, realmem
from second_me.training import embedder_pools, real_questions, verb_forms
from second_me.training.pools import Pool
from second_me.training.questions_made import Maker

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_MINUTE: Final = 60_000
_DAY: Final = 86_400_000
_START: Final = 1_672_531_200_000
_SESSION: Final = 18
_LONGEST: Final = 60
_SESSIONS_A_TALK: Final = 24
_UNRELATED: Final = 1500
_QUESTIONS_A_SESSION: Final = 2
_NAMES: Final = (
    "Anna", "Ben", "Clara", "David", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira",
    "Liam", "Mira", "Noah", "Olga", "Paul", "Rosa", "Sam", "Tara", "Umar", "Vera", "Will", "Yara",
)  # fmt: skip


def read(folder: Path, seed: int, count: int) -> Iterator[tuple[str, Corpus]]:
    """Yield corpora with the names of their sources; `count` talks of each made-up kind."""
    pool = folder / "longmemeval" / "distractor_sessions_pool.jsonl"
    sessions = [msgspec.json.decode(line) for line in pool.read_bytes().splitlines()]
    for talk in embedder_pools.made_up(sessions, seed, count):
        yield "talks", _talk(talk, seed)
    for corpus in told(sessions, seed, count):
        yield "told", corpus
    for corpus in lifebench.read(folder / "lifebench"):
        if corpus.name != embedder_pools.DEVELOPMENT_PERSON:
            yield "LifeBench", corpus
    for corpus in realmem.read(folder / "realmem"):
        yield "RealMem", corpus
    for corpus in longmemeval.read(folder / "longmemeval" / "train_150.json", pool):
        yield "LongMemEval", _spliced(corpus, seed)


def held_back(folder: Path) -> Iterator[Corpus]:
    """Yield what neither embedder nor ranker learns from: one person of LifeBench, and
    LongMemEval's development part.
    """
    yield from lifebench.read(folder / "lifebench" / embedder_pools.DEVELOPMENT_PERSON)
    pool = folder / "longmemeval" / "distractor_sessions_pool.jsonl"
    yield from longmemeval.read(folder / "longmemeval" / "dev_50.json", pool)


def unrelated(folder: Path) -> list[str]:
    """Return short questions that people put to assistants on the world at large (UltraChat)."""
    pool = folder / "longmemeval" / "distractor_sessions_pool.jsonl"
    lines = real_questions.user_lines(pool, _UNRELATED, longest=120) if pool.exists() else ()
    return [line for line in lines if line.endswith("?")]


def _talk(talk: Pool, seed: int) -> Corpus:
    """Return a made-up talk with sessions and times."""
    rng = random.Random(f"{seed}:{talk.name}")  # noqa: S311  (repeatable, not secret)
    turns = [(memory.author, memory.text) for memory in talk.memories]
    events = _timed(talk.name, _sessions(turns, rng), rng)
    questions = tuple(
        Question(
            text=query.text,
            asked=events[-1].moment,
            evidence=tuple(str(place) for place in query.gold),
            category="made up",
        )
        for query in talk.queries
    )
    return Corpus(name=talk.name, owner="", events=events, questions=questions)


def _sessions(
    turns: Sequence[tuple[str, str]], rng: random.Random
) -> Iterator[Sequence[tuple[str, str]]]:
    start = 0
    while start < len(turns):
        end = start + rng.randint(_SESSION // 2, 2 * _SESSION)
        yield turns[start:end]
        start = end


def _timed(
    name: str, sessions: Iterator[Sequence[tuple[str, str]]], rng: random.Random
) -> tuple[NewEvent, ...]:
    events: list[NewEvent] = []
    at = _START + rng.randrange(300) * _DAY
    for session in sessions:
        at += rng.randint(1, 9) * _DAY + rng.randrange(600) * _MINUTE
        for author, text in session:
            events.append(
                NewEvent(
                    kind=EventKind.MESSAGE,
                    origin=Origin.OTHER,
                    text=text,
                    moment=Moment(Timestamp(at + len(events)), Precision.MINUTE, 0),
                    natural_key=str(len(events)),
                    author=author,
                    thread=name,
                    position=len(events),
                )
            )
    return tuple(events)


def told(sessions: list[dict[str, Any]], seed: int, count: int) -> Iterator[Corpus]:
    """Yield sessions with an assistant as talks of two named people, and questions on what the
    one who wrote told of themselves.
    """
    own = [one for one in sessions if not one["session_id"].startswith(("ultrachat", "sharegpt"))]
    words = verb_forms.load()
    for number in range(count):
        rng = random.Random(f"{seed}:told:{number}")  # noqa: S311  (repeatable, not secret)
        yield _told(rng.sample(own, _SESSIONS_A_TALK), Maker(words, rng), rng, f"told-{number}")


def _told(sessions: list[dict[str, Any]], maker: Maker, rng: random.Random, name: str) -> Corpus:
    teller, other = rng.sample(_NAMES, 2)
    turns: list[list[tuple[str, str]]] = []
    asked: list[tuple[str, int]] = []
    for session in sessions:
        # Each tells of themselves in some sessions, so that who says it matters.
        first, second = (teller, other) if rng.random() < 0.5 else (other, teller)  # noqa: PLR2004
        said: list[tuple[str, str]] = []
        of_session: list[tuple[str, int]] = []
        for turn in session["messages"]:
            place = sum(map(len, turns)) + len(said)
            mine = turn["role"] == "user"
            text = " ".join(turn["content"].split()[:_LONGEST])
            if mine:
                of_session += [
                    (question, place)
                    for sentence in _SENTENCE.split(text)
                    if (question := maker.ask(sentence, first))
                ]
            said.append((first if mine else second, text))
        asked += rng.sample(of_session, min(len(of_session), _QUESTIONS_A_SESSION))
        turns.append(said)
    events = _timed(name, iter(turns), rng)
    questions = tuple(
        Question(text=question, asked=events[-1].moment, evidence=(str(place),), category="told")
        for question, place in asked
    )
    return Corpus(name=name, owner="", events=events, questions=questions)


def _spliced(corpus: Corpus, seed: int) -> Corpus:
    """Put each evidence session into one of the others, in place of a few turns of it."""
    rng = random.Random(f"{seed}:{corpus.name}")  # noqa: S311  (repeatable, not secret)
    threads: dict[str, list[NewEvent]] = {}
    for event in corpus.events:
        threads.setdefault(event.thread, []).append(event)
    hosts = [name for name in threads if not name.startswith("own-")]
    rng.shuffle(hosts)
    evidence: list[str] = []
    for name in [name for name in threads if name.startswith("own-")]:
        guests, host = threads.pop(name), threads[hosts.pop()]
        start = rng.randrange(0, max(1, len(host) - len(guests)), 1)
        for place, guest in enumerate(guests, start):
            if place >= len(host):
                break
            host[place] = msgspec.structs.replace(host[place], text=guest.text, origin=guest.origin)
            evidence.append(host[place].natural_key)
    question = msgspec.structs.replace(corpus.questions[0], evidence=tuple(evidence))
    events = tuple(
        msgspec.structs.replace(event, text=" ".join(event.text.split()[:_LONGEST]))
        for events in threads.values()
        for event in events
    )
    return msgspec.structs.replace(corpus, events=events, questions=(question,), by_thread=False)
