"""The audit of reads: who looked at which memories, by which program and when.

A look must not wait for the disk. So looks are gathered for a moment, those of one program by one
method together, and written at once; a lock writes them first. A crash loses two seconds of them.
"""

import threading
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from second_me.agent.caller import Caller
from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import SecondMeError
from second_me.core.ids import EventId
from second_me.core.protocol import Request
from second_me.core.records import Entity, Episode, Event, Fact, Quote, Relation
from second_me.vault.session import Session
from second_me.vault.vault import Vault

SECONDS: Final = 2.0
MOST_IDS: Final = 200
"""Ids of events in one entry; `counts` tells how many there were."""

QUIET: Final = frozenset(
    {
        "audit.list", "audit.verify", "erase.check_receipt", "erase.list", "export.check",
        "import.formats", "import.list", "jobs.list", "models.list", "models.measure",
        "privacy.places", "recall.learning", "retention.list", "retention.preview",
        "settings.list", "system.health", "system.hello", "system.pause", "system.resume",
        "system.status", "system.stop",
        "vault.backup_folder", "vault.backups", "vault.check_recovery", "vault.slots", "watch.list",
        "wipe.plan",
    }
)  # fmt: skip
"""Methods that show or change nothing of what is remembered."""

SELF: Final = frozenset(
    {
        "erase.lift", "erase.start", "export.write", "import.start", "import.undo", "memory.add",
        "recall.feedback", "recall.reset_learning", "units.take_in", "units.write",
        "vault.add_slot", "vault.backup",
        "vault.change_passphrase", "vault.create", "vault.remove_slot", "vault.restore",
        "wipe.everything", "vault.change_key", "vault.renew_recovery",
        "vault.salvage", "vault.move_backups", "watch.add", "watch.remove",
    }
)  # fmt: skip
"""Methods that write their entry in the transaction of what they do."""

_KINDS: Final = ((Fact, "facts"), (Episode, "episodes"), (Entity, "people"), (Relation, "links"))


class _Gathered(msgspec.Struct):
    first_at: Timestamp
    times: int = 0
    ids: dict[int, None] = {}
    counts: dict[str, int] = {}


class Accesses:
    """Gathers the looks at one open vault."""

    def __init__(self, vault: Vault, clock: Clock, seconds: float = SECONDS) -> None:
        self._vault = vault
        self._clock = clock
        self._seconds = seconds
        self._guard = threading.Lock()
        self._gathered: dict[tuple[str, str], _Gathered] = {}
        self._timer: threading.Timer | None = None
        self._closed = False

    def note(self, request: Request[Any], result: object, caller: Caller) -> None:
        """Take down that a program was given a result."""
        if request.METHOD in QUIET or request.METHOD in SELF:
            return
        ids: dict[int, None] = {}
        counts: dict[str, int] = {}
        for found in records(result):
            if isinstance(found, Event):
                ids[found.id] = None
            elif isinstance(found, Quote):
                ids[found.event_id] = None
            else:
                name = next(name for kind, name in _KINDS if isinstance(found, kind))
                counts[name] = counts.get(name, 0) + 1
        with self._guard:
            if self._closed:
                return
            entry = self._gathered.setdefault(
                (caller.name, request.METHOD), _Gathered(self._clock.now())
            )
            entry.times += 1
            entry.ids |= ids
            for name, count in counts.items():
                entry.counts[name] = entry.counts.get(name, 0) + count
            if self._timer is None:
                self._timer = threading.Timer(self._seconds, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Write what was gathered into the audit."""
        with self._guard:
            gathered, self._gathered = self._gathered, {}
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        if not gathered:
            return

        def append(session: Session) -> None:
            for (program, action), entry in gathered.items():
                counts = {"times": entry.times, **entry.counts}
                if entry.ids:
                    counts["events"] = len(entry.ids)
                kept = sorted(
                    session.events.rows.present([EventId(id_) for id_ in entry.ids][:MOST_IDS])
                )
                session.audit.append(action, program, entry.first_at, ids=kept, counts=counts)

        try:
            self._vault.write(append)
        except SecondMeError:
            return  # a full disk or a lock just now; what was asked for was given all the same

    def close(self) -> None:
        """Write the last ones, and take no more."""
        with self._guard:
            self._closed = True
        self.write()


def records(value: object) -> Iterator[Any]:
    """Yield the events, quotes and derived records within an answer."""
    if isinstance(value, Event | Quote | Fact | Episode | Entity | Relation):
        yield value
        return
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from records(getattr(value, name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from records(one)
