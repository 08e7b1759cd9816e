"""Watched folders: what is new in them is imported, once, also after a restart."""

import os
from pathlib import Path

import pytest

from second_me.agent.watched_folders import WatchedFolders
from second_me.core.errors import EnvironmentFault, PersonFault
from second_me.core.ids import BatchId
from second_me.core.outcomes import ImportStarted, Rejected
from second_me.core.protocol.memory import StartImport
from second_me.core.protocol.watching import WatchBegun, WatchFolder
from second_me.vault.erasing.leftovers import Around, tidy
from second_me.vault.erasing.naming import Names

CHAT = "25/03/2021, 10:00 - Anna: hello there\n25/03/2021, 10:01 - Ben: hello to you\n" * 10


class Desk:
    """Watched folders over a real vault, with imports that are only noted."""

    def __init__(self, vault, clock, log) -> None:
        self.vault, self.clock, self.log = vault, clock, log
        self.begun: list[StartImport] = []
        self.changes: list = []
        self.fault: EnvironmentFault | None = None
        self.folders = self.open()

    def open(self, begin=None, **seconds: float) -> WatchedFolders:
        return WatchedFolders(
            self.vault,
            self.clock,
            self.log,
            begin=begin or self.begin,
            changed=self.changes.append,
            **({"settle_seconds": 0.01} | seconds),
        )

    def begin(self, request: StartImport, program: str) -> ImportStarted:
        assert program == "watched folder"
        if self.fault is not None:
            raise self.fault
        self.begun.append(request)
        return ImportStarted(BatchId(len(self.begun)), request.format)

    def taken(self) -> list[tuple[str, str]]:
        """Return names and formats of what was begun since the last call."""
        begun = [(Path(one.path).name, one.format) for one in self.begun]
        self.begun.clear()
        return begun


@pytest.fixture
def desk(vault, clock, log):
    desk = Desk(vault, clock, log)
    yield desk
    desk.folders.close()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "garden.md").write_text("# Garden\n\nThe beans need water.\n")
    return folder


def watch(desk: Desk, folder: Path) -> int:
    outcome = desk.folders.add(WatchFolder(path=str(folder), owner="Anna"), "test")
    assert isinstance(outcome, WatchBegun)
    desk.folders.look(outcome.id)
    return outcome.id


def test_a_folder_of_notes_is_read_as_a_whole_and_only_when_it_changed(desk, notes):
    id_ = watch(desk, notes)
    assert desk.taken() == [("notes", "markdown")]
    desk.folders.look(id_)
    assert desk.taken() == []
    (notes / "shed.md").write_text("# Shed\n\nThe roof leaks.\n")
    desk.folders.look(id_)
    assert desk.taken() == [("notes", "markdown")]
    (seen,) = desk.folders.list()
    assert (seen.files, seen.present, seen.problems, seen.trouble) == (2, True, (), "")


def test_an_export_that_appears_is_read_by_itself(desk, notes):
    id_ = watch(desk, notes)
    desk.taken()
    (notes / "WhatsApp Chat with Ben.txt").write_text(CHAT)
    desk.folders.look(id_)
    assert desk.taken() == [("WhatsApp Chat with Ben.txt", "whatsapp")]


def test_what_was_asked_for_holds_for_each_import(desk, notes):
    watch(desk, notes)
    assert desk.begun[0].owner == "Anna"


def test_a_changed_file_is_taken_again(desk, notes):
    id_ = watch(desk, notes)
    desk.taken()
    os.utime(notes / "garden.md", ns=(1, 1))
    desk.folders.look(id_)
    assert desk.taken() == [("notes", "markdown")]


def test_what_changed_while_nobody_looked_is_taken_at_the_start(desk, notes, signal):
    watch(desk, notes)
    desk.taken()
    desk.folders.close()
    (notes / "later.md").write_text("Written while the agent was away.\n")
    again = desk.open()
    again._begin = lambda request, _: (
        signal(request.format) or ImportStarted(BatchId(1), request.format)
    )
    again.start()
    try:
        assert signal.wait(bool) == ["markdown"]
    finally:
        again.close()


def test_the_system_tells_of_changes(desk, notes, signal):
    id_ = watch(desk, notes)
    desk.folders._begin = lambda request, _: (
        signal(request.format) or ImportStarted(BatchId(1), request.format)
    )
    desk.folders.start()
    (notes / "new.md").write_text("Something new.\n")
    desk.folders.touch(id_)  # a system that tells nothing must not fail the test
    assert signal.wait(bool)[0] == "markdown"


def test_a_folder_that_never_rests_is_looked_at_all_the_same(desk, notes, signal):
    id_ = watch(desk, notes)
    desk.folders.close()

    def begin(request, _):
        signal(request.format)
        return ImportStarted(BatchId(1), request.format)

    restless = desk.open(begin, settle_seconds=3600, longest_seconds=0)
    restless.start()
    try:
        (notes / "new.md").write_text("Something new.\n")
        restless.touch(id_)
        assert signal.wait(bool)[0] == "markdown"
        (notes / "newer.md").write_text("Something newer.\n")
        restless.touch(id_)
        signal.wait(lambda seen: len(seen) > 1)
    finally:
        restless.close()


