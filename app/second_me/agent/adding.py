"""What the person types: one transaction with its words and its jobs, durable on return."""

from typing import Final

from second_me.agent import windows
from second_me.agent.services import Services
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Moment, Precision, Timestamp, to_datetime
from second_me.core.ids import EventId
from second_me.core.outcomes import AddOutcome, Duplicate, Rejected, Stored
from second_me.core.protocol.memory import AddText
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.ingest.wall_clock import FIRST, LAST
from second_me.trust import at_the_door
from second_me.vault.session import Session

FORMAT: Final = "typed"
THREAD: Final = "typed"
MAX_CHARACTERS: Final = 200_000
AUTHOR: Final = "me"


def add_text(services: Services, clock: Clock, request: AddText, program: str) -> AddOutcome:
    """Store a text that the person typed. The same text twice in a day is stored once, so
    that a call repeated for want of an answer does no harm.
    """
    text = request.text.strip()
    if not text:
        return Rejected("There is nothing to remember in an empty text.", "Write something.")
    if len(text) > MAX_CHARACTERS:
        return Rejected(
            f"The text is longer than {MAX_CHARACTERS:,} characters.",
            "Save it as a file and import the file.",
        )
    if request.at is not None and not FIRST <= request.at <= LAST:
        return Rejected("The time lies too far away to be a date.", "Give another date.")
    event = _event(services, clock, request, text)

    def write(session: Session) -> AddOutcome:
        now = clock.now()
        source = session.sources.ensure(FORMAT, "Typed by you", "", now)
        appended = session.events.append(source, None, at_the_door([event]), now, anew=True)
        if not appended.event_ids:
            known = session.events.find(source, THREAD, event.natural_key)
            return Duplicate(() if known is None else (known,))
        windows.enqueue(session, appended.event_ids, now, priority=windows.TYPED_PRIORITY)
        session.audit.append("memory.add", program, now, ids=appended.event_ids)
        return Stored(appended.event_ids)

    outcome = services.vault.write(write)
    if isinstance(outcome, Stored):
        _tell(services, outcome.event_ids)
    return outcome


def _event(services: Services, clock: Clock, request: AddText, text: str) -> NewEvent:
    now = clock.now()
    at = request.at if request.at is not None else now
    offset = clock.utc_offset_minutes(at)
    return NewEvent(
        kind=EventKind.NOTE,
        origin=Origin.TYPED,
        text=text,
        title=request.title.strip(),
        author=services.preferences.text("owner.name") or AUTHOR,
        thread=THREAD,
        moment=Moment(at, Precision.SECOND, offset),
        natural_key=f"{_when(request.at, now, offset)}\n{request.title.strip()}\n{text}",
    )


def _when(at: Timestamp | None, now: Timestamp, offset: int) -> str:
    return str(at) if at is not None else to_datetime(now, offset).date().isoformat()


def _tell(services: Services, ids: tuple[EventId, ...]) -> None:
    services.meaning.add(ids)
    services.backlog.add(len(ids))
    services.notices.changed(ChangeSet.of(Topic.EVENTS, *ids) | ChangeSet.of(Topic.SOURCES))
    services.wake()
