"""Work in slices: all of it is done, in order, and the loop comes round in between."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from second_me.desktop.slices import Slices


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def test_what_fits_into_a_slice_is_done_at_once(owner: QObject):
    done: list[int] = []
    slices = Slices(owner, seconds=60)
    slices.begin(done.append(number) for number in range(100))
    assert done == list(range(100))
    assert not slices.busy


def test_the_loop_comes_round_between_slices(owner: QObject, qtbot: QtBot):
    done: list[str] = []
    slices = Slices(owner, seconds=0)
    slices.begin(done.append("step") for _ in range(3))
    assert done == ["step"]
    QTimer.singleShot(0, lambda: done.append("other"))
    qtbot.waitUntil(lambda: not slices.busy)
    assert done.count("step") == 3
    assert done.index("other") < len(done) - 1


def test_other_work_takes_the_place_of_what_is_left(owner: QObject, qtbot: QtBot):
    done: list[str] = []
    slices = Slices(owner, seconds=0)
    slices.begin(done.append("old") for _ in range(50))
    slices.begin(done.append("new") for _ in range(3))
    qtbot.waitUntil(lambda: not slices.busy)
    assert done == ["old", "new", "new", "new"]


def test_nothing_goes_on_after_a_stop(owner: QObject):
    done: list[int] = []
    slices = Slices(owner, seconds=0)
    slices.begin(done.append(number) for number in range(3))
    slices.stop()
    assert not slices.busy
    QApplication.processEvents()
    assert done == [0]
