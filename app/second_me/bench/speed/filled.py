"""A vault filled by program, and a real agent that serves it."""

import contextlib
import functools
import secrets
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from second_me.bench import made_up
from second_me.client.connection import Client
from second_me.client.launcher import ensure_agent, stop_agent
from second_me.core.clock import SystemClock, Timestamp
from second_me.core.errors import EnvironmentFault
from second_me.core.ids import SourceId
from second_me.core.outcomes import Failed, StillLocked
from second_me.core.paths import Home
from second_me.core.protocol.vault import Unlock
from second_me.core.records import NewEvent
from second_me.inference.embedder import OnnxEmbedder
from second_me.vault import Argon2Cost, KeySlots, NoKeyring, Session, Vault

CHUNK: Final = 1000
QUICK: Final = Argon2Cost(memory_kib=64, passes=1)
"""Stretching a passphrase takes a second by design; what opens a vault daily is the keyring."""


class Filled(msgspec.Struct, frozen=True):
    """A closed vault full of events with vectors, and what opens it."""

    home: Home
    passphrase: str


def fill(home: Home, count: int) -> Filled:
    """Make a vault of `count` made-up events, each with a made-up vector of the real model."""
    clock, passphrase, model = SystemClock(), secrets.token_hex(), OnnxEmbedder().model
    slots = KeySlots(home.slots, NoKeyring(), clock, QUICK)
    key = slots.create(passphrase=passphrase, recovery=False, keyring=False).key
    rng = np.random.default_rng(5)
    events = list(made_up.events(count))
    with contextlib.closing(Vault.create(home, key, clock)) as vault:
        source = vault.write(lambda s: s.sources.ensure("made-up", "bench", "", clock.now()))
        for start in range(0, count, CHUNK):
            chunk = events[start : start + CHUNK]
            codes = rng.integers(-60, 61, (len(chunk), 384), dtype=np.int8)
            vault.write(
                functools.partial(
                    _append,
                    source=source,
                    chunk=chunk,
                    model=model,
                    codes=[row.tobytes() for row in codes],
                    now=clock.now(),
                )
            )
    return Filled(home, passphrase)


def _append(
    session: Session,
    *,
    source: SourceId,
    chunk: Sequence[NewEvent],
    model: str,
    codes: Sequence[bytes],
    now: Timestamp,
) -> None:
    ids = session.events.append(source, None, chunk, now).event_ids
    session.vectors.put(model, "event", list(zip(ids, codes, strict=True)))


@contextlib.contextmanager
def served(filled: Filled) -> Iterator[Client]:
    """Start an agent, open the vault, and give a client of it; the agent ends afterwards."""
    outcome = ensure_agent(filled.home)
    if isinstance(outcome, Failed):
        raise EnvironmentFault(outcome.title, outcome.message, outcome.action)
    try:
        with Client.connect(filled.home, name="bench") as client:
            opened = client.call(Unlock(passphrase=filled.passphrase))
            if isinstance(opened, StillLocked):
                raise EnvironmentFault(opened.title, opened.message, opened.action)
            yield client
    finally:
        stop_agent(filled.home)
