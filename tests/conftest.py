"""What every test may ask for: a home of its own and a clock that it moves.

Made-up examples are the same every time, and may take as long as a busy machine needs.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from second_me.core.clock import ManualClock, Timestamp
from second_me.core.paths import Home, find_home

settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return an empty home; the models folder is the machine's own, so none is fetched twice."""
    return Home(root=tmp_path / "home", models=find_home().models)


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at 2024-05-06 07:08:09 UTC."""
    return ManualClock(Timestamp(1_714_979_289_000))
