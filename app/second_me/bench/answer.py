"""How good the answers are: `second-me bench answer --dataset locomo PATH`.

The model is asked with an adapter and, as the reference, as the bare base with its own
prompt, both through llama.cpp and both on the same memories. Scores are in per cent.
"""

import argparse
import random
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec

from second_me import recall
from second_me.bench import conversations, found_turns
from second_me.bench.answer_figures import Given, dated, day_of, part
from second_me.bench.conversations import Conversation, Question, Turn
from second_me.bench.engine_model import EngineModel
from second_me.bench.main import progress
from second_me.bench.report import Part, Report, join
from second_me.core.paths import find_home
from second_me.core.said_times import day
from second_me.inference import adapter_prompts, catalogue, prompts
from second_me.inference.engine import Engine
from second_me.inference.writing import Made, Wanted

DATASETS: Final = {
    "locomo": conversations.locomo,
    "longmemeval": conversations.longmemeval,
    "lifebench": conversations.lifebench,
}
EVIDENCE: Final = ("gold", "among", "retrieved", "product")
"""The right memories, the same among others, what search finds, the whole way of the product."""
_CONTEXT: Final = 4096
_MOST_TOKENS: Final = 60
_CITATION: Final = re.compile(r"\s*\[\d{1,3}\]")


class Answerer(Protocol):
    """Answers from the turns that it is given, or by the product's own search and answer."""

    def ask(self, question: Question, turns: Sequence[Turn]) -> Given: ...

    def through_product(self, question: Question, found: found_turns.Retrieved) -> Given: ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=tuple(DATASETS), required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="the dataset's file or folder")
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
        parts[evidence] = part(found)
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
        if evidence in {"retrieved", "product"}:
            retrieved = found_turns.Retrieved(conversation, arguments.limit)
            for one in conversation.questions:
                whole = evidence == "product"
                found.append(
                    answerer.through_product(one, retrieved)
                    if whole
                    else answerer.ask(one, retrieved(one))
                )
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
        lines = [f"{turn.author}, {day_of(turn)}: {dated(turn)}" for turn in turns]
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

    def through_product(self, question: Question, found: found_turns.Retrieved) -> Given:
        return _through_product(self._engine, question, found, "")


class Adapted:
    """The base with a generate adapter, by the prompt that the adapter was trained on."""

    def __init__(self, engine: Engine, adapter: Path) -> None:
        self._engine = engine
        self._adapter = str(adapter)

    def ask(self, question: Question, turns: Sequence[Turn]) -> Given:
        lines = [adapter_prompts.Line(day_of(turn), turn.author, dated(turn)) for turn in turns]
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

    def through_product(self, question: Question, found: found_turns.Retrieved) -> Given:
        return _through_product(self._engine, question, found, self._adapter)


def _through_product(
    engine: Engine, question: Question, found: found_turns.Retrieved, adapter: str
) -> Given:
    """Return what the person would be shown, its citations taken out of the words."""
    result = found.evidence(question)
    model = EngineModel(engine)
    given = recall.answer(question.text, result, model, now=question.asked.at, adapter=adapter)
    cited = tuple(citation.number for citation in given.citations)
    text = _CITATION.sub("", given.text).strip()
    turns = tuple(found.turns(result))
    return Given(question, turns, text, cited, given.declined, given.seconds)


def _generate(engine: Engine, wanted: Wanted) -> tuple[str, float, Made]:
    pieces: list[str] = []
    began = time.perf_counter()
    made = engine.generate(wanted, pieces.append)
    return "".join(pieces).strip(), time.perf_counter() - began, made
