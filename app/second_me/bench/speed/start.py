"""From starting the agent to its first answers, with a vault that has something in it."""

import subprocess
import sys
import threading
import time
from typing import Final

from second_me.bench.report import Part
from second_me.bench.speed import Settings
from second_me.bench.speed.filled import Filled, fill, served
from second_me.bench.timing import Spread, timed
from second_me.client.connection import Client
from second_me.core.errors import Bug
from second_me.core.protocol.recall import Search

PATIENCE_SECONDS: Final = 30.0
_BARE: Final = "import numpy, onnxruntime, faiss, sqlcipher3.dbapi2, msgspec"


def measure(settings: Settings) -> Part:
    """Start, unlock and search, several times; the reference only imports the same libraries.

    Stretching the passphrase is left out: the vault has a slot that is stretched hardly at all.
    """
    filled = fill(settings.home, settings.events)
    starts = [started(filled) for _ in range(settings.rounds)]
    words = Spread(tuple(first for first, _ in starts))
    meaning = Spread(tuple(second for _, second in starts))
    bare = Spread(tuple(timed(import_only) for _ in range(settings.rounds)))
    return Part(
        figures={
            "answers_by_words_ms": words.median * 1000,
            "answers_by_meaning_ms": meaning.median * 1000,
        },
        reference={"answers_by_meaning_ms": bare.median * 1000},
        ratio={"answers_by_meaning_ms": meaning.median / bare.median},
        settings={"events": settings.events, "reference": "python importing the same libraries"},
    )


def started(filled: Filled) -> tuple[float, float]:
    """Return the seconds from start to the first answer by words, and to one by meaning too."""
    begin = time.perf_counter()
    with served(filled) as client:
        client.call(Search(query="market garden", without=("meaning",)))
        words = time.perf_counter() - begin
        until_whole(client, begin)
        return words, time.perf_counter() - begin


def until_whole(client: Client, begin: float) -> None:
    """Search until every channel takes part. Raises if one never does."""
    pause = threading.Event()
    while client.call(Search(query="market garden")).missing:
        if time.perf_counter() - begin > PATIENCE_SECONDS:
            raise Bug("Not ready", "A channel of recall never took part.")
        pause.wait(0.01)


def import_only() -> None:
    subprocess.run([sys.executable, "-c", _BARE], check=True)
