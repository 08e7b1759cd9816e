"""What a set of answers is worth, in figures."""

from collections.abc import Iterable, Sequence
from statistics import mean
from typing import Final

import msgspec

from second_me.bench.conversations import Question, Turn
from second_me.bench.report import Figures, Part
from second_me.bench.token_f1 import UNANSWERABLE, exact, score, tokens
from second_me.core.said_times import annotate, day

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


def day_of(turn: Turn) -> str:
    return day(turn.moment.local().date())


def dated(turn: Turn) -> str:
    return annotate(turn.text[:_LONGEST_LINE], turn.moment.local().date())


def part(found: Sequence[list[Given]]) -> Part:
    """Return the figures of the first answerer, the second beside it as the reference."""
    figures = figures_of(found[0])
    reference = figures_of(found[1]) if len(found) > 1 else {}
    ratio: Figures = {}
    for key, value in figures.items():
        other = reference.get(key)
        if isinstance(value, float) and isinstance(other, float) and other:
            ratio[key] = value / other
    return Part(figures=figures, reference=reference, ratio=ratio)


def figures_of(found: Sequence[Given]) -> Figures:
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
    right = [one.declined is (one.question.category == UNANSWERABLE) for one in found]
    figures["decline_accuracy"] = _percent(right)
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
    shared = len(wanted & set(tokens(dated(turn))))
    return turn.id in question.evidence or (bool(wanted) and shared / len(wanted) >= _HELD)
