"""Portable units: written like an export, read like one, and then put into memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from second_me.agent import windows
from second_me.agent.exporting import check_passphrase, free_place, opened, sealed_at
from second_me.agent.services import Services
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import PersonFault
from second_me.core.ids import SourceId
from second_me.core.protocol.memory import StartImport, Undone
from second_me.core.protocol.units import (
    TakeInUnit,
    UnitTaken,
    UnitView,
    UnitWritten,
    WriteUnit,
)
from second_me.core.units import FORMAT, Label
from second_me.memory.subjects import owner_name
from second_me.memory.units import Put, put_unit, subjects
from second_me.vault import Argon2Cost
from second_me.vault.erasing.closure import Chosen
from second_me.vault.exporting.sealing import is_sealed, lines, unsealed
from second_me.vault.exporting.unit_reading import Opened
from second_me.vault.exporting.unit_reading import opened as unit_in
from second_me.vault.exporting.unit_writing import Written
from second_me.vault.session import Session

MOST_EVENTS: Final = 50_000
"""A unit is taken in at once; what is larger is a whole memory, and goes by an export."""

MOST_BYTES: Final = 512 << 20
"""It is read into memory, so what no unit of so many memories comes to is not begun with."""

_EVERY: Final = 1_000_000


def write(  # noqa: PLR0917  (what is written, of what, by whom)
    services: Services,
    clock: Clock,
    request: WriteUnit,
    program: str,
    chosen: Chosen,
    cost: Argon2Cost | None = None,
) -> UnitWritten:
    """Write a unit to where there is no file yet. Raises PersonFault, DiskFull, NotWritable."""
    target = free_place(request.path)
    check_passphrase(request.passphrase)
    label = services.vault.read(lambda session: _label(session, clock, request))
    with sealed_at(target, request.passphrase, cost) as sink:
        done: Written = services.vault.read(
            lambda session: session.write_unit(sink.write, chosen, label)
        )
    counts = {name: count for name, count in done.rows.items() if count}
    services.vault.write(
        lambda session: session.audit.append("units.write", program, clock.now(), counts=counts)
    )
    return UnitWritten(
        path=str(target),
        bytes=target.stat().st_size,
        rows=counts,
        left_out=done.left_out,
        terms=done.terms,
    )


def look(services: Services, path: Path, passphrase: str) -> UnitView:
    """Look into a unit. Raises PersonFault if it is none, WrongSecret."""
    with _unit(path, passphrase) as unit:
        label = unit.label
        times = [event.moment.at for event in unit.session.events.list(limit=_EVERY)]
        whom = subjects(unit.session.facts.list(limit=_EVERY), label.by)
        known = services.vault.read(lambda session: session.units.known(label.key))
        return UnitView(
            label=label,
            rows={name: count for name, count in unit.rows.items() if count},
            subjects=whom,
            first_at=min(times, default=None),
            last_at=max(times, default=None),
            known=known is not None,
        )


def take_in(services: Services, clock: Clock, request: TakeInUnit, program: str) -> UnitTaken:
    """Take a unit in, all or nothing, and have it found and settled like all that comes in."""
    with _unit(Path(request.path).expanduser(), request.passphrase) as unit:
        if unit.rows.get("events", 0) > MOST_EVENTS:
            raise _too_large()
        facts = unit.rows.get("facts", 0)

        def put(session: Session) -> tuple[Put, UnitTaken]:
            now = clock.now()
            done = put_unit(session, unit, now, mine=request.mine)
            session.settings.set(f"import.{done.batch_id}", _AS_IMPORT)
            windows.enqueue(
                session, done.events, now, priority=windows.IMPORT_PRIORITY, read=not facts
            )
            windows.settle(session, done.facts, now, priority=windows.IMPORT_PRIORITY)
            session.audit.append("units.take_in", program, now, ids=done.events[:200])
            return done, _taken(session, done)

        done, taken = services.vault.write(put)
    _tell(services, done, read=not facts)
    return taken


def take_back(services: Services, id_: SourceId, program: str) -> Undone:
    """Take out all that a unit brought in. Raises PersonFault if there is no such unit."""
    if services.vault.read(lambda session: session.units.get(id_)) is None:
        raise PersonFault("There is no such unit", "It was taken back or erased.", "List them.")
    batches = services.vault.read(lambda session: session.batches.of_source(id_))
    gone = [services.imports.undo(batch, program).events for batch in batches]
    return Undone(events=sum(gone))


def _label(session: Session, clock: Clock, request: WriteUnit) -> Label:
    by = " ".join((request.by or owner_name(session)).split())
    name = " ".join(request.name.split())
    if not by or not name:
        raise PersonFault(
            "Whose is it?" if not by else "It has no name",
            "A unit says what it is called and whose words it holds.",
            "Give your name." if not by else "Give it a name.",
        )
    return Label(
        key=session.unit_key(name),
        name=name,
        by=by,
        made_at=clock.now(),
        note=request.note.strip(),
        terms=request.terms,
    )


def _taken(session: Session, done: Put) -> UnitTaken:
    unit = session.units.get(done.source_id)
    assert unit is not None
    return UnitTaken(
        unit=unit,
        events=len(done.events),
        facts=len(done.facts),
        known=done.known,
        waiting=done.waiting,
        erased=done.erased,
    )


def _tell(services: Services, done: Put, *, read: bool) -> None:
    changes = ChangeSet.of(Topic.BATCHES, done.batch_id) | ChangeSet.of(Topic.SOURCES)
    if done.events:
        services.meaning.add(done.events)
        services.backlog.add(len(done.events), read=read)
        changes |= ChangeSet.of(Topic.EVENTS)
    if done.facts:
        changes |= ChangeSet.of(Topic.FACTS, *done.facts)
    if done.waiting:
        changes |= ChangeSet.of(Topic.REVIEWS)
    services.notices.changed(changes)
    services.wake()


@contextmanager
def _unit(path: Path, passphrase: str) -> Iterator[Opened]:
    with opened(path) as file:
        if not is_sealed(file):
            raise PersonFault(
                "It is no unit", "A unit is an encrypted file; this is another one.", ""
            )
        if path.stat().st_size > MOST_BYTES:
            raise _too_large()
        with unit_in(lines(unsealed(file, passphrase))) as unit:
            yield unit


def _too_large() -> PersonFault:
    return PersonFault(
        "The unit is too large",
        f"It holds more than {MOST_EVENTS:,} memories.",
        "Have it given in several parts.",
    )


_AS_IMPORT: Final = msgspec.json.encode(StartImport(path="", format=FORMAT)).decode()
"""How its import was asked for, kept like that of every other, so that it can be undone."""
