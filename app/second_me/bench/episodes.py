"""How well streams are cut into episodes: `second-me bench episodes --dataset locomo PATH`.

All sessions of a conversation are laid end to end as one stream and cut as the product does it,
with their times hidden and with them shown. Known are the bounds of the sessions. References:
with times hidden, stretches of the true mean length; with times shown, every silence of six hours.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.bench.boundary_figures import Agreement, Flags, agreement
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.records import Event, NewEvent
from second_me.corpora import Corpus, locomo, realmem
from second_me.inference.codes import from_codes, to_codes
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.memory.boundaries import SURE_MS, boundaries, turns
from second_me.memory.embedding import embedding_text

DATASETS: Final[dict[str, Callable[[Path], Iterator[Corpus]]]] = {
    "locomo": locomo.read,
    "realmem": realmem.read,
}
_CHUNK: Final = 64
_UNKNOWN: Final = Moment(Timestamp(0), Precision.UNKNOWN)


class Stream(msgspec.Struct, frozen=True):
    """Sessions end to end: the events, and in which gaps (n - 1,) a session ends."""

    name: str
    events: list[Event]
    known: Flags


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=tuple(DATASETS), required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="the dataset's file or folder")
    parser.add_argument("--sessions", type=int, default=0, help="of each stream; 0 means all")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="conversations of these names")


def run(arguments: argparse.Namespace) -> Report:
    """Cut each stream and compare with its sessions."""
    embedder = OnnxEmbedder()
    kept: dict[str, list[Agreement]] = {}
    for corpus in DATASETS[arguments.dataset](arguments.path):
        if arguments.only and corpus.name not in arguments.only:
            continue
        progress(f"embedding {corpus.name}")
        stream = stream_of(corpus, arguments.dataset, arguments.sessions)
        for name, found in measured(stream, embedder).items():
            kept.setdefault(name, []).append(found)
    parts = {
        name: Part(
            figures=_means(kept[name]),
            reference=_means(kept[f"{name} reference"]),
            settings={"streams": len(kept[name])},
        )
        for name in ("hidden", "shown")
    }
    return join("episodes", parts)


def measured(stream: Stream, embedder: Embedder) -> dict[str, Agreement]:
    """Return how well the product and the references cut a stream."""
    silent = np.concatenate([[True], _silences(stream.events)])
    follows = np.arange(len(silent)) > 0
    unknown = _vectors(stream.events, follows, embedder)
    vectors = unknown.copy()
    first = np.flatnonzero(silent & follows)
    vectors[first] = _vectors([stream.events[place] for place in first], follows[:0], embedder)
    hidden = [msgspec.structs.replace(event, moment=_UNKNOWN) for event in stream.events]
    found = {
        "hidden": boundaries(turns(hidden, unknown)),
        "hidden reference": _even(stream.known),
        "shown": boundaries(turns(stream.events, vectors)),
        "shown reference": _silences(stream.events),
    }
    return {name: agreement(stream.known, flags) for name, flags in found.items()}


def stream_of(corpus: Corpus, dataset: str, sessions: int = 0) -> Stream:
    """Return the sessions of a corpus, or its first few, as one stream of one thread."""
    names = [_session(event, dataset) for event in corpus.events]
    wanted = set(list(dict.fromkeys(names))[: sessions or None])
    kept = [pair for pair in zip(names, corpus.events, strict=True) if pair[0] in wanted]
    events = [_event(place, event) for place, (_, event) in enumerate(kept)]
    known = np.array([one != other for (one, _), (other, _) in pairwise(kept)], dtype=bool)
    return Stream(corpus.name, events, known)


def _session(event: NewEvent, dataset: str) -> str:
    return event.natural_key.split(":")[0] if dataset == "locomo" else event.thread


def _event(place: int, new: NewEvent) -> Event:
    return Event(
        id=EventId(place + 1),
        source_id=SourceId(1),
        batch_id=None,
        kind=new.kind,
        origin=new.origin,
        text=new.text,
        moment=new.moment,
        received_at=new.moment.at,
        author=new.author,
        position=place,
    )


def _vectors(
    events: Sequence[Event], follows: NDArray[np.bool_], embedder: Embedder
) -> NDArray[np.float32]:
    """Return vectors as the vault would have them, rounded to codes; of events that follow
    another in their talk, with the beginning of that.
    """
    if not events:
        return np.zeros((0, embedder.dims), dtype=np.float32)
    talk = follows.tolist() or [False] * len(events)
    texts = [
        embedding_text(event, events[place - 1].text if talk[place] else "")
        for place, event in enumerate(events)
    ]
    parts = [
        embedder.embed(texts[start : start + _CHUNK]) for start in range(0, len(texts), _CHUNK)
    ]
    return from_codes(to_codes(np.concatenate(parts)))


def _even(known: Flags) -> Flags:
    """Return boundaries at equal distances, as many as there are sessions."""
    size = round((len(known) + 1) / (int(known.sum()) + 1))
    flags = np.zeros(len(known), dtype=bool)
    flags[size - 1 :: size] = True
    return flags


def _silences(events: Sequence[Event]) -> Flags:
    times = np.array([event.moment.at for event in events], dtype=np.int64)
    return np.asarray(np.diff(times) >= SURE_MS, dtype=bool)


def _means(found: Sequence[Agreement]) -> Figures:
    return {
        field: float(np.mean([getattr(one, field) for one in found]))
        for field in Agreement.__struct_fields__
    }
