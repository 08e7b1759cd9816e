"""One pass over memory for a question: channels, candidates, their features and their order."""

from collections.abc import Callable, Collection, Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.recall.event_index import EventIndex
from second_me.recall.event_table import Rows
from second_me.recall.ranking import candidates, features, leads
from second_me.recall.ranking.candidates import Ranked, Vector, Vectors
from second_me.recall.ranking.leads import NO_LEADS, Leads
from second_me.recall.ranking.ranker import Ranker
from second_me.recall.understanding import Asked


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """Candidates, best first: rows of the index (n,), their ids, log-odds and features (n, f), and
    which have a vector.

    `found` is what each channel brought, by its name.
    """

    rows: Rows
    ids: NDArray[np.int64]
    scores: Vector
    embedded: NDArray[np.bool_]
    features: NDArray[np.float32]
    names: tuple[str, ...]
    found: Mapping[str, Ranked]

    def column(self, name: str) -> Vector:
        """Return one feature of all candidates."""
        values: Vector = self.features[:, self.names.index(name)]
        return values

    def unread(self) -> "Pass":
        """Return the same candidates in the same order, as if their words were not read yet."""
        plain = self.features.copy()
        plain[:, self.names.index(features.ALIKE)] = 0.0
        return msgspec.structs.replace(self, features=plain)

    def ordered_by(self, ranker: Ranker) -> "Pass":
        """Return the same candidates as a ranker orders them; equal ones newest first."""
        scores = ranker.score(self.features, self.names)
        order = np.lexsort((-self.rows, -scores))
        return msgspec.structs.replace(
            self,
            rows=self.rows[order],
            ids=self.ids[order],
            scores=scores[order],
            embedded=self.embedded[order],
            features=self.features[order],
        )


def first_pass(  # noqa: PLR0917  (what is asked, of what, by what)
    index: EventIndex,
    vectors: Vectors | None,
    asked: Asked,
    query: Vector | None,
    ranker: Ranker,
    without: Collection[str] = (),
    led: Leads = NO_LEADS,
) -> Pass:
    """Ask all channels but those in `without`, and order what they found.

    `query` is the question's vector; without it, or without `vectors`, meaning takes no part.
    `led` are the facts and episodes that may lead to events.
    """
    channels = _channels(index, vectors, asked, query) | _leading(index, asked, query, led)
    found = {name: channel() for name, channel in channels.items() if name not in without}
    return ordered(index, vectors, asked, query, ranker, found, led)


def ordered(  # noqa: PLR0917  (what is asked, of what, by what)
    index: EventIndex,
    vectors: Vectors | None,
    asked: Asked,
    query: Vector | None,
    ranker: Ranker,
    found: Mapping[str, Ranked],
    led: Leads = NO_LEADS,
) -> Pass:
    """Look closely at what the channels found, and at who stands beside the best, and order it."""
    near = found.get("meaning")
    floor = float(near.scores[-1]) if near is not None and len(near.scores) else 0.0
    if near is None:
        vectors = None
    rows = candidates.with_neighbours(index, list(found.values()))
    if not len(rows):
        nothing = np.zeros(0, dtype=np.float32)
        return Pass(
            rows=rows,
            ids=rows,
            scores=nothing,
            embedded=nothing > 0,
            features=nothing[:, None],
            names=("mix",),
            found=found,
        )
    seen = features.look(index, vectors, asked, query, rows, floor, led)
    told, names = features.matrix(seen)
    cosines = seen.cosines[np.searchsorted(seen.rows, rows)]
    unordered = np.zeros(len(rows), dtype=np.float32)
    return Pass(
        rows=rows,
        ids=index.ids_of(rows),
        scores=unordered,
        embedded=np.isfinite(cosines),
        features=told,
        names=names,
        found=found,
    ).ordered_by(ranker)


def _channels(
    index: EventIndex, vectors: Vectors | None, asked: Asked, query: Vector | None
) -> dict[str, Callable[[], Ranked]]:
    channels: dict[str, Callable[[], Ranked]] = {
        "words": lambda: candidates.words(index, asked),
        "people": lambda: candidates.people(index, asked),
        "time": lambda: candidates.time(index, asked, vectors, query),
    }
    if vectors is not None and query is not None:
        channels = {"meaning": lambda: candidates.meaning(index, vectors, query)} | channels
    return channels


def _leading(
    index: EventIndex, asked: Asked, query: Vector | None, led: Leads
) -> dict[str, Callable[[], Ranked]]:
    channels: dict[str, Callable[[], Ranked]] = {}
    if query is None:
        return channels
    if (facts := led.facts) is not None:
        channels["facts"] = lambda: leads.facts(index, facts, query)
    if (episodes := led.episodes) is not None:
        channels["episodes"] = lambda: leads.episodes(index, episodes, asked, query)
    return channels
