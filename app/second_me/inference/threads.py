"""How many threads llama.cpp gets: its threads spin, so more than are free slow it down."""

import os

import psutil

MOST = 8
"""Beyond this the memory is the limit, not the cores."""


def choose(setting: int) -> int:
    """Return the number of threads: the setting, or for 0 one less than the free cores."""
    return setting if setting > 0 else max(1, min(free_cores() - 1, MOST))


def free_cores() -> int:
    """Return how many real cores of ours stand idle just now, at least one."""
    real = psutil.cpu_count(logical=False) or 1
    busy: int = round(psutil.getloadavg()[0])
    return max(1, min(_allowed(), int(real)) - busy)


def _allowed() -> int:
    """Return how many processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
