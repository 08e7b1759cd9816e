"""Watched folders, and the imports of one source together, on the Import page."""

import msgspec
import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import EnvironmentFault
from second_me.core.protocol.pushes import Changed
from second_me.core.protocol.watching import ListWatched, UnwatchFolder, WatchFolder
from second_me.core.records import BatchState
from second_me.desktop import scenes
from second_me.desktop.desktop import Desktop
from second_me.desktop.importing.batch_row import BatchRow
from second_me.desktop.importing.page import ImportPage
from second_me.desktop.importing.source_rows import by_source, earlier_line
from second_me.desktop.importing.watched import Watched
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene


class TestWatched:
    @pytest.fixture
    def watched(self, scene: Scene, caller: ScriptedCaller) -> Watched:
        scene.watched = scenes.WATCHED
        made = Watched(caller, scene.clock)
        made.refresh()
        caller.answer_all()
        return made

    def test_each_says_how_it_stands(self, watched: Watched):
        notes, chats, stick = (watched.state_of(one) for one in watched.folders)
        assert notes.startswith("214 files · last change taken in today")
        assert chats == "3 files · 1 could not be read"
        assert stick.startswith("The folder is not there just now.")

    def test_a_folder_is_added_and_listed(self, watched: Watched, caller: ScriptedCaller):
        watched.add("/home/mara/New")
        caller.answer_all()
        assert caller.asked(WatchFolder) == [WatchFolder(path="/home/mara/New")]
        assert watched.folders[-1].path == "/home/mara/New"
        assert watched.error == ""

    def test_what_is_refused_is_said(self, watched: Watched, caller: ScriptedCaller):
        watched.add("/home/mara/Notes")
        caller.answer_all()
        assert watched.error.startswith("This folder is watched already.")

    def test_what_fails_is_said(self, watched: Watched, caller: ScriptedCaller):
        watched.remove(1)
        caller.fail_with = EnvironmentFault("The disk is full", "Nothing was changed.")
        caller.answer_all()
        assert "disk is full" in watched.error

    def test_changes_are_asked_for(self, watched: Watched, caller: ScriptedCaller):
        watched.on_push(Changed(ChangeSet.of(Topic.WATCHED)))
        assert len(caller.asked(ListWatched)) == 2

    def test_a_locked_vault_shows_no_folders(self, watched: Watched):
        watched.forget()
        assert watched.folders == ()


def test_a_folder_is_let_go_from_the_page(open_window, scene: Scene, qtbot: QtBot):
    scene.watched = scenes.WATCHED
    page = shown(open_window(scene))

    def buttons() -> dict[str, QToolButton]:
        return {one.accessibleName(): one for one in page.findChildren(QToolButton)}

    qtbot.waitUntil(lambda: "Watch Notes no more" in buttons())
    buttons()["Watch Notes no more"].click()
    qtbot.waitUntil(lambda: scene.agent.asked(UnwatchFolder) == [UnwatchFolder(id=1)])


def test_imports_of_one_source_stand_together():
    newest = [group[0].batch.id for group in by_source(scenes.CROWDED)]
    assert len(newest) == len({view.source.id for view in scenes.CROWDED})
    assert sum(map(len, by_source(scenes.CROWDED))) == len(scenes.CROWDED)


def test_earlier_imports_open_on_demand(open_window, scene: Scene, qtbot: QtBot):
    first = scenes.BATCHES[1]
    again = msgspec.structs.replace(
        first, batch=msgspec.structs.replace(first.batch, id=99, state=BatchState.DONE)
    )
    scene.batches = (again, *scenes.BATCHES)
    page = shown(open_window(scene))
    qtbot.waitUntil(lambda: len(page.findChildren(BatchRow)) == 3)
    name = f"Earlier imports of {first.source.name}"
    link = next(one for one in page.findChildren(QToolButton) if one.accessibleName() == name)
    assert link.text() == earlier_line(again, 1)
    link.click()
    qtbot.waitUntil(lambda: len(page.findChildren(BatchRow)) == 4)
    assert any("Take" in one.accessibleName() for one in page.findChildren(QToolButton))


def shown(window: Desktop) -> ImportPage:
    window.shell.go(Place.IMPORT)
    page = window.shell.page(Place.IMPORT)
    assert isinstance(page, ImportPage)
    return page
