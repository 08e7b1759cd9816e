"""A wrong answer is set right where it stands."""

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from second_me.core.protocol.persona import CorrectFact
from second_me.core.protocol.recall import GiveFeedback
from second_me.core.protocol.timeline import ListFactsOf
from second_me.core.records import Act
from second_me.desktop.ask.page import AskPage
from second_me.desktop.ask.wrong import WrongPanel
from second_me.desktop.desktop import Desktop
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene


@pytest.fixture
def panel(window: Desktop, qtbot: QtBot) -> WrongPanel:
    page = window.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.ask("When was the dentist?")
    qtbot.waitUntil(lambda: window.conversation.running is None)
    view = page._views[-1]
    qtbot.waitUntil(view._wrong.isVisible)
    view._wrong.click()
    assert view._wrong_panel is not None
    qtbot.waitUntil(lambda: view._wrong_panel._facts.count() == 2)
    return view._wrong_panel


def test_the_facts_behind_what_is_cited_are_shown(panel: WrongPanel, scene: Scene):
    assert scene.agent.asked(ListFactsOf) == [ListFactsOf(event_ids=(1, 2, 3))]


def test_a_fact_is_called_wrong(panel: WrongPanel, scene: Scene, qtbot: QtBot):
    wrong = next(
        one
        for one in panel.findChildren(QToolButton)
        if one.accessibleName() == "This is wrong: Mara's dentist is Dr. Novak."
    )
    wrong.click()
    qtbot.waitUntil(lambda: bool(scene.agent.asked(CorrectFact)))
    assert scene.agent.asked(CorrectFact) == [CorrectFact(id=1)]
    qtbot.waitUntil(lambda: panel._note.text().startswith("Noted"))


def test_the_memories_are_about_something_else(panel: WrongPanel, scene: Scene, qtbot: QtBot):
    panel._other.click()
    qtbot.waitUntil(lambda: len(scene.agent.asked(GiveFeedback)) == 3)
    assert {one.act for one in scene.agent.asked(GiveFeedback)} == {Act.WRONG}
    assert not panel._other.isEnabled()
