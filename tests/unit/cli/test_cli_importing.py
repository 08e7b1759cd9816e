"""`add` and `import` on the command line."""

from pathlib import Path

import pytest

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.ids import BatchId, EventId, SourceId
from second_me.core.outcomes import Duplicate, ImportStarted, Rejected, Stored
from second_me.core.protocol import Done
from second_me.core.protocol.memory import (
    AddText,
    Batches,
    BatchView,
    ListBatches,
    ListProblems,
    Problem,
    Problems,
    ResumeImport,
    StartImport,
    StopImport,
    UndoImport,
    Undone,
)
from second_me.core.protocol.pushes import Changed, Progress
from second_me.core.records import Batch, BatchState, Source

SOURCE = Source(
    id=SourceId(1), format="whatsapp", name="Family", locator="x", created_at=Timestamp(0)
)


def view(state: BatchState, **more) -> Batches:
    batch = Batch(
        id=BatchId(3), source_id=SourceId(1), state=state, started_at=Timestamp(0), **more
    )
    return Batches(batches=(BatchView(batch=batch, source=SOURCE),))


DONE = {
    StartImport: ImportStarted(BatchId(3), "whatsapp"),
    ListBatches: view(BatchState.DONE, added=1200, duplicates=7, problems=1),
    ListProblems: Problems(problems=(Problem(locator="line 9", message="no date"),)),
}


def test_add_remembers(run):
    ran = run("add", "Lunch with Anna", "--at", "2024-03-03T14:30+00:00", "--title", "Lunch",
              script={AddText: Stored((EventId(1),))})  # fmt: skip
    assert (ran.code, ran.out) == (0, "Remembered.\n")
    assert ran.agent.asked(AddText) == [
        AddText(text="Lunch with Anna", title="Lunch", at=Timestamp(1_709_476_200_000))
    ]


def test_add_reads_standard_input(run):
    ran = run("add", "-", script={AddText: Duplicate((EventId(1),))}, source="from a pipe")
    assert ran.agent.asked(AddText)[0].text == "from a pipe"
    assert ran.out == "It was remembered already.\n"


def test_add_refused_is_wrong_use(run):
    ran = run("add", " ", script={AddText: Rejected("It is empty.", "Write something.")})
    assert ran.code == 2
    assert ran.out == "It is empty.\nWrite something.\n"


def test_import_tells_what_came_of_it(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run("import", "chat.txt", "--owner", "Ann", "--date-order", "dmy", script=DONE)
    assert ran.code == 0
    asked = ran.agent.asked(StartImport)[0]
    assert (asked.path, asked.owner, asked.date_order) == (
        str(Path(tmp_path, "chat.txt")),
        "Ann",
        "dmy",
    )
    assert "Family: 1,200 new memories" in ran.out
    assert "7 were there already" in ran.out
    assert "line 9: no date" in ran.out


def test_import_waits_for_the_batch_to_end(run, agent):
    states = iter([view(BatchState.RUNNING), view(BatchState.DONE, added=2)])
    latest = [next(states)]

    def look(_request):
        found = latest[0]
        latest[0] = next(states, found)
        agent.push(Changed(ChangeSet.of(Topic.BATCHES)))
        return found

    ran = run("import", "x", "--json", script={**DONE, ListBatches: look})
    assert ran.json["batch"]["state"] == "done"
    assert len(agent.asked(ListBatches)) >= 2


def test_an_import_that_lost_its_agent_is_told(run, agent):
    def look(_request):
        agent.lose("gap")
        agent._on_lost("closed")
        return view(BatchState.RUNNING)

    ran = run("import", "x", script={**DONE, ListBatches: look})
    assert ran.code == 1
    assert "What was read is kept" in ran.err


def test_an_interrupted_import_is_stopped_and_says_how_to_go_on(run, agent):
    first = [True]

    def look(_request):
        if first.pop() if first else False:
            return KeyboardInterrupt()
        return view(BatchState.STOPPED, added=10)

    ran = run("import", "x", script={**DONE, ListBatches: look, StopImport: Done()})
    assert ran.code == 130
    assert agent.asked(StopImport) == [StopImport(batch_id=BatchId(3))]
    assert "second-me import --resume 3" in ran.out


def test_a_failed_import_is_a_fault_of_the_surroundings(run):
    ran = run(
        "import", "x", script={**DONE, ListBatches: view(BatchState.FAILED, message="Disk full.")}
    )
    assert ran.code == 1
    assert "Disk full." in ran.out


@pytest.mark.parametrize("words", [("import", "x"), ("import", "x", "--json")])
def test_a_refused_file_is_wrong_use(run, words):
    ran = run(*words, script={StartImport: Rejected("It is empty.", "Choose another.")})
    assert ran.code == 2
    assert "It is empty." in ran.out


def test_background_comes_back_at_once(run):
    ran = run("import", "x", "--background", "--json", script=DONE)
    assert ran.json == {"type": "import_started", "batch_id": 3, "format": "whatsapp"}
    assert not ran.agent.asked(ListBatches)


def test_resume_goes_on_with_a_batch(run):
    ran = run(
        "import",
        "--resume",
        "3",
        script={**DONE, ResumeImport: ImportStarted(BatchId(3), "whatsapp")},
    )
    assert ran.agent.asked(ResumeImport) == [ResumeImport(batch_id=BatchId(3))]
    assert ran.code == 0


def test_undo_takes_out_a_batch(run):
    ran = run("import", "--undo", "3", script={UndoImport: Undone(events=1200)})
    assert ran.out == "1,200 memories were taken out.\n"


def test_list_shows_the_imports(run):
    assert "Family" in run("import", "--list", script=DONE).out


def test_list_says_when_there_are_none(run):
    ran = run("import", "--list", script={ListBatches: Batches(batches=())})
    assert ran.out == "Nothing was imported yet.\n"


def test_no_path_is_wrong_use(run):
    assert run("import").code == 2


def test_progress_without_a_terminal_is_quiet(run, agent):
    def start(_request):
        agent.push(Progress(key="import:3", title="Family", done=1, total=2, unit="bytes"))
        agent.push(
            Progress(key="import:3", title="Family", done=2, total=2, unit="bytes", finished=True)
        )
        return DONE[StartImport]

    ran = run("import", "x", script={**DONE, StartImport: start})
    assert ran.err == ""
    assert ran.code == 0