def test_files_that_cannot_be_read_are_named_and_tried_again(desk, notes):
    (notes / "broken.json").write_bytes(b"\x00\x01\x02" * 100)
    id_ = watch(desk, notes)
    (seen,) = desk.folders.list()
    assert [one.locator for one in seen.problems] == ["broken.json"]
    desk.taken()
    (notes / "broken.json").unlink()
    desk.folders.look(id_)
    assert desk.folders.list()[0].problems == ()


def test_pictures_and_hidden_files_are_left_alone(desk, notes):
    (notes / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (notes / ".hidden.md").write_text("not this")
    watch(desk, notes)
    assert desk.folders.list()[0].files == 1
    assert desk.folders.list()[0].problems == ()


def test_a_folder_that_is_gone_is_said_and_found_again(desk, notes):
    id_ = watch(desk, notes)
    desk.taken()
    away = notes.rename(notes.with_name("away"))
    desk.folders.look(id_)
    assert not desk.folders.list()[0].present
    away.rename(notes)
    desk.folders.look(id_)
    assert desk.folders.list()[0].present
    assert desk.taken() == []


def test_a_full_disk_is_said_and_tried_again(desk, notes):
    desk.fault = EnvironmentFault("The disk is full", "Nothing was written.", "Make room.")
    id_ = watch(desk, notes)
    assert desk.folders.list()[0].trouble == "The disk is full. Make room."
    desk.fault = None
    desk.folders.look(id_)
    assert desk.taken() == [("notes", "markdown")]
    assert desk.folders.list()[0].trouble == ""


def test_a_folder_let_go_is_not_looked_at(desk, notes):
    id_ = watch(desk, notes)
    desk.taken()
    desk.folders.remove(id_, "test")
    (notes / "more.md").write_text("More.\n")
    desk.folders.look(id_)
    assert desk.taken() == []
    assert desk.folders.list() == ()
    with pytest.raises(PersonFault):
        desk.folders.remove(id_, "test")


def test_a_folder_let_go_while_it_is_looked_at_does_not_come_back(desk, notes, tmp_path):
    """Not even where the next folder has got its number."""
    other = tmp_path / "other"
    other.mkdir()
    outcome = desk.folders.add(WatchFolder(path=str(notes)), "test")
    assert isinstance(outcome, WatchBegun)

    def begin(request, _):
        desk.folders.remove(outcome.id, "test")
        assert desk.folders.add(WatchFolder(path=str(other)), "test") == outcome
        return ImportStarted(BatchId(1), request.format)

    desk.folders._begin = begin
    desk.folders.look(outcome.id)
    (seen,) = desk.folders.list()
    assert (seen.path, seen.files) == (str(other), 0)
    desk.folders.look(outcome.id)
    assert desk.folders._observer._watches[outcome.id][0] == other


def test_nothing_is_watched_once_it_is_closed(desk, notes):
    """Also where a look was at work then."""
    id_ = watch(desk, notes)
    desk.folders.close()
    desk.folders._observer.leave(id_)
    desk.folders.look(id_)
    assert desk.folders._observer._observer is None


def test_a_folder_that_may_not_be_read_is_refused_and_one_below_is_passed_over(
    desk, notes, monkeypatch
):
    closed = notes / "closed"
    closed.mkdir()
    scan = os.scandir

    def scandir(path):
        if os.fspath(path) == str(closed):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", scandir)
    refused = desk.folders.add(WatchFolder(path=str(closed)), "test")
    assert isinstance(refused, Rejected)
    assert "cannot be read" in refused.reason
    id_ = watch(desk, notes)
    assert desk.folders.list()[0].trouble == ""
    closed = notes
    desk.folders.look(id_)
    (seen,) = desk.folders.list()
    assert (seen.files, "cannot be read" in seen.trouble) == (1, True)


@pytest.mark.parametrize("path", ["notes", "/nowhere/at/all"])
def test_what_is_no_folder_is_refused(desk, path):
    assert isinstance(desk.folders.add(WatchFolder(path=path), "test"), Rejected)


def test_a_folder_is_watched_once(desk, notes):
    watch(desk, notes)
    assert isinstance(desk.folders.add(WatchFolder(path=str(notes)), "test"), Rejected)


def test_a_whole_disk_is_refused(desk, notes, monkeypatch):
    monkeypatch.setattr("second_me.agent.folder_look.MOST_FILES", 0)
    refused = desk.folders.add(WatchFolder(path=str(notes)), "test")
    assert isinstance(refused, Rejected)


def test_a_folder_named_after_somebody_goes_with_them(desk, notes, vault):
    watch(desk, notes)
    letters = notes.rename(notes.with_name("letters from Alice"))
    watch(desk, letters)
    vault.write(lambda session: tidy(session._connection, Around(), Names(["Alice"])))
    assert [Path(one.path).name for one in desk.folders.list()] == ["notes"]


def test_names_of_files_are_not_kept(desk, notes, vault):
    (notes / "letter to Lena.md").write_text("Dear Lena.\n")
    id_ = watch(desk, notes)
    kept = vault.read(lambda session: session.settings.get(f"watch.{id_}"))
    assert "Lena" not in str(kept)
