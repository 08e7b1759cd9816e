"""Facts and episodes that lie near a question: they lead to the events that they came from."""

import re
from collections.abc import Collection
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.recall.derived_links import Links
from second_me.recall.event_index import EventIndex
from second_me.recall.indexes import Indexes
from second_me.recall.ranking.candidates import WINDOW, Ranked, Vector, Vectors, here, topical
from second_me.recall.understanding import Asked, Order

FACTS: Final = 30
EPISODES: Final = 6
"""So many of the nearest lead to their events."""

OF_EPISODE: Final = 10
"""Events that an episode brings: those with most of the question's words."""

_PAST: Final = re.compile(
    r"\b(?:used to|former(?:ly)?|previous(?:ly)?|earlier|originally|back then|at first|once|ever|"
    r"in the past|as a child|as a kid)\b",
    re.IGNORECASE,
)


class Records(msgspec.Struct, frozen=True):
    """All facts, or all episodes, as one question may use them. `ended`: those that hold no more
    may lead to their events too.
    """

    vectors: Vectors
    links: Links
    ended: bool = False

    def nearest(self, query: Vector, count: int) -> tuple[NDArray[np.int64], Vector]:
        """Return the records that lie nearest to the question's vector with their cosines."""
        near = self.vectors.search(query, 2 * count)
        ids = np.asarray([id_ for id_, _ in near], dtype=np.int64)
        cosines = np.asarray([cosine for _, cosine in near], dtype=np.float32)
        if not self.ended:
            kept = self.links.holding(ids)
            ids, cosines = ids[kept], cosines[kept]
        return ids[:count], cosines[:count]

    def of_events(self, query: Vector, events: NDArray[np.int64]) -> Vector:
        """Return the cosine of the nearest record that each event is in, NaN for those in none."""
        found = np.full(len(events), -np.inf, dtype=np.float32)
        which, records = self.links.records_of(events, ended=self.ended)
        apart, place = np.unique(records, return_inverse=True)
        cosines = self.vectors.cosines(query, apart)[place]
        known = np.isfinite(cosines)
        np.maximum.at(found, which[known], cosines[known])
        found[~np.isfinite(found)] = np.nan
        return found


class Leads(msgspec.Struct, frozen=True):
    """What leads from the question's meaning to events; None: it takes no part."""

    facts: Records | None = None
    episodes: Records | None = None

    def __bool__(self) -> bool:
        return self.facts is not None or self.episodes is not None


NO_LEADS: Final = Leads()


def leads(indexes: Indexes, asked: Asked, without: Collection[str] = ()) -> Leads:
    """Return what may lead to events: what memory has of it, but for the channels `without`."""
    facts = Records(indexes.facts, indexes.fact_links.held, of_the_past(asked))
    episodes = Records(indexes.episodes, indexes.episode_links.held)
    return Leads(
        facts=facts if len(facts.links) and "facts" not in without else None,
        episodes=episodes if len(episodes.links) and "episodes" not in without else None,
    )


def of_the_past(asked: Asked) -> bool:
    """Say whether what held once is asked for, not only what holds now."""
    return asked.when is not None or asked.order is Order.FIRST or bool(_PAST.search(asked.text))


def facts(index: EventIndex, records: Records, query: Vector) -> Ranked:
    """Return the events that show the facts nearest to the question."""
    near, cosines = records.nearest(query, FACTS)
    which, events = records.links.events_of(near)
    rows, scores = index.rows_of(events), cosines[which]
    order = np.lexsort((-rows, -scores))
    # The first of each row is the one of its nearest fact.
    _, first = np.unique(rows[order], return_index=True)
    order = order[np.sort(first)]
    return here(rows[order], scores[order])


def episodes(index: EventIndex, records: Records, asked: Asked, query: Vector) -> Ranked:
    """Return what fits best of the episodes nearest to the question."""
    near, cosines = records.nearest(query, EPISODES)
    which, events = records.links.events_of(near)
    rows = index.rows_of(events)
    fits = index.bm25_of(rows, topical(asked), WINDOW)
    order = np.lexsort((rows, -fits, which))
    starts = np.searchsorted(which[order], np.arange(len(near)))
    place = np.arange(len(order)) - starts[which[order]]
    order = order[place < OF_EPISODE]
    return here(rows[order], cosines[which[order]])
