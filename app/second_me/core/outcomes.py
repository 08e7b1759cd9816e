"""How things end when they end as they should: outcomes rather than exceptions.

Each is a tagged struct, so that it crosses the socket and comes out as itself.
"""

import msgspec

from second_me.core.ids import BatchId, EventId


class Stored(msgspec.Struct, frozen=True, tag="stored"):
    """Durable and findable by words from now on."""

    event_ids: tuple[EventId, ...]


class Duplicate(msgspec.Struct, frozen=True, tag="duplicate"):
    """Memory holds it already; nothing was added."""

    event_ids: tuple[EventId, ...]


class Rejected(msgspec.Struct, frozen=True, tag="rejected"):
    """Not taken, and what the person can do about it."""

    reason: str
    action: str = ""


AddOutcome = Stored | Duplicate | Rejected


class Appended(msgspec.Struct, frozen=True, kw_only=True):
    """What one write of many events did. `event_ids` are the new ones, in order; `erased`
    counts those that were erased before and stay away.
    """

    event_ids: tuple[EventId, ...]
    duplicates: int
    erased: int = 0


class Started(msgspec.Struct, frozen=True, tag="started"):
    """The agent runs and answers at `address`."""

    address: str
    pid: int


class AlreadyRunning(msgspec.Struct, frozen=True, tag="already_running"):
    """Another agent serves this vault; use it."""

    address: str
    pid: int


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It did not come about; `title`, `message` and `action` are for the person."""

    title: str
    message: str
    action: str = ""


class Stopped(msgspec.Struct, frozen=True, tag="stopped"):
    """Drained and closed."""


class NotRunning(msgspec.Struct, frozen=True, tag="not_running"):
    """There was nothing to stop."""


StartOutcome = Started | AlreadyRunning | Failed
StopOutcome = Stopped | NotRunning | Failed


class Unlocked(msgspec.Struct, frozen=True, tag="unlocked"):
    """The vault is open. `slot` is the kind of slot that opened it; `notice` may say
    why another one (the keyring, mostly) did not.
    """

    slot: str
    notice: str = ""


class StillLocked(msgspec.Struct, frozen=True, tag="still_locked"):
    """The vault stays closed: why, and which slots can still open it."""

    title: str
    message: str
    action: str
    slots: tuple[str, ...]


UnlockOutcome = Unlocked | StillLocked


class ImportStarted(msgspec.Struct, frozen=True, tag="import_started"):
    """The import runs; watch `progress` and `changed`."""

    batch_id: BatchId
    format: str


ImportOutcome = ImportStarted | Rejected
