"""How questions fare from a hundred to a million memories: `second-me bench scale`.

Whole questions through `recall.search`, and its parts alone, each beside a NumPy float32 scan of
the same vectors in the same run. Processor time counts all threads, so a scan that NumPy shares
out among them gains nothing by it.
"""

import argparse
import contextlib
import functools
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.bench import made_up
from second_me.bench.made_up_vault import opened
from second_me.bench.made_up_vectors import MadeUpVectors
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.bench.speed.search import FOUND, exact
from second_me.core.paths import Home
from second_me.core.protocol.recall import Search
from second_me.core.terms import stem
from second_me.inference.codes import from_bytes, from_codes
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.recall import search
from second_me.recall.indexes import Indexes
from second_me.recall.word_scores import Bm25
from second_me.vault import Vault

QUESTIONS: Final = 40
WINDOW: Final = Bm25(window=1)
_ASIDE: Final = 1_000_000_000
"""Number of the block of made-up vectors that no vault holds."""

_TIMES: Final = ("", " last week", " in May 2021", " on 12 March 2021", " in the summer of 2020")
"""What one question after another says of the time, so that the time takes its part, too."""

_MEDIAN, _SLOW = 50, 95

Work = Callable[[], object]


class Cost(msgspec.Struct, frozen=True):
    """Milliseconds of several runs of one thing, by the clock and on all processors."""

    wall: list[float]
    cpu: list[float]

    def told(self, name: str) -> dict[str, float]:
        """Return the medians and the slow ones under a name."""
        return {
            f"{name}_{kind}_p{percent}_ms": float(np.percentile(values, percent))
            for kind, values in (("wall", self.wall), ("cpu", self.cpu))
            for percent in (_MEDIAN, _SLOW)
        }


class Scene(msgspec.Struct, frozen=True):
    """A vault with its indexes loaded, the same vectors as float32, and what is asked of it."""

    vault: Vault
    indexes: Indexes
    embedder: Embedder
    rows: NDArray[np.float32]
    ids: NDArray[np.int64]
    questions: Sequence[str]
    queries: NDArray[np.float32]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument(
        "--events", type=int, nargs="+", default=[100_000], metavar="N", help="sizes of vaults"
    )
    parser.add_argument("--questions", type=int, default=QUESTIONS, metavar="N")
    parser.add_argument(
        "--vaults",
        type=Path,
        metavar="FOLDER",
        help="keep the made-up vaults here, and use those that are there",
    )


def run(arguments: argparse.Namespace) -> Report:
    """Measure each size."""
    embedder = OnnxEmbedder()
    vectors = MadeUpVectors(embedder)
    parts: dict[str, Part] = {}
    for count in arguments.events:
        with _folder(arguments.vaults, f"{count}-{embedder.model}") as folder:
            progress(f"a vault of {count:,} events")
            home = Home(root=folder, models=folder)
            with contextlib.closing(opened(home, count, vectors, embedder.model)) as vault:
                parts[str(count)] = measure(vault, vectors, embedder, arguments.questions)
    return join("scale", parts)


def measure(vault: Vault, vectors: MadeUpVectors, embedder: Embedder, questions: int) -> Part:
    """Load the vault as the agent does, ask it, and compare."""
    progress("loading")
    indexes = Indexes(embedder.dims)
    loading = _cost(functools.partial(_load, indexes, vault, embedder.model))
    laying = _cost(indexes.tend)
    ids, rows = _as_floats(vault, embedder)
    progress("asking")
    scene = Scene(
        vault=vault,
        indexes=indexes,
        embedder=embedder,
        rows=rows,
        ids=ids,
        questions=[
            f"{text[:-1]}{_TIMES[number % len(_TIMES)]}?"
            for number, text in enumerate(made_up.questions(questions))
        ],
        queries=vectors.block(_ASIDE, questions),
    )
    figures, reference, ratio = _beside(scene)
    figures |= {
        "load_wall_s": loading[0] / 1000,
        "load_cpu_s": loading[1] / 1000,
        "lay_cells_cpu_s": laying[1] / 1000,
        "index_bytes_per_event": indexes.nbytes / len(ids),
        "recall_at_10_of_exact": _agreement(scene),
    }
    reference["index_bytes_per_event"] = rows.nbytes / len(ids)
    return Part(
        figures=figures,
        reference=reference,
        ratio=ratio,
        settings={"questions": questions, "reference": "NumPy float32 scan of the vectors"},
    )


