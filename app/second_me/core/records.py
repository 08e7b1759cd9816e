"""What memory is made of: sources, events, and what is derived from them.

Two times run through all derived records: `valid_from`/`valid_to` say when a
thing was true in the world, `learned_at`/`retracted_at` when it was known here.
"""

import enum

import msgspec

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.ids import (
    BatchId,
    EntityId,
    EpisodeId,
    EventId,
    EvidenceId,
    FactId,
    JobId,
    RelationId,
    ReviewId,
    RevisionId,
    SourceId,
)


class Origin(enum.StrEnum):
    """Whose words these are; decides what they may become."""

    TYPED = "typed"  # typed into Second Me by the person
    OWN = "own"  # imported, written by the person
    OTHER = "other"  # imported, written by somebody else
    ASSISTANT = "assistant"  # written by a chat assistant
    WEB = "web"
    PROGRAM = "program"  # handed over by another program


OWN_WORDS = frozenset({Origin.TYPED, Origin.OWN})
"""The person's own."""

PEOPLES_WORDS = OWN_WORDS | {Origin.OTHER}
"""What people said themselves: no assistant, page or program."""


class EventKind(enum.StrEnum):
    MESSAGE = "message"
    NOTE = "note"
    MAIL = "mail"
    CHAT = "chat"  # a turn with a chat assistant
    DOCUMENT = "document"  # a paragraph of a file
    RECORD = "record"  # calendar entry, call, contact, other structured thing


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where events came from: a chat, a folder, the person's own typing, a program."""

    id: SourceId
    format: str
    name: str
    locator: str
    created_at: Timestamp
    events: int = 0
    confirmed: int = 0  # facts of it that the person confirmed
    corrected: int = 0  # facts of it that the person called wrong


