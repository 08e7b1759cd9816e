"""Watched folders: what changes or appears in them is imported when it has come to rest.

The list lies in the vault, so that it is sealed, outlives a restart and is gone with a wipe.
The system tells of changes (watchdog); folders that tell of nothing, as on some network disks,
are looked at now and then all the same.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from second_me.agent.folder_look import look
from second_me.agent.logs import Log, log_fault
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import PersonFault, SecondMeError, VaultLocked
from second_me.core.outcomes import ImportOutcome, Rejected
from second_me.core.protocol.memory import Problem, StartImport
from second_me.core.protocol.watching import WatchBegun, WatchedFolder, WatchFolder
from second_me.vault.session import Session
from second_me.vault.vault import Vault

SETTLE_SECONDS: Final = 3.0
"""A folder that has not changed for this long is looked at: programs write in several steps."""

LONGEST_SECONDS: Final = 60.0
"""One in which something moves all the time is looked at after this long all the same."""

AGAIN_SECONDS: Final = 300.0
PROGRAM: Final = "watched folder"
KEPT_PROBLEMS: Final = 20
_KEY: Final = "watch."
_JOIN_SECONDS: Final = 0.05


class _Watch(msgspec.Struct, frozen=True, kw_only=True):
    """One folder as it is kept in the vault."""

    asked: WatchFolder
    since: Timestamp
    taken_at: Timestamp | None = None
    stamps: frozenset[str] = frozenset()


class _Standing(msgspec.Struct):
    """What is known of a folder while the agent runs."""

    present: bool = True
    problems: tuple[Problem, ...] = ()
    trouble: str = ""


class WatchedFolders:
    """The folders of one open vault. One thread looks; `close` ends it."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        log: Log,
        *,
        begin: Callable[[StartImport, str], ImportOutcome],
        changed: Callable[[ChangeSet], None],
        settle_seconds: float = SETTLE_SECONDS,
        longest_seconds: float = LONGEST_SECONDS,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        """`begin` starts an import for a program."""
        self._vault = vault
        self._clock = clock
        self._log = log
        self._begin = begin
        self._changed = changed
        self._settle = settle_seconds
        self._longest = longest_seconds
        self._again = again_seconds
        self._guard = threading.Condition()
        self._touched: set[int] = set()
        self._standing: dict[int, _Standing] = {}
        self._closing = False
        self._observer = _Observer(log, self.touch)
        self._thread = threading.Thread(target=self._work, name="watched-folders", daemon=True)

    def start(self) -> None:
        """Begin to watch, and look for what changed while nobody did."""
        self._thread.start()

    def close(self) -> None:
        """Watch no more."""
        with self._guard:
            self._closing = True
            self._guard.notify_all()
        if self._thread.is_alive():
            self._thread.join(_JOIN_SECONDS)
        self._observer.close()

    def list(self) -> tuple[WatchedFolder, ...]:
        """Return the folders, the oldest first."""
        return tuple(self._view(id_, watch) for id_, watch in sorted(self._watches().items()))

    def add(self, request: WatchFolder, program: str) -> WatchBegun | Rejected:
        """Watch a folder from now on; what lies in it is imported first."""
        path = Path(request.path).expanduser()
        if not path.is_absolute():
            return Rejected("The path is not complete.", "Give it from the root folder on.")
        if not path.is_dir():
            return Rejected("There is no such folder.", "Choose a folder that is there.")
        path = path.resolve()
        try:
            look(path, frozenset())
        except PersonFault as error:
            return Rejected(error.message, error.action)
        except OSError as error:
            return Rejected(
                f"The folder cannot be read ({error.strerror}).", "Give yourself the right to."
            )
        request = msgspec.structs.replace(request, path=str(path))

        def keep(session: Session) -> int | None:
            held = _read(session)
            if any(watch.asked.path == request.path for watch in held.values()):
                return None
            id_ = max(held, default=0) + 1
            now = self._clock.now()
            _keep(session, id_, _Watch(asked=request, since=now))
            session.audit.append("watch.add", program, now, ids=(id_,))
            return id_

        made = self._vault.write(keep)
        if made is None:
            return Rejected("This folder is watched already.", "There is nothing to do.")
        self._tell()
        self.touch(made)
        return WatchBegun(made)

    def remove(self, id_: int, program: str) -> None:
        """Watch a folder no more. Raises PersonFault if it was not watched."""

        def drop(session: Session) -> None:
            if id_ not in _read(session):
                raise PersonFault(
                    "Not watched", "There is no watched folder of that number.", "List them."
                )
            session.settings.remove(f"{_KEY}{id_}")
            session.audit.append("watch.remove", program, self._clock.now(), ids=(id_,))

        self._vault.write(drop)
        self._let_go(id_)
        self._tell()

    def touch(self, id_: int) -> None:
        """Note that something moved in a folder."""
        with self._guard:
            self._touched.add(id_)
            self._guard.notify_all()

    def look(self, id_: int) -> None:
        """Have imported what is new in a folder. What keeps it from that is said in `list`."""
        watch = self._watches().get(id_)
        if watch is None:
            self._let_go(id_)
            return
        standing = self._standing.setdefault(id_, _Standing())
        before = watch, msgspec.structs.replace(standing)
        folder = Path(watch.asked.path)
        standing.present = folder.is_dir()
        standing.trouble = ""
        if standing.present:
            self._observer.enter(id_, folder)
            try:
                watch = self._take(watch, folder, standing)
            except OSError as error:
                standing.trouble = f"The folder cannot be read ({error.strerror})."
            except VaultLocked:
                raise
            except SecondMeError as error:
                standing.trouble = f"{error.title}. {error.action}".strip()
        else:
            self._observer.leave(id_)
        if watch != before[0]:
            watch = msgspec.structs.replace(watch, taken_at=self._clock.now())
            self._vault.write(lambda session: _replace(session, id_, before[0], watch))
        if (watch, standing) != before:
            self._tell()

    def _take(self, watch: _Watch, folder: Path, standing: _Standing) -> _Watch:
        found = look(folder, watch.stamps)
        asked = watch.asked
        wanted = [(folder, name) for name in found.whole]
        problems = list(found.problems)
        for path, format_name in (*wanted, *found.files):
            outcome = self._begin(
                StartImport(
                    path=str(path),
                    format=format_name,
                    owner=asked.owner,
                    date_order=asked.date_order,
                ),
                PROGRAM,
            )
            if isinstance(outcome, Rejected):
                problems.append(Problem(locator=path.name, message=outcome.reason))
        standing.problems = tuple(problems[:KEPT_PROBLEMS])
        return msgspec.structs.replace(watch, stamps=found.stamps)

    def _work(self) -> None:
        """Look at all once, then at what moved, and now and then at all again."""
        due = set(self._standing) | self._known()
        while True:
            for id_ in sorted(due):
                if self._closing or not self._look(id_):
                    return
            due = self._next()

    def _known(self) -> set[int]:
        try:
            return set(self._watches())
        except SecondMeError:
            return set()

    def _look(self, id_: int) -> bool:
        """Look at a folder; False when the vault was locked."""
        try:
            self.look(id_)
        except VaultLocked:
            return False
        except SecondMeError as error:
            self._log.warning("watch_failed", watch=id_, code=error.code)
        except Exception as error:  # noqa: BLE001  (one folder must not end the others)
            log_fault(self._log, "watch_broke", error, watch=id_)
        return True

    def _next(self) -> set[int]:
        """Wait until something moved and came to rest, or long enough."""
        with self._guard:
            self._guard.wait_for(lambda: self._closing or bool(self._touched), self._again)
            if not self._touched:
                return self._known()
            due: set[int] = set()
            end = time.monotonic() + self._longest
            while self._touched and not self._closing:
                due |= self._touched
                self._touched.clear()
                if time.monotonic() >= end:
                    break
                self._guard.wait_for(lambda: self._closing or bool(self._touched), self._settle)
            return due

    def _let_go(self, id_: int) -> None:
        """Forget a folder that is watched no more."""
        self._standing.pop(id_, None)
        self._observer.leave(id_)

    def _watches(self) -> dict[int, _Watch]:
        return self._vault.read(_read)

    def _view(self, id_: int, watch: _Watch) -> WatchedFolder:
        standing = self._standing.get(id_, _Standing())
        return WatchedFolder(
            id=id_,
            path=watch.asked.path,
            since=watch.since,
            taken_at=watch.taken_at,
            files=len(watch.stamps),
            present=standing.present,
            problems=standing.problems,
            trouble=standing.trouble,
        )

    def _tell(self) -> None:
        self._changed(ChangeSet.of(Topic.WATCHED))


