"""Questions on real records: LifeBench (Apache-2.0) and LongMemEval's training part (MIT).

An answer is taken only if a program finds its words in the memories that it is said to
come from; what has to be counted, inferred or retold at length is left out.
"""

import random
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.said_times import annotate, day, month
from second_me.inference.adapter_prompts import DECLINE, OWN, Line
from second_me.training.blocks import Asked, Block

_COVERED: Final = 0.7
_LONGEST_ANSWER: Final = 24
_LONGEST_LINE: Final = 420
_STOPWORDS: Final = frozenset(
    """
    a an the and or of to in on at for with by from is are was were be been it its this that as
    he she his her they their i my me you your we our had has have did do does not no
    """.split()  # noqa: SIM905  (a list of fifty strings is not read by anybody)
)
_KINDS: Final = ("sms", "push", "photo", "note", "calendar", "fitness_health")
_NAMES: Final = {"fitness_health": "health diary", "push": "phone"}


def content(text: str) -> set[str]:
    """Return the words of `text` that carry meaning."""
    return {word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _STOPWORDS}


def covered(answer: str, text: str) -> float:
    """Return the share of the answer's words that `text` holds."""
    wanted = content(answer)
    return len(wanted & content(text)) / len(wanted) if wanted else 0.0


def lifebench(folder: Path, seed: int) -> Iterator[Block]:
    """Yield the blocks of one person of LifeBench."""
    rng = random.Random(f"{seed}:{folder.name}")  # noqa: S311  (repeatable, not secret)
    records = _records(folder)
    owner = msgspec.json.decode((folder / "persona.json").read_bytes())["name"]
    read = (_lifebench(one, records) for one in _questions(folder))
    good = [one for one in read if one]
    rng.shuffle(good)
    everything = list(records)
    for at in range(0, len(good), 3):
        group = good[at : at + 3]
        keys = list(dict.fromkeys(key for _, _, evidence in group for key in evidence))
        keys += [key for key in rng.sample(everything, rng.randint(1, 6)) if key not in keys]
        rng.shuffle(keys)
        lines = tuple(_record_line(key[0], records[key], owner) for key in keys)
        asked = [_shown(q, a, [lines[keys.index(key)] for key in e], lines) for q, a, e in group]
        asked += [_refused(one) for one in rng.sample(good, 1) if not set(one[2]) & set(keys)]
        yield Block("LifeBench", folder.name, lines, tuple(asked))


_Key = tuple[str, str]
_Question = tuple[tuple[str, str], str, list[_Key]]


def _records(folder: Path) -> dict[_Key, dict[str, Any]]:
    return {
        (kind, str(record["phone_id"])): record
        for kind in _KINDS
        for record in msgspec.json.decode((folder / "phone_data" / f"{kind}.json").read_bytes())
    }


