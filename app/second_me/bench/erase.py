"""How long erasing takes, and what it costs those who use the vault meanwhile.

`second-me bench erase` erases memories from a large made-up vault, with the search of every page
afterwards and of one backup, and at last all there are. Meanwhile a window is played: it looks
things up and adds a memory, over and over. The reference is the same window on the same vault
before.
"""

import argparse
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, Self

import numpy as np

from second_me.agent.erase_run import EraseRun
from second_me.agent.logs import open_log
from second_me.bench.forget import Held
from second_me.bench.made_up_vault import opened
from second_me.bench.made_up_vectors import MadeUpVectors
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.core.clock import SystemClock
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.protocol.erase import Everything, Memories
from second_me.core.protocol.pushes import Progress
from second_me.inference.embedder import OnnxEmbedder
from second_me.vault import Session, Vault

PAUSE: Final = 0.05
"""Seconds between two looks of the window."""

QUIET_SECONDS: Final = 5.0
SECONDS: Final = {"without a backup": 30.0, "with one backup": 30.0, "everything": 5.0}
"""What each part may take at most."""


class Window:
    """Looks and writes as a window would, and keeps how long each took."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._use, daemon=True)
        self.reads: list[float] = []
        self.writes: list[float] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def figures(self, name: str) -> Figures:
        """Return the median, slow and slowest looks and writes in milliseconds."""
        told: Figures = {}
        for kind, times in (("read", self.reads), ("write", self.writes)):
            told[f"{name}_{kind}_p50_ms"] = float(np.percentile(times, 50))
            told[f"{name}_{kind}_p95_ms"] = float(np.percentile(times, 95))
            told[f"{name}_{kind}_max_ms"] = max(times)
        return told

    def _use(self) -> None:
        number = 0
        while not self._stop.wait(PAUSE):
            number += 1
            self.reads.append(_milliseconds(lambda: self._vault.read(_look)))
            self.writes.append(
                _milliseconds(
                    lambda number=number: self._vault.write(  # type: ignore[misc]
                        lambda session: session.settings.set("bench.written", number)
                    )
                )
            )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument(
        "--events", type=int, default=100_000, metavar="N", help="size of the vault"
    )
    parser.add_argument("--erased", type=int, default=1_000, metavar="N", help="how many go")
    parser.add_argument("--vaults", type=Path, metavar="FOLDER", help="made-up vaults lie here")


def run(arguments: argparse.Namespace) -> Report:
    """Erase from one vault, first without a backup, then with one, then everything."""
    embedder = OnnxEmbedder()
    vectors = MadeUpVectors(embedder)
    parts = {}
    chance = random.Random(7)  # noqa: S311  (repeatable, not secret)
    with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
        home = Home(root=Path(folder) / "home", models=Path(folder))
        kept = arguments.vaults and arguments.vaults / f"{arguments.events}-{embedder.model}"
        if kept and kept.is_dir():
            shutil.copytree(kept / "vault", home.vault)
        with closing(opened(home, arguments.events, vectors, embedder.model)) as vault:
            shutil.rmtree(home.backups, ignore_errors=True)
            for name, seconds in SECONDS.items():
                progress(name)
                if name == "with one backup":
                    vault.backup()
                scope: Memories | Everything = Everything()
                if name != "everything":
                    every = vault.read(lambda s: s.erasures.choose(Everything())).events
                    some = sorted(chance.sample(every, arguments.erased))
                    scope = Memories(ids=tuple(EventId(id_) for id_ in some))
                parts[name] = erased(vault, home, scope, seconds)
    return join("erase", parts)


def erased(vault: Vault, home: Home, scope: Memories | Everything, seconds: float) -> Part:
    """Erase what is meant, and say how long each stage took."""
    with Window(vault) as quiet:
        time.sleep(QUIET_SECONDS)
    clock = SystemClock()
    begun_at, worked = time.perf_counter(), time.process_time()
    stages: dict[str, float] = {}
    with Window(vault) as busy:
        chosen = vault.read(lambda s: s.erasures.choose(scope))
        stages["choose"] = time.perf_counter() - begun_at
        begun = vault.write(lambda s: s.erasures.begin(chosen, "bench", clock.now()))
        stages["hidden"] = time.perf_counter() - begun_at
        log, log_file = open_log(home.logs)
        run_ = EraseRun(
            vault, clock, log, ram=Held(), changed=lambda _: None, tell=_timed(stages, begun_at)
        )
        erasure = vault.read(lambda s: s.erasures.get(begun.erasure_id))
        assert erasure is not None
        run_(erasure, threading.Event())
        total, worked = time.perf_counter() - begun_at, time.process_time() - worked
    log_file.close()
    done = vault.read(lambda s: s.erasures.get(begun.erasure_id))
    verified = bool(done and done.receipt and done.receipt.verified)
    figures: Figures = {"total_s": total, "cpu_s": worked, "verified": int(verified)}
    figures |= {f"{name}_s": at for name, at in stages.items()} | busy.figures("window")
    return Part(
        figures=figures,
        reference={"total_s": seconds, **quiet.figures("window")},
        settings={"erased": len(chosen.events), "vault_mb": round(vault.size_bytes() / 1e6)},
    )


def _timed(stages: dict[str, float], begun_at: float) -> Callable[[Progress], None]:
    def tell(progress_: Progress) -> None:
        stages[f"stage_{progress_.done}"] = time.perf_counter() - begun_at

    return tell


def _look(session: Session) -> None:
    session.events.list(limit=50)
    session.events.search_words("garden", 20)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
