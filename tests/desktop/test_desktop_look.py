"""What the window alone decides: language, start at login, its key; and Health's ways on."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from second_me.core.protocol.system import Check, Level, Resume
from second_me.desktop.desktop import Desktop
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.settings.look import LookRow
from second_me.desktop.settings.page import HealthPage


@pytest.fixture
def config(tmp_path: Path, monkeypatch) -> Path:
    """Return the folder where programs keep their settings."""
    folder = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setattr("sys.platform", "linux")
    return folder


def look(window: Desktop) -> LookRow:
    window.shell.go(Place.SETTINGS)
    (row,) = window.shell.page(Place.SETTINGS).findChildren(LookRow)
    return row


def test_the_start_at_login_is_turned_on_and_off(config: Path, open_window, scene: Scene):
    row = look(open_window(scene))
    entry = config / "autostart" / "second-me.desktop"
    row.login.click()
    assert "--hidden" in entry.read_text()
    row.login.click()
    assert not entry.exists()


def test_a_start_at_login_that_cannot_be_set_is_said(config: Path, open_window, scene: Scene):
    config.write_text("a file is in the way")
    row = look(open_window(scene))
    row.login.click()
    assert not row.login.isChecked()
    assert "was not changed" in row._error.text()


def test_the_language_is_kept(config: Path, open_window, scene: Scene, tmp_path: Path):
    window = open_window(scene)
    row = look(window)
    row._language.setCurrentIndex(row._language.findData("de"))
    assert PreferenceFile(tmp_path / "window.json").now.language == "de"


def test_why_there_is_no_key_is_said(config: Path, open_window, scene: Scene, qtbot: QtBot):
    window = open_window(scene)
    qtbot.waitUntil(lambda: window.hotkey is not None)
    shown = [one.text() for one in look(window).findChildren(QLabel)]
    assert any("second-me window --recall" in text for text in shown)


class TestHealth:
    def page(self, window: Desktop, *checks: Check) -> HealthPage:
        window.shell.go(Place.HEALTH)
        page = window.shell.page(Place.HEALTH)
        assert isinstance(page, HealthPage)
        window.health.checks = checks
        page.refresh()
        return page

    def button(self, page: HealthPage, words: str) -> QPushButton:
        return next(one for one in page.findChildren(QPushButton) if one.text() == words)

    @pytest.mark.parametrize(
        ("name", "words", "place"),
        [
            ("model", "Choose a model", Place.MODELS),
            ("vault", "To backups and rescue", Place.PRIVACY),
            ("keyring", "To the keys", Place.PRIVACY),
        ],
    )
    def test_what_needs_more_than_a_click_has_a_way_there(
        self, window: Desktop, qtbot: QtBot, name: str, words: str, place: Place
    ):
        qtbot.waitUntil(lambda: not window.health.busy)
        bad = Check(name=name, level=Level.PROBLEM, title="It is not well")
        self.button(self.page(window, bad), words).click()
        assert window.shell.place is place

    def test_paused_work_goes_on_by_a_click(self, window: Desktop, scene: Scene, qtbot: QtBot):
        paused = Check(name="work", level=Level.NOTICE, title="Background work is paused")
        page = self.page(window, paused)
        self.button(page, "Go on working").click()
        qtbot.waitUntil(lambda: bool(scene.agent.asked(Resume)))

    def test_what_is_well_has_no_button(self, window: Desktop):
        bad = Check(name="model", level=Level.PROBLEM, title="It is not well")
        good = msgspec.structs.replace(bad, level=Level.GOOD)
        page = self.page(window, good)
        assert "Choose a model" not in [one.text() for one in page.findChildren(QPushButton)]
