"""Troubles around the window: nothing that was typed is lost."""

import pytest
from pytestqt.qtbot import QtBot

from second_me.core.errors import DiskFull
from second_me.core.protocol.recall import Ask
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.session import Stage

HALF = "What did I promise Lena about the bo"


@pytest.fixture
def page(window: Desktop) -> AskPage:
    page = window.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    return page


def test_a_paste_of_a_hundred_thousand_letters_is_asked_whole(
    window: Desktop, page: AskPage, scene: Scene, qtbot: QtBot
):
    long = "words and words " * 6_250
    page.composer.write(long)
    assert page.composer.text == long
    page.composer._on_enter()
    qtbot.waitUntil(lambda: bool(scene.agent.asked(Ask)), timeout=30_000)
    assert scene.agent.asked(Ask)[0].question.strip() == long.strip()


def test_what_is_typed_outlasts_a_lock(window: Desktop, page: AskPage, qtbot: QtBot):
    page.composer.write(HALF)
    window.lock()
    qtbot.waitUntil(lambda: window.session.stage is Stage.LOCKED, timeout=30_000)
    window.unlocking.try_secret("right")
    qtbot.waitUntil(lambda: window.session.stage is Stage.OPEN, timeout=30_000)
    assert page.composer.text == HALF


def test_what_is_typed_outlasts_a_lost_agent(
    window: Desktop, page: AskPage, scene: Scene, qtbot: QtBot
):
    page.composer.write(HALF)
    scene.agent.lose("closed")
    qtbot.waitUntil(lambda: bool(window.shell.banner.text), timeout=30_000)
    assert page.composer.text == HALF


def test_a_full_disk_is_said_and_the_question_stays_to_be_asked_again(
    window: Desktop, page: AskPage, scene: Scene, qtbot: QtBot
):
    scene.fault = DiskFull("The disk is full", "Nothing was kept.", "Make room.")
    page.ask(HALF)
    qtbot.waitUntil(lambda: window.conversation.running is None, timeout=30_000)
    (turn,) = window.conversation.turns
    assert turn.question == HALF
    assert turn.error is not None
    assert turn.error.title == "The disk is full"
