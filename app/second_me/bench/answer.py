"""How good the answers are: `second-me bench answer --dataset locomo PATH`.

The model is asked with an adapter and, as the reference, as the bare base with its own
prompt, both through llama.cpp and both on the same memories. Scores are in per cent.
"""

import argparse
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Final, Protocol

import msgspec

from second_me.bench import conversations, found_turns
from second_me.bench.conversations import Conversation, Question, Turn
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.bench.token_f1 import UNANSWERABLE, exact, score, tokens
from second_me.core.paths import find_home
from second_me.core.said_times import annotate, day
from second_me.inference import adapter_prompts, catalogue, prompts
from second_me.inference.engine import Engine, Made, Wanted

DATASETS: Final = {"locomo": conversations.locomo, "longmemeval": conversations.longmemeval}
EVIDENCE: Final = ("gold", "among", "retrieved")
_CONTEXT: Final = 4096
_MOST_TOKENS: Final = 60
_LONGEST_LINE: Final = 600
_HELD: Final = 0.5


class Given(msgspec.Struct, frozen=True):
    """What was answered to a question; `cited` are places in the turns that were shown, from 1."""

    question: Question
    shown: tuple[Turn, ...]
    text: str
    cited: tuple[int, ...]
    declined: bool
    seconds: float


class Answerer(Protocol):
    def ask(self, question: Question, turns: Sequence[Turn]) -> Given: ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=tuple(DATASETS), required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="the dataset's file")
    parser.add_argument("--evidence", nargs="+", choices=EVIDENCE, default=["gold", "retrieved"])
    parser.add_argument("--limit", type=int, default=6, help="memories found for a question")
    parser.add_argument("--questions", type=int, default=0, help="of each category; 0 means all")
    parser.add_argument("--base", type=Path, help="a GGUF file instead of the default base")
    parser.add_argument("--adapter", type=Path, help="a GGUF adapter of the generate task")
    parser.add_argument("--without-reference", action="store_true", help="leave the bare base out")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="conversations of these names")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="also write each answer here")


def run(arguments: argparse.Namespace) -> Report:
    """Ask all questions with each kind of evidence, with the adapter and without."""
    base = arguments.base or _default_base()
    engine = Engine(str(base), context=_CONTEXT, threads=1, gpu=False)
    asked = [_sampled(one, arguments.questions) for one in _chosen(arguments)]
    answerers: list[Answerer] = []
    if arguments.adapter:
        answerers.append(Adapted(engine, arguments.adapter))
    if not arguments.adapter or not arguments.without_reference:
        answerers.append(Bare(engine))
    parts: dict[str, Part] = {}
    for evidence in arguments.evidence:
        found = [_ask_all(one, asked, evidence, arguments) for one in answerers]
        parts[evidence] = _part(found)
    engine.close()
    return join("answer", parts)


def _default_base() -> Path:
    found = catalogue.base_file(find_home().models)
    if found is None:
        raise FileNotFoundError("there is no base on this machine; name one by --base")
    return found.path


def _chosen(arguments: argparse.Namespace) -> Iterator[Conversation]:
    for conversation in DATASETS[arguments.dataset](arguments.path):
        if not arguments.only or conversation.name in arguments.only:
            yield conversation


def _sampled(conversation: Conversation, most: int) -> Conversation:
    """Return the conversation with at most so many questions of each category."""
    rng = random.Random(conversation.name)  # noqa: S311  (repeatable, not secret)
    kinds = sorted({question.category for question in conversation.questions})
    kept: list[Question] = []
    for kind in kinds:
        of_kind = [one for one in conversation.questions if one.category == kind]
        kept += rng.sample(of_kind, min(most, len(of_kind))) if most else of_kind
    return msgspec.structs.replace(conversation, questions=tuple(kept))


def _ask_all(
    answerer: Answerer, asked: Iterable[Conversation], evidence: str, arguments: argparse.Namespace
) -> list[Given]:
    found: list[Given] = []
    for conversation in asked:
        progress(f"{evidence}: {type(answerer).__name__.lower()} on {conversation.name}")
        if evidence == "retrieved":
            retrieved = found_turns.Retrieved(conversation, arguments.limit)
            found += [answerer.ask(one, retrieved(one)) for one in conversation.questions]
            retrieved.close()
        else:
            find = (found_turns.gold if evidence == "gold" else found_turns.among)(conversation)
            found += [answerer.ask(one, find(one)) for one in conversation.questions]
    if arguments.answers:
        _write(arguments.answers, evidence, answerer, found)
    return found


