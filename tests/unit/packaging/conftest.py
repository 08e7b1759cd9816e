"""The bootstrap's modules, which lie beside the package and not in it."""

import io
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "packaging"))

from steps import Steps  # noqa: E402  (found only now)


class Ticks:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def steps(tmp_path, ticks):
    """Return steps that print into `steps.shown()`."""
    out = io.StringIO()
    made = Steps(log=tmp_path / "log" / "run.log", out=out, now=ticks)
    made.shown = out.getvalue
    return made
