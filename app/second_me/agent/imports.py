"""Imports: asked for, stopped, resumed, undone. The reading itself is in `import_run`.

An import is a job of the vault, so that it outlives a crash, a lock and a restart.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from second_me.agent.import_run import ImportRun
from second_me.agent.logs import Log, log_fault
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import Cancelled, PersonFault, SecondMeError, VaultLocked
from second_me.core.ids import BatchId, EventId
from second_me.core.outcomes import ImportOutcome, ImportStarted, Rejected
from second_me.core.protocol.memory import StartImport, Undone
from second_me.core.records import Batch, BatchState, Job
from second_me.ingest import Importer, describe, detect
from second_me.vault.session import Session
from second_me.vault.vault import Vault

ERASE_EVENTS = 500
"""Events taken out in one transaction, so that other writes get their turn."""

STOP_SECONDS = 10.0

_requests = msgspec.json.Decoder(StartImport)


class Imports:
    """All imports of one open vault. At most one reads at a time, the others wait their turn."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        log: Log,
        *,
        run: ImportRun,
        changed: Callable[[ChangeSet], None],
        forget: Callable[[list[EventId]], None],
        wake: Callable[[], None],
    ) -> None:
        """`forget` takes events out of the indexes in memory, `wake` has jobs looked for."""
        self._vault = vault
        self._clock = clock
        self._log = log
        self._import = run
        self._changed = changed
        self._forget = forget
        self._wake = wake
        self._guard = threading.Condition()
        self._current: BatchId | None = None
        self._stop = threading.Event()

    def start(self, request: StartImport, program: str) -> ImportOutcome:
        """Look at the file and queue its import; says why if it is not for us."""
        path = Path(request.path).expanduser()
        if not path.is_absolute():
            return Rejected("The path is not complete.", "Give it from the root folder on.")
        importer = detect(path, request.format)
        if isinstance(importer, Rejected):
            return importer
        name, locator = describe(path, importer)
        request = msgspec.structs.replace(request, path=str(path), format=importer.format.name)

        def begin(session: Session) -> BatchId:
            now = self._clock.now()
            source = session.sources.ensure(importer.format.name, name, locator, now)
            batch = session.batches.start(source, now)
            session.settings.set(_asked_key(batch), msgspec.json.encode(request).decode())
            self._enqueue(session, batch)
            session.audit.append("import.start", program, now, ids=(batch,))
            return batch

        batch = self._vault.write(begin)
        self._changed(ChangeSet.of(Topic.BATCHES, batch) | ChangeSet.of(Topic.SOURCES))
        self._wake()
        return ImportStarted(batch, importer.format.name)

    def stop(self, batch_id: BatchId) -> None:
        """Have an import end after its present chunk. What has ended already stays as it is."""
        with self._guard:
            if self._current == batch_id:
                self._stop.set()
                return

        def mark(session: Session) -> None:
            if _batch(session, batch_id).state is BatchState.RUNNING:
                session.batches.finish(batch_id, BatchState.STOPPED, self._clock.now())

        self._vault.write(mark)
        self._changed(ChangeSet.of(Topic.BATCHES, batch_id))

    def resume(self, batch_id: BatchId) -> ImportOutcome:
        """Queue a stopped or failed import again, to go on where it was."""

        def again(session: Session) -> ImportOutcome:
            batch = _batch(session, batch_id)
            if batch.state not in {BatchState.STOPPED, BatchState.FAILED}:
                return Rejected("This import is not waiting to be resumed.", "Import it again.")
            session.batches.finish(batch_id, BatchState.RUNNING, self._clock.now())
            self._enqueue(session, batch_id)
            return ImportStarted(batch_id, _asked(session, batch_id).format)

        outcome = self._vault.write(again)
        self._changed(ChangeSet.of(Topic.BATCHES, batch_id))
        self._wake()
        return outcome

    def undo(self, batch_id: BatchId, program: str) -> Undone:
        """Take out what an import brought in and what was derived from it, piece by piece.

        An undo that is cut short can be asked for again: the batch is marked at the end.
        """
        self.end(batch_id)
        ids = self._vault.read(lambda session: session.events.ids_of_batch(batch_id))
        for start in range(0, len(ids), ERASE_EVENTS):
            self._erase(ids[start : start + ERASE_EVENTS])

        def mark(session: Session) -> None:
            now = self._clock.now()
            session.batches.finish(batch_id, BatchState.UNDONE, now)
            session.audit.append(
                "import.undo", program, now, ids=(batch_id,), counts={"events": len(ids)}
            )

        self._vault.write(mark)
        self._changed(ChangeSet.of(Topic.BATCHES, batch_id) | ChangeSet.of(Topic.SOURCES))
        return Undone(events=len(ids))

    def work(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Do an import job. How it ended is written on its batch, whatever happened."""
        batch_id = BatchId(_whole(job.payload["batch"]))
        with self._guard:
            self._current = batch_id
            self._stop.clear()
        try:
            self._read(batch_id, closing)
        finally:
            with self._guard:
                self._current = None
                self._guard.notify_all()
        return ChangeSet.of(Topic.BATCHES, batch_id) | ChangeSet.of(Topic.SOURCES)

    def _read(self, batch_id: BatchId, closing: threading.Event) -> None:
        batch, request = self._vault.read(
            lambda session: (session.batches.get(batch_id), _asked(session, batch_id))
        )
        if batch.state is not BatchState.RUNNING:
            return
        try:
            importer = _required(Path(request.path), request.format)
            state, message = self._import(batch, request, importer, self._stop, closing)
        except (VaultLocked, Cancelled):
            raise
        except SecondMeError as error:
            self._log.warning("import_failed", batch=batch_id, code=error.code)
            state, message = BatchState.FAILED, str(error)
        except Exception as error:  # noqa: BLE001  (the batch tells the person)
            fault = log_fault(self._log, "import_broke", error, batch=batch_id)
            state, message = BatchState.FAILED, f"Something went wrong (fault {fault})."
        now = self._clock.now()
        self._vault.write(lambda session: session.batches.finish(batch_id, state, now, message))

    def _erase(self, ids: list[EventId]) -> None:
        now = self._clock.now()
        changes = self._vault.write(lambda session: session.events.erase(ids, now))
        self._forget(ids)
        self._changed(changes)

    def end(self, batch_id: BatchId) -> None:
        """Stop an import and wait until it has."""
        self.stop(batch_id)
        with self._guard:
            ended = self._guard.wait_for(lambda: self._current != batch_id, STOP_SECONDS)
        if not ended:
            raise PersonFault(
                "The import is still at work",
                "It could not be stopped yet, so it was not undone.",
                "Try again in a moment.",
            )

    def _enqueue(self, session: Session, batch: BatchId) -> None:
        session.jobs.enqueue("import", f"batch:{batch}", {"batch": batch}, now=self._clock.now())


def _required(path: Path, name: str) -> Importer:
    importer = detect(path, name)
    if isinstance(importer, Rejected):
        raise PersonFault("It cannot be imported any more", importer.reason, importer.action)
    return importer


def _asked_key(batch_id: BatchId) -> str:
    return f"import.{batch_id}"


def _asked(session: Session, batch_id: BatchId) -> StartImport:
    """Return how an import was asked for; a resumed one must read the file the same way."""
    asked = session.settings.get(_asked_key(batch_id))
    if not isinstance(asked, str):
        raise _no_such_import()
    return _requests.decode(asked)


def _batch(session: Session, batch_id: BatchId) -> Batch:
    _asked(session, batch_id)
    return session.batches.get(batch_id)


def _no_such_import() -> PersonFault:
    return PersonFault("No such import", "There is no import of that number.", "List the imports.")


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
