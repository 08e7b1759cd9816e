"""Why a memory was found, what is told of it, and forgetting what was learned."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import EnvironmentFault
from second_me.core.protocol.pushes import Changed
from second_me.core.protocol.recall import (
    GiveFeedback,
    Leaning,
    Learning,
    Reason,
    ReasonKind,
    ResetLearning,
)
from second_me.core.records import Act, Origin
from second_me.desktop import reasons
from second_me.desktop.ask.conversation import Conversation
from second_me.desktop.ask.evidence import EvidencePane
from second_me.desktop.clipboard import PassingClipboard
from second_me.desktop.feedback import Feedback
from second_me.desktop.quick_recall.giving import Giving
from second_me.desktop.quick_recall.popup import RecallPopup
from second_me.desktop.quick_recall.recall import Recall
from second_me.desktop.scenes import EVIDENCE, LEARNING, event, hit
from second_me.desktop.settings.learned import Learned
from second_me.desktop.settings.learning_card import LearningCard
from second_me.desktop.typing_out import NoTypist


def nameless(_number):
    return ""


def told(caller):
    return [(one.trace, one.event_id, one.act) for one in caller.asked(GiveFeedback)]


class TestReasons:
    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            (Reason(kind=ReasonKind.PERSON, detail="Lena"), "Said by Lena"),
            (Reason(kind=ReasonKind.PERSON, detail="Tom"), "Tells of Tom"),
            (Reason(kind=ReasonKind.TIME), "On 1 November 2025, as asked"),
            (Reason(kind=ReasonKind.WORDS, detail="dentist, Friday"), "Words: dentist, Friday"),
            (Reason(kind=ReasonKind.PHRASE, detail="all fine"), "Holds “all fine”"),
            (Reason(kind=ReasonKind.MEANING, weight=0.618), "Close in meaning (0.62)"),
            (Reason(kind=ReasonKind.NEIGHBOUR), "Stands beside what fits"),
            (Reason(kind=ReasonKind.KIND, detail="a date"), "Holds what is asked for: a date"),
            (Reason(kind=ReasonKind.CHOSEN), "You chose it on a question like this"),
            (
                Reason(kind=ReasonKind.REFUSED),
                "You said it was not this, on a question like this",
            ),
            (Reason(kind=ReasonKind.TASTE, weight=1.0), "Like what you open"),
            (Reason(kind=ReasonKind.TASTE, weight=-1.0), "Unlike what you open"),
            (
                Reason(kind=ReasonKind.TASTE, detail="source:3", weight=1.0),
                "You open more from Notes",
            ),
            (
                Reason(kind=ReasonKind.TASTE, detail="kind:note", weight=-1.0),
                "You open less of the kind Note",
            ),
            (
                Reason(kind=ReasonKind.TASTE, detail="author:Lena", weight=1.0),
                "You open more by Lena",
            ),
        ],
    )
    def test_each_kind_has_its_words(self, reason, words):
        found = hit(event(1, "x"), reasons=(reason,))
        assert reasons.lines(found, {3: "Notes"}.__getitem__) == [words]

    def test_a_month_is_told_as_a_month(self):
        moment = Moment(Timestamp(1_746_057_600_000), Precision.MONTH, 0)
        found = hit(event(1, "x", moment=moment), reasons=(Reason(kind=ReasonKind.TIME),))
        assert reasons.lines(found, nameless) == ["On May 2025, as asked"]

    def test_without_reasons_the_channels_are_told(self):
        assert reasons.lines(hit(event(1, "x"), "words"), nameless) == ["Found by words"]

    def test_every_kind_is_known(self):
        for kind in ReasonKind:
            found = hit(event(1, "x"), reasons=(Reason(kind=kind, weight=1.0),))
            assert reasons.one_line(found, nameless)

    def test_what_memory_holds_brings_no_control_characters_along(self):
        reason = Reason(kind=ReasonKind.PERSON, detail="\u202eLena\x1b[2J")
        (line,) = reasons.lines(hit(event(1, "x"), reasons=(reason,)), nameless)
        assert line == "Tells of Lena[2J"

    def test_leanings_are_told_both_ways(self):
        assert reasons.leaning(Leaning(name="author", weight=1, detail="Tom")) == "more by Tom"
        assert reasons.leaning(Leaning(name="long", weight=-1)) == "less of what is long"


class TestFeedback:
    def test_each_act_is_told_once(self, caller):
        feedback = Feedback(caller, "t")
        for _ in range(3):
            feedback.tell(EVIDENCE[0].event.id, Act.OPENED)
        assert told(caller) == [("t", 1, Act.OPENED)]

    def test_a_mind_that_changes_is_told_each_time(self, caller):
        feedback = Feedback(caller, "t")
        for act in (Act.WRONG, Act.CONFIRMED, Act.WRONG):
            feedback.tell(EVIDENCE[0].event.id, act)
        assert [act for _, _, act in told(caller)] == [Act.WRONG, Act.CONFIRMED, Act.WRONG]

    def test_without_a_trace_nothing_is_told(self, caller):
        Feedback(caller, "").tell(EVIDENCE[0].event.id, Act.OPENED)
        assert told(caller) == []

    def test_a_failure_disturbs_nobody(self, caller):
        caller.fail_with = EnvironmentFault("No", "Nothing.")
        Feedback(caller, "t").tell(EVIDENCE[0].event.id, Act.OPENED)
        caller.answer_all()


@pytest.fixture
def pane(theme, caller, qtbot):
    pane = EvidencePane(theme, caller, nameless)
    qtbot.addWidget(pane)
    pane.show_hits(EVIDENCE, trace="t")
    pane.resize(336, 700)
    pane.show()
    return pane


class TestEvidence:
    def test_the_reasons_open_by_mouse_and_by_keyboard(self, pane):
        why = pane.cards[0].why
        assert not why.open
        QTest.mouseClick(why.link, Qt.MouseButton.LeftButton)
        assert why.open
        assert why.link.accessibleName() == "Hide why it was found: Evidence 1: Mara"
        QTest.keyClicks(pane.cards[0], "?")
        assert not why.open
        assert why.link.accessibleName() == "Why it was found: Evidence 1: Mara"

    def test_opening_the_reasons_alone_says_nothing_of_the_memory(self, pane, caller):
        pane.cards[0].why.toggle()
        assert told(caller) == []

    def test_not_this_is_told_and_dims_the_words(self, pane, caller):
        card = pane.cards[1]
        QTest.keyClick(card, Qt.Key.Key_Delete)
        assert told(caller) == [("t", 2, Act.WRONG)]
        assert card._words.property("role") == "quiet"
        card.why.say(Act.CONFIRMED)
        assert told(caller)[-1] == ("t", 2, Act.CONFIRMED)
        assert card._words.property("role") == ""
        assert (card.why._yes.isChecked(), card.why._no.isChecked()) == (True, False)

    def test_the_buttons_tell_which_memory_they_are_of(self, pane, caller):
        card = pane.cards[0]
        card.why.toggle()
        assert card.why._no.accessibleName() == "Not this: Evidence 1: Mara"
        QTest.mouseClick(card.why._yes, Qt.MouseButton.LeftButton)
        assert told(caller) == [("t", 1, Act.CONFIRMED)]

    def test_copying_and_opening_are_told(self, pane, caller):
        pane.cards[0]._copy()
        pane.enter(2)
        QTest.mouseClick(pane.cards[2], Qt.MouseButton.LeftButton)
        assert told(caller) == [
            ("t", 1, Act.COPIED),
            ("t", 2, Act.OPENED),
            ("t", 3, Act.OPENED),
        ]

    def test_looking_over_the_cards_tells_nothing(self, pane, caller):
        for card in pane.cards:
            card.looked_at.emit(card.number)
        assert told(caller) == []

    def test_while_nothing_is_learned_there_is_nothing_to_press(self, pane):
        pane.show_hits(EVIDENCE, trace="")
        why = pane.cards[0].why
        why.toggle()
        assert why._yes.isHidden()
        assert why._no.isHidden()


def test_the_trace_of_an_answer_reaches_its_turn(caller):
    conversation = Conversation(caller)
    conversation.link_moved(True)
    turn = conversation.ask("When?")
    caller.answer_all()
    assert turn is not None
    assert turn.trace == "t"


class TestQuickRecall:
    @pytest.fixture
    def recall(self, caller):
        recall = Recall(caller)
        recall.search("dentist")
        caller.answer_all()
        return recall

    @pytest.fixture
    def popup(self, theme, recall, qtbot):
        clipboard = PassingClipboard(QGuiApplication.clipboard())
        popup = RecallPopup(theme, recall, Giving(clipboard, NoTypist()), nameless)
        qtbot.addWidget(popup)
        popup.refresh()
        popup.show()
        return popup

    def test_what_is_opened_is_told_with_its_reasons_shown(self, popup, caller):
        popup.toggle_evidence()
        assert told(caller) == [("t", 1, Act.OPENED)]
        assert popup._why.text().startswith("Why: Said by Mara · On 1 November 2025")
        popup.toggle_evidence()
        assert len(told(caller)) == 1

    def test_what_is_copied_is_told(self, popup, caller):
        QTest.keyClick(popup._query, Qt.Key.Key_Return)
        assert told(caller) == [("t", 1, Act.COPIED)]

    def test_what_is_not_it_goes_away_and_the_next_is_chosen(self, popup, caller):
        QTest.keyClick(popup._query, Qt.Key.Key_Down)
        QTest.keyClick(popup._query, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
        assert told(caller) == [("t", 2, Act.WRONG)]
        assert [one.event.id for one in popup._recall.hits] == [1, 3]
        assert popup._chosen().event.id == 3
        for _ in range(3):
            QTest.keyClick(popup._query, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
        assert popup._recall.hits == ()
        assert popup._note.text() == "Nothing found."

    def test_delete_alone_edits_the_line(self, popup, caller):
        QTest.keyClick(popup._query, Qt.Key.Key_Delete)
        assert told(caller) == []


class TestLearned:
    @pytest.fixture
    def learned(self, caller):
        learned = Learned(caller)
        learned.refresh()
        caller.answer_all()
        return learned

    def test_it_is_told_in_words(self, learned):
        assert learned.words == (
            "Learnt from 34 searches. Shown first: more of your own words, more by Lena,"
            " more of what is recent, less of what is long."
        )

    def test_nothing_learned_says_how_it_comes(self, caller):
        caller.scene.learning = Learning(results=0, acts=0)
        learned = Learned(caller)
        assert learned.words.startswith("Nothing yet.")
        assert not learned.any

    def test_a_push_asks_anew(self, learned, caller):
        caller.scene.learning = msgspec.structs.replace(LEARNING, results=1, leanings=())
        learned.on_push(Changed(ChangeSet.of(Topic.LEARNING)))
        caller.answer_all()
        assert learned.words == "Learnt from 1 search."

    def test_forgetting_takes_two_steps(self, learned, caller):
        learned.forget()
        assert caller.asked(ResetLearning) == []
        learned.ask(True)
        learned.ask(False)
        learned.forget()
        assert caller.asked(ResetLearning) == []
        learned.ask(True)
        learned.forget()
        caller.answer_all()
        assert len(caller.asked(ResetLearning)) == 1
        assert not learned.any

    def test_a_refusal_is_shown(self, learned, caller):
        learned.ask(True)
        caller.fail_with = EnvironmentFault("No", "The disk is full.", "Make room.")
        learned.forget()
        caller.answer_all()
        assert learned.error == "The disk is full. Make room."
        assert learned.any

    def test_the_card_asks_before_it_forgets(self, theme, learned, caller, qtbot):
        card = LearningCard(theme, learned)
        qtbot.addWidget(card)
        card.show()
        assert card._forget.isVisible()
        assert not card._sure.isVisible()
        card._forget.click()
        assert (card._forget.isVisible(), card._sure.isVisible()) == (False, True)
        card._keep.click()
        assert card._forget.isVisible()
        card._forget.click()
        card._sure.click()
        caller.answer_all()
        assert not card._forget.isVisible()
        assert card._words.text().startswith("Nothing yet.")


def test_own_words_without_an_author_are_yours():
    own = event(1, "x", author="", origin=Origin.OWN)
    reason = Reason(kind=ReasonKind.PERSON, detail="Mara")
    assert reasons.lines(hit(own, reasons=(reason,)), nameless) == ["Tells of Mara"]
