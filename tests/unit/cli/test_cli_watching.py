"""`watch` on the command line."""

from pathlib import Path

from second_me.core.clock import Timestamp
from second_me.core.outcomes import Rejected
from second_me.core.protocol import Done
from second_me.core.protocol.memory import Problem
from second_me.core.protocol.watching import (
    ListWatched,
    UnwatchFolder,
    WatchBegun,
    WatchedFolder,
    WatchedFolders,
    WatchFolder,
)

NOTES = WatchedFolder(id=1, path="/home/ana/notes", since=Timestamp(0), files=1214)
EXPORTS = WatchedFolder(
    id=2,
    path="/home/ana/exports",
    since=Timestamp(0),
    problems=(Problem(locator="a.zip", message="It asks for a password."),),
)
STICK = WatchedFolder(id=3, path="/media/stick", since=Timestamp(0), present=False)


def test_folders_are_listed_with_what_stands_in_the_way(run):
    script = {ListWatched: WatchedFolders(folders=(NOTES, EXPORTS, STICK))}
    ran = run("watch", script=script)
    assert "/home/ana/notes  1,214 files" in ran.out
    assert "a.zip: It asks for a password." in ran.out
    assert "is not there now" in ran.out
    assert run("watch", "--json").json["folders"][2]["present"] is False
    assert "No folder" in run("watch", script={ListWatched: WatchedFolders(folders=())}).out


def test_a_folder_is_watched(run, tmp_path: Path):
    ran = run("watch", "add", str(tmp_path), "--owner", "Ana", script={WatchFolder: WatchBegun(4)})
    assert ran.agent.asked(WatchFolder) == [WatchFolder(path=str(tmp_path), owner="Ana")]
    assert "Folder 4 is watched." in ran.out


def test_a_refusal_is_told(run, tmp_path: Path):
    refused = Rejected("This folder is watched already.", "There is nothing to do.")
    ran = run("watch", "add", str(tmp_path), script={WatchFolder: refused})
    assert ran.code != 0
    assert "watched already" in ran.out + ran.err


def test_a_folder_is_let_go(run):
    ran = run("watch", "remove", "2", script={UnwatchFolder: Done()})
    assert ran.agent.asked(UnwatchFolder) == [UnwatchFolder(id=2)]
