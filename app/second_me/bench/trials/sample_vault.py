"""A made-up vault for trials that damage it: known rows, and its files as bytes."""

import random
from pathlib import Path

import msgspec

from second_me.core.clock import ManualClock, Moment, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.paths import Home
from second_me.core.records import Event, EventKind, NewEvent, Origin
from second_me.vault import Argon2Cost, DataKey, KeySlots, NoKeyring, Session, Vault

CLOCK = ManualClock(Timestamp(1_714_979_289_000))
CHEAP = Argon2Cost(memory_kib=64, passes=1)
PASSPHRASE = "made up for a trial"  # noqa: S105  (it protects nothing)
_WORDS = ("river", "garden", "letter", "window", "dentist", "ticket", "bridge", "market", "violin")


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """An unopened vault and the texts of its events in the order of their ids."""

    home: Home
    key: DataKey
    texts: tuple[str, ...]


def new_event(number: int, chance: random.Random) -> NewEvent:
    """Return a made-up event; the number is part of its text."""
    words = " ".join(chance.choices(_WORDS, k=chance.randint(3, 40)))
    return NewEvent(
        kind=EventKind.NOTE,
        origin=Origin.TYPED,
        text=f"{number} {words}",
        moment=Moment(Timestamp(CLOCK.now() + number * 60_000)),
        natural_key=str(number),
        thread=f"thread {number % 3}",
    )


def make(root: Path, events: int, seed: int) -> Sample:
    """Make a vault with so many events, all of them in the main file, and close it."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    home = Home(root=root, models=root / "models")
    slots = KeySlots(home.slots, NoKeyring(), CLOCK, CHEAP)
    key = slots.create(passphrase=PASSPHRASE, recovery=False, keyring=False).key
    vault = Vault.create(home, key, CLOCK)
    made = [new_event(number, chance) for number in range(1, events + 1)]
    try:
        for start in range(0, events, 500):
            vault.write(lambda session, at=start: add(session, made[at : at + 500]))  # type: ignore[misc]
    finally:
        vault.close()
    return Sample(home=home, key=key, texts=tuple(event.text for event in made))


def add(session: Session, events: list[NewEvent]) -> tuple[EventId, ...]:
    """Store events in the sample's one source, with a job and an audit entry."""
    now = CLOCK.now()
    source = session.sources.ensure("typed", "Typed", "", now)
    ids = session.events.append(SourceId(source), None, events, now).event_ids
    session.jobs.enqueue(
        "embed", f"{ids[0]}-{ids[-1]}", {"first": ids[0], "last": ids[-1]}, now=now
    )
    session.audit.append("events.add", "trial", now, ids=ids)
    return ids


def everything(session: Session) -> list[Event]:
    """Return all events in the order of their ids."""
    return session.events.in_range(EventId(0), EventId(2**62))
