"""Where the nodes of a graph lie: forces between them, worked out off the window's thread.

Fruchterman and Reingold, "Graph drawing by force-directed placement", 1991, with each node drawn
to the middle of its community. The same graph always comes out the same.
"""

from collections.abc import Mapping, Sequence
from math import cos, sin
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDS: Final = 90
_GOLDEN: Final = 2.399963229728653
_STEP: Final = 0.14
_HOME: Final = 0.05
_SPREAD: Final = 1.15
_SOFT: Final = 0.01


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """What is laid out: for each node its community (0 for none), for each edge its two nodes by
    place and how strongly they pull. `known` places of nodes that lay somewhere before.
    """

    communities: tuple[int, ...]
    edges: tuple[tuple[int, int, float], ...]
    known: tuple[tuple[float, float] | None, ...] = ()


Places = tuple[tuple[float, float], ...]


def lay_out(graph: Graph, rounds: int = _ROUNDS) -> Places:
    """Return a place for each node; two that are not tied come to lie about 1 apart.

    Takes about a second for 1,500 nodes: work for a background thread.
    """
    import numpy as np  # noqa: PLC0415  (takes a while, and the window itself needs none of it)

    count = len(graph.communities)
    if not count:
        return ()
    homes = _homes(graph.communities)
    start = _start(graph, homes)
    places = np.array(start, dtype=np.float32)
    middle = np.array([homes[one] for one in graph.communities], dtype=np.float32)
    first = np.array([one for one, _, _ in graph.edges], dtype=np.int64)
    second = np.array([one for _, one, _ in graph.edges], dtype=np.int64)
    weights = np.array([one for _, _, one in graph.edges], dtype=np.float32)
    warm = _STEP
    if all(one is not None for one in graph.known) and len(graph.known) == count:
        rounds, warm = rounds // 6, _STEP / 6  # all lay somewhere already: they only settle
    for turn in range(rounds):
        heat = warm * (1 - turn / rounds) + 0.01
        moves = _forces(places, first, second, weights) + (middle - places) * _HOME
        length = np.sqrt((moves**2).sum(axis=1, keepdims=True)) + 1e-6
        places += moves / length * np.minimum(length, heat * max(count, 9) ** 0.5 / 3)
    places -= places.mean(axis=0)
    return tuple((float(x), float(y)) for x, y in places)


def _homes(communities: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Return a middle for each community, the large ones inside, on a sunflower's spiral."""
    sizes: dict[int, int] = {}
    for one in communities:
        sizes[one] = sizes.get(one, 0) + 1
    homes: dict[int, tuple[float, float]] = {}
    before = 0
    for place, (one, size) in enumerate(sorted(sizes.items(), key=lambda pair: -pair[1])):
        radius = _SPREAD * (before + size / 2) ** 0.5 if place else 0.0
        angle = place * _GOLDEN
        homes[one] = (radius * cos(angle), radius * sin(angle))
        before += size
    return homes


def _start(graph: Graph, homes: Mapping[int, tuple[float, float]]) -> list[tuple[float, float]]:
    """Return where nodes are put at first: where they lay, or around their community's middle."""
    seen: dict[int, int] = {}
    start = []
    for number, community in enumerate(graph.communities):
        known = graph.known[number] if number < len(graph.known) else None
        place = seen[community] = seen.get(community, 0) + 1
        x, y = homes[community]
        radius, angle = 0.6 * place**0.5, place * _GOLDEN
        start.append(known or (x + radius * cos(angle), y + radius * sin(angle)))
    return start


def _forces(
    places: "NDArray[np.float32]",
    first: "NDArray[np.int64]",
    second: "NDArray[np.int64]",
    weights: "NDArray[np.float32]",
) -> "NDArray[np.float32]":
    """Return how each node is moved: pushed by all, pulled by those that it is tied to.

    The pushes are summed as products of matrices, so that no table of differences is made.
    """
    import numpy as np  # noqa: PLC0415

    squares = (places**2).sum(axis=1)
    apart = squares[:, None] + squares[None, :] - 2 * (places @ places.T)
    np.maximum(apart, 0, out=apart)
    apart += _SOFT
    np.reciprocal(apart, out=apart)
    moves: NDArray[np.float32] = places * apart.sum(axis=1)[:, None] - apart @ places
    along = places[first] - places[second]
    pulled = along * (np.sqrt((along**2).sum(axis=1)) * weights)[:, None]
    np.subtract.at(moves, first, pulled)
    np.add.at(moves, second, pulled)
    return moves
