"""How much background work is left, counted in memory so that telling it costs nothing."""

import threading
from collections.abc import Callable, Iterable
from typing import Final

from second_me.core.protocol.pushes import Progress
from second_me.core.records import Job, JobState

TITLES: Final = {
    "embed": "Learning what memories mean",
    "segment": "Sorting memories into episodes",
    "extract": "Drawing out facts",
}


class Backlog:
    """Events still to be embedded, sorted and read by the model; told as `progress`."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._guard = threading.Lock()
        self._done = dict.fromkeys(TITLES, 0)
        self._total = dict.fromkeys(TITLES, 0)

    def seed(self, jobs: Iterable[Job]) -> None:
        """Count what waits already, at unlock."""
        for job in jobs:
            if job.state is not JobState.DEAD and job.kind in TITLES:
                self._add(job.kind, size(job))

    def add(self, events: int, *, read: bool = True) -> None:
        """Count new events; each goes through every kind of work, but it is not always `read`."""
        for kind in TITLES:
            if read or kind != "extract":
                self._add(kind, events)

    def again(self, job: Job) -> None:
        """Count a dead job that is given another start."""
        if job.kind in TITLES:
            self._add(job.kind, size(job))

    def settle(self, job: Job) -> None:
        """Count a job as done with, well or not, and tell how far the work is."""
        with self._guard:
            self._done[job.kind] += size(job)
            done, total = self._done[job.kind], self._total[job.kind]
            finished = done >= total
            if finished:
                self._done[job.kind] = self._total[job.kind] = 0
        self._tell(
            Progress(
                key=job.kind,
                title=TITLES[job.kind],
                done=min(done, total),
                total=total,
                unit="events",
                finished=finished,
            )
        )

    def left(self, kind: str) -> int:
        """Return how many events wait for this kind of work."""
        with self._guard:
            return max(self._total[kind] - self._done[kind], 0)

    def _add(self, kind: str, events: int) -> None:
        with self._guard:
            self._total[kind] += events


def size(job: Job) -> int:
    """Return how many ids a job spans."""
    return span(job)[1] - span(job)[0] + 1


def span(job: Job) -> tuple[int, int]:
    """Return the first and last event id of a job that works on events."""
    first, last = job.payload["first"], job.payload["last"]
    assert isinstance(first, int)
    assert isinstance(last, int)
    return first, last
