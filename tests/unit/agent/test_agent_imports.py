"""Imports are durable chunk by chunk: stopped, resumed, undone, and cut off at any point."""

import threading

import pytest

from second_me.agent import import_run
from second_me.agent.backlog import Backlog
from second_me.agent.import_run import ImportRun
from second_me.agent.imports import Imports
from second_me.core.errors import Cancelled, PersonFault
from second_me.core.outcomes import ImportStarted, Rejected
from second_me.core.protocol.memory import StartImport
from second_me.core.records import BatchState

MESSAGES = 1_700


def chat(messages: int = MESSAGES) -> str:
    lines = (
        f"25/03/2021, {10 + number // 3600:02}:{number // 60 % 60:02} - "
        f"{('Anna', 'Ben')[number % 2]}: message number {number}"
        for number in range(messages)
    )
    return "\n".join(lines) + "\n"


class Desk:
    """Imports over a real vault, done on the test's own thread."""

    def __init__(self, vault, clock, log) -> None:
        self.vault, self.clock = vault, clock
        self.closing = threading.Event()
        self.stored: list[int] = []
        self.forgotten: list[int] = []
        self.told: list = []
        self.on_progress = lambda _: None
        run = ImportRun(
            vault,
            clock,
            Backlog(lambda _: None),
            owner=lambda: "Anna",
            stored=self.stored.extend,
            changed=lambda _: None,
            tell=self._tell,
            wake=lambda: None,
        )
        self.imports = Imports(
            vault,
            clock,
            log,
            run=run,
            changed=lambda _: None,
            forget=self.forgotten.extend,
            wake=lambda: None,
        )

    def _tell(self, progress) -> None:
        self.told.append(progress)
        self.on_progress(progress)

    def start(self, path, **options) -> int:
        outcome = self.imports.start(StartImport(path=str(path), **options), "test")
        assert isinstance(outcome, ImportStarted), outcome
        return outcome.batch_id

    def work(self) -> None:
        job = self.vault.write(lambda s: s.jobs.claim(self.clock.now(), ("import",)))
        assert job is not None
        self.imports.work(job, self.closing)
        self.vault.write(lambda s: s.jobs.finish(job.id))

    def batch(self, batch_id: int):
        return self.vault.read(lambda s: s.batches.get(batch_id))

    def events(self) -> int:
        return self.vault.read(lambda s: s.events.count())

    def jobs(self, kind: str):
        return [
            job for job in self.vault.read(lambda s: s.jobs.list(limit=9999)) if job.kind == kind
        ]


@pytest.fixture
def desk(vault, clock, log) -> Desk:
    return Desk(vault, clock, log)


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "WhatsApp Chat with Ben.txt"
    path.write_text(chat(), encoding="utf-8")
    return path


def test_a_chat_comes_in_whole_with_its_jobs(desk: Desk, export) -> None:
    batch_id = desk.start(export)
    desk.work()

    batch = desk.batch(batch_id)
    assert (batch.state, batch.added, batch.duplicates) == (BatchState.DONE, MESSAGES, 0)
    assert desk.events() == MESSAGES
    embeds = [(job.payload["first"], job.payload["last"]) for job in desk.jobs("embed")]
    assert sum(last - first + 1 for first, last in embeds) == MESSAGES
    assert len(set(desk.stored)) == len(desk.stored) == MESSAGES
    extracts = [(job.payload["first"], job.payload["last"]) for job in desk.jobs("extract")]
    assert sum(last - first + 1 for first, last in extracts) == MESSAGES
    assert desk.told[-1].finished
    assert desk.told[-1].done == desk.told[-1].total == export.stat().st_size


def test_the_same_file_twice_adds_nothing(desk: Desk, export) -> None:
    desk.start(export)
    desk.work()
    again = desk.start(export)
    desk.work()

    assert desk.batch(again).added == 0
    assert desk.batch(again).duplicates == MESSAGES
    assert desk.events() == MESSAGES


def test_an_import_that_is_stopped_goes_on_where_it_was(desk: Desk, export) -> None:
    batch_id = desk.start(export)
    desk.on_progress = lambda _: desk.imports.stop(batch_id)
    desk.work()
    stopped = desk.batch(batch_id)
    assert stopped.state is BatchState.STOPPED
    assert stopped.added == import_run.CHUNK_EVENTS

    desk.on_progress = lambda _: None
    assert isinstance(desk.imports.resume(batch_id), ImportStarted)
    desk.work()
    assert desk.batch(batch_id).state is BatchState.DONE
    assert desk.batch(batch_id).added == desk.events() == MESSAGES


