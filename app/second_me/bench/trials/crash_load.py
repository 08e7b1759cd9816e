"""The mixed load of the trial `durable-crash`, and what the agent acknowledged of it."""

import enum
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from second_me.bench.trials.crash_agent import FACT
from second_me.bench.trials.sample_vault import PASSPHRASE
from second_me.client import Client
from second_me.core.changes import Topic
from second_me.core.errors import SecondMeError
from second_me.core.ids import BatchId
from second_me.core.outcomes import ImportStarted, Stored, Unlocked
from second_me.core.paths import Home
from second_me.core.protocol.erase import EraseStarted, Memories, PlanErase, StartErase
from second_me.core.protocol.memory import AddText, ListBatches, StartImport, UndoImport
from second_me.core.protocol.privacy import Confirm
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.protocol.system import ChangeSetting
from second_me.core.protocol.vault import Unlock
from second_me.core.records import BatchState

CONNECT_SECONDS = 60.0
LINES = 600
"""Messages in each imported file: two chunks, so that a kill finds it half done."""

TYPED_FIRST = 3
"""Texts typed before facts are waited for: they are drawn out only once nobody is typing."""


class Goal(enum.StrEnum):
    """What a victim is to have acknowledged before it is killed, however slow the machine is.
    One follows the other in the trial.
    """

    STARTED = "started"
    OPENED = "opened"
    TYPED = "typed"
    IMPORTING = "importing"
    UNDONE = "undone"
    ERASED = "erased"
    FACTS = "facts"


class Acknowledged(msgspec.Struct):
    """What clients were told is done: typed texts by event, files and undone ones by batch,
    facts by id, erased texts by event. `asked`, `undoing`, `erasing` and `settings` say what may
    stand there.
    """

    texts: dict[int, str] = {}
    asked: dict[int, str] = {}
    files: dict[int, list[str]] = {}
    undone: set[int] = set()
    undoing: set[int] = set()
    erasing: set[int] = set()
    erased: set[int] = set()
    facts: set[int] = set()
    settings: set[int | None] = msgspec.field(default_factory=lambda: {None})

    def counts(self) -> dict[str, int]:
        """Return how much of each kind was acknowledged."""
        return {
            "texts": len(self.texts),
            "imports": len(self.files),
            "undone imports": len(self.undone),
            "erasures": len(self.erased),
            "facts": len(self.facts),
        }


