"""What is loaded in the background as the window opens makes no class of Qt's.

PySide makes its classes when they are first asked for, and crashes where two threads have it do so.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from second_me.core.outcomes import Started
from second_me.desktop import desktop as composition
from second_me.desktop.link import AgentLink
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.scenes import Scene
from second_me.desktop.tasks import Tasks

PROGRAM = """
import sys

import second_me.desktop.main
from second_me.desktop.opening import load


def made():
    return {name: set(vars(module)) for name, module in sys.modules.items() if ".Qt" in name}


before = made()
load()
assert made() == before, {name: made()[name] - names for name, names in before.items()}

from second_me.desktop.pages import load_modules, prepare_widgets

for _ in prepare_widgets():
    pass
before = made()
load_modules()
assert made() == before, {name: made()[name] - names for name, names in before.items()}
"""


def test_no_class_of_qts_is_made_in_the_background():
    code = str(Path(composition.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONPATH": code, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stderr


def test_the_pages_are_loaded_after_all_classes_are_there(
    qapp: QApplication,
    qtbot: QtBot,
    scene: Scene,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    done: list[str] = []

    def prepare() -> Iterator[None]:
        for _ in range(50):
            yield
        done.append("classes")

    monkeypatch.setattr(composition, "prepare_widgets", prepare)
    monkeypatch.setattr(composition, "load_modules", lambda: done.append("pages"))
    tasks = Tasks(qapp)
    link = AgentLink(lambda: Started("scripted", 1), scene.connect, tasks, qapp)
    preferences = PreferenceFile(tmp_path / "window.json")
    window = composition.Desktop(qapp, link, tasks, preferences, scene.clock)
    try:
        window.start(hidden=True)
        qtbot.waitUntil(lambda: len(done) == 2)
        assert done == ["classes", "pages"]
    finally:
        window.close()
        window.deleteLater()
        qapp.processEvents()