def _questions(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = msgspec.json.decode(
        (folder / "QA" / "QA_clean.json").read_bytes()
    )
    return found


def _lifebench(one: dict[str, Any], records: dict[_Key, dict[str, Any]]) -> _Question | None:
    """Return question and asking time, answer and evidence, or None if it is no good."""
    answer = str(one["answer"]).strip().rstrip(".")
    options = {option["option"]: option["content"] for option in one.get("options", ())}
    answer = options.get(answer, answer)
    keys = [(item["type"], str(item["id"])) for item in one.get("evidence", ())]
    held = [key for key in keys if key in records]
    text = " ".join(_record_line(key[0], records[key], "").text for key in held)
    short = 0 < len(answer.split()) <= _LONGEST_ANSWER
    if not held or len(held) > 5 or not short or covered(answer, text) < _COVERED:  # noqa: PLR2004
        return None
    year, number = one.get("ask_time", "2025-12").split("-")[:2]
    asked = month(date(int(year), int(number), 1))
    return (str(one["question"]), asked), answer, held


def _record_line(kind: str, record: dict[str, Any], owner: str) -> Line:
    when = datetime.fromisoformat(str(record.get("datetime") or record.get("日期"))).date()
    if kind == "sms":
        received = record["message_type"] == "Receive"
        other = str(record["contactName"])
        author = other if received else owner
        text = str(record["message_content"])
    else:
        author = _NAMES.get(kind, kind)
        parts = [record.get(part) for part in ("title", "content", "caption", "description")]
        text = ". ".join(str(part) for part in parts if part and not str(part).startswith("IMG_"))
        text = text or str(record.get("summarized_info", ""))
    return Line(day(when), author, annotate(_cut(text), when))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_LINE else text[:_LONGEST_LINE].rsplit(" ", 1)[0] + " …"


def _shown(
    question: tuple[str, str], answer: str, evidence: list[Line], lines: tuple[Line, ...]
) -> Asked:
    """Return the question with the few lines that hold its answer."""
    chosen: list[Line] = []
    open_words = content(answer)
    while open_words and len(chosen) < 3:  # noqa: PLR2004
        best = max(evidence, key=lambda line: len(open_words & content(line.text)))
        if not open_words & content(best.text):
            break
        chosen.append(best)
        open_words -= content(best.text)
    numbers = tuple(dict.fromkeys(lines.index(line) + 1 for line in chosen))
    return Asked(question[0], question[1], answer, numbers)


def _refused(one: _Question) -> Asked:
    return Asked(one[0][0], one[0][1], DECLINE)


def longmemeval(path: Path, seed: int, aside: tuple[str, ...]) -> Iterator[Block]:
    """Yield a block for each question of LongMemEval whose answer stands in its turns."""
    for one in msgspec.json.decode(path.read_bytes()):
        rng = random.Random(f"{seed}:{one['question_id']}")  # noqa: S311  (repeatable)
        lines = list(_turns(one))
        if not one["question_date"] or not lines:
            continue
        asked_on = _slashed(one["question_date"])
        gold = list(lines)
        hiding = rng.sample(aside, rng.randint(2, 6))
        lines += [Line(rng.choice(gold).day, OWN, _cut(text)) for text in hiding]
        rng.shuffle(lines)
        refused = str(one["question_id"]).endswith("_abs")
        answer = str(one["answer"]).strip().rstrip(".")
        whole = " ".join(line.text for line in gold)
        if len(whole) > 8 * _LONGEST_LINE:
            continue
        if refused:
            asked = Asked(one["question"], day(asked_on), DECLINE)
        elif len(answer.split()) <= _LONGEST_ANSWER and covered(answer, whole) >= _COVERED:
            asked = _shown((one["question"], day(asked_on)), answer, gold, tuple(lines))
        else:
            continue
        yield Block("LongMemEval", str(one["question_id"]), tuple(lines), (asked,))


def _turns(one: dict[str, Any]) -> Iterator[Line]:
    for session in one["evidence_sessions"]:
        said = _slashed(session["date"])
        for turn in session["turns"]:
            if turn["role"] == "user":
                yield Line(day(said), OWN, annotate(_cut(turn["content"]), said))


def _slashed(text: str) -> date:
    return datetime.strptime(text[:10], "%Y/%m/%d").date()  # noqa: DTZ007  (a bare day)


def user_lines(pool: Path, count: int, longest: int = 240) -> tuple[str, ...]:
    """Return short things that people said to assistants, to hide memories among."""
    found: dict[str, None] = {}
    with pool.open("rb") as file:
        for line in file:
            session = msgspec.json.decode(line)
            for text in _said(session) if session["session_id"].startswith("ultrachat") else ():
                if 20 <= len(text) <= longest and text.isascii() and "<|" not in text:  # noqa: PLR2004
                    found[" ".join(text.split())] = None
            if len(found) >= count:
                break
    return tuple(found)


def _said(session: dict[str, Any]) -> Iterable[str]:
    return [str(turn["content"]) for turn in session["messages"] if turn["role"] == "user"]
