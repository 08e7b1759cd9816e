"""How much better results suit a person the longer they use it: `second-me bench adaptive PATH`.

Simulated people with tastes ask a corpus's questions and act on what they are shown; now and then
all are scored on later questions that they never asked: nDCG@5 of what each memory is worth to
them. References, on the same questions: the shipped ranker, which stays as it is, and the raw
fusion of the channels. Scores are in per cent, spreads are between people, seeds and corpora.
"""

import argparse
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from second_me.bench.adaptive_pools import pools
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.bench.simulated_people import Person, Pool, Vector, look, people
from second_me.core.ids import EventId
from second_me.corpora import Corpus, lifebench, locomo
from second_me.inference.embedder import OnnxEmbedder
from second_me.recall.adaptive import TASTES, Correction, Lesson, tastes
from second_me.recall.adaptive.learning import shipped
from second_me.recall.adaptive.tastes import Groups, Matrix, groups_of
from second_me.recall.adaptive.traces import hashed

DATASETS: Final = {"locomo": locomo.read, "lifebench": lifebench.read}
POINTS: Final = (0, 10, 50, 200)
"""Results acted on, after which the later questions are asked."""

SHOWN: Final = 8
_CUT: Final = 5
_EACH_ONE: Final = 20
_EACH_FEW: Final = 10
"""After the first lessons a simulation learns at every few alone; the product at each."""

_MOST_SEARCHES: Final = 4000
_PER_CENT: Final = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=tuple(DATASETS), required=True)
    parser.add_argument("path", type=Path, nargs="+", metavar="PATH", help="files or folders of it")
    parser.add_argument("--seeds", type=int, default=3, help="simulated lives of each person")
    parser.add_argument("--questions", type=int, default=0, help="of each corpus; 0 means all")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="corpora of these names")


def run(arguments: argparse.Namespace) -> Report:
    """Simulate all people on all corpora."""
    scores: list[Score] = []
    embedder = OnnxEmbedder()
    for corpus in _chosen(arguments):
        progress(f"reading and searching {corpus.name}")
        asked = [Asked.of(pool) for pool in pools(corpus, embedder)]
        for seed in range(arguments.seeds):
            progress(f"{corpus.name}: seed {seed + 1}")
            rng = random.Random(f"{corpus.name}:{seed}")  # noqa: S311  (repeatable, not secret)
            scores += simulated(asked, rng)
    return join("adaptive", told(scores))


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question's pool and what learning sees of it."""

    pool: Pool
    ids: tuple[EventId, ...]
    features: Matrix
    groups: tuple[Groups, ...]
    words: frozenset[int]

    @classmethod
    def of(cls, pool: Pool) -> "Asked":
        hits = pool.hits
        return cls(
            pool=pool,
            ids=tuple(hit.event.id for hit in hits),
            features=tastes(pool.question, hits, pool.asked_at),
            groups=tuple(groups_of(hit.event) for hit in hits),
            words=hashed(pool.question),
        )


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """Mean over the later questions: what suits the person, and by the evidence alone."""

    person: str
    way: str
    taste: float
    evidence: float


def simulated(asked: Sequence[Asked], rng: random.Random) -> Iterator[Score]:
    """Yield the scores of each person, from the first question to the last point."""
    order = list(asked)
    rng.shuffle(order)
    half = len(order) // 2
    now, later = order[:half], [one for one in order[half:] if one.pool.matter.max() > 0]
    for person in people([one.pool for one in asked], rng):
        yield _score(person, "none", later, lambda one: one.pool.fused)
        yield _score(person, "ranker", later, lambda one: one.pool.scores)
        yield from _life(person, now, later, rng)


def _life(
    person: Person, now: Sequence[Asked], later: Sequence[Asked], rng: random.Random
) -> Iterator[Score]:
    """Yield the scores of one person as they go on asking."""
    correction = Correction(TASTES, shipped().scale)
    lessons: list[Lesson] = []
    yield _score(person, "after 0", later, lambda one: corrected(one, correction))
    for _ in range(_MOST_SEARCHES):
        lesson = _search(person, rng.choice(now), correction, rng)
        if lesson is None:
            continue
        lessons.append(lesson)
        count = len(lessons)
        if count <= _EACH_ONE or count % _EACH_FEW == 0:
            correction.learn(lessons)
        if count in POINTS:
            yield _score(person, f"after {count}", later, lambda one: corrected(one, correction))
        if count >= POINTS[-1]:
            return


