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

_ROUNDS: Final = 120
_GOLDEN: Final = 2.399963229728653
_STEP: Final = 0.14
_HOME: Final = 0.05
_SPREAD: Final = 1.15


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

    Takes about a second for 1,500 nodes: for a background thread.
    """
    import numpy as np  # noqa: PLC0415  (takes a while, and the window itself needs none of it)

    count = len(graph.communities)
    if not count:
        return ()
    homes = _homes(graph.communities)
    start = _start(graph, homes)
    places = np.array(start, dtype=np.float32)
    middle = np.array([homes[one] for one in graph.communities], dtype=np.float32)
    pull = _pulls(graph, count)
    if all(one is not None for one in graph.known) and len(graph.known) == count:
        rounds //= 6  # all lay somewhere already: they only settle
    for turn in range(rounds):
        heat = _STEP * (1 - turn / rounds) + 0.01
        moves = _forces(places, pull) + (middle - places) * _HOME
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


def _pulls(graph: Graph, count: int) -> "NDArray[np.float32]":
    import numpy as np  # noqa: PLC0415

    pull = np.zeros((count, count), dtype=np.float32)
    for first, second, weight in graph.edges:
        pull[first, second] += weight
        pull[second, first] += weight
    return pull


def _forces(places: "NDArray[np.float32]", pull: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return how each node is moved: pushed by all, pulled by those that it is tied to."""
    import numpy as np  # noqa: PLC0415

    x = places[:, 0][:, None] - places[:, 0][None, :]
    y = places[:, 1][:, None] - places[:, 1][None, :]
    square = x * x + y * y + 0.01
    strength = 1 / square - pull * np.sqrt(square)
    moves: NDArray[np.float32] = np.stack(
        ((x * strength).sum(axis=1), (y * strength).sum(axis=1)), axis=1
    )
    return moves
