"""Carrying an erasure through: stage after stage, each of which can be done again."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from second_me.agent.logs import Log
from second_me.core.changes import ChangeSet
from second_me.core.clock import Clock
from second_me.core.errors import Cancelled, EnvironmentFault
from second_me.core.ids import EventId
from second_me.core.protocol.erase import Erasure, Looked, Reason, Receipt, Stage
from second_me.core.protocol.pushes import Progress
from second_me.vault.erasing.aftermath import clean
from second_me.vault.erasing.copies import Copies
from second_me.vault.erasing.engine import EVERYTHING
from second_me.vault.session import Session
from second_me.vault.vault import Vault

FLUSH_TRIES: Final = 100
FLUSH_SECONDS: Final = 0.1
STAGES: Final = tuple(Stage)
UNREACHABLE: Final = (
    Reason(what="files that were exported or copied by hand"),
    Reason(what="backups that were moved out of the backups folder"),
)


class Ram(Protocol):
    """What holds memories in memory, outside of the vault."""

    def forget(self, ids: Iterable[EventId]) -> None: ...

    def outdate(self, ids: Iterable[EventId]) -> None:
        """Let go of the vectors of events that stay: they will be made anew."""
        ...

    def holds(self, ids: Iterable[EventId]) -> int:
        """Return how many of the events are still held."""
        ...

    def settle(self) -> None:
        """End what may still have the words of an event before it: answers, the model's worker."""
        ...


class EraseRun:
    """Does what is left of an erasure; called once for each try."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        log: Log,
        *,
        ram: Ram,
        changed: Callable[[ChangeSet], None],
        tell: Callable[[Progress], None],
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._log = log
        self._ram = ram
        self._changed = changed
        self._tell = tell

    def __call__(self, erasure: Erasure, closing: threading.Event) -> None:
        """Do all stages. Raises Cancelled when the vault is being locked; it goes on later."""
        id_, aftermath = erasure.id, self._vault.aftermath

        def proceed() -> None:
            if closing.is_set():
                raise Cancelled("Interrupted", "The vault was locked.", "It goes on when unlocked.")

        def reach(stage: Stage) -> None:
            proceed()
            self._vault.write(lambda session: session.erasures.reach(id_, stage))
            self._progress(id_, STAGES.index(stage))

        ids = self._vault.read(lambda session: session.erasures.events(id_))
        events = [EventId(number) for number in ids]
        reach(Stage.ROWS)
        self._rows(id_, proceed)
        everything = erasure.scope == EVERYTHING
        if everything:
            self._vault.compact()
        reach(Stage.MEMORY)
        self._ram.forget(events)
        self._ram.settle()
        self._flush(proceed)
        reach(Stage.TOMBSTONES)
        aftermath.keep_beside()
        reach(Stage.BACKUPS)
        copies = aftermath.cleanse_copies(id_, proceed, all_of_it=everything)
        # What was asked for must not be found either; from here on nothing needs it.
        self._vault.write(lambda session: session.erasures.forget_words(id_))
        self._flush(proceed)
        reach(Stage.VERIFY)
        looked = self._search(id_, events, proceed)
        if copies.removed and not everything:
            self._vault.backup()
        self._finish(id_, (*looked, *copies.looked), copies)
        self._progress(id_, len(STAGES), finished=True)

    def _rows(self, id_: int, proceed: Callable[[], None]) -> None:
        def carry_on(session: Session) -> tuple[ChangeSet, bool]:
            return session.erasures.carry_on(id_, self._clock.now())

        more = True
        while more:
            proceed()
            changes, more = self._vault.write(carry_on)
            self._changed(changes)

    def _flush(self, proceed: Callable[[], None]) -> None:
        """Empty the log of old pages; whoever still reads them is waited for."""
        for _ in range(FLUSH_TRIES):
            proceed()
            if self._vault.flush():
                return
            time.sleep(FLUSH_SECONDS)
        raise EnvironmentFault(
            "Somebody still reads", "Old pages cannot be cleared yet.", "It is tried again."
        )

    def _search(
        self, id_: int, events: Sequence[EventId], proceed: Callable[[], None]
    ) -> tuple[Looked, ...]:
        """Search vault, files and memory; a vault with remains in its pages is written anew."""
        aftermath = self._vault.aftermath
        looked = aftermath.search_vault(id_)
        if not clean(looked):
            proceed()
            self._vault.compact()
            self._flush(proceed)
            looked = aftermath.search_vault(id_)
        memory = Looked(place="indexes in memory", read=len(events), found=self._ram.holds(events))
        return (*looked, memory, aftermath.search_files(id_))

    def _finish(self, id_: int, looked: tuple[Looked, ...], copies: Copies) -> None:
        found = sum(one.found for one in looked)
        told = {"backups rewritten": copies.rewritten, "backups removed": copies.removed}

        def finish(session: Session) -> None:
            erasure = session.erasures.get(id_)
            assert erasure is not None
            now = self._clock.now()
            receipt = Receipt(
                erasure_id=id_,
                scope=erasure.scope,
                program=erasure.program,
                asked_at=erasure.asked_at,
                finished_at=now,
                erased=erasure.erased | {name: count for name, count in told.items() if count},
                looked=looked,
                verified=not found,
                unreachable=(*UNREACHABLE, *copies.unreachable),
            )
            session.erasures.finish(id_, receipt)
            session.audit.append(
                "erase.done", erasure.program, now, ids=(id_,), counts={"found": found}
            )

        self._vault.write(finish)
        self._log.info("erased", job=id_, found=found)

    def _progress(self, id_: int, done: int, *, finished: bool = False) -> None:
        self._tell(
            Progress(
                key=f"erase:{id_}",
                title="Erasing for good",
                done=done,
                total=len(STAGES),
                unit="steps",
                finished=finished,
            )
        )
