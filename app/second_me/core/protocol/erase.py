"""Erasing for good: what is meant, what that would take away, and the proof that it is gone."""

import enum

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import BatchId, EpisodeId, EventId, FactId, SourceId
from second_me.core.outcomes import Rejected
from second_me.core.protocol._base import Request, method
from second_me.core.records import EventKind


class Memories(msgspec.Struct, frozen=True, kw_only=True, tag="memories"):
    """One event or a selection."""

    ids: tuple[EventId, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True, tag="found"):
    """What a search finds now."""

    query: str
    limit: int = 20


class FactsAlone(msgspec.Struct, frozen=True, kw_only=True, tag="facts"):
    """Facts; with `words` also the events that they were drawn from."""

    ids: tuple[FactId, ...]
    words: bool = False


class EpisodesAlone(msgspec.Struct, frozen=True, kw_only=True, tag="episodes"):
    """Episodes; with `words` also the events that they are made of."""

    ids: tuple[EpisodeId, ...]
    words: bool = False


class Conversation(msgspec.Struct, frozen=True, kw_only=True, tag="conversation"):
    """The whole thread that an event stands in."""

    event_id: EventId


class OneImport(msgspec.Struct, frozen=True, kw_only=True, tag="import"):
    batch_id: BatchId


class OneSource(msgspec.Struct, frozen=True, kw_only=True, tag="source"):
    source_id: SourceId


class About(msgspec.Struct, frozen=True, kw_only=True, tag="about"):
    """A person, place or topic by name, whole words in any case of letters; the names that
    memory knows the same one by are added. What they wrote goes, and conversations and sources
    named after them; what names them goes too, unless `mentions` is off.
    """

    names: tuple[str, ...]
    mentions: bool = True


class Between(msgspec.Struct, frozen=True, kw_only=True, tag="between"):
    """Events from `first` up to, but not including, `until`; of one source if given."""

    first: Timestamp
    until: Timestamp
    source_id: SourceId | None = None


class OfKind(msgspec.Struct, frozen=True, kw_only=True, tag="kind"):
    kind: EventKind


class Everything(msgspec.Struct, frozen=True, kw_only=True, tag="everything"):
    """All that is remembered and all that was derived; the vault itself and settings stay."""


class Outlived(msgspec.Struct, frozen=True, kw_only=True, tag="outlived"):
    """What the rules of retention keep no longer; with `acting` only those that act already."""

    acting: bool = False


Scope = (
    Memories
    | Found
    | FactsAlone
    | EpisodesAlone
    | Conversation
    | OneImport
    | OneSource
    | About
    | Between
    | OfKind
    | Everything
    | Outlived
)


class StoreCount(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one store is concerned, with a few ids."""

    store: str
    count: int
    ids: tuple[int, ...] = ()


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A few words of what goes, for the person's own eyes."""

    event_id: EventId
    at: Timestamp
    author: str
    text: str


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """What cannot be reached or goes another way, in words without content."""

    what: str
    count: int = 1


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure would do; nothing has been done. `goes`: what was meant. `derived`: what
    was drawn from that and goes too. `stays`: what other events show as well, and what is made
    again from them. `unreachable`: copies that no program of ours can find.
    """

    id: str
    scope: str
    events: int
    first_at: Timestamp | None
    last_at: Timestamp | None
    goes: tuple[StoreCount, ...]
    derived: tuple[StoreCount, ...]
    stays: tuple[StoreCount, ...]
    backups: tuple[Reason, ...]
    unreachable: tuple[Reason, ...]
    samples: tuple[Sample, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.events or any(line.count for line in (*self.goes, *self.derived)))


@method("erase.plan")
class PlanErase(Request[Plan], frozen=True, kw_only=True):
    """Say what erasing would take away, and change nothing. `samples` asks for the words of a
    few; only the person's own window and command line are given them.
    """

    scope: Scope
    samples: int = 0


class EraseStarted(msgspec.Struct, frozen=True, kw_only=True, tag="erase_started"):
    """What was planned can no longer be found. The rest runs on, also after a crash; watch
    `progress` of `erase:ID`, then ask for the receipt.
    """

    erasure_id: int


EraseOutcome = EraseStarted | Rejected


@method("erase.start")
class StartErase(Request[EraseOutcome], frozen=True, kw_only=True):
    """Erase for good exactly what a plan said. Rejected if there is no such plan any more. Has to
    be confirmed.
    """

    plan: str


class Stage(enum.StrEnum):
    """How far an erasure is; each stage can be done again after a crash."""

    ROWS = "rows"
    MEMORY = "memory"
    TOMBSTONES = "tombstones"
    BACKUPS = "backups"
    VERIFY = "verify"
    DONE = "done"


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One place that was searched: how much of it was read, how many traces were in it."""

    place: str
    read: int
    found: int


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Proof of an erasure, without content. `signature` is Ed25519 over all other fields, by a
    key that only this vault can make; `public_key` belongs to it.
    """

    form: str = "second-me-erasure-receipt"
    version: int = 1
    erasure_id: int
    scope: str
    program: str
    asked_at: Timestamp
    finished_at: Timestamp
    erased: dict[str, int]
    looked: tuple[Looked, ...]
    verified: bool
    unreachable: tuple[Reason, ...] = ()
    public_key: str = ""
    signature: str = ""


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """One erasure. `kept_out` counts what its tombstones keep from coming back."""

    id: int
    scope: str
    program: str
    asked_at: Timestamp
    stage: Stage
    erased: dict[str, int]
    kept_out: int
    receipt: Receipt | None = None


class Erasures(msgspec.Struct, frozen=True, kw_only=True):
    erasures: tuple[Erasure, ...]


@method("erase.list")
class ListErasures(Request[Erasures], frozen=True, kw_only=True):
    """Erasures with their receipts, newest first; one of them if `id` is given."""

    id: int | None = None
    limit: int = 100


class Lifted(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@method("erase.lift")
class LiftErasure(Request[Lifted], frozen=True, kw_only=True):
    """Let what an erasure took away be imported and drawn out again. It brings nothing back."""

    id: int


class ReceiptCheck(msgspec.Struct, frozen=True, kw_only=True):
    """`genuine`: the signature fits what the receipt says. `ours`: this vault made it."""

    genuine: bool
    ours: bool


@method("erase.check_receipt")
class CheckReceipt(Request[ReceiptCheck], frozen=True, kw_only=True):
    receipt: Receipt
