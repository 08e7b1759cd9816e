"""A window without a screen, on a scripted agent."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from second_me.core.outcomes import Started
from second_me.core.protocol.system import VaultState
from second_me.desktop.desktop import Desktop
from second_me.desktop.filling import browsers
from second_me.desktop.link import AgentLink
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.scenes import Scene
from second_me.desktop.tasks import Tasks
from second_me.desktop.theme import Theme

QUIET = (
    # What a screenless platform cannot do is no fault of the window.
    "This plugin does not support",
    # Said by the test library when a click lands where nothing can be clicked.
    "not accepted by receiving widget",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A warning of Qt fails the test that caused it."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*QUIET))


PATIENCE = 60_000
"""Milliseconds that a test waits at most: a busy machine is no fault of the window."""


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Return the bot, with more patience."""
    qtbot.waitUntil = functools.partial(qtbot.waitUntil, timeout=PATIENCE)
    qtbot.waitSignal = functools.partial(qtbot.waitSignal, timeout=PATIENCE)
    return qtbot


@pytest.fixture
def active(qtbot: QtBot) -> Callable[[Desktop], None]:
    def activate(desktop: Desktop) -> None:
        desktop.shell.activateWindow()
        qtbot.waitUntil(desktop.shell.isActiveWindow)

    return activate


@pytest.fixture(autouse=True)
def _no_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What browsers this machine has is nothing to a test of the window."""
    monkeypatch.setattr(browsers, "told", lambda _act: browsers.Told())


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def caller(scene: Scene) -> ScriptedCaller:
    return ScriptedCaller(scene)


Open = Callable[[Scene], Desktop]


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens the window on a scene and waits until it knows the state."""
    opened: list[Desktop] = []

    def open_it(scene: Scene) -> Desktop:
        tasks = Tasks(qapp)
        link = AgentLink(lambda: Started("scripted", 1), scene.connect, tasks, qapp)
        preferences = PreferenceFile(tmp_path / "window.json")
        desktop = Desktop(qapp, link, tasks, preferences, scene.clock)
        opened.append(desktop)
        desktop.start()
        desktop.shell.resize(1120, 740)
        qtbot.waitUntil(lambda: desktop.session.status is not None)
        qtbot.waitUntil(lambda: not tasks.busy)
        return desktop

    yield open_it
    for desktop in opened:
        desktop.close()
        desktop.deleteLater()
    qapp.processEvents()


@pytest.fixture
def window(open_window: Open, scene: Scene) -> Desktop:
    return open_window(scene)


@pytest.fixture
def first_run(open_window: Open) -> Desktop:
    return open_window(Scene(VaultState.ABSENT))
