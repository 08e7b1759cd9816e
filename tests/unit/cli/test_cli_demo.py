"""The demonstration, with a scripted agent in place of the real one."""

import tempfile
from pathlib import Path

import pytest
from test_cli_asking import hit
from test_cli_importing import DONE, view

from second_me.cli import demo
from second_me.cli.sample_life import Part, Question, SampleLife, read_sample
from second_me.core.clock import Timestamp
from second_me.core.errors import EnvironmentFault
from second_me.core.protocol import Done
from second_me.core.protocol.memory import ListBatches, StartImport
from second_me.core.protocol.recall import Answer, Ask, Citation
from second_me.core.protocol.system import (
    Activity,
    ChangeSetting,
    Counts,
    GetStatus,
    ModelState,
    Status,
    VaultState,
)
from second_me.core.protocol.vault import Created, CreateVault
from second_me.core.records import BatchState

LIFE = SampleLife(
    owner="Mara",
    parts=(Part(path="/sample/chat.txt"), Part(path="/sample/notes")),
    questions=(Question(ask="When was the dentist?", evidence=("Novak", "12 March")),),
    nothing=Question(ask="What did I pay for the boat?"),
)
FOUND = Answer(
    text="On 12 March [1].",
    declined=False,
    evidence=(hit(1, "Dr. NOVAK, 12 March"), hit(2, "boat")),
    citations=(Citation(number=1, event_id=1),),
)
NOTHING = Answer(text="Memory holds nothing on that.", declined=True, evidence=(), citations=())
STATUS = Status(
    agent_version="0.1.0",
    pid=7,
    started_at=Timestamp(0),
    vault=VaultState.OPEN,
    activity=Activity.IDLE,
    model=ModelState.IDLE,
    counts=Counts(events=4, vectors=4),
)


def answer(request: Ask) -> Answer:
    return FOUND if "dentist" in request.question else NOTHING


SCRIPT = {
    **DONE,
    ListBatches: view(BatchState.DONE, added=2),
    CreateVault: Created(),
    ChangeSetting: Done(),
    GetStatus: STATUS,
    Ask: answer,
}


@pytest.fixture(autouse=True)
def _life(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "read_sample", lambda: LIFE)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))


def leftovers() -> list[Path]:
    return list(Path(tempfile.gettempdir()).iterdir())


def test_it_takes_in_asks_and_leaves_nothing(run):
    ran = run("demo", script=SCRIPT)
    assert ran.code == 0, ran.out
    assert [one.path for one in ran.agent.asked(StartImport)] == [
        "/sample/chat.txt",
        "/sample/notes",
    ]
    assert "2 of 2 as they should be" in ran.out
    assert "nothing was made up (" in ran.out
    assert leftovers() == []


def test_for_programs_it_is_one_document(run):
    ran = run("demo", "--json", script=SCRIPT)
    assert ran.json["passed"] is True
    assert ran.json["memories"] == 4
    assert [one["right"] for one in ran.json["questions"]] == [True, True]


def test_an_answer_that_rests_on_another_memory_is_told_apart(run):
    beside = Answer(
        text="Perhaps a boat [2].",
        declined=False,
        evidence=FOUND.evidence,
        citations=(Citation(number=2, event_id=2),),
    )
    script = {**SCRIPT, Ask: lambda asked: beside if "dentist" in asked.question else NOTHING}
    first = run("demo", "--json", script=script).json["questions"][0]
    assert (first["right"], first["cited"]) == (True, False)
    assert "rests on another" in run("demo", script=script).out


def test_an_answer_that_should_not_be_there_fails_it(run):
    ran = run("demo", script={**SCRIPT, Ask: FOUND})
    assert ran.code == 1
    assert "not as it should be" in ran.out


@pytest.mark.parametrize("trouble", [KeyboardInterrupt(), EnvironmentFault("Disk full", "It is.")])
def test_it_leaves_nothing_when_it_is_cut_short(run, trouble):
    assert run("demo", script={**SCRIPT, StartImport: trouble}).code in {1, 130}
    assert leftovers() == []


@pytest.mark.parametrize(
    ("question", "given", "right"),
    [
        (LIFE.questions[0], FOUND, True),
        (LIFE.questions[0], NOTHING, False),
        (LIFE.nothing, NOTHING, True),
        (LIFE.nothing, FOUND, False),
        (Question(ask="q", evidence=("boat",)), FOUND, True),
        (Question(ask="q", evidence=("boat", "Novak")), FOUND, False),
    ],
)
def test_one_piece_of_evidence_has_to_hold_all_the_words(question, given, right):
    assert demo.came_right(question, given) is right


def test_a_missing_sample_is_told(tmp_path):
    with pytest.raises(EnvironmentFault) as caught:
        read_sample(tmp_path)
    assert caught.value.title == "The sample life is missing"


def test_the_sample_that_is_shipped_is_read_with_whole_paths():
    life = read_sample()
    assert len(life.questions) == 3
    assert all(question.evidence for question in life.questions)
    assert not life.nothing.evidence
    assert all(Path(part.path).exists() for part in life.parts)
