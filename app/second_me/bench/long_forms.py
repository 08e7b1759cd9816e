"""`bench forms --dataset formfactory`: long forms filled from a text that memory was given.

Each text is a memory of its own vault; every field of the form is asked as the product asks. The
reference looks for the field's exact label in the text and takes what stands behind it.
"""

import argparse
import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import structlog

from second_me.agent.fill_answers import Asked, FillAnswers
from second_me.autofill.classifier import Classifier
from second_me.autofill.open_questions import question_for
from second_me.autofill.regions import spellings
from second_me.autofill.understanding import understand
from second_me.bench.engine_model import EngineModel
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part
from second_me.bench.token_f1 import f1
from second_me.core.clock import Moment, SystemClock
from second_me.core.errors import ModelUnavailable
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora.corpus import Corpus
from second_me.corpora.filled_vault import FilledVault
from second_me.corpora.form_factory import LongForm, long_forms
from second_me.inference.embedder import OnnxEmbedder
from second_me.inference.engine import Engine
from second_me.inference.scripted import ScriptedModel
from second_me.inference.text_model import TextModel

_WORDS: Final = 6  # from so many on, words are compared as a text
_ALIKE: Final = 0.5
_EMPTY: Final = frozenset({"none", "n/a", "not specified", "not applicable", ""})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--each", type=int, default=20, help="long forms of each kind")
    parser.add_argument("--base", type=Path, help="long forms: let this model answer too")
    parser.add_argument("--adapter", type=Path, help="long forms: with this generate adapter")


def measure(arguments: argparse.Namespace) -> Part:
    """Return the share of fields that get the right value, and that of the reference."""
    right: dict[str, list[bool]] = {}
    plain: list[bool] = []
    filled = wrong = 0
    seconds: list[float] = []
    writer = _Writer(arguments.base, arguments.adapter)
    for form in long_forms(arguments.folder, arguments.each):
        progress(form.name)
        started = time.perf_counter()
        given = dict(_answers(form, writer))
        seconds.append(time.perf_counter() - started)
        kind = form.name.rsplit(" ", 1)[0]
        for field in form.page.fields:
            if field.id not in form.gold or form.gold[field.id].casefold() in _EMPTY:
                continue
            wanted, answer = form.gold[field.id], given.get(field.id, "")
            ok = same(answer, wanted)
            right.setdefault(kind, []).append(ok)
            filled += bool(answer)
            wrong += bool(answer) and not ok
            plain.append(same(by_label(field.label, form.text), wanted))
    return _part(right, plain, seconds, filled=filled, wrong=wrong)


def by_label(label: str, text: str) -> str:
    """Return what stands behind a field's exact label in a text, "" if the label is not there."""
    found = re.search(rf"(?i){re.escape(label)}\s*(?::|\bis\b)?\s*([^\n.;]+)", text)
    return found[1].strip() if found else ""


def same(given: str, wanted: str) -> bool:
    """Say whether a value is the expected one: numbers, days and regions as such, long texts if at
    least half of their words agree.
    """
    ours, theirs = _bare(given), _bare(wanted)
    if not ours or not theirs:
        return False
    if ours == theirs or _bare(wanted) in {_bare(one) for one in spellings(given, "US")}:
        return True
    numbers = [re.sub(r"\D", "", one.removesuffix(".0")) for one in (given, wanted)]
    if re.fullmatch(r"[\d\W]+(?:USD|x\d+)?[\d\W]*", wanted) and numbers[0] == numbers[1] != "":
        return True
    if re.fullmatch(r"\d{4}[-/]\d\d[-/]\d\d", wanted):
        return numbers[0] == numbers[1]
    return len(theirs.split()) >= _WORDS and f1(given, wanted) >= _ALIKE


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().removesuffix(".0").replace(",", "")))


class _Writer:
    """What answers are written by: a model if there is one, else nothing."""

    def __init__(self, base: Path | None, adapter: Path | None) -> None:
        self.host: TextModel = ScriptedModel(ModelUnavailable("No model", "None was given.", ""))
        self._adapter = ""
        if base is not None:
            self.host = EngineModel(Engine(str(base), context=2048, threads=1, gpu=False))
            self._adapter = str(adapter or "")

    def adapter(self, task: str) -> str:
        return self._adapter if task == "generate" else ""


def _answers(form: LongForm, writer: _Writer) -> Iterator[tuple[int, str]]:
    clock = SystemClock()
    event = NewEvent(
        kind=EventKind.NOTE, origin=Origin.TYPED, text=form.text, natural_key="text",
        moment=Moment(clock.now()),
    )  # fmt: skip
    corpus = Corpus(name=form.name, owner="", events=(event,), questions=())
    classifier = Classifier.shipped()
    understood = understand(form.page, classifier)
    with contextlib.closing(FilledVault(corpus, OnnxEmbedder())) as filled:
        answers = FillAnswers(filled.vault, filled, writer, clock, structlog.get_logger())
        for field, meant in zip(form.page.fields, understood.fields, strict=True):
            question = question_for(field, meant, understood.purposes[0])
            if question and field.id in form.gold:
                for choice in answers.choices(Asked("", field, question, meant.kind))[:1]:
                    yield field.id, choice.value


def _part(
    right: dict[str, list[bool]],
    plain: list[bool],
    seconds: list[float],
    *,
    filled: int,
    wrong: int,
) -> Part:
    every = [one for each in right.values() for one in each]
    share, plainly = sum(every) / max(1, len(every)), sum(plain) / max(1, len(plain))
    figures: Figures = {
        "right": share,
        "filled": filled / max(1, len(every)),
        "wrong_of_filled_percent": 100 * wrong / max(1, filled),
    }
    figures |= {f"right_{kind.lower()}": sum(one) / len(one) for kind, one in right.items()}
    return Part(
        figures=figures,
        reference={"right": plainly},
        ratio={"right": share / max(1e-9, plainly)},
        settings={"fields": len(every), "seconds_a_form": sum(seconds) / max(1, len(seconds))},
    )
