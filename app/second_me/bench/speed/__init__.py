"""How quick it is: `second-me bench speed`.

Each part measures one thing beside a reference in the same run, on made-up data, in a
folder that is removed afterwards. Parts run one after another; nothing else should run.
"""

import argparse
import importlib
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from second_me.bench.main import progress
from second_me.bench.report import Part, Report, join
from second_me.core.paths import Home, find_home

PARTS: Final = (
    "ingest", "search", "findable", "generation", "adapters", "start", "window", "memory",
)  # fmt: skip
"""Each is a module here with `measure(Settings) -> Part`."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a part may use. `home` is empty and gone afterwards; models are the machine's own."""

    home: Home
    events: int
    many_events: int
    rounds: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--events", type=int, default=10_000, help="events in the smaller vault")
    parser.add_argument("--many-events", type=int, default=100_000, help="events in the larger one")
    parser.add_argument("--rounds", type=int, default=5, help="times each pair is measured")


def run(arguments: argparse.Namespace) -> Report:
    """Measure the chosen parts."""
    parts: dict[str, Part] = {}
    for name in arguments.only:
        progress(f"measuring {name}")
        with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
            settings = Settings(
                home=Home(root=Path(folder) / "home", models=find_home().models),
                events=arguments.events,
                many_events=arguments.many_events,
                rounds=arguments.rounds,
            )
            module = importlib.import_module(f"second_me.bench.speed.{name}")
            parts[name] = module.measure(settings)
    return join("speed", parts)
