"""Questions on what real people wrote, made by rules, among the lines most like what tells them.

The answers are parts of the sentences, as said; times are resolved by program. What a person is
shown for a question is what sounds most like it: so is what stands beside the telling line here,
and about a third of the questions have lost the line that tells them.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.core.said_times import annotate, day, resolve
from second_me.core.sentences import asks, sentences
from second_me.inference.adapter_prompts import DECLINE, OWN, Line
from second_me.training.blocks import Asked, Block
from second_me.training.questions_made import Maker
from second_me.training.real_questions import content, covered

_LONGEST: Final = 240
_WORDS: Final = range(1, 8)
_WHOLE_QUESTION: Final = 6
_UNTOLD: Final = 0.34
_OWNED: Final = 0.5
_TOLD: Final = 3
_DECLINED: Final = 2
_KINDS: Final = ("When", "How long", "How many", "How much", "Who", "Where", "What")
_LEADING: Final = re.compile(
    r"^(?:at|in|from|near|to|on|with|for|of|cost) (?=\w)|^(?:the|a|an|my|our|some) ", re.IGNORECASE
)
_BROKEN: Final = re.compile(
    r"\b(?:I'm|I've|and|but|that|myself|it|also|lot|bit|good|great|things?)\b|[,;:\"]|^(?:up|over|out)\b"
    r"|\b(?:now|today|tonight|tomorrow|yesterday|together)$",
    re.IGNORECASE,
)
_DANGLING: Final = re.compile(r"\b(?:and|the|a|of|that|it|to)\?$| \?$| '|\"|:")
_VAGUE: Final = re.compile(
    r"\b(?:think|thinking|considering|feel|feeling|intending|remember|hear|love|like|want|wanting)\b"
)
_NAME: Final = "Xyz"
"""Stands for the one who is asked about."""

_MINE: Final = (
    (rf"\b(did|has|is|was|does|were|are) {_NAME}\b(?!')", r"\1 I"),
    (rf"\b{_NAME}'s\b|\b(?:their|his|her)\b", "my"),
    (r"\bhas I\b", "have I"), (r"\b(?:is|are) I\b", "am I"), (r"\bwere I\b", "was I"),
    (r"\bdoes I\b", "do I"), (rf"\b{_NAME}\b|\b(?:them|him)\b", "me"),
    (r"\b(?:they|he|she)\b", "I"),
)  # fmt: skip


class Said(msgspec.Struct, frozen=True):
    """Something that somebody wrote, and on what day."""

    text: str
    on: date


class _Telling(msgspec.Struct, frozen=True):
    """A line with what may be asked on it, and the answers."""

    said: Said
    asked: tuple[tuple[str, str], ...]


def written(corpora: Path, *, without: str) -> Iterator[Said]:
    """Yield what people wrote in the corpora that are there: messages of LifeBench's people, but
    for one, and what was said to assistants in LongMemEval's training part and its pool.
    """
    for folder in sorted((corpora / "lifebench").glob("*/")):
        if folder.name != without:
            records = msgspec.json.decode((folder / "phone_data" / "sms.json").read_bytes())
            for record in records:
                if record["message_type"] == "Send":
                    text = str(record["message_content"])
                    opening, mark, rest = text.partition(": ")
                    on = datetime.fromisoformat(str(record["datetime"])).date()
                    yield Said(rest if mark and len(opening.split()) <= 2 else text, on)  # noqa: PLR2004
    pool = corpora / "longmemeval" / "distractor_sessions_pool.jsonl"
    if pool.exists():
        for line in pool.read_bytes().splitlines():
            session = msgspec.json.decode(line)
            yield from _turns(session["messages"], str(session.get("date") or ""))


def _turns(turns: Iterable[dict[str, Any]], on: str) -> Iterator[Said]:
    try:
        when = datetime.strptime(on[:10], "%Y/%m/%d").date()  # noqa: DTZ007  (a bare day)
    except ValueError:
        return
    for turn in turns:
        text = str(turn["content"])
        if turn["role"] == "user" and text.isascii() and "<|" not in text:
            yield Said(text, when)


def blocks(
    lines: Iterable[Said], maker: Maker, names: Sequence[str], seed: int, count: int
) -> Iterator[Block]:
    """Yield up to `count` blocks, the same for the same seed."""
    rng = random.Random(f"said:{seed}")  # noqa: S311  (repeatable, not secret)
    tellings = [one for said in lines for one in _tellings(said, maker)]
    rng.shuffle(tellings)
    near = _Near(tellings)
    each = _TOLD + 1
    for number in range(min(count, len(tellings) // each)):
        told = tellings[number * each : (number + 1) * each]
        yield _block(f"said-{seed}-{number}", told[:-1], told[-1], near, names, rng)


def _block(  # noqa: PLR0917  (a block's parts)
    name: str,
    told: Sequence[_Telling],
    untold: _Telling,
    near: "_Near",
    names: Sequence[str],
    rng: random.Random,
) -> Block:
    beside = [one for telling in told for one in near.of(telling, 1)]
    beside += near.of(untold, _DECLINED)
    kept = list(dict.fromkeys([*told, *(one for one in beside if one not in told)]))
    rng.shuffle(kept)
    who = OWN if rng.random() < _OWNED else rng.choice(names)
    lines = tuple(_line(one, who) for one in kept)
    asked_on = day(max(one.said.on for one in kept) + timedelta(days=rng.randint(1, 90)))
    asked = []
    for telling in told:
        for question, answer in rng.sample(telling.asked, min(2, len(telling.asked))):
            place = (kept.index(telling) + 1,)
            asked.append(Asked(_to(question, who), asked_on, answer, place))
    for telling in (untold, *near.strangers(told[0], kept)):
        question, answer = rng.choice(telling.asked)
        if max(covered(answer, line.text) for line in lines) < _UNTOLD:
            asked.append(Asked(_to(question, who), asked_on, DECLINE))
    rng.shuffle(asked)
    return Block("said", name, lines, tuple(asked))


def _line(telling: _Telling, who: str) -> Line:
    on = telling.said.on
    return Line(day(on), who, annotate(telling.said.text, on))


def _to(question: str, who: str) -> str:
    """Return a question on that person, or on the one who asks."""
    if who != OWN:
        return question.replace(_NAME, who)
    for pattern, mine in _MINE:
        question = re.sub(pattern, mine, question)
    return question


def _tellings(said: Said, maker: Maker) -> Iterator[_Telling]:
    """Yield the sentences of a text that something may be asked on, each with the next ones."""
    whole = [one for one in sentences(" ".join(said.text.split())) if one]
    for place, sentence in enumerate(whole):
        made = () if asks(sentence) else tuple(_asked(sentence, said.on, maker))
        text = " ".join(whole[max(0, place - 1) : place + 2])
        if len(text) > _LONGEST:
            text = sentence
        if made and len(text) <= _LONGEST:
            yield _Telling(Said(text, said.on), made)
            return


def _asked(sentence: str, on: date, maker: Maker) -> Iterator[tuple[str, str]]:
    for question, words in maker.answered(sentence, _NAME):
        kind = next((kind for kind in _KINDS if question.startswith(f"{kind} ")), "")
        answer = resolve(words.strip(" ,"), on) if kind == "When" else _bare(words)
        plain = kind not in {"What", ""} or len(question.split()) >= _WHOLE_QUESTION
        odd = _DANGLING.search(question) or _VAGUE.search(question)
        fine = kind and plain and len(answer.split()) in _WORDS and not odd
        if fine and (kind == "When" or not _BROKEN.search(answer)):
            yield question, answer


def _bare(words: str) -> str:
    return _LEADING.sub("", _LEADING.sub("", words.strip(" ,.")))


class _Near:
    """Finds the tellings whose words are most like another's questions."""

    def __init__(self, tellings: Sequence[_Telling]) -> None:
        self._holding: dict[str, list[_Telling]] = defaultdict(list)
        for telling in tellings:
            for word in content(telling.said.text):
                self._holding[word].append(telling)

    def of(self, telling: _Telling, count: int) -> list[_Telling]:
        """Return the nearest that do not hold its answers, the nearest first."""
        question, answer = telling.asked[0]
        ranked = self._ranked(question)
        fine = (one for one in ranked if covered(answer, one.said.text) < _UNTOLD)
        return [one for one, _ in zip(fine, range(count), strict=False) if one != telling]

    def strangers(self, telling: _Telling, kept: Sequence[_Telling]) -> list[_Telling]:
        """Return one that is asked of something like a kept line, and is not kept itself."""
        near = (one for one in self._ranked(telling.said.text) if one not in kept)
        return [one for one, _ in zip(near, range(1), strict=False)]

    def _ranked(self, text: str) -> list[_Telling]:
        weights: dict[int, float] = defaultdict(float)
        found: dict[int, _Telling] = {}
        for word in content(text):
            holding = self._holding.get(word, ())
            if len(holding) <= _COMMON:
                for one in holding:
                    weights[id(one)] += 1 / len(holding)
                    found[id(one)] = one
        return [found[key] for key in sorted(weights, key=lambda key: -weights[key])]


_COMMON: Final = 400
"""Words that more lines hold make none alike."""