def _write(path: Path, evidence: str, answerer: Answerer, found: Iterable[Given]) -> None:
    with path.open("ab") as file:
        for one in found:
            row = {
                "evidence": evidence,
                "by": type(answerer).__name__,
                "category": one.question.category,
                "question": one.question.text,
                "expected": one.question.answer,
                "answer": one.text,
                "declined": one.declined,
            }
            file.write(msgspec.json.encode(row) + b"\n")


class Bare:
    """The base alone, by the prompt that the product uses for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._prompt = prompts.load("generate")

    def ask(self, question: Question, turns: Sequence[Turn]) -> Given:
        lines = [f"{turn.author}, {_day(turn)}: {_dated(turn)}" for turn in turns]
        now = day(question.asked.local().date())
        request = self._prompt.request(evidence=lines, now=now, question=question.text)
        wanted = Wanted(
            task="bare",
            prompt=request.prompt,
            grammar=request.grammar,
            max_tokens=min(request.max_tokens, _MOST_TOKENS),
            repetition=request.repetition,
            stop=request.stop,
        )
        text, seconds, _ = _generate(self._engine, wanted)
        reading = adapter_prompts.read_answer(text)
        declined = any(
            words in text.lower() for words in ("not mention", "no information", "nothing")
        )
        return Given(question, tuple(turns), text, reading.numbers, declined, seconds)


class Adapted:
    """The base with a generate adapter, by the prompt that the adapter was trained on."""

    def __init__(self, engine: Engine, adapter: Path) -> None:
        self._engine = engine
        self._adapter = str(adapter)

    def ask(self, question: Question, turns: Sequence[Turn]) -> Given:
        lines = [adapter_prompts.Line(_day(turn), turn.author, _dated(turn)) for turn in turns]
        asked = day(question.asked.local().date())
        wanted = Wanted(
            task="adapted",
            prompt=adapter_prompts.generate_prompt(lines, question.text, asked),
            max_tokens=_MOST_TOKENS,
            stop=("\n",),
            adapter=self._adapter,
        )
        text, seconds, _ = _generate(self._engine, wanted)
        reading = adapter_prompts.read_answer(text)
        return Given(
            question, tuple(turns), reading.text, reading.numbers, reading.declined, seconds
        )


def _generate(engine: Engine, wanted: Wanted) -> tuple[str, float, Made]:
    pieces: list[str] = []
    began = time.perf_counter()
    made = engine.generate(wanted, pieces.append)
    return "".join(pieces).strip(), time.perf_counter() - began, made


def _day(turn: Turn) -> str:
    return day(turn.moment.local().date())


def _dated(turn: Turn) -> str:
    return annotate(turn.text[:_LONGEST_LINE], turn.moment.local().date())


def _part(found: Sequence[list[Given]]) -> Part:
    """Return the figures of the first answerer, the second beside it as the reference."""
    figures = _figures(found[0])
    reference = _figures(found[1]) if len(found) > 1 else {}
    ratio: Figures = {}
    for key, value in figures.items():
        other = reference.get(key)
        if isinstance(value, float) and isinstance(other, float) and other:
            ratio[key] = value / other
    return Part(figures=figures, reference=reference, ratio=ratio)


def _figures(found: Sequence[Given]) -> Figures:
    answerable = [one for one in found if one.question.category != UNANSWERABLE]
    refused = [one for one in found if one.question.category == UNANSWERABLE]
    figures: Figures = {"questions": len(found)}
    figures["f1"] = _percent(map(_score, answerable))
    for kind in sorted({one.question.category for one in answerable}):
        figures[f"f1_category_{kind}"] = _percent(
            _score(one) for one in answerable if one.question.category == kind
        )
    figures["exact"] = _percent(exact(one.text, one.question.answer) for one in answerable)
    figures["unanswerable_declined"] = _percent(one.declined for one in refused)
    figures["answerable_declined"] = _percent(one.declined for one in answerable)
    citing = [one for one in answerable if one.cited and not one.declined]
    figures["citation_precision"] = _percent(map(_rightly_cited, citing))
    figures["seconds_an_answer"] = mean(one.seconds for one in found)
    return figures


def _score(one: Given) -> float:
    return 0.0 if one.declined else score(one.text, one.question.answer, one.question.category)


def _percent(values: Iterable[float]) -> float:
    held = list(values)
    return 100 * mean(held) if held else 0.0


def _rightly_cited(one: Given) -> float:
    """Return the share of the cited turns that are evidence, or hold half the answer's words."""
    cited = [one.shown[number - 1] for number in one.cited if number <= len(one.shown)]
    return mean(_holds(turn, one.question) for turn in cited) if cited else 0.0


def _holds(turn: Turn, question: Question) -> bool:
    wanted = set(tokens(question.answer))
    shared = len(wanted & set(tokens(_dated(turn))))
    return turn.id in question.evidence or (bool(wanted) and shared / len(wanted) >= _HELD)