def _beside(scene: Scene) -> tuple[Figures, Figures, Figures]:
    """Return figures, the same of a scan timed in turns with each, and their ratios."""
    figures: Figures = {}
    reference: Figures = {}
    ratio: Figures = {}
    scans = [functools.partial(exact, scene.rows, query) for query in scene.queries]
    for name, works in _WORKS.items():
        ours, bare = _costs(works(scene), scans)
        mine, its = ours.told(name), bare.told(name)
        figures |= mine
        reference |= its
        ratio |= {key: mine[key] / its[key] for key in mine}
    return figures, reference, ratio


def _whole(scene: Scene) -> list[Work]:
    ask = functools.partial(search, scene.vault, scene.indexes, scene.embedder)
    return [functools.partial(ask, Search(query=text, limit=20)) for text in scene.questions]


def _embedding(scene: Scene) -> list[Work]:
    return [functools.partial(scene.embedder.embed_query, text) for text in scene.questions]


def _vectors(scene: Scene) -> list[Work]:
    find = scene.indexes.vectors.search
    return [functools.partial(find, query, FOUND) for query in scene.queries]


def _every_vector(scene: Scene) -> list[Work]:
    find = functools.partial(scene.indexes.vectors.search, exact=True)
    return [functools.partial(find, query, FOUND) for query in scene.queries]


def _words(scene: Scene) -> list[Work]:
    find = scene.indexes.events.bm25
    asked = [[stem(word) for word in text.lower().split()] for text in scene.questions]
    return [functools.partial(find, terms, 100, WINDOW) for terms in asked]


_WORKS: Final[dict[str, Callable[[Scene], list[Work]]]] = {
    "query": _whole,
    "embedding": _embedding,
    "vectors": _vectors,
    "all_vectors": _every_vector,
    "words": _words,
}


def _agreement(scene: Scene) -> float:
    """Return the share of the exact ten nearest that the index finds too."""
    shared = 0
    for query in scene.queries:
        found = {number for number, _ in scene.indexes.vectors.search(query, FOUND)}
        shared += len(found & set(scene.ids[exact(scene.rows, query)].tolist()))
    return shared / (FOUND * len(scene.queries))


def _load(indexes: Indexes, vault: Vault, model: str) -> None:
    """Load words and vectors side by side, as the agent does."""
    beside = threading.Thread(target=indexes.load_vectors, args=(vault, model))
    beside.start()
    indexes.load_events(vault)
    beside.join()


def _as_floats(vault: Vault, embedder: Embedder) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    chunks = vault.read(
        lambda session: [
            (np.asarray(ids, dtype=np.int64), from_codes(from_bytes(blob, embedder.dims)))
            for ids, blob in session.vectors.load(embedder.model, "event")
        ]
    )
    ids = np.concatenate([chunk[0] for chunk in chunks])
    rows = np.empty((len(ids), embedder.dims), dtype=np.float32)
    start = 0
    while chunks:  # each is let go once copied: together they take as much again
        part = chunks.pop(0)[1]
        rows[start : start + len(part)] = part
        start += len(part)
    return ids, rows


def _costs(ours: Sequence[Work], bare: Sequence[Work]) -> tuple[Cost, Cost]:
    """Time two lists in turns, each piece once, after the first of each was run unheeded."""
    ours[0]()
    bare[0]()
    pairs = [(_cost(first), _cost(second)) for first, second in zip(ours, bare, strict=True)]
    return (
        Cost([pair[0][0] for pair in pairs], [pair[0][1] for pair in pairs]),
        Cost([pair[1][0] for pair in pairs], [pair[1][1] for pair in pairs]),
    )


def _cost(work: Work) -> tuple[float, float]:
    """Return the milliseconds that a call takes, by the clock and on all processors."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


@contextlib.contextmanager
def _folder(kept: Path | None, name: str) -> Iterator[Path]:
    if kept is not None:
        yield kept / name
        return
    with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
        yield Path(folder)
