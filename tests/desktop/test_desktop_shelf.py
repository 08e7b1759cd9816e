"""The Models page and the About page."""

from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QTextBrowser, QToolButton
from pytestqt.qtbot import QtBot

from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import EnvironmentFault
from second_me.core.protocol.models import (
    AddModelFile,
    DownloadModel,
    ListModels,
    RemoveModel,
    UseModel,
)
from second_me.core.protocol.pushes import Changed, Progress
from second_me.desktop import scenes
from second_me.desktop.about.licences import licence_of, notices, parts
from second_me.desktop.about.page import AboutPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.models.page import ModelsPage
from second_me.desktop.models.shelf import Shelf, cards, scores_first
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene

Open = Callable[[Scene], Desktop]


class TestShelf:
    @pytest.fixture
    def shelf(self, caller: ScriptedCaller) -> Shelf:
        shelf = Shelf(caller)
        shelf.refresh()
        caller.answer_all()
        return shelf

    def test_a_download_tells_how_far_it_is_and_ends(self, shelf: Shelf, caller: ScriptedCaller):
        shelf.fetch(scenes.SHELF[3])
        assert caller.asked(DownloadModel) == [DownloadModel(name="own")]
        step = Progress(key="download:own", title="", done=5, total=10, unit="bytes")
        shelf.on_push(step)
        assert shelf.downloads["own"].done == 5
        shelf.on_push(
            Progress(key="download:own", title="", done=0, total=0, unit="bytes", finished=True)
        )
        assert shelf.downloads == {}

    def test_what_went_wrong_is_told(self, shelf: Shelf, caller: ScriptedCaller):
        shelf.use("qwen2.5-0.5b")
        caller.fail_with = EnvironmentFault("The disk is full", "Nothing was changed.")
        caller.answer_all()
        assert "disk is full" in shelf.error

    def test_changes_of_models_are_asked_for(self, shelf: Shelf, caller: ScriptedCaller):
        shelf.on_push(Changed(ChangeSet.of(Topic.MODELS)))
        assert len(caller.asked(ListModels)) == 2

    def test_cards_have_their_titles(self, tmp_path: Path):
        (tmp_path / "one.md").write_text("# A card\n\nIt scores.\n")
        assert cards(tmp_path) == [("A card", "# A card\n\nIt scores.\n")]
        assert cards()

    def test_a_card_tells_first_what_it_scores(self):
        text = "# A card\n\nIt reads.\n\n## Scores\n\n61 %\n\n## Limits\n\nNone."
        shown = scores_first(text)
        assert shown.index("61 %") < shown.index("It reads.") < shown.index("None.")
        assert scores_first("# A card\n\nIt reads.") == "It reads."


class TestModelsPage:
    @pytest.fixture
    def page(self, open_window: Open, scene: Scene, qtbot: QtBot) -> ModelsPage:
        scene.models = scenes.SHELF
        window = open_window(scene)
        window.shell.go(Place.MODELS)
        page = window.shell.page(Place.MODELS)
        assert isinstance(page, ModelsPage)
        qtbot.waitUntil(lambda: window.models.shelf.loaded)
        return page

    def answer(self, page: ModelsPage, words: str, qtbot: QtBot) -> None:
        (box,) = page.findChildren(QMessageBox)
        button = next(one for one in box.buttons() if one.text() == words)
        with qtbot.waitSignal(box.destroyed):
            button.click()

    def test_another_model_is_used(self, page: ModelsPage, scene: Scene, qtbot: QtBot):
        use = [one for one in page.findChildren(QPushButton) if one.text() == "Use it"]
        use[0].click()
        qtbot.waitUntil(lambda: bool(scene.agent.asked(UseModel)))
        assert scene.agent.asked(UseModel) == [UseModel(name="qwen2.5-0.5b")]

    def test_removing_and_adding_ask_first(self, page: ModelsPage, scene: Scene, qtbot: QtBot):
        page._on_remove(scenes.SHELF[1])
        self.answer(page, "Keep", qtbot)
        assert scene.agent.asked(RemoveModel) == []
        page.ask_trust("/home/mara/own.gguf")
        self.answer(page, "Take it in", qtbot)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(AddModelFile)))
        request = AddModelFile(path="/home/mara/own.gguf", trusted=True)
        assert scene.agent.asked(AddModelFile) == [request]

    def test_its_speed_is_measured_on_demand(self, page: ModelsPage, scene: Scene, qtbot: QtBot):
        def button(words: str) -> QPushButton:
            return next(one for one in page.findChildren(QPushButton) if one.text() == words)

        button("Measure speed").click()
        assert not button("Measuring…").isEnabled()
        qtbot.waitUntil(lambda: page._shelf.models[0].speed is not None)
        shown = [one.text() for one in page.findChildren(QLabel)]
        assert "Here it reads 158 and writes 46 tokens a second" in shown
        assert button("Measure speed").isEnabled()

    def test_a_card_opens(self, page: ModelsPage):
        shown = page.findChildren(QTextBrowser)[0]
        assert shown.isHidden()
        link = next(
            one
            for one in page.findChildren(QToolButton)
            if one.accessibleName() == shown.accessibleName()
        )
        link.click()
        assert not shown.isHidden()
        assert shown.toPlainText().startswith("Scores")
        link.click()
        assert shown.isHidden()


class TestAbout:
    def test_every_part_has_a_licence(self):
        found = parts()
        assert len(found) > 10
        assert [part.name for part in found if not part.licence] == []

    def test_a_licence_is_read_from_what_the_package_says(self):
        assert "MIT" in licence_of(distribution("pytest"))

    def test_the_notices_come_along(self):
        assert notices().startswith("# Third-party notices")

    def test_the_page_is_reached_from_settings(self, window: Desktop, qtbot: QtBot):
        window.shell.go(Place.SETTINGS)
        page = window.shell.page(Place.SETTINGS)
        about = [one for one in page.findChildren(QPushButton) if one.text() == "About Second Me"]
        about[0].click()
        shown = window.shell.page(Place.ABOUT)
        assert isinstance(shown, AboutPage)
        qtbot.waitUntil(lambda: len(shown.list.rows) > 10)
        assert not any(one.isChecked() for one in window.shell.rail._buttons.values())
        shown._show.click()
        assert "Qt" in shown._notices.toPlainText()
