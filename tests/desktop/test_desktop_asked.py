"""Conversations: read in the light of what came before, kept, found again, deleted, erased."""

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from second_me.core.changes import ChangeSet, Topic
from second_me.core.conversations import Said
from second_me.core.protocol.conversations import (
    DeleteConversations,
    GetConversation,
    ListConversations,
)
from second_me.core.protocol.pushes import Changed
from second_me.core.protocol.recall import Ask
from second_me.desktop.ask.conversation import Conversation, TurnState
from second_me.desktop.ask.history import History
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.rail import Place
from second_me.desktop.scenes import ANSWER, DECLINED, Scene
from second_me.desktop.session import Stage

_CONTROL = Qt.KeyboardModifier.ControlModifier
CHANGED = Changed(ChangeSet.of(Topic.CONVERSATIONS))


@pytest.fixture
def conversation(caller: ScriptedCaller) -> Conversation:
    made = Conversation(caller)
    made.link_moved(True)
    return made


def test_what_was_said_goes_along_with_the_next_question(conversation, caller, scene):
    scene.read_as = "Who lent me the tent?"
    conversation.ask("Who lent it to me?")
    caller.answer_all()
    scene.answer = DECLINED
    conversation.ask("And when?")
    caller.answer_all()
    conversation.ask("Why?")
    first, second, third = caller.asked(Ask)
    assert first.earlier == ()
    assert first.keep
    assert second.earlier == (Said(question="Who lent me the tent?", answer=ANSWER),)
    assert third.earlier[-1] == Said(question="Who lent me the tent?", answer="")


def test_a_kept_conversation_is_gone_on_with(conversation, caller):
    conversation.open(1)
    caller.answer_all()
    assert conversation.id == 1
    assert [turn.question for turn in conversation.turns][:2] == [
        "Who lent me the tent?",
        "And when was that?",
    ]
    assert conversation.turns[0].state is TurnState.DONE
    assert conversation.turns[0].evidence
    conversation.ask("More?")
    assert caller.asked(Ask)[-1].conversation == 1
    caller.answer_all()
    conversation.forget()
    conversation.ask("Something else?")
    assert caller.asked(Ask)[-1].conversation is None
    assert caller.asked(Ask)[-1].earlier == ()


def test_what_was_erased_leaves_the_window_too(conversation, caller, scene):
    conversation.open(1)
    caller.answer_all()
    told = []
    conversation.on_turns = lambda: told.append(len(conversation.turns))
    conversation.on_push(CHANGED)
    caller.answer_all()
    assert not told
    scene.asked.conversations = ()
    conversation.on_push(CHANGED)
    caller.answer_all()
    assert told == [0]


class TestHistory:
    @pytest.fixture
    def history(self, caller, scene) -> History:
        made = History(caller, scene.clock)
        made.refresh()
        caller.answer_all()
        return made

    def test_lists_by_the_day_of_the_last_question(self, history: History):
        assert [day for day, _ in history.days] == [
            "Today",
            "Yesterday",
            "Saturday, 1 November 2025",
        ]
        assert [count for _, count in history.days] == [2, 1, 1]

    def test_searches_and_deletes(self, history: History, caller: ScriptedCaller):
        history.search("dentist")
        caller.answer_all()
        assert [one.title for one in history.conversations] == [
            "When is the next check at the dentist?"
        ]
        history.delete((2,))
        caller.answer_all()
        assert history.conversations == ()
        history.forget()
        assert not history.searched


@pytest.fixture
def page(window: Desktop, qtbot: QtBot, active) -> AskPage:
    active(window)
    page = window.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.focus()
    return page


def test_an_earlier_conversation_is_found_opened_and_asked_on_by_keyboard(
    page: AskPage, window: Desktop, scene: Scene, qtbot: QtBot
):
    qtbot.keyClick(page.composer.focusProxy(), Qt.Key.Key_H, _CONTROL)
    qtbot.waitUntil(lambda: len(window.models.history.conversations) == 4)
    past = page._past_view
    assert past is not None
    qtbot.keyClicks(past.search, "tent")
    qtbot.waitUntil(lambda: len(window.models.history.conversations) == 1)
    qtbot.keyClick(past.search, Qt.Key.Key_Down)
    past.list.make_current(0)
    qtbot.keyClick(past.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.conversation.turns) == 4)
    assert scene.agent.asked(GetConversation)[-1].id == 1
    qtbot.waitUntil(page.composer.isVisible)
    line = page.composer.focusProxy()
    qtbot.keyClicks(line, "And who was there?")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(scene.agent.asked(Ask)))
    assert scene.agent.asked(Ask)[-1].conversation == 1
    qtbot.waitUntil(lambda: window.conversation.running is None)
    qtbot.keyClick(line, Qt.Key.Key_N, _CONTROL)
    assert window.conversation.turns == []


def test_an_earlier_conversation_is_deleted_by_keyboard(
    page: AskPage, window: Desktop, scene: Scene, qtbot: QtBot
):
    qtbot.keyClick(page.composer.focusProxy(), Qt.Key.Key_H, _CONTROL)
    qtbot.waitUntil(lambda: len(window.models.history.conversations) == 4)
    past = page._past_view
    assert past is not None
    past.list.make_current(0)
    qtbot.keyClick(past.list, Qt.Key.Key_Delete)
    (box,) = window.shell.findChildren(QMessageBox)
    next(one for one in box.buttons() if one.text() == "Delete").click()
    qtbot.waitUntil(lambda: len(window.models.history.conversations) == 3)
    assert scene.agent.asked(DeleteConversations) == [DeleteConversations(ids=(1,))]
    qtbot.keyClick(past.list, Qt.Key.Key_Escape)
    assert page.composer.isVisible()
    assert len(scene.agent.asked(ListConversations)) > 1


def test_a_question_that_names_something_goes_when_memory_is_locked(
    page: AskPage, window: Desktop, scene: Scene, qtbot: QtBot
):
    page.toggle_history()
    qtbot.waitUntil(lambda: len(window.models.history.conversations) == 4)
    past = page._past_view
    assert past is not None
    past.list.make_current(0)
    past.ask_delete()
    (box,) = window.shell.findChildren(QMessageBox)
    with qtbot.waitSignal(box.destroyed):
        window.lock()
    assert window.session.stage is Stage.LOCKED
    assert scene.agent.asked(DeleteConversations) == []


def test_a_search_that_had_to_do_without_meaning_says_so(
    page: AskPage, window: Desktop, scene: Scene, qtbot: QtBot
):
    scene.missing = ("meaning",)
    scene.read_as = "When did I last see the dentist?"
    page.ask("And when was that?")
    qtbot.waitUntil(lambda: window.conversation.running is None)
    view = page._views[-1]
    qtbot.waitUntil(view._degraded.isVisible)
    assert "Search by meaning does not work" in view._degraded.text
    assert view._read_as.text() == "Understood as: When did I last see the dentist?"


def test_what_an_answer_rests_on_is_shown_in_the_timeline(
    page: AskPage, window: Desktop, scene: Scene, qtbot: QtBot
):
    page.ask("When was the dentist?")
    qtbot.waitUntil(lambda: window.conversation.running is None)
    qtbot.waitUntil(lambda: len(page.evidence.cards) == 3)
    page.evidence.choose(2)
    page._on_chosen(page._views[-1].turn, 2)
    assert window.shell.place is Place.TIMELINE
    window.shell.go(Place.ASK)
    qtbot.keyClick(page.evidence.cards[0], Qt.Key.Key_T)
    assert window.shell.place is Place.TIMELINE
