"""From "acknowledged" to "found by words", through a real agent and its socket."""

import contextlib
import functools
import secrets
import time
from collections.abc import Iterator
from typing import Final

from second_me.bench import made_up
from second_me.bench.report import Part
from second_me.bench.speed import Settings
from second_me.bench.timing import Spread, timed
from second_me.client.connection import Client
from second_me.client.launcher import ensure_agent, stop_agent
from second_me.core.errors import Bug, EnvironmentFault
from second_me.core.outcomes import Failed, Stored
from second_me.core.paths import Home
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.recall import Search
from second_me.core.protocol.system import GetStatus
from second_me.core.protocol.vault import CreateVault

NOTES: Final = 200
PATIENCE_SECONDS: Final = 5.0


def measure(settings: Settings) -> Part:
    """Add notes one by one, each with a word of its own, and look for that word at once.

    The reference is a bare round trip to the same agent.
    """
    marks = made_up.words(NOTES, seed=23)
    events = made_up.events(NOTES)
    with running_agent(settings.home) as client:
        adds, waits = [], []
        for mark, event in zip(marks, events, strict=True):
            word = f"mark{mark}"
            adds.append(timed(functools.partial(add, client, f"{event.text} {word}")))
            waits.append(until_found(client, word))
        trips = Spread(tuple(timed(lambda: client.call(GetStatus())) for _ in range(NOTES)))
    found, added = Spread(tuple(waits)), Spread(tuple(adds))
    return Part(
        figures={
            "acknowledged_to_found_p50_ms": found.median * 1000,
            "acknowledged_to_found_max_ms": max(found.seconds) * 1000,
            "add_p50_ms": added.median * 1000,
            "add_p95_ms": added.percentile(95) * 1000,
        },
        reference={"acknowledged_to_found_p50_ms": trips.median * 1000},
        ratio={"acknowledged_to_found_p50_ms": found.median / trips.median},
        settings={"notes": NOTES, "reference": "one status call"},
    )


@contextlib.contextmanager
def running_agent(home: Home) -> Iterator[Client]:
    """Give a client of a real agent with an open, empty vault; the agent ends afterwards."""
    outcome = ensure_agent(home)
    if isinstance(outcome, Failed):
        raise EnvironmentFault(outcome.title, outcome.message, outcome.action)
    try:
        with Client.connect(home, name="bench") as client:
            client.call(CreateVault(passphrase=secrets.token_hex(), keyring=False, recovery=False))
            yield client
    finally:
        stop_agent(home)


def add(client: Client, text: str) -> None:
    outcome = client.call(AddText(text=text))
    if not isinstance(outcome, Stored):
        raise Bug("Not stored", "A new note was not taken.")


def until_found(client: Client, word: str) -> float:
    """Return the seconds until a search for the word finds it. Raises if it never does."""
    start = time.perf_counter()
    while time.perf_counter() - start < PATIENCE_SECONDS:
        if client.call(Search(query=word, limit=1, without=("meaning",))).hits:
            return time.perf_counter() - start
    raise Bug("Not found", "An acknowledged note was not found by its words.")
