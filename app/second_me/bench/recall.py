"""How well evidence is found: `second-me bench recall --dataset locomo PATH`.

Every collection is stored in a real vault, embedded and searched as the product does it. In the
same run the same memories are searched by BM25 alone (the vault's own full-text index), by cosine
alone (of our embedder, or of the one given as `--reference`), and by both fused by rank.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from second_me.bench.main import progress
from second_me.bench.ranking_figures import DEEPEST, Ranking, declines, figures
from second_me.bench.report import Part, Report, join
from second_me.core.ids import EventId
from second_me.core.terms import terms
from second_me.corpora import Corpus, Question, lifebench, locomo, longmemeval, realmem
from second_me.corpora.corpus import UNANSWERABLE
from second_me.corpora.filled_vault import FilledVault, Remembered
from second_me.inference.documents import document
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.recall.stored_words import match_string

DATASETS: Final = ("locomo", "lifebench", "longmemeval", "realmem")
_FETCHED: Final = 60
"""Events looked at; where sessions are what is found, twenty of them lie among these."""
_SCANNED: Final = 2000
"""Matches of the full-text index that are looked at for those which came before a question."""
_OFFSET: Final = 60
_MEDIAN, _SLOW = 50, 95


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=DATASETS, required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="the dataset's file or folder")
    parser.add_argument("--pool", type=Path, help="LongMemEval: JSON lines of unrelated sessions")
    parser.add_argument(
        "--without", action="append", default=[], metavar="CHANNEL", help="leave a channel out"
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="collections of these names")
    parser.add_argument("--embedder", type=Path, help="folder of another embedder")
    parser.add_argument(
        "--reference", type=Path, help="folder of an embedder to compare with, such as plain MiniLM"
    )
    parser.add_argument("--traces", type=Path, metavar="FILE", help="also write each result here")


def run(arguments: argparse.Namespace) -> Report:
    """Ask all questions of the collection."""
    embedder = Remembered(OnnxEmbedder(arguments.embedder))
    plain = Remembered(OnnxEmbedder(arguments.reference)) if arguments.reference else embedder
    asked = Asked(tuple(arguments.without), arguments.traces)
    for corpus in _corpora(arguments):
        if not arguments.only or corpus.name in arguments.only:
            progress(f"{corpus.name}: {len(corpus.events)} memories")
            filled = FilledVault(corpus, embedder)
            try:
                asked.ask(filled, References(filled, plain))
            finally:
                filled.close()
    return join("recall", asked.parts(embedder.model, plain.model))


def _corpora(arguments: argparse.Namespace) -> Iterator[Corpus]:
    path = arguments.path
    if arguments.dataset == "longmemeval":
        pool = arguments.pool or path.parent / "distractor_sessions_pool.jsonl"
        return longmemeval.read(path, pool)
    readers = {"locomo": locomo.read, "lifebench": lifebench.read, "realmem": realmem.read}
    return readers[arguments.dataset](path)


class Asked:
    """The rankings of all questions so far, ours and the references'."""

    def __init__(self, without: tuple[str, ...], traces: Path | None) -> None:
        self._without = without
        self._traces = traces
        self._rankings: dict[str, list[Ranking]] = {}
        self._strengths: dict[bool, list[float]] = {True: [], False: []}
        self._wall: list[float] = []
        self._cpu: list[float] = []

    def ask(self, filled: FilledVault, references: "References") -> None:
        """Put all questions of one collection."""
        for question in filled.corpus.questions:
            began, cpu = time.perf_counter(), time.process_time()
            found = filled.search(question, _FETCHED, self._without)
            self._wall.append((time.perf_counter() - began) * 1000)
            self._cpu.append((time.process_time() - cpu) * 1000)
            answerable = question.category != UNANSWERABLE
            self._strengths[answerable].append(found.result.strength)
            ids = [hit.event.id for hit in found.result.hits]
            if filled.corpus.in_stream and found.found is not None:
                ids = [EventId(event_id) for event_id in found.found.ids[:_FETCHED].tolist()]
            if self._traces:
                _write(self._traces, filled, question, ids, found.result.strength)
            if not answerable:
                continue
            for name, ranked in (("", ids), *references.rankings(question)):
                self._rankings.setdefault(name, []).append(_ranking(filled, question, ranked))

    def parts(self, embedder: str, reference: str) -> dict[str, Part]:
        """Return all figures, the references' under their names."""
        ours = figures(self._rankings.pop("", []))
        others = {name: figures(found) for name, found in self._rankings.items()}
        best = others.get("fusion", {})
        shared = [key for key in ours if isinstance(best.get(key), float) and best[key]]
        evidence = Part(
            figures=ours,
            reference={key: best[key] for key in shared},
            ratio={key: _quotient(ours[key], best[key]) for key in shared},
            settings={
                "embedder": embedder,
                "reference": reference,
                "without": " ".join(self._without),
            },
        )
        parts = {"evidence": evidence}
        for name, told in others.items():
            parts[name] = Part(figures=told)
        parts["declining"] = Part(figures=declines(self._strengths[True], self._strengths[False]))
        parts["query"] = Part(
            figures={
                "wall_p50_ms": _percentile(self._wall, _MEDIAN),
                "wall_p95_ms": _percentile(self._wall, _SLOW),
                "cpu_p50_ms": _percentile(self._cpu, _MEDIAN),
                "cpu_p95_ms": _percentile(self._cpu, _SLOW),
            }
        )
        return parts


