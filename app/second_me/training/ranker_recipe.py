"""Trains the ranker: `second-me train ranker --data CORPORA --out FOLDER`.

Every collection is stored in a real vault and searched as the product does it; what is learned
is how much each feature of a candidate speaks for its being evidence, and how a result looks
when memory holds no answer.
"""

import argparse
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.ids import EventId
from second_me.corpora import Corpus, Question
from second_me.corpora.corpus import UNANSWERABLE
from second_me.corpora.filled_vault import FilledVault, Remembered
from second_me.inference.codes import to_codes
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.recall.ranking import Pass, Ranker, confidence
from second_me.recall.ranking.ranker import RankerFile, Weights
from second_me.recall.searching import DEEP, Searched
from second_me.recall.understanding import Asked
from second_me.training import logistic, ranker_corpora

VERSION: Final = "ranker-3"
_DEPTH: Final = 200
_WRONG: Final = 60
"""Of the candidates that are no evidence so many are learned from: the best by the plain mix, which
are hard to tell from it, and others.
"""
_UNRELATED: Final = 12
_MOST_QUESTIONS: Final = 60
"""Of one collection."""
PRIOR: Final = {
    "mix": 1.5, "near": 1.0, "near_before": 0.2, "words": 0.2, "words_3": 0.7,
    "words_5": 0.7, "covered": 0.5, "said_by": 1.0,
    "session": 0.5, "alike": 1.3, "length": 0.3, "first_person": 0.3, "asks": -0.3, "in_time": 4.0,
}  # fmt: skip
"""What is sensible to begin with: the embedder has learned from these collections, too, and finds
in them what it would not find elsewhere, so that the weights learned are held close to it.
"""

_HELD: Final = 100_000.0
_SHRINK: Final = 3.0
DECLINE_BELOW: Final = 0.3
_KEPT: Final = 0.94
"""Share of the questions that memory answers which are not declined."""

SHARES: Final = {"talks": 1.0, "told": 0.6, "LifeBench": 1.0, "RealMem": 0.8, "LongMemEval": 0.8}
"""How much each source counts in all."""


BY_HAND: Final = {"fact_near": 0.5}
"""Worth of what no collection has: facts are drawn by the model, which reads none of these."""


class Result(msgspec.Struct, frozen=True):
    """What was found for a question, and whether memory holds the answer."""

    asked: Asked
    found: Pass
    top: float
    answered: bool

    def signals(self, ranker: Ranker) -> dict[str, float]:
        """Return the signals of the result as another ranker would order it."""
        found = self.found.unread().ordered_by(ranker)
        return confidence.signals(self.asked, found, self.top)


class Seen(msgspec.Struct):
    """What one source taught: rows of candidates with whether they are evidence and how much they
    count, and whole results with whether memory held the answer.
    """

    rows: list[NDArray[np.float32]] = []
    right: list[NDArray[np.float32]] = []
    counts: list[NDArray[np.float32]] = []
    results: list[Result] = []
    names: tuple[str, ...] = ()


def train(chosen: argparse.Namespace) -> None:
    """Learn from all corpora in `chosen.data` and write `ranker.json` into `chosen.out`."""
    embedder = Remembered(OnnxEmbedder())
    seen: dict[str, Seen] = {}
    unrelated = ranker_corpora.unrelated(chosen.data)
    for source, corpus in ranker_corpora.read(chosen.data, chosen.seed, chosen.talks):
        of_source = seen.setdefault(source, Seen())
        filled = FilledVault(corpus, embedder)
        try:
            rng = random.Random(f"{chosen.seed}:{corpus.name}")  # noqa: S311  (repeatable)
            _look(filled, of_source, rng)
            _ask_unrelated(
                filled, of_source, rng.sample(unrelated, min(_UNRELATED, len(unrelated)))
            )
        finally:
            filled.close()
        say(f"{source} {corpus.name}: {len(of_source.rows)} questions")
    aside: list[Result] = []
    for corpus in ranker_corpora.held_back(chosen.data):
        aside += _results(corpus, embedder)
    file = _decided(f"{VERSION} {embedder.model}", _order(seen), seen, aside)
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / "ranker.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(file)) + b"\n")
    say(f"written: {path}")


def _results(corpus: Corpus, embedder: Embedder) -> list[Result]:
    """Return what is found for all questions of a collection."""
    seen = Seen()
    filled = FilledVault(corpus, embedder)
    try:
        for question in corpus.questions:
            answered = question.category != UNANSWERABLE
            _tell(seen, _search(filled, question), answered=answered)
    finally:
        filled.close()
    return seen.results


def _look(filled: FilledVault, seen: Seen, rng: random.Random) -> None:
    """Put a collection's questions, as they are, without their evidence, and of somebody else."""
    questions = [one for one in filled.corpus.questions if one.evidence]
    for question in rng.sample(questions, min(len(questions), _MOST_QUESTIONS)):
        found = _search(filled, question)
        if question.category == UNANSWERABLE:
            _tell(seen, found, answered=False)
            continue
        evidence = filled.evidence(question)
        _learn(seen, found, evidence, rng)
        _tell(seen, found, answered=True)
        _tell(seen, _without(filled, question, evidence), answered=False)
        other = _of_another(filled.corpus, question)
        if other:
            _tell(seen, _search(filled, other), answered=False)


def _ask_unrelated(filled: FilledVault, seen: Seen, lines: Iterable[str]) -> None:
    """Put questions on the world at large, which nobody's memory answers."""
    asked = filled.corpus.events[-1].moment
    for line in lines:
        question = Question(text=line, asked=asked, evidence=(), category=UNANSWERABLE)
        _tell(seen, _search(filled, question), answered=False)


