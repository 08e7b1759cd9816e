"""The pools of the embedder: LifeBench and RealMem (Apache-2.0), LongMemEval's training part (MIT)
and what is made by program.
"""

import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.training import chats, questions_made, topics, verb_forms
from second_me.training.pools import Memory, Pool, Query

DEVELOPMENT_PERSON: Final = "yinhao"
_KINDS: Final = ("sms", "push", "photo", "note", "calendar", "fitness_health")
_NAMES: Final = {"fitness_health": "health diary", "push": "phone"}
_LONGEST: Final = 600
_NEAR: Final = 24
_TWIN: Final = 0.5
_WORD: Final = re.compile(r"[a-z0-9]+")


class Corpora(msgspec.Struct, frozen=True):
    train: list[Pool]
    development: list[Pool]


def load(folder: Path, seed: int, count: int) -> Corpora:
    """Return the pools of all corpora that lie in `folder`, and `count` talks."""
    train: list[Pool] = []
    development: list[Pool] = []
    for person in sorted((folder / "lifebench").glob("*/")):
        pool = lifebench(person, seed)
        (development if person.name == DEVELOPMENT_PERSON else train).append(pool)
    for path in sorted((folder / "realmem").glob("*.json")):
        train += realmem(path)
    sessions = _sessions(folder / "longmemeval" / "distractor_sessions_pool.jsonl")
    questions = folder / "longmemeval" / "train_150.json"
    if questions.exists():
        train += longmemeval(questions, chats.user_sessions(sessions), seed)
    train += replies(sessions, seed)
    train += list(made_up(sessions, seed, count))
    development += list(made_up(sessions[::7], seed + 1_000_000, 4))
    return Corpora(train, development)


def made_up(sessions: list[dict[str, Any]], seed: int, count: int) -> Iterator[Pool]:
    """Yield talks made by program."""
    words = verb_forms.load()
    maker = questions_made.Maker(words, random.Random(seed))  # noqa: S311  (repeatable)
    told = chats.statements(chats.user_sessions(sessions), maker)
    yield from chats.talks(topics.load(), words, told, seed, count)


def _sessions(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line]


