"""Time two ways of doing the same thing so that the comparison survives a noisy machine."""

import statistics
import time
from collections.abc import Callable

import msgspec


class Spread(msgspec.Struct, frozen=True):
    """Seconds of several runs of one thing."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def percentile(self, percent: float) -> float:
        """Return the value that `percent` of the runs do not exceed (nearest rank)."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def timed(work: Callable[[], object]) -> float:
    """Return the wall seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> tuple[Spread, Spread]:
    """Time both in turns, so that a slow spell of the machine falls on both; one round unheeded."""
    first()
    second()
    pairs = [(timed(first), timed(second)) for _ in range(rounds)]
    return Spread(tuple(a for a, _ in pairs)), Spread(tuple(b for _, b in pairs))
