"""Questions on real records: LifeBench (Apache-2.0) and LongMemEval's training part (MIT).

An answer is taken only if a program finds its words in the memories that it is said to
come from; what has to be counted, inferred or retold at length is left out.
"""

import itertools
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.said_times import annotate, day, month
from second_me.inference.adapter_prompts import DECLINE, OWN, Line
from second_me.training.blocks import Asked, Block

_COVERED: Final = 0.7
_UNTOLD: Final = 0.34
"""Memories that hold less of an answer's words do not tell it."""
_LONGEST_ANSWER: Final = 24
_LONGEST_LINE: Final = 420
_SHORT_LINE: Final = 180
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


def lifebench(folder: Path, seed: int, *, close: bool = False) -> Iterator[Block]:
    """Yield the blocks of one person of LifeBench.

    `close`: what stands beside the evidence are the records most like it, and some questions
    stand beside such records only, which do not answer them.
    """
    rng = random.Random(f"{seed}:{folder.name}")  # noqa: S311  (repeatable, not secret)
    records = _records(folder)
    owner = msgspec.json.decode((folder / "persona.json").read_bytes())["name"]
    read = (_lifebench(one, records) for one in _questions(folder))
    good = [one for one in read if one]
    rng.shuffle(good)
    everything = list(records)
    nearness = _Nearness(records) if close else None
    together = 2 if close else 3
    for at in range(0, len(good), together):
        group = good[at : at + together]
        keys = list(dict.fromkeys(key for _, _, evidence in group for key in evidence))
        beside = rng.sample(everything, rng.randint(1, 6))
        open_ = [rng.choice(good)] if good else []
        if nearness:
            beside = [key for one in group for key in nearness.of(one, 1)]
            beside += [key for one in open_ for key in nearness.of(one, 2)]
        keys += [key for key in dict.fromkeys(beside) if key not in keys]
        rng.shuffle(keys)
        told = {key for _, _, evidence in group for key in evidence}
        short = set(beside) - told if close else set()
        lines = tuple(
            _record_line(
                key[0], records[key], owner, _SHORT_LINE if key in short else _LONGEST_LINE
            )
            for key in keys
        )
        asked = [_shown(q, a, [lines[keys.index(key)] for key in e], lines) for q, a, e in group]
        asked += [_refused(one) for one in open_ if _unanswered(one, keys, lines)]
        yield Block("LifeBench", folder.name, lines, tuple(asked))


_Key = tuple[str, str]
_Question = tuple[tuple[str, str], str, list[_Key]]


class _Nearness:
    """Finds the records whose words are most like a question's, and that do not answer it."""

    def __init__(self, records: dict[_Key, dict[str, Any]]) -> None:
        self._words = {
            key: content(_record_line(key[0], record, "").text) for key, record in records.items()
        }
        self._holding: dict[str, list[_Key]] = {}
        for key, words in self._words.items():
            for word in words:
                self._holding.setdefault(word, []).append(key)

    def of(self, question: _Question, count: int) -> list[_Key]:
        """Return so many records, the nearest first."""
        (text, _), answer, evidence = question
        told = content(answer)
        weights: dict[_Key, float] = defaultdict(float)
        for word in content(text):
            holding = self._holding.get(word, ())
            for key in holding:
                weights[key] += 1 / len(holding)
        near = [
            key for key in sorted(weights, key=lambda key: -weights[key]) if key not in evidence
        ]
        silent = (key for key in near if len(told & self._words[key]) < _UNTOLD * len(told))
        return list(itertools.islice(silent, count))


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


def _record_line(
    kind: str, record: dict[str, Any], owner: str, longest: int = _LONGEST_LINE
) -> Line:
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
    return Line(day(when), author, annotate(_cut(text, longest), when))


def _cut(text: str, longest: int = _LONGEST_LINE) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


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


def _unanswered(one: _Question, keys: list[_Key], lines: Iterable[Line]) -> bool:
    """Return whether none of these is evidence, nor holds the answer's words by chance."""
    most = max((covered(one[1], line.text) for line in lines), default=0.0)
    return not set(one[2]) & set(keys) and most < _UNTOLD


def _refused(one: _Question) -> Asked:
    return Asked(one[0][0], one[0][1], DECLINE)


def longmemeval(path: Path, seed: int, aside: tuple[str, ...]) -> Iterator[Block]:
    """Yield a block for each question of LongMemEval whose answer stands in its turns."""
    everything = msgspec.json.decode(path.read_bytes())
    for one in everything:
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
        beside = Asked(_unasked(lines, everything), day(asked_on), DECLINE)
        yield Block("LongMemEval", str(one["question_id"]), tuple(lines), (asked, beside))


def _unasked(lines: Iterable[Line], everything: Iterable[dict[str, Any]]) -> str:
    """Return, of the questions that these lines do not answer, the one that sounds most so."""
    told = content(" ".join(line.text for line in lines))
    words = {
        str(one["question"]): len(content(str(one["question"])) & told)
        for one in everything
        if covered(str(one["answer"]), " ".join(line.text for line in lines)) < _UNTOLD
    }
    return max(words, key=lambda question: words[question])


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