def lifebench(folder: Path, seed: int) -> Pool:
    """Return the pool of one person of LifeBench: records of a year, and questions on them."""
    memories: list[Memory] = []
    place: dict[tuple[str, str], int] = {}
    owner = msgspec.json.decode((folder / "persona.json").read_bytes())["name"]
    retold: list[Query] = []
    for kind in _KINDS:
        said: dict[str, str] = {}
        for record in msgspec.json.decode((folder / "phone_data" / f"{kind}.json").read_bytes()):
            place[kind, str(record["phone_id"])] = len(memories)
            memory = _record(kind, record, owner, said)
            again = str(record.get("summarized_info") or "")
            if kind in {"note", "push", "calendar"} and len(again) > 30 and again != memory.text:  # noqa: PLR2004
                retold.append(Query(again[:200], (len(memories),)))
            memories.append(memory)
    queries = list(_lifebench_queries(folder, place))
    queries = _with_near(queries, memories)
    rng = random.Random(f"{seed}:{folder.name}")  # noqa: S311  (repeatable, not secret)
    queries += rng.sample(retold, min(len(retold), len(queries) // 2))
    return Pool("LifeBench", folder.name, tuple(memories), tuple(queries))


def _record(kind: str, record: dict[str, Any], owner: str, said: dict[str, str]) -> Memory:
    if kind == "sms":
        other = str(record["contactName"])
        text = str(record["message_content"])[:_LONGEST]
        before, said[other] = said.get(other, ""), text
        return Memory(other if record["message_type"] == "Receive" else owner, text, before)
    parts = [record.get(part) for part in ("title", "content", "caption", "description")]
    text = ". ".join(str(part) for part in parts if part and not str(part).startswith("IMG_"))
    text = text or str(record.get("summarized_info", ""))
    return Memory(_NAMES.get(kind, kind), text[:_LONGEST])


def _lifebench_queries(folder: Path, place: dict[tuple[str, str], int]) -> Iterator[Query]:
    for one in msgspec.json.decode((folder / "QA" / "QA_clean.json").read_bytes()):
        keys = [(item["type"], str(item["id"])) for item in one.get("evidence", ())]
        gold = tuple(sorted({place[key] for key in keys if key in place}))
        if gold:
            yield Query(str(one["question"])[:300], gold)


def _with_near(queries: list[Query], memories: list[Memory]) -> list[Query]:
    """Add to each query the memories that share most of its rare words but are no twins of
    what answers it.
    """
    words = [frozenset(_WORD.findall(memory.text.lower())) for memory in memories]
    holders: dict[str, list[int]] = {}
    for number, held in enumerate(words):
        for word in held:
            holders.setdefault(word, []).append(number)
    found = []
    for query in queries:
        worth: dict[int, float] = {}
        for word in sorted(set(_WORD.findall(query.text.lower()))):
            own = holders.get(word, ())
            if len(own) < len(memories) // 20:
                for number in own:
                    worth[number] = worth.get(number, 0.0) + 1 / (1 + len(own)) ** 0.5
        ranked = sorted(worth, key=lambda number: -worth[number])[: 4 * _NEAR]
        gold = [words[number] for number in query.gold]
        near = [
            number
            for number in ranked
            if number not in query.gold and all(_alike(words[number], own) < _TWIN for own in gold)
        ]
        found.append(Query(query.text, query.gold, tuple(near[4 : 4 + _NEAR])))
    return found


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def realmem(path: Path) -> Iterator[Pool]:
    """Yield the pools of one persona of RealMem: twenty sessions each, with the memories taken
    from their turns as queries, and the questions whose answers used them.
    """
    whole = msgspec.json.decode(path.read_bytes())
    source: dict[tuple[str, str], tuple[str, int]] = {}
    for session in whole["dialogues"]:
        for kept in session["extracted_memory"]:
            if isinstance(kept["content"], str):  # a few are tables
                key = (kept["session_uuid"], kept["content"])
                source[key] = (session["session_uuid"], kept["source_turn"])
    asked = list(_realmem_asked(whole["dialogues"], source))
    for start in range(0, len(whole["dialogues"]), 20):
        sessions = whole["dialogues"][start : start + 20]
        memories: list[Memory] = []
        place: dict[tuple[str, int], int] = {}
        for session in sessions:
            before = ""
            for number, turn in enumerate(session["dialogue_turns"]):
                place[session["session_uuid"], number] = len(memories)
                author = "me" if turn["speaker"] == "User" else "assistant"
                memories.append(Memory(author, turn["content"][:_LONGEST], before))
                before = turn["content"]
        queries = [
            Query(re.sub(r"^【[^】]*】\s*", "", content)[:300], (place[where],))
            for (_, content), where in source.items()
            if where in place
        ]
        queries += [
            Query(text, tuple(sorted({place[where] for where in wheres if where in place})))
            for text, wheres in asked
            if any(where in place for where in wheres)
        ]
        yield Pool("RealMem", f"{path.stem}-{start}", tuple(memories), tuple(queries))


def _realmem_asked(
    dialogues: list[dict[str, Any]], source: dict[tuple[str, str], tuple[str, int]]
) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for session in dialogues:
        asked = ""
        for turn in session["dialogue_turns"]:
            if turn.get("is_query"):
                asked = turn["content"][:300]
            elif asked and turn.get("memory_used"):
                keys = [
                    (kept["session_uuid"], str(kept["content"])) for kept in turn["memory_used"]
                ]
                where = [source[key] for key in keys if key in source]
                if where:
                    yield asked, where
                asked = ""


def longmemeval(path: Path, others: list[list[str]], seed: int) -> Iterator[Pool]:
    """Yield pools of fifteen questions of LongMemEval with turns of other sessions among theirs."""
    rng = random.Random(f"{seed}:LongMemEval")  # noqa: S311  (repeatable, not secret)
    whole = msgspec.json.decode(path.read_bytes())
    whole = [one for one in whole if not str(one["question_id"]).endswith("_abs")]
    rng.shuffle(whole)
    for start in range(0, len(whole), 15):
        memories: list[Memory] = []
        queries: list[Query] = []
        for one in whole[start : start + 15]:
            gold = []
            for session in one["evidence_sessions"]:
                for turn in session["turns"]:
                    author = "me" if turn["role"] == "user" else "assistant"
                    gold.append(len(memories))
                    memories.append(Memory(author, turn["content"][:_LONGEST]))
            if gold:
                queries.append(Query(one["question"], tuple(gold)))
        for lines in rng.sample(others, min(len(others), 40)):
            memories += [Memory("me", line[:_LONGEST]) for line in lines]
        yield Pool("LongMemEval", f"questions-{start}", tuple(memories), tuple(queries))


def replies(sessions: list[dict[str, Any]], seed: int) -> Iterator[Pool]:
    """Yield pools of what people asked assistants in general, with the replies: so that the
    embedder does not forget what is not of a life.
    """
    rng = random.Random(f"{seed}:replies")  # noqa: S311  (repeatable, not secret)
    pairs = []
    for session in sessions:
        if session["session_id"].startswith("ultrachat"):
            turns = session["messages"]
            pairs += [
                (one["content"][:300], two["content"][:400])
                for one, two in pairwise(turns)
                if one["role"] == "user" and two["role"] == "assistant" and len(one["content"]) > 40  # noqa: PLR2004
            ]
    rng.shuffle(pairs)
    for start in range(0, len(pairs) - 1, 100):
        group = pairs[start : start + 100]
        memories = tuple(Memory("assistant", reply) for _, reply in group)
        queries = tuple(Query(asked, (at,)) for at, (asked, _) in enumerate(group))
        yield Pool("replies", f"replies-{start}", memories, queries)
