"""The Review page: a key for each word, undo, many at once, a good end."""

import msgspec
import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import PersonFault
from second_me.core.ids import ReviewId
from second_me.core.protocol.deciding import AnswerReviews, ReopenReviews, Word
from second_me.core.protocol.pushes import Changed
from second_me.desktop.desktop import Desktop
from second_me.desktop.rail import Place
from second_me.desktop.review.page import ReviewPage
from second_me.desktop.review.reviewing import Reviewing
from second_me.desktop.scenes import Scene


class TestReviewing:
    @pytest.fixture
    def reviewing(self, caller: ScriptedCaller) -> Reviewing:
        reviewing = Reviewing(caller)
        reviewing.refresh()
        caller.answer_all()
        return reviewing

    def test_a_word_moves_on_and_is_taken_back(self, reviewing: Reviewing, caller: ScriptedCaller):
        first = reviewing.waiting[0].review.id
        reviewing.say(Word.REJECT)
        assert not reviewing.can_undo
        caller.answer_all()
        assert reviewing.current is not None
        assert reviewing.current.review.id == 2
        assert reviewing.decided == 1
        reviewing.undo()
        caller.answer_all()
        assert [view.review.id for view in reviewing.waiting] == [1, 2, 3, 4]
        assert caller.asked(AnswerReviews) == [AnswerReviews(ids=(first,), word=Word.REJECT)]
        assert len(caller.asked(ReopenReviews)) == 1
        assert reviewing.decided == 0

    def test_two_words_at_once_are_one(self, reviewing: Reviewing, caller: ScriptedCaller):
        reviewing.say(Word.ACCEPT)
        reviewing.say(Word.ACCEPT)
        caller.answer_all()
        assert len(caller.asked(AnswerReviews)) == 1

    def test_a_refusal_is_told_and_nothing_is_lost(
        self, reviewing: Reviewing, caller: ScriptedCaller
    ):
        reviewing.say(Word.ACCEPT)
        caller.fail_with = PersonFault("There is nothing to decide", "It was decided meanwhile.")
        caller.answer()
        caller.fail_with = None
        caller.answer_all()
        assert "nothing to decide" in reviewing.error
        assert len(reviewing.waiting) == 4

    def test_it_stays_where_it_looks_when_more_comes(
        self, reviewing: Reviewing, caller: ScriptedCaller, scene: Scene
    ):
        reviewing.go(2)
        scene.reviews.waiting = scene.reviews.waiting[1:]
        reviewing.on_push(Changed(ChangeSet.of(Topic.REVIEWS, 1)))
        caller.answer_all()
        assert reviewing.current is not None
        assert reviewing.current.review.id == 3

    def test_the_words_behind_a_fact_are_fetched(self, reviewing: Reviewing):
        assert {11, 12} <= reviewing.events.keys()

    def test_locking_forgets_it(self, reviewing: Reviewing):
        reviewing.forget()
        assert (reviewing.waiting, reviewing.events, reviewing.can_undo) == ((), {}, False)


class TestPage:
    @pytest.fixture
    def page(self, window: Desktop, qtbot: QtBot) -> ReviewPage:
        window.shell.activateWindow()
        qtbot.waitUntil(window.shell.isActiveWindow)
        window.shell.go(Place.REVIEW)
        page = window.shell.page(Place.REVIEW)
        assert isinstance(page, ReviewPage)
        qtbot.waitUntil(lambda: window.models.reviewing.loaded)
        return page

    def press(self, qtbot: QtBot, key: Qt.Key) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)

    def settle(self, window: Desktop, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: not window.models.reviewing.busy and not window.tasks.busy)

    def test_one_key_each_and_a_good_end(
        self, page: ReviewPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        for key in (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_R, Qt.Key.Key_A):
            self.press(qtbot, key)
            self.settle(window, qtbot)
        words = [one.word for one in scene.agent.asked(AnswerReviews)]
        assert words == [Word.ACCEPT, Word.BOTH, Word.REJECT, Word.ACCEPT]
        assert page._faces.currentIndex() == 1
        assert "settled 4 questions" in page._end_words.text()
        self.press(qtbot, Qt.Key.Key_U)
        self.settle(window, qtbot)
        assert page._faces.currentIndex() == 0

    def test_editing_accepts_in_other_words(
        self, page: ReviewPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        self.press(qtbot, Qt.Key.Key_E)
        assert page._edit.hasFocus()
        qtbot.keyClicks(page._edit, "Mara lives by the lake.")
        self.press(qtbot, Qt.Key.Key_Return)
        self.settle(window, qtbot)
        (asked,) = scene.agent.asked(AnswerReviews)
        assert (asked.word, asked.text) == (Word.ACCEPT, "Mara lives by the lake.")
        assert page.hasFocus()

    def test_escape_leaves_editing(self, page: ReviewPage, scene: Scene, qtbot: QtBot):
        self.press(qtbot, Qt.Key.Key_E)
        self.press(qtbot, Qt.Key.Key_Escape)
        assert not page._edit.isVisible()
        assert scene.agent.asked(AnswerReviews) == []

    def test_a_merge_has_no_third_way(self, page: ReviewPage, window: Desktop, qtbot: QtBot):
        self.press(qtbot, Qt.Key.Key_Left)
        assert page._question.text() == "Are these the same?"
        assert not page._buttons["b"].isVisible()
        self.press(qtbot, Qt.Key.Key_B)
        self.settle(window, qtbot)
        assert len(window.models.reviewing.waiting) == 4

    def test_the_sure_ones_go_at_once_when_asked(
        self, page: ReviewPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        first = scene.reviews.waiting[0]
        again = msgspec.structs.replace(first.review, id=ReviewId(9))
        other = msgspec.structs.replace(first, review=again)
        scene.reviews.waiting = (*scene.reviews.waiting, other)
        window.models.reviewing.refresh()
        qtbot.waitUntil(page._sure.isVisible)
        page._sure.click()
        (box,) = page.findChildren(QMessageBox)
        yes = next(one for one in box.buttons() if one.text() == "Accept")
        with qtbot.waitSignal(box.destroyed):
            yes.click()
        self.settle(window, qtbot)
        assert [len(one.ids) for one in scene.agent.asked(AnswerReviews)] == [2]

    def test_the_rail_counts_what_waits(self, page: ReviewPage, window: Desktop):
        assert window.shell.rail._buttons[Place.REVIEW].text() == "Review  4"
