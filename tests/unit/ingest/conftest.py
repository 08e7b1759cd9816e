"""What the tests of importers share: the clock they read with, and a way to read it all."""

from pathlib import Path

import pytest
from ingest_reading import NOW, ReadAll, Reading

from second_me.core.clock import ManualClock
from second_me.core.outcomes import Rejected
from second_me.ingest import ReadOptions, detect


@pytest.fixture
def local_clock() -> ManualClock:
    """Return a clock in 2026 whose zone is one hour ahead of universal time."""
    return ManualClock(NOW, utc_offset_minutes=60)


@pytest.fixture
def read_all(local_clock: ManualClock) -> ReadAll:
    """Return a function that finds the importer for a path and reads all of it."""

    def read(path: Path, resume_at: int = 0, **options: str) -> Reading:
        importer = detect(path)
        assert not isinstance(importer, Rejected), importer
        chosen = ReadOptions(clock=local_clock, **options)
        return Reading(list(importer.read(path, chosen, resume_at)))

    return read