def test_an_import_that_is_stopped_before_its_turn_never_begins(desk: Desk, export) -> None:
    batch_id = desk.start(export)
    desk.imports.stop(batch_id)
    desk.work()

    assert desk.batch(batch_id).state is BatchState.STOPPED
    assert desk.events() == 0


def test_a_lock_cuts_it_off_and_the_next_unlock_takes_it_up(desk: Desk, export) -> None:
    batch_id = desk.start(export)
    desk.on_progress = lambda _: desk.closing.set()
    with pytest.raises(Cancelled):
        desk.work()
    assert desk.batch(batch_id).state is BatchState.RUNNING
    assert desk.events() == import_run.CHUNK_EVENTS

    desk.closing.clear()
    desk.on_progress = lambda _: None
    assert desk.vault.write(lambda s: s.jobs.recover()) == 1
    desk.work()
    assert desk.batch(batch_id).state is BatchState.DONE
    assert desk.events() == MESSAGES


def test_undo_takes_out_all_it_brought_and_nothing_else(desk: Desk, export, tmp_path) -> None:
    other = tmp_path / "note.md"
    other.write_text("# Kept\n\nThis stays.\n", encoding="utf-8")
    kept = desk.start(other)
    desk.work()
    batch_id = desk.start(export)
    desk.work()

    assert desk.imports.undo(batch_id, "test").events == MESSAGES
    assert desk.batch(batch_id).state is BatchState.UNDONE
    assert desk.batch(kept).state is BatchState.DONE
    assert desk.events() == desk.batch(kept).added > 0
    assert len(desk.forgotten) == MESSAGES
    assert desk.vault.check(deep=True) == []


def test_an_undone_import_can_be_made_again(desk: Desk, export) -> None:
    batch_id = desk.start(export)
    desk.work()
    desk.imports.undo(batch_id, "test")
    again = desk.start(export)
    desk.work()

    assert desk.batch(again).added == MESSAGES


def test_a_file_that_goes_away_fails_in_words_and_can_be_resumed(desk: Desk, export) -> None:
    batch_id = desk.start(export)
    aside = export.rename(export.with_suffix(".aside"))
    desk.work()
    failed = desk.batch(batch_id)
    assert failed.state is BatchState.FAILED
    assert failed.message

    aside.rename(export)
    assert isinstance(desk.imports.resume(batch_id), ImportStarted)
    desk.work()
    assert desk.batch(batch_id).state is BatchState.DONE


def test_what_cannot_be_read_is_listed(desk: Desk, export) -> None:
    export.write_text("a line before any message\n" + chat(5), encoding="utf-8")
    batch_id = desk.start(export)
    desk.work()

    batch = desk.batch(batch_id)
    problems = desk.vault.read(lambda s: s.batches.problems(batch_id))
    assert batch.added == 5
    assert batch.problems == len(problems) > 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.txt", b""), ("picture.txt", bytes(range(256)) * 64), ("missing.txt", None)],
)
def test_what_is_no_text_is_refused_before_anything_is_made(desk, tmp_path, name, content) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    outcome = desk.imports.start(StartImport(path=str(path)), "test")

    assert isinstance(outcome, Rejected)
    assert outcome.reason
    assert desk.vault.read(lambda s: s.batches.list()) == []


def test_a_relative_path_is_refused(desk: Desk) -> None:
    assert isinstance(desk.imports.start(StartImport(path="chat.txt"), "test"), Rejected)


def test_an_unknown_format_is_refused(desk: Desk, export) -> None:
    outcome = desk.imports.start(StartImport(path=str(export), format="cuneiform"), "test")

    assert isinstance(outcome, Rejected)
    assert outcome.action


def test_numbers_that_are_no_import_are_told_so(desk: Desk) -> None:
    for call in (desk.imports.resume, desk.imports.stop, lambda n: desk.imports.undo(n, "t")):
        with pytest.raises(PersonFault, match="No such import"):
            call(99)


def test_an_import_that_runs_or_is_done_is_not_resumed(desk: Desk, export) -> None:
    batch_id = desk.start(export)

    assert isinstance(desk.imports.resume(batch_id), Rejected)
