"""The command line as a whole: help, rooms, exit codes, models, backups, doctor."""

import io
import os
import sys

import pytest

from second_me import __main__ as door
from second_me.cli.exits import Exit, code_of
from second_me.core import errors
from second_me.core.clock import Timestamp
from second_me.core.outcomes import StillLocked, Unlocked
from second_me.core.protocol import Done
from second_me.core.protocol.models import (
    AddModelFile,
    DownloadModel,
    ListModels,
    Models,
    ModelView,
    Presence,
    RemoveModel,
    StopDownload,
    UseModel,
)
from second_me.core.protocol.system import Check, GetHealth, Health, Level
from second_me.core.protocol.vault import (
    Backup,
    Backups,
    ListBackups,
    MakeBackup,
    Restore,
)

MODEL = ModelView(
    name="smollm2-135m",
    label="SmolLM2 135M",
    licence="Apache-2.0",
    size=98_000_000,
    memory_needed=300_000_000,
    parameters="135M",
    presence=Presence.READY,
    in_use=True,
)
BACKUP = Backup(path="/b/one.db", created_at=Timestamp(0), bytes=4096, events=12)


def test_help_names_every_command_and_the_exit_codes(run, capsys):
    rooms = dict.fromkeys(door.ROOMS, lambda _words: 0)
    assert run("--help", rooms=rooms).code == 0
    text = capsys.readouterr().out
    commands = (
        "init import add recall ask status lock unlock backup restore models doctor "
        "bench agent window demo"
    )
    for name in commands.split():
        assert f"\n  {name} " in text
    assert "130 interrupted" in text


def test_an_unknown_command_is_wrong_use(run):
    assert run("forget-everything").code == 2


def test_a_room_is_given_its_words_and_its_home(run, home, monkeypatch):
    monkeypatch.setenv("SECOND_ME_HOME", "")
    given = []

    def room(words):
        given.extend(words)
        return 7

    ran = run("bench", "speed", "--json", "x", "--help", rooms={"bench": room})
    assert ran.code == 7
    assert given == ["speed", "--json", "x", "--help"]
    assert os.environ["SECOND_ME_HOME"] == str(home.root)


@pytest.mark.parametrize("words", [["--version"], ["-V"]])
def test_version_loads_nothing_else(words, monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert door.main(words) == 0
    assert out.getvalue().startswith("Second Me ")


def test_a_room_named_first_is_entered_without_the_command_line(monkeypatch):
    entered = []
    monkeypatch.setattr(door, "enter", lambda module, words: entered.append((module, words)) or 5)
    assert door.main(["window", "--quiet"]) == 5
    assert door.main(["model-worker"]) == 5
    assert entered == [("second_me.desktop.main", ["--quiet"]), (door.WORKER, [])]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.Cancelled, Exit.INTERRUPTED),
        (errors.VaultLocked, Exit.LOCKED),
        (errors.WrongSecret, Exit.WRONG_USE),
        (errors.DiskFull, Exit.SURROUNDINGS),
        (errors.AgentUnreachable, Exit.SURROUNDINGS),
        (errors.Bug, Exit.SURROUNDINGS),
    ],
)
def test_each_kind_of_error_has_its_exit_code(error, code):
    assert code_of(error("t", "m")) is code


def test_models_lists_them(run):
    ran = run("models", script={ListModels: Models(models=(MODEL,))})
    assert ran.out.startswith("* smollm2-135m")
    assert "98.0 MB" in ran.out


@pytest.mark.parametrize("words", [("models", "--json"), ("models", "list", "--json")])
def test_models_for_programs(run, words):
    ran = run(*words, script={ListModels: Models(models=(MODEL,))})
    assert ran.json["models"][0]["presence"] == "ready"


def test_models_are_chosen_added_and_removed(run):
    script = {UseModel: Done(), RemoveModel: Done(), AddModelFile: Done(), DownloadModel: Done()}
    assert run("models", "use", "a", script=script).agent.asked(UseModel)[0].name == "a"
    assert run("models", "remove", "b", script=script).agent.asked(RemoveModel)[0].name == "b"
    assert run("models", "download", "c", script=script).agent.asked(DownloadModel)[0].name == "c"
    assert run("models", "add", "/m.gguf", "--trust", script=script).agent.asked(AddModelFile) == [
        AddModelFile(path="/m.gguf", trusted=True)
    ]


def test_a_download_interrupted_here_stops_at_the_agent(run):
    ran = run(
        "models", "download", "c", script={DownloadModel: KeyboardInterrupt(), StopDownload: Done()}
    )
    assert ran.code == 130
    assert ran.agent.asked(StopDownload)[0].name == "c"


def test_backup_says_where(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run("backup", "here.db", script={MakeBackup: BACKUP})
    assert ran.agent.asked(MakeBackup)[0].path == str(tmp_path / "here.db")
    assert "/b/one.db" in ran.out
    assert "12 memories (4.1 KB)" in ran.out


def test_backups_are_listed(run):
    ran = run("backup", "--list", script={ListBackups: Backups(backups=(BACKUP,))})
    assert "/b/one.db" in ran.out
    ran = run("backup", "--list", script={ListBackups: Backups(backups=())})
    assert ran.out == "There is no backup yet.\n"


def test_restore_by_the_key_in_use(run):
    ran = run("restore", "/b/one.db", script={Restore: Unlocked("keyring")})
    assert ran.code == 0
    assert ran.agent.asked(Restore) == [Restore(path="/b/one.db")]


def test_restore_by_the_backups_own_passphrase(run):
    ran = run(
        "restore",
        "/b/one.db",
        "--passphrase-file",
        "-",
        script={Restore: Unlocked("passphrase")},
        source="old one\n",
    )
    assert ran.agent.asked(Restore)[0].passphrase == "old one"


def test_restore_that_stays_locked_has_its_exit_code(run):
    locked = StillLocked("Wrong key", "The key in use does not open it.", "", ("passphrase",))
    assert run("restore", "/b/one.db", script={Restore: locked}).code == 3


def test_doctor_passes_when_all_is_well(run):
    good = Health(checks=(Check(name="vault", level=Level.GOOD, title="The vault is sound"),))
    ran = run("doctor", script={GetHealth: good})
    assert "The vault is sound" in ran.out
    assert ran.code == 0


def test_doctor_tells_an_agent_that_does_not_answer(run):
    gone = errors.AgentUnreachable("Second Me is not running", "No answer.", "Start it.")
    ran = run("doctor", "--json", script={GetHealth: gone})
    assert ran.code == 1
    assert ran.json["checks"][-1]["title"] == "Second Me is not running"


def test_stopping_an_agent_that_does_not_run_says_so(run):
    ran = run("agent", "--stop", rooms={"agent": lambda _words: 9})
    assert (ran.code, ran.out) == (0, "No agent is running.\n")