class BatchState(enum.StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    UNDONE = "undone"


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """One run of an import: what it added, what it knew already, what it could not read, and
    what it left out since it had been erased.
    """

    id: BatchId
    source_id: SourceId
    state: BatchState
    started_at: Timestamp
    finished_at: Timestamp | None = None
    added: int = 0
    duplicates: int = 0
    problems: int = 0
    resume_at: int = 0
    message: str = ""
    erased: int = 0


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One message, note, record or paragraph on its way into the vault.

    `natural_key` is what makes the event itself in its source (a message id, or
    author, time, text and the count of equal ones before it). The vault keeps
    only a keyed hash of it, and the same event read twice is stored once.
    """

    kind: EventKind
    origin: Origin
    text: str
    moment: Moment
    natural_key: str
    author: str = ""
    thread: str = ""
    position: int = 0
    locator: str = ""
    language: str = ""
    title: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A stored event. Its text is never rewritten."""

    id: EventId
    source_id: SourceId
    batch_id: BatchId | None
    kind: EventKind
    origin: Origin
    text: str
    moment: Moment
    received_at: Timestamp
    author: str = ""
    thread: str = ""
    position: int = 0
    locator: str = ""
    language: str = ""
    title: str = ""


class EpisodeState(enum.StrEnum):
    OPEN = "open"  # the newest of its stream: it may still grow
    CLOSED = "closed"


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of events about one topic. `by_hand`: the person cut it, and nobody else will."""

    id: EpisodeId
    title: str
    summary: str
    start: Timestamp
    end: Timestamp
    place: str = ""
    people: tuple[str, ...] = ()
    state: EpisodeState = EpisodeState.CLOSED
    by_hand: bool = False
    stream: int = 0  # whose neighbours it is made of: a thread, or less than zero a source
    dated: bool = True  # something is known of when one of its events was


class NewEpisode(msgspec.Struct, frozen=True, kw_only=True):
    """An episode on its way into the vault, with its events in order."""

    title: str
    summary: str
    start: Timestamp
    end: Timestamp
    events: tuple[EventId, ...]
    place: str = ""
    people: tuple[str, ...] = ()
    state: EpisodeState = EpisodeState.CLOSED
    by_hand: bool = False
    stream: int = 0


class FactStatus(enum.StrEnum):
    PROPOSED = "proposed"  # written by a model, not yet settled
    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    MERGED = "merged"  # another fact says it; its words were added to that one's
    IGNORED = "ignored"  # not meant to be so: a joke, an if
    QUARANTINED = "quarantined"  # somebody else's word about the person, until they accept it


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A statement about somebody, in the third person, with the times it holds."""

    id: FactId
    subject: str
    kind: str
    text: str
    status: FactStatus
    confidence: float
    learned_at: Timestamp
    value: str = ""
    valid_from: Timestamp | None = None
    valid_to: Timestamp | None = None
    valid_precision: Precision = Precision.UNKNOWN
    retracted_at: Timestamp | None = None
    superseded_by: FactId | None = None
    maker: str = ""  # base, adapter, prompt and grammar versions, or "person"
    slot: str = ""  # what of its subject it tells, where that has a name: "email", "home"
    confirmed_at: Timestamp | None = None  # when the person said that it is so


class LifeState(enum.StrEnum):
    """The part of its life that a fact is in."""

    WORKING = "working"  # pinned, or of use within a day
    ACTIVE = "active"
    FADING = "fading"
    ARCHIVED = "archived"  # put away: out of lists, and found all the same


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """How a fact was used, and what the person did with it."""

    uses: int = 0
    used_at: Timestamp | None = None
    pinned_at: Timestamp | None = None
    archived_at: Timestamp | None = None
    state: LifeState = LifeState.ACTIVE


class NewFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact on its way into the vault, with the words that show it."""

    subject: str
    kind: str
    text: str
    quotes: tuple["Quote", ...]
    status: FactStatus = FactStatus.PROPOSED
    confidence: float = 0.5
    value: str = ""
    valid_from: Timestamp | None = None
    valid_to: Timestamp | None = None
    valid_precision: Precision = Precision.UNKNOWN
    maker: str = ""
    slot: str = ""
    confirmed_at: Timestamp | None = None


class Quote(msgspec.Struct, frozen=True):
    """A span of an event's text, `start` to `end` in characters."""

    event_id: EventId
    start: int
    end: int
    text: str


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A person, place, organisation or thing."""

    id: EntityId
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    created_at: Timestamp
    merged_into: EntityId | None = None


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """How two entities stand to each other, and when. `fact_id` is the fact that it was drawn
    from and whose times it has, if it was.
    """

    id: RelationId
    subject_id: EntityId
    predicate: str
    object_id: EntityId
    learned_at: Timestamp
    valid_from: Timestamp | None = None
    valid_to: Timestamp | None = None
    retracted_at: Timestamp | None = None
    fact_id: FactId | None = None


class Act(enum.StrEnum):
    """What the person did with a memory that was shown to them as found."""

    OPENED = "opened"
    COPIED = "copied"
    CONFIRMED = "confirmed"  # said that it is what they looked for
    WRONG = "wrong"  # said that it is not


class Derived(enum.StrEnum):
    """The kinds of records that evidence can support."""

    EPISODE = "episode"
    FACT = "fact"
    ENTITY = "entity"
    RELATION = "relation"
    ROUTINE = "routine"


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A link from a derived record to the words that it came from."""

    id: EvidenceId
    derived: Derived
    derived_id: int
    quote: Quote


class Actor(enum.StrEnum):
    """Who made a change."""

    PERSON = "person"
    EXTRACT = "extract"
    UPDATE = "update"
    IMPORT = "import"
    SYSTEM = "system"


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one record: what it was, what it became, by whom."""

    id: RevisionId
    table: str
    row_id: int
    actor: Actor
    at: Timestamp
    before: str  # JSON of the row and its evidence, empty for an insert
    after: str  # the same, empty for a delete
    change: RevisionId = RevisionId(0)  # the first of those made together


TYPED_IN_FORM = "typed into a form"
"""The reason of a review that puts to the person what they typed into a form themselves."""


class ReviewKind(enum.StrEnum):
    UPDATE = "update"  # what a new fact does to a known one
    CONFLICT = "conflict"  # two facts that cannot both be so
    MERGE = "merge"  # two entities that may be one
    QUARANTINE = "quarantine"  # somebody else's word about the person


class Verdict(enum.StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MOOT = "moot"  # what it was about has changed meanwhile


class NewReview(msgspec.Struct, frozen=True, kw_only=True):
    """A change that waits for the person: of two facts, the new one and the one it touches, or of
    two entities. `proposal` names it ("supersede", "merge"); `since` is when the new fact began
    to hold.
    """

    kind: ReviewKind
    proposal: str
    confidence: float
    reason: str = ""
    fact_id: FactId | None = None
    target_id: FactId | None = None
    entity_id: EntityId | None = None
    other_id: EntityId | None = None
    since: Timestamp | None = None


class Review(NewReview, frozen=True, kw_only=True):
    """A stored review; `decided_at` None: it waits."""

    id: ReviewId
    created_at: Timestamp
    decided_at: Timestamp | None = None
    verdict: Verdict | None = None


class JobState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"  # gave up; shown to the person


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of background work that survives a crash."""

    id: JobId
    kind: str
    key: str
    payload: dict[str, int | str | list[int]]
    priority: int
    state: JobState
    attempts: int
    created_at: Timestamp
    not_before: Timestamp
    error: str = ""