class References:
    """BM25 of the vault's full-text index, cosine by an embedder, and both fused by rank."""

    def __init__(self, filled: FilledVault, embedder: Embedder) -> None:
        """Embed every memory with who says it before its words, as is usual."""
        self._filled = filled
        self._embedder = embedder
        ids = {filled.ids[event.natural_key]: event for event in filled.corpus.events}
        self._ids = np.asarray(list(ids), dtype=np.int64)
        texts = [document(event.author, event.title, event.text) for event in ids.values()]
        self._vectors = embedder.embed(texts)

    def _earlier(self, question: Question) -> AbstractSet[int]:
        """Return what may be found: all, or what came before the question."""
        corpus = self._filled.corpus
        return {
            self._filled.ids[event.natural_key]
            for event in corpus.events
            if not corpus.in_stream or event.moment.at < question.asked.at
        }

    def rankings(self, question: Question) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield the name of each reference and the events that it finds, best first."""
        match = match_string(terms(question.text))
        rows = self._filled.vault.read(lambda session: session.events.search_words(match, _SCANNED))
        earlier = self._earlier(question)
        by_words = [int(event_id) for event_id, _ in rows if event_id in earlier][:_FETCHED]
        cosines = self._vectors @ self._embedder.embed_query(question.text)
        nearest = self._ids[np.argsort(-cosines, kind="stable")].tolist()
        by_meaning = [event_id for event_id in nearest if event_id in earlier][:_FETCHED]
        yield "bm25", by_words
        yield "cosine", by_meaning
        worth: dict[int, float] = {}
        for ranked in (by_words, by_meaning):
            for rank, event_id in enumerate(ranked, start=1):
                worth[event_id] = worth.get(event_id, 0.0) + 1 / (_OFFSET + rank)
        yield "fusion", sorted(worth, key=lambda event_id: -worth[event_id])


def _ranking(filled: FilledVault, question: Question, ids: Sequence[int]) -> Ranking:
    wanted = filled.evidence(question)
    if not filled.corpus.by_thread:
        return Ranking(question.category, ids[:DEEPEST], wanted)
    threads = list(dict.fromkeys(filled.threads[id_] for id_ in ids))
    told = frozenset(filled.threads[id_] for id_ in wanted)
    return Ranking(question.category, threads[:DEEPEST], told)


def _write(
    path: Path, filled: FilledVault, question: Question, ids: Sequence[int], strength: float
) -> None:
    keys: dict[int, str] = {id_: key for key, id_ in filled.ids.items()}
    row = {
        "collection": filled.corpus.name,
        "question": question.text,
        "category": question.category,
        "evidence": question.evidence,
        "found": [keys[event_id] for event_id in ids[:DEEPEST]],
        "strength": strength,
    }
    with path.open("ab") as file:
        file.write(msgspec.json.encode(row) + b"\n")


def _quotient(figure: object, reference: object) -> float:
    return float(figure) / float(reference)  # type: ignore[arg-type]


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