class _Observer:
    """The system's word that something moved in a folder. Where it gives none, none comes.

    It may be closed while a folder is still being entered on another thread.
    """

    def __init__(self, log: Log, touched: Callable[[int], None]) -> None:
        self._log = log
        self._touched = touched
        self._observer: Any = None
        self._closed = False
        self._watches: dict[int, tuple[Path, Any]] = {}

    def enter(self, id_: int, folder: Path) -> None:
        known = self._watches.get(id_)
        if self._closed or (known is not None and known[0] == folder):
            return
        self.leave(id_)  # a number is given again once its folder was let go
        # Imported here: few have a watched folder, and the agent is to start fast.
        from watchdog.events import FileSystemEvent, FileSystemEventHandler  # noqa: PLC0415
        from watchdog.observers import Observer  # noqa: PLC0415

        touched = self._touched

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if event.event_type not in ("opened", "closed_no_write"):  # we read them ourselves
                    touched(id_)

        try:
            observer = self._observer
            if observer is None:
                observer = Observer()
                observer.start()
                self._observer = observer
            watch = observer.schedule(Handler(), str(folder), recursive=True)
            self._watches[id_] = folder, watch
        except OSError as error:  # the system's watches are used up
            self._log.warning("not_told_of_changes", watch=id_, error=type(error).__name__)
        if self._closed:
            self.close()

    def leave(self, id_: int) -> None:
        known = self._watches.pop(id_, None)
        observer = self._observer
        if known is not None and observer is not None:
            observer.unschedule(known[1])

    def close(self) -> None:
        self._closed = True
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join(_JOIN_SECONDS)


def _read(session: Session) -> dict[int, _Watch]:
    return {
        int(key.removeprefix(_KEY)): msgspec.json.decode(str(value), type=_Watch)
        for key, value in session.settings.all().items()
        if key.startswith(_KEY)
    }


def _keep(session: Session, id_: int, watch: _Watch) -> None:
    session.settings.set(f"{_KEY}{id_}", msgspec.json.encode(watch).decode())


def _replace(session: Session, id_: int, before: _Watch, watch: _Watch) -> None:
    """Keep what was found, unless the folder was let go meanwhile, or another has its number."""
    if _read(session).get(id_) == before:
        _keep(session, id_, watch)
