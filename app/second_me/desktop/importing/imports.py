"""What is being imported and what was: progress, time left, problems, undo."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from second_me.core.changes import Topic
from second_me.core.clock import Clock
from second_me.core.errors import SecondMeError
from second_me.core.ids import BatchId
from second_me.core.outcomes import ImportOutcome, ImportStarted, Rejected
from second_me.core.protocol.memory import (
    Batches,
    BatchView,
    Format,
    Formats,
    ListBatches,
    ListFormats,
    ListProblems,
    Problem,
    Problems,
    ResumeImport,
    StartImport,
    StopImport,
    UndoImport,
    Undone,
)
from second_me.core.protocol.pushes import Changed, Progress, PushParams
from second_me.core.records import BatchState
from second_me.desktop import wording
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.translation import tr, tr_count


class Refusal(msgspec.Struct, frozen=True):
    """A file or folder that was not taken, and why."""

    name: str
    reason: str


class Imports:
    """Knows all batches and what runs. `on_change` follows each change."""

    def __init__(self, caller: Caller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock
        self.batches: tuple[BatchView, ...] = ()
        self.formats: tuple[Format, ...] = ()
        self.progress: dict[int, Progress] = {}
        self.problems: dict[int, tuple[Problem, ...]] = {}
        self.refusals: list[Refusal] = []
        self.starting = 0
        self.notice = ""
        self.on_change: Callable[[], None] = _nothing
        self.on_stale: Callable[[], None] = self.refresh

    def refresh(self) -> None:
        """Ask for the batches, and once for the formats."""
        self._caller.call(ListBatches(), self._on_batches, ignore)
        if not self.formats:
            self._caller.call(ListFormats(), self._on_formats, ignore)

    def start(self, paths: Sequence[str]) -> None:
        """Import files and folders, each as a batch of its own, its format guessed."""
        self.refusals.clear()
        self.notice = ""
        for path in paths:
            self.begin(StartImport(path=path))

    def begin(self, request: StartImport) -> None:
        """Import one file or folder."""
        self.starting += 1
        name = Path(request.path).name or request.path
        self._caller.call(
            request,
            functools.partial(self._on_started, name),
            functools.partial(self._on_failed, name),
        )
        self.on_change()

    def stop(self, batch_id: BatchId) -> None:
        self._caller.call(StopImport(batch_id=batch_id), self._on_done, self._on_error)

    def resume(self, batch_id: BatchId) -> None:
        request = ResumeImport(batch_id=batch_id)
        name = self.name_of(batch_id)
        self._caller.call(request, functools.partial(self._on_started, name), self._on_error)

    def undo(self, batch_id: BatchId) -> None:
        self._caller.call(UndoImport(batch_id=batch_id), self._on_undone, self._on_error)

    def ask_problems(self, batch_id: BatchId) -> None:
        """Ask which lines could not be read; they come into `problems`."""
        request = ListProblems(batch_id=batch_id)
        done = functools.partial(self._on_problems, batch_id)
        self._caller.call(request, done, self._on_error)

    def dismiss_refusals(self) -> None:
        self.refusals.clear()
        self.notice = ""
        self.on_change()

    def name_of(self, batch_id: BatchId) -> str:
        found = (view.source.name for view in self.batches if view.batch.id == batch_id)
        return next(found, "")

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Progress) and push.key.startswith("import:"):
            number = push.key.removeprefix("import:")
            if number.isdigit():
                self._take_progress(int(number), push)
        elif isinstance(push, Changed) and push.changes.topics & {Topic.BATCHES, Topic.SOURCES}:
            self.on_stale()

    def state_of(self, view: BatchView) -> str:
        """Return how a batch stands, in a line."""
        batch = view.batch
        progress = self.progress.get(batch.id)
        if batch.state is BatchState.RUNNING:
            return running_line(progress) if progress else tr("Reading")
        counted = counts_line(view)
        when = wording.at(batch.finished_at or batch.started_at, self._clock)
        words = {
            BatchState.DONE: counted,
            BatchState.STOPPED: tr("Stopped. {counts} so far").format(counts=counted),
            BatchState.FAILED: batch.message or tr("Could not be finished"),
            BatchState.UNDONE: tr("Taken out again"),
        }[batch.state]
        return f"{words} · {when}"

    def share_of(self, view: BatchView) -> float | None:
        """Return how far a running batch is, 0 to 1; None where that is not known."""
        progress = self.progress.get(view.batch.id)
        if progress is None or progress.total <= 0:
            return None
        return min(progress.done / progress.total, 1.0)

    def _take_progress(self, batch_id: int, push: Progress) -> None:
        known = any(view.batch.id == batch_id for view in self.batches)
        if push.finished:
            self.progress.pop(batch_id, None)
        else:
            self.progress[batch_id] = push
        if not known or push.finished:
            self.on_stale()
        self.on_change()

    def _on_batches(self, batches: Batches) -> None:
        self.batches = batches.batches
        running = {
            view.batch.id for view in batches.batches if view.batch.state is BatchState.RUNNING
        }
        self.progress = {key: value for key, value in self.progress.items() if key in running}
        self.on_change()

    def _on_formats(self, formats: Formats) -> None:
        self.formats = formats.formats
        self.on_change()

    def _on_started(self, name: str, outcome: ImportOutcome) -> None:
        self.starting = max(self.starting - 1, 0)
        if isinstance(outcome, Rejected):
            self.refusals.append(Refusal(name, f"{outcome.reason} {outcome.action}".strip()))
        elif isinstance(outcome, ImportStarted):
            self.on_stale()
        self.on_change()

    def _on_failed(self, name: str, error: SecondMeError) -> None:
        self.starting = max(self.starting - 1, 0)
        self.refusals.append(Refusal(name, f"{error.message} {error.action}".strip()))
        self.on_change()

    def _on_error(self, error: SecondMeError) -> None:
        self.notice = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()

    def _on_problems(self, batch_id: int, problems: Problems) -> None:
        self.problems[batch_id] = problems.problems
        self.on_change()

    def _on_undone(self, undone: Undone) -> None:
        self.notice = tr_count(
            "1 memory was taken out again.", "%n memories were taken out again.", undone.events
        )
        self.on_stale()
        self.on_change()

    def _on_done(self, _done: object) -> None:
        self.on_stale()


def counts_line(view: BatchView) -> str:
    """Return what a batch brought: new ones, known ones."""
    batch = view.batch
    parts = [tr_count("1 new memory", "%n new memories", batch.added)]
    parts[0] = parts[0].replace(str(batch.added), wording.number(batch.added))
    if batch.duplicates:
        known = tr("{count} known already")
        parts.append(known.format(count=wording.number(batch.duplicates)))
    return ", ".join(parts)


def problems_line(view: BatchView) -> str:
    """Return how many lines a batch could not read; empty for none."""
    count = view.batch.problems
    if not count:
        return ""
    return tr_count("1 line could not be read", "%n lines could not be read", count)


def running_line(progress: Progress) -> str:
    """Return rate and time left of a running import."""
    parts = []
    if progress.total > 0:
        parts.append(f"{min(progress.done / progress.total, 1.0):.0%}")
    if progress.per_second > 0:
        parts.append(tr("{rate} a second").format(rate=wording.number(progress.per_second)))
    if progress.seconds_left is not None and progress.total > progress.done:
        left = wording.duration(progress.seconds_left)
        parts.append(tr("{time} left").format(time=left))
    if progress.detail:
        parts.append(progress.detail)
    return " · ".join(parts) or tr("Reading")


def _nothing() -> None:
    pass