def _search(
    person: Person, one: Asked, correction: Correction, rng: random.Random
) -> Lesson | None:
    """Return what a person teaches by one search; None if they did nothing with what they saw."""
    shown = np.argsort(-corrected(one, correction), kind="stable")[:SHOWN]
    places = shown.tolist()
    done = look(person, one.pool, places, rng)
    if not done:
        return None
    return Lesson(
        ids=tuple(one.ids[place] for place in places),
        scores=one.pool.scores[shown],
        features=one.features[shown],
        groups=tuple(one.groups[place] for place in places),
        acts=tuple(done.get(place, frozenset()) for place in range(len(places))),
        asked=one.words,
    )


def corrected(one: Asked, correction: Correction) -> Vector:
    """Return the ranker's scores with the person's correction."""
    moved = correction.score(one.features, one.groups, one.ids, one.words)
    found: Vector = one.pool.scores + moved.total
    return found


def _score(
    person: Person, way: str, later: Sequence[Asked], scores: Callable[[Asked], Vector]
) -> Score:
    taste, evidence = [], []
    for one in later:
        order = np.argsort(-scores(one), kind="stable")
        taste.append(ndcg(person.gains(one.pool), order))
        evidence.append(ndcg((one.pool.matter == 1).astype(np.float64), order))
    return Score(
        person=person.name,
        way=way,
        taste=statistics.fmean(taste),
        evidence=statistics.fmean(evidence),
    )


def ndcg(gains: Vector, order: "np.typing.NDArray[np.intp]", cut: int = _CUT) -> float:
    """Return the discounted gain of the first in `order` over that of the best order (Järvelin
    and Kekäläinen 2002); gains stand as they are, in no power of two. Nought without any gain.
    """
    discounts = 1 / np.log2(np.arange(2, cut + 2))
    got, best = gains[order[:cut]], np.sort(gains)[::-1][:cut]
    ideal = float(best @ discounts[: len(best)])
    return float(got @ discounts[: len(got)]) / ideal if ideal else 0.0


def told(scores: Sequence[Score]) -> dict[str, Part]:
    """Return a part for all people together and one for each taste."""
    parts = {"all": _part(scores)}
    for name in dict.fromkeys(score.person for score in scores):
        parts[name] = _part([score for score in scores if score.person == name])
    return parts


def _part(scores: Sequence[Score]) -> Part:
    figures: Figures = {}
    reference: Figures = {}
    ratio: Figures = {}
    found = {
        way: [score for score in scores if score.way == way]
        for way in dict.fromkeys(score.way for score in scores)
    }
    ranker = _mean([score.taste for score in found["ranker"]])
    none = _mean([score.taste for score in found["none"]])
    for way, of_way in found.items():
        if not way.startswith("after"):
            continue
        key = way.replace(" ", "_")
        values = [score.taste for score in of_way]
        figures[f"{key}.ndcg5"] = _mean(values)
        figures[f"{key}.spread"] = _PER_CENT * statistics.pstdev(values)
        figures[f"{key}.evidence_ndcg5"] = _mean([score.evidence for score in of_way])
        reference[f"{key}.ndcg5"] = ranker
        reference[f"{key}.evidence_ndcg5"] = _mean([one.evidence for one in found["ranker"]])
        ratio[f"{key}.ndcg5"] = _mean(values) / ranker
        ratio[f"{key}.over_none"] = _mean(values) / none
    figures["fusion.ndcg5"] = none
    return Part(
        figures=figures, reference=reference, ratio=ratio, settings={"lives": len(found["none"])}
    )


def _mean(values: Sequence[float]) -> float:
    return _PER_CENT * statistics.fmean(values)


def _chosen(arguments: argparse.Namespace) -> Iterator[Corpus]:
    for path in arguments.path:
        for corpus in DATASETS[arguments.dataset](path):
            if arguments.only and corpus.name not in arguments.only:
                continue
            questions = corpus.questions
            if arguments.questions:
                rng = random.Random(corpus.name)  # noqa: S311  (repeatable, not secret)
                questions = tuple(rng.sample(questions, min(arguments.questions, len(questions))))
            yield msgspec.structs.replace(corpus, questions=questions)
