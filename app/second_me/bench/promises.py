"""The promises at length: `second-me bench promises [--only ID]`.

Each trial tries to break a promise so many times and says how often it held. The test
command runs the same trials with smaller counts.
"""

import argparse
import importlib
import tempfile
import time
from pathlib import Path
from typing import Final

import msgspec

from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.bench.trials.report import Report as Found


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A function `run(folder, **counts) -> trials.report.Report` of a module in `trials`."""

    promise: str
    module: str
    function: str
    counts: dict[str, int]

    def run(self, folder: Path, share: float) -> Found:
        """Run the trial with its counts times `share`, at least once each."""
        trial = getattr(importlib.import_module(self.module), self.function)
        counts = {name: max(1, round(count * share)) for name, count in self.counts.items()}
        found: Found = trial(folder, **counts)
        return found


_ROOM: Final = "second_me.bench.trials"
TRIALS: Final = (
    Trial(
        promise="durable-crash",
        module=f"{_ROOM}.crash",
        function="killed_agents",
        counts={"trials": 1000},
    ),
    Trial(
        promise="durable-torn",
        module=f"{_ROOM}.torn",
        function="torn_log",
        counts={"trials": 2000},
    ),
    Trial(
        promise="durable-torn",
        module=f"{_ROOM}.torn",
        function="rotten_main",
        counts={"trials": 200},
    ),
    Trial(
        promise="tamper", module=f"{_ROOM}.tamper", function="wrong_keys", counts={"trials": 500}
    ),
    Trial(
        promise="tamper", module=f"{_ROOM}.tamper", function="changed_pages", counts={"trials": 500}
    ),
    Trial(
        promise="backup",
        module=f"{_ROOM}.killed",
        function="killed_backups",
        counts={"trials": 200},
    ),
    Trial(
        promise="key-change",
        module=f"{_ROOM}.killed",
        function="killed_key_changes",
        counts={"trials": 200},
    ),
    Trial(
        promise="pipeline",
        module=f"{_ROOM}.pipeline",
        function="killed_pipelines",
        counts={"trials": 200},
    ),
    Trial(
        promise="erase",
        module=f"{_ROOM}.erasing",
        function="everywhere",
        counts={"many": 500, "erased": 100},
    ),
    Trial(promise="erase", module=f"{_ROOM}.erasing", function="killed", counts={"trials": 200}),
    Trial(
        promise="erase",
        module=f"{_ROOM}.scopes",
        function="random_scopes",
        counts={"trials": 1000},
    ),
    Trial(
        promise="erase-restore",
        module=f"{_ROOM}.erasing",
        function="come_back",
        counts={"many": 300, "erased": 100},
    ),
    Trial(
        promise="secrets",
        module=f"{_ROOM}.door",
        function="masked_secrets",
        counts={"each": 200},
    ),
    Trial(
        promise="secrets",
        module=f"{_ROOM}.door",
        function="kept_look_alikes",
        counts={"each": 143},
    ),
    Trial(
        promise="untrusted-text",
        module=f"{_ROOM}.poison",
        function="untrusted_text",
        counts={"poisons": 200},
    ),
    Trial(
        promise="undo-source",
        module=f"{_ROOM}.poison",
        function="undo_source",
        counts={"facts": 100},
    ),
    Trial(
        promise="grounded",
        module=f"{_ROOM}.poison",
        function="falsehood",
        counts={"rounds": 10_000},
    ),
    Trial(
        promise="wipe",
        module=f"{_ROOM}.wiped",
        function="everything",
        counts={"megabytes": 5000, "trials": 20},
    ),
    Trial(
        promise="backup",
        module=f"{_ROOM}.carried",
        function="carried_folder",
        counts={"trials": 200},
    ),
    Trial(
        promise="export",
        module=f"{_ROOM}.exported",
        function="round_trips",
        counts={"trials": 50},
    ),
    Trial(
        promise="keyring-loss",
        module=f"{_ROOM}.keyring_loss",
        function="eight",
        counts={"rounds": 1},
    ),
    Trial(
        promise="memory-private",
        module=f"{_ROOM}.guarded",
        function="private",
        counts={"reads": 100, "locks": 20},
    ),
    Trial(
        promise="upgrade",
        module=f"{_ROOM}.upgraded",
        function="killed_upgrades",
        counts={"trials": 50},
    ),
    Trial(
        promise="same-origin",
        module=f"{_ROOM}.filling",
        function="same_origin",
        counts={"hostile": 60, "honest": 100},
    ),
    Trial(
        promise="clickjack",
        module=f"{_ROOM}.filling",
        function="clickjack",
        counts={"hostile": 25},
    ),
    Trial(
        promise="gesture",
        module=f"{_ROOM}.gestures",
        function="in_chromium",
        counts={"hostile": 43},
    ),
    Trial(
        promise="gesture",
        module=f"{_ROOM}.gestures",
        function="in_firefox",
        counts={"hostile": 43},
    ),
    Trial(
        promise="host",
        module=f"{_ROOM}.host_frames",
        function="fuzzed",
        counts={"frames": 10_000},
    ),
    Trial(
        promise="host",
        module=f"{_ROOM}.host_frames",
        function="strangers",
        counts={"rounds": 70},
    ),
    Trial(
        promise="sealed",
        module=f"{_ROOM}.sealed",
        function="run",
        counts={"canaries": 1000, "asked": 5},
    ),
    Trial(
        promise="no-network",
        module=f"{_ROOM}.network",
        function="run",
        counts={"recalls": 50, "questions": 5},
    ),
)
"""In the counts that PROMISES ask for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    names = sorted({trial.promise for trial in TRIALS})
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="ID")
    parser.add_argument("--share", type=float, default=1.0, help="part of the full counts, 0 to 1")


def run(arguments: argparse.Namespace) -> Report:
    """Run the chosen trials one after another."""
    parts = {}
    for trial in TRIALS:
        if trial.promise in arguments.only:
            name = f"{trial.promise}.{trial.function}"
            progress(f"trying {name}")
            parts[name] = one(trial, arguments.share)
    return join("promises", parts)


def one(trial: Trial, share: float) -> Part:
    """Return what one trial tried and found; the reference is that all hold."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="second-me-trial-") as folder:
        found = trial.run(Path(folder), share)
    for failure in found.failures:
        progress(f"  broken: {failure}")
    figures: Figures = {"held": found.held, "broken": found.broken}
    return Part(
        figures=figures,
        reference={"held": found.tried, "broken": 0},
        ratio={"held": found.held / found.tried if found.tried else None},
        settings={"what": found.what, "seconds": time.perf_counter() - start},
    )
