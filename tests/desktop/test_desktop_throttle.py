"""What is asked for often is done seldom, and behind a page not at all."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from second_me.desktop.throttle import Throttle, WhileSeen


@pytest.fixture
def done() -> list[int]:
    return []


def test_many_questions_are_one(done: list[int], qtbot: QtBot):
    owner = QObject()
    throttle = Throttle(lambda: done.append(1), 10, owner)
    for _ in range(5):
        throttle.ask()
    qtbot.waitUntil(lambda: done == [1])


def test_what_was_missed_is_done_when_seen_again(done: list[int], qtbot: QtBot):
    page = QWidget()
    qtbot.addWidget(page)
    stale = WhileSeen(page, lambda: done.append(1), 5)
    stale.ask()
    stale.ask()
    qtbot.wait(20)
    assert done == []
    page.show()
    qtbot.waitUntil(lambda: done == [1])
    stale.ask()
    qtbot.waitUntil(lambda: done == [1, 1])
