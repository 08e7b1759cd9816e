"""The weights by which the product chooses among drafts of an answer, and declines.

    python -m second_me.training.draft_choice --base BASE.gguf --adapter ADAPTER.gguf --data CORPORA

Questions of LongMemEval's training part are put to one memory of all their sessions, and questions
of LifeBench's people to a part of their year. What is found is read as the product reads it, each
of the nearest memories alone, and a draft is right if it and the gold answer share half of each
other's words; none is to a question that has no answer. It writes `recall/choice_weights.json`;
the weights belong to one adapter and one ranker.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from second_me.corpora import lifebench, longmemeval
from second_me.corpora.corpus import UNANSWERABLE, Corpus, Question
from second_me.corpora.filled_vault import FilledVault
from second_me.inference.base_file import BaseFile
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.inference.host import ModelHost
from second_me.inference.text_model import Generated, TextModel
from second_me.recall import short_answers
from second_me.recall.choice import FEATURES, Found, Row, Weights, shipped
from second_me.recall.evidence import evidence
from second_me.recall.grounding import without_citations
from second_me.recall.passages import Passage, passages
from second_me.training import logistic
from second_me.training.real_questions import covered

TARGET: Final = Path(__file__).parents[1] / "recall" / "choice_weights.json"
HELD_BACK: Final = "yinhao"
_SHARED: Final = 0.5
_FOUND: Final = 40
_RIDGE: Final = 4.0
_PRIOR: Final = (2.0, 1.0, 2.0, 0.5, 2.5, 1.0, -1.5, -1.5, 1.0)
"""What each feature is taken to be worth before any question is seen: there are few of them."""

Drafted = tuple[Row, bool]
"""What is known of a draft, and whether it is right."""


def main() -> None:
    """Ask, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "adapter", "data"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--chats", type=int, default=60, help="questions on chats")
    parser.add_argument("--phones", type=int, default=14, help="questions on each person's phone")
    parser.add_argument("--beside", type=int, default=150, help="other records of each phone")
    chosen = parser.parse_args()
    base = BaseFile(name="base", label="base", path=chosen.base)
    model = ModelHost(base=base, threads=1, gpu=False, unload_after=600)
    embedder = OnnxEmbedder()
    try:
        found = [
            one
            for corpus in corpora(chosen.data, chosen.chats, chosen.phones, chosen.beside)
            for one in drafted(corpus, model, str(chosen.adapter), embedder)
        ]
    finally:
        model.close()
    TARGET.write_bytes(msgspec.json.format(msgspec.json.encode(fit(found))) + b"\n")


def corpora(data: Path, chats: int, phones: int, beside: int) -> Iterator[Corpus]:
    """Yield the corpora that are asked, each with few enough questions and records."""
    folder = data / "longmemeval"
    pool = folder / "distractor_sessions_pool.jsonl"
    yield together(list(longmemeval.read(folder / "train_150.json", pool, sessions=0)), chats)
    for person in sorted((data / "lifebench").glob("*/persona.json")):
        if person.parent.name != HELD_BACK:
            (corpus,) = lifebench.read(person.parent)
            yield part(corpus, phones, beside)


def together(each: Sequence[Corpus], questions: int) -> Corpus:
    """Return one corpus of some of those that hold one question each."""
    drawn = random.Random(1).sample(each, min(questions, len(each)))  # noqa: S311  (repeatable)
    events = [
        msgspec.structs.replace(
            event,
            thread=f"{one.name} {event.thread}",
            natural_key=f"{one.name} {event.natural_key}",
        )
        for one in drawn
        for event in one.events
    ]
    events.sort(key=lambda event: event.moment.at)
    asked = tuple(one.questions[0] for one in drawn)
    return Corpus(name="chats", owner="", events=tuple(events), questions=asked)


def part(corpus: Corpus, questions: int, beside: int) -> Corpus:
    """Return some of a corpus's questions with their evidence and some other records."""
    rng = random.Random(corpus.name)  # noqa: S311  (repeatable)
    asked = rng.sample(corpus.questions, min(questions, len(corpus.questions)))
    kept = {key for one in asked for key in one.evidence}
    others = [one.natural_key for one in corpus.events if one.natural_key not in kept]
    kept.update(rng.sample(others, min(beside, len(others))))
    events = tuple(one for one in corpus.events if one.natural_key in kept)
    return msgspec.structs.replace(corpus, events=events, questions=tuple(asked))


def drafted(
    corpus: Corpus, model: TextModel, adapter: str, embedder: Embedder
) -> Iterator[Drafted]:
    """Yield the drafts that hold, of what the adapter makes of each of the nearest memories."""
    filled = FilledVault(corpus, embedder)
    try:
        for question in corpus.questions:
            found = filled.search(question, _FOUND)
            drawn = evidence(filled.vault, filled.indexes, found)
            told = passages(question.text, (*drawn.hits, *drawn.beside))
            all_found = Found(told, drawn.strength)
            for near in told[: min(short_answers.ALONE, len(drawn.hits))]:
                made = written(model, adapter, question, near)
                draft = short_answers.judge(made, found.asked, [near], all_found)
                if draft.text:
                    yield draft.row, right(draft.text, question)
    finally:
        filled.close()


def written(model: TextModel, adapter: str, question: Question, near: Passage) -> Generated:
    """Return what the adapter makes of one memory."""
    return model.generate(short_answers.request(question.text, question.asked, [near], adapter))


def right(text: str, question: Question) -> bool:
    """Say whether a draft is the answer to a question."""
    if question.category == UNANSWERABLE:
        return False
    said = without_citations(text)
    return min(covered(question.answer, said), covered(said, question.answer)) >= _SHARED


def fit(found: Sequence[Drafted]) -> Weights:
    """Return the weights under which right drafts are likely; where to stop stays as it is."""
    rows = np.array([row for row, _ in found])
    labels = np.array([told for _, told in found], float)
    weights, offset = logistic.fit(rows, labels, np.ones(len(found)), _RIDGE, np.array(_PRIOR))
    rounded = tuple(round(float(one), 4) for one in weights)
    now = shipped()
    return Weights(FEATURES, rounded, round(offset, 4), now.least, now.sure, now.enough)


if __name__ == "__main__":
    main()