class Load:
    """Clients that add, import, undo and change a setting as fast as they are answered."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        self.told = Acknowledged()
        self._folder = folder
        self._numbers = itertools.count(1)
        self._stop = threading.Event()
        self._goal = Goal.OPENED
        self.reached = threading.Event()

    def run(self, goal: Goal) -> list[threading.Thread]:
        """Start the clients; `reached` is set when `goal` is.

        On the way to facts nothing is imported, and nobody types on: they come last.
        """
        self._goal = goal
        self._stop.clear()
        self.reached.clear()
        ready = threading.Event()
        works = (self._unlock_and_watch, self._type, self._import, self._change, self._erase)
        threads = [
            threading.Thread(target=self._client, args=(work, ready), daemon=True) for work in works
        ]
        for thread in threads:
            thread.start()
        return threads

    def stop(self) -> None:
        self._stop.set()
        self.reached.set()

    def _reach(self, goal: Goal) -> None:
        if goal is self._goal:
            self.reached.set()

    def _client(self, work: Callable[[Client], Iterator[None]], ready: threading.Event) -> None:
        """Do one kind of work until the agent is dead."""
        first = work == self._unlock_and_watch
        if not first and not ready.wait(CONNECT_SECONDS):
            return
        client = self._connect(self._note if first else None)
        if client is None:
            return
        with client, suppress(SecondMeError):
            for _ in work(client):
                ready.set()
                self._reach(Goal.OPENED)
                if self._stop.is_set():
                    return

    def _connect(self, on_push: Callable[[PushParams], None] | None) -> Client | None:
        """Return a client, as soon as the agent answers."""
        pause = threading.Event()
        while not self._stop.is_set():
            try:
                return Client.connect(
                    self.home, name="trial", subscribe=on_push is not None, on_push=on_push
                )
            except SecondMeError:
                pause.wait(0.005)
        return None

    def _unlock_and_watch(self, client: Client) -> Iterator[None]:
        if isinstance(client.call(Unlock(passphrase=PASSPHRASE)), Unlocked):
            while True:
                yield
                self._stop.wait(0.05)
                client.call(ListBatches(limit=1))

    def _note(self, params: PushParams) -> None:
        if isinstance(params, Changed):
            for change in params.changes.changes:
                if change.topic is Topic.FACTS:
                    self.told.facts.update(change.ids)
                    self._reach(Goal.FACTS)

    def _type(self, client: Client) -> Iterator[None]:
        for number in self._numbers:
            text = FACT.format(number)
            self.told.asked[number] = text
            stored = client.call(AddText(text=text))
            if isinstance(stored, Stored):
                self.told.texts[stored.event_ids[0]] = text
                self._reach(Goal.TYPED)
            yield
            if self._goal is Goal.FACTS and number % TYPED_FIRST == 0:
                self.reached.wait()

    def _import(self, client: Client) -> Iterator[None]:
        """Take the last import back once it is done, and begin another."""
        if self._goal is Goal.FACTS:
            self.reached.wait()
        while True:
            for batch_id in self.told.files.keys() - self.told.undone:
                yield from self._until_done(client, BatchId(batch_id))
                self.told.undoing.add(batch_id)
                client.call(UndoImport(batch_id=BatchId(batch_id)))
                self.told.undone.add(batch_id)
                self._reach(Goal.UNDONE)
                yield
            lines, path = self._file(next(self._numbers))
            started = client.call(StartImport(path=str(path)))
            if isinstance(started, ImportStarted):
                self.told.files[started.batch_id] = lines
                self._reach(Goal.IMPORTING)
            yield

    def _until_done(self, client: Client, batch_id: BatchId) -> Iterator[None]:
        while True:
            views = client.call(ListBatches()).batches
            state = next(view.batch.state for view in views if view.batch.id == batch_id)
            if state is not BatchState.RUNNING:
                return
            yield
            self._stop.wait(0.01)

    def _file(self, number: int) -> tuple[list[str], Path]:
        texts = [f"file {number} line {line} of the trial" for line in range(LINES)]
        path = self._folder / f"WhatsApp Chat with Trial {number}.txt"
        path.write_text(
            "".join(
                f"25/03/2021, {10 + line // 3600:02}:{line // 60 % 60:02} - Ben: {text}\n"
                for line, text in enumerate(texts)
            ),
            encoding="utf-8",
        )
        return texts, path

    def _erase(self, client: Client) -> Iterator[None]:
        """Type something and erase it for good, over and over."""
        client.call(Confirm(passphrase=PASSPHRASE))
        if self._goal is Goal.FACTS:
            self.reached.wait()
        for number in self._numbers:
            text = f"scrap of paper number {number}"
            self.told.asked[number] = text
            stored = client.call(AddText(text=text))
            assert isinstance(stored, Stored)
            (event_id,) = stored.event_ids
            self.told.texts[event_id] = text
            yield
            plan = client.call(PlanErase(scope=Memories(ids=stored.event_ids)))
            self.told.erasing.add(event_id)
            if isinstance(client.call(StartErase(plan=plan.id)), EraseStarted):
                self.told.erased.add(event_id)
                self._reach(Goal.ERASED)
            yield
            self._stop.wait(0.1)

    def _change(self, client: Client) -> Iterator[None]:
        """Set a setting to one number after another."""
        for value in itertools.cycle(range(1, 100)):
            self.told.settings.add(value)
            client.call(ChangeSetting(key="backup.daily", value=value))
            self.told.settings = {value}
            yield
            self._stop.wait(0.02)
