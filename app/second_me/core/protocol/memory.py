"""What goes in and what lies there: adding, importing, browsing."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import BatchId, EventId, SourceId
from second_me.core.outcomes import AddOutcome, ImportOutcome
from second_me.core.protocol._base import Done, Request, method
from second_me.core.records import Batch, Episode, Event, Fact, Quote, Source


@method("memory.add")
class AddText(Request[AddOutcome], frozen=True, kw_only=True):
    """Remember a text the person typed. Durable and findable by words on return.

    `at` says when it happened, if that is not now.
    """

    text: str
    title: str = ""
    at: Timestamp | None = None


class Format(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    label: str
    hint: str
    suffixes: tuple[str, ...]


class Formats(msgspec.Struct, frozen=True, kw_only=True):
    formats: tuple[Format, ...]


@method("import.formats")
class ListFormats(Request[Formats], frozen=True, kw_only=True):
    pass


@method("import.start")
class StartImport(Request[ImportOutcome], frozen=True, kw_only=True):
    """Import a file or folder in the background.

    `format` is guessed when empty. `owner` names the person as the export does, so that
    their own messages are known as theirs. `date_order` ("dmy", "mdy", "ymd") settles
    dates that can be read two ways; empty means guess from the whole file.
    """

    path: str
    format: str = ""
    owner: str = ""
    date_order: str = ""


@method("import.stop")
class StopImport(Request[Done], frozen=True, kw_only=True):
    """Stop after the current chunk; what was read stays, and the import can be resumed."""

    batch_id: BatchId


@method("import.resume")
class ResumeImport(Request[ImportOutcome], frozen=True, kw_only=True):
    batch_id: BatchId


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    events: int


@method("import.undo")
class UndoImport(Request[Undone], frozen=True, kw_only=True):
    """Take out what one batch brought in, and what was derived from it."""

    batch_id: BatchId


class BatchView(msgspec.Struct, frozen=True, kw_only=True):
    batch: Batch
    source: Source


class Batches(msgspec.Struct, frozen=True, kw_only=True):
    batches: tuple[BatchView, ...]


@method("import.list")
class ListBatches(Request[Batches], frozen=True, kw_only=True):
    """Imports, newest first."""

    limit: int = 100


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A line or part that could not be read. `message` holds no content."""

    locator: str
    message: str


class Problems(msgspec.Struct, frozen=True, kw_only=True):
    problems: tuple[Problem, ...]


@method("import.problems")
class ListProblems(Request[Problems], frozen=True, kw_only=True):
    batch_id: BatchId
    limit: int = 200


class Events(msgspec.Struct, frozen=True, kw_only=True):
    events: tuple[Event, ...]


@method("events.get")
class GetEvents(Request[Events], frozen=True, kw_only=True):
    ids: tuple[EventId, ...]


@method("events.around")
class EventsAround(Request[Events], frozen=True, kw_only=True):
    """The event and its neighbours in the same thread, in order."""

    id: EventId
    before: int = 3
    after: int = 3


@method("events.list")
class ListEvents(Request[Events], frozen=True, kw_only=True):
    """Events newest first, older than `before` if given."""

    before: Timestamp | None = None
    source_id: SourceId | None = None
    limit: int = 100


class FactView(msgspec.Struct, frozen=True, kw_only=True):
    fact: Fact
    quotes: tuple[Quote, ...]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    facts: tuple[FactView, ...]


@method("facts.list")
class ListFacts(Request[Facts], frozen=True, kw_only=True):
    """Facts with their words, newest first; of one subject if given, and not those that were put
    away unless `archived`.
    """

    subject: str = ""
    limit: int = 200
    archived: bool = False


class Episodes(msgspec.Struct, frozen=True, kw_only=True):
    episodes: tuple[Episode, ...]


@method("episodes.list")
class ListEpisodes(Request[Episodes], frozen=True, kw_only=True):
    before: Timestamp | None = None
    limit: int = 100