def _search(filled: FilledVault, question: Question) -> Searched:
    return filled.search(question, 1, (DEEP,))


def _learn(seen: Seen, found: Searched, evidence: frozenset[EventId], rng: random.Random) -> None:
    if found.found is None or not len(found.found.rows):
        return
    told = found.found
    right = np.isin(told.ids, list(evidence))
    if not right.any():
        return
    wrong = np.flatnonzero(~right)
    hard = wrong[np.argsort(-told.column("mix")[wrong], kind="stable")[: _WRONG // 2]]
    others = [place for place in wrong.tolist() if place not in set(hard.tolist())]
    others = rng.sample(others, min(len(others), _WRONG - len(hard)))
    places = np.concatenate((np.flatnonzero(right), hard, np.asarray(others, dtype=np.int64)))
    seen.names = told.names
    seen.rows.append(told.features[places])
    seen.right.append(right[places].astype(np.float32))
    seen.counts.append(np.full(len(places), 1.0, dtype=np.float32))


def _tell(seen: Seen, found: Searched, *, answered: bool) -> None:
    if found.found is None:
        return
    near = found.found.found.get("meaning")
    top = float(near.scores[0]) if near is not None and len(near.scores) else 0.0
    seen.results.append(Result(found.asked, found.found, top, answered))


def _without(filled: FilledVault, question: Question, evidence: Iterable[EventId]) -> Searched:
    """Put a question while its evidence is out of the indexes."""
    ids = list(evidence)
    indexes = filled.indexes
    vectors = indexes.vectors.vectors(ids)
    indexes.events.remove(ids)
    indexes.vectors.remove(ids)
    try:
        return _search(filled, question)
    finally:
        indexes.add(filled.vault, ids)
        known = [row for row in range(len(ids)) if np.isfinite(vectors[row]).all()]
        indexes.vectors.add([ids[row] for row in known], to_codes(vectors[known]))


def _of_another(corpus: Corpus, question: Question) -> Question | None:
    """Return the question asked of the other one of a talk of two; None where there are more."""
    authors = sorted({event.author for event in corpus.events if event.author})
    if len(authors) != 2 or "assistant" in authors:  # noqa: PLR2004
        return None
    firsts = [author.split()[0] for author in authors]
    for mine, other in (firsts, firsts[::-1]):
        if mine in question.text and other not in question.text:
            text = question.text.replace(mine, other)
            return msgspec.structs.replace(question, text=text, category=UNANSWERABLE)
    return None


def _order(seen: dict[str, Seen]) -> Weights:
    sources = [one for one in seen.values() if one.rows]
    names = sources[0].names
    rows = np.concatenate([part for one in sources for part in one.rows]).astype(np.float64)
    right = np.concatenate([part for one in sources for part in one.right]).astype(np.float64)
    counts = np.concatenate(list(_counts(seen)))
    prior = np.asarray([PRIOR.get(name, 0.0) for name in names])
    weights, offset = logistic.fit(rows, right, counts, _HELD, prior)
    return Weights(weights=_rounded(names, weights) | BY_HAND, offset=round(offset, 4))


def _counts(seen: dict[str, Seen]) -> Iterator[NDArray[np.float64]]:
    """Yield what each row counts: all sources by their shares, whatever their sizes."""
    total = sum(len(one.rows) for one in seen.values())
    for source, one in seen.items():
        share = SHARES[source] * total / max(len(one.rows), 1) / len(seen)
        for part in one.counts:
            yield part.astype(np.float64) * share


def _decided(
    name: str, order: Weights, seen: dict[str, Seen], aside: Sequence[Result]
) -> RankerFile:
    """Return the whole file. The level of sureness is set by what memory answered `aside`, which
    neither embedder nor ranker has learned from: nearly all of it lies above `DECLINE_BELOW`.
    """
    nothing = Weights(weights={})
    file = RankerFile(
        name=name, order=order, sure=nothing, decline_below=DECLINE_BELOW, strong_from=1.0
    )
    told = [
        (result.signals(Ranker(file)), result.answered, source)
        for source, one in seen.items()
        for result in one.results
    ]
    file = msgspec.structs.replace(file, sure=_sure(told))
    levels = sorted(_level(Ranker(file), one) for one in aside if one.answered)
    lowest = levels[int(len(levels) * (1 - _KEPT))]
    moved = math.log(DECLINE_BELOW / (1 - DECLINE_BELOW)) - lowest
    sure = Weights(weights=file.sure.weights, offset=round(file.sure.offset + moved, 4))
    middle = 1 / (1 + math.exp(-levels[len(levels) // 2] - moved))
    return msgspec.structs.replace(file, sure=sure, strong_from=round(middle, 4))


def _level(ranker: Ranker, result: Result) -> float:
    """Return the log-odds that memory answers."""
    sure = ranker.sure(result.signals(ranker))
    return math.log(sure / (1 - sure))


def _sure(told: Sequence[tuple[dict[str, float], bool, str]]) -> Weights:
    names = tuple(dict.fromkeys(name for signals, _, _ in told for name in signals))
    rows = np.asarray([[signals.get(name, 0.0) for name in names] for signals, _, _ in told])
    right = np.asarray([float(answered) for _, answered, _ in told])
    sizes = Counter(source for _, _, source in told)
    counts = np.asarray(
        [len(told) / len(sizes) * SHARES[source] / sizes[source] for _, _, source in told]
    )
    weights, offset = logistic.fit(rows, right, counts, _SHRINK)
    return Weights(weights=_rounded(names, weights), offset=round(offset, 4))


def _rounded(names: Sequence[str], weights: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def say(words: str) -> None:
    """Print at once, for whoever watches a log."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
