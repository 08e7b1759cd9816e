"""A vault of made-up events with vectors, of any size, the same for the same count."""

import contextlib
import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Final

from second_me.bench import made_up
from second_me.bench.made_up_vectors import MadeUpVectors
from second_me.core.clock import SystemClock, Timestamp
from second_me.core.ids import SourceId
from second_me.core.paths import Home
from second_me.core.records import NewEvent
from second_me.inference.codes import to_codes
from second_me.vault import Argon2Cost, KeySlots, NoKeyring, Session, Vault

PASSPHRASE: Final = "made-up memories"  # noqa: S105  (of made-up events alone)

CHUNK: Final = 2_000
_TALKS: Final = 60
_QUICK: Final = Argon2Cost(memory_kib=64, passes=1)


def opened(home: Home, count: int, vectors: MadeUpVectors, model: str) -> Vault:
    """Return the vault that lies in `home`, or a new one, of `count` events with a vector each
    and the codes of their words, as `model` made them. It takes a few minutes for a million; cut
    off, it goes on next time.
    """
    clock = SystemClock()
    slots = KeySlots(home.slots, NoKeyring(), clock, _QUICK)
    if slots.exists():
        vault = Vault.open(home, slots.unlock(passphrase=PASSPHRASE).key, clock)
    else:
        key = slots.create(passphrase=PASSPHRASE, recovery=False, keyring=False).key
        vault = Vault.create(home, key, clock)
    with contextlib.ExitStack() as unless_whole:
        unless_whole.callback(vault.close)
        _fill(vault, count, vectors, model, clock.now())
        unless_whole.pop_all()
    return vault


def _fill(vault: Vault, count: int, vectors: MadeUpVectors, model: str, now: Timestamp) -> None:
    known = vault.read(lambda session: session.events.count())  # whole chunks, or all
    source = vault.write(lambda session: session.sources.ensure("made-up", "bench", "", now))
    events = itertools.islice(made_up.events(count, talks=_TALKS), known, None)
    for number in range(known // CHUNK, -(-count // CHUNK)):
        chunk = list(itertools.islice(events, CHUNK))
        if chunk:
            codes = [code.tobytes() for code in to_codes(vectors.block(number, len(chunk)))]
            told = {"event": codes, "words": vectors.words(number, len(chunk))}
            vault.write(functools.partial(_append, source, chunk, model, told, now))
    vault.checkpoint()


def _append(  # noqa: PLR0917  (bound before the session is given)
    source: SourceId,
    chunk: Sequence[NewEvent],
    model: str,
    told: Mapping[str, Sequence[bytes]],
    now: Timestamp,
    session: Session,
) -> None:
    ids = session.events.append(source, None, chunk, now).event_ids
    for owner, codes in told.items():
        session.vectors.put(model, owner, list(zip(ids, codes, strict=True)))
