"""The People & Facts page: who is known, what of them, and setting it right."""

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import PersonFault
from second_me.core.protocol.life import ArchiveFacts, PinFacts
from second_me.core.protocol.persona import (
    ConfirmFact,
    CorrectFact,
    ListSubjects,
    MergePeople,
    StateSlot,
    UndoChange,
)
from second_me.core.protocol.pushes import Changed
from second_me.desktop.desktop import Desktop
from second_me.desktop.people.known import Known
from second_me.desktop.people.page import PeoplePage
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.staged.people import OWNER, StagedPeople
from second_me.desktop.widgets.avatars import initials


class TestKnown:
    @pytest.fixture
    def known(self, caller: ScriptedCaller) -> Known:
        known = Known(caller)
        known.refresh()
        caller.answer_all()
        return known

    def test_the_person_comes_first_and_is_looked_at(self, known: Known):
        assert known.everybody[0].owner
        assert known.chosen is not None
        assert known.chosen.subject == OWNER
        assert [one.subject for one in known.everybody[1:3]] == ["Lena", "Jonas Weber"]

    def test_search_finds_other_names(self, known: Known):
        known.search("lenchen")
        assert [one.subject for one in known.everybody] == ["Lena"]

    def test_facts_stand_by_kind_and_what_is_over_apart(self, known: Known):
        kinds = {kind: len(views) for kind, views in known.standing.items()}
        assert kinds["preference"] == 4
        assert len(known.past) == 1

    def test_what_is_pinned_comes_first_and_what_is_put_away_goes(
        self, known: Known, caller: ScriptedCaller
    ):
        last, first = known.standing["preference"][-1].fact.id, known.standing["health"][0].fact.id
        known.pin(last, pinned=True)
        known.archive(first)
        caller.answer_all()
        assert known.standing["preference"][0].fact.id == last
        assert first not in [view.fact.id for view in known.standing["health"]]
        known.toggle_archived()
        assert first in [view.fact.id for view in known.standing["health"]]
        known.archive(first)
        caller.answer_all()
        assert caller.asked(ArchiveFacts)[-1].archived is False
        assert len(caller.asked(PinFacts)) == 1

    def test_a_correction_can_be_taken_back(self, known: Known, caller: ScriptedCaller):
        known.correct(known.facts[0].fact.id, "Mara eats no fish and no meat.")
        caller.answer_all()
        assert known.undoable == 4
        known.undo()
        caller.answer_all()
        assert caller.asked(UndoChange) == [UndoChange(id=4)]
        assert known.undoable is None

    def test_a_refusal_is_told(self, known: Known, caller: ScriptedCaller):
        known.confirm(known.facts[0].fact.id)
        caller.fail_with = PersonFault("There is no such fact", "It was erased meanwhile.")
        caller.answer_all()
        assert "no such fact" in known.error

    def test_an_answer_about_somebody_else_comes_too_late(
        self, known: Known, caller: ScriptedCaller
    ):
        known.choose(known.everybody[1])
        known.choose(known.everybody[2])
        caller.answer_all()
        assert known.facts[0].fact.subject == "Jonas Weber"

    def test_a_slot_shows_its_past_and_puts_it_away(self, known: Known, caller: ScriptedCaller):
        known.ask_history("home")
        caller.answer_all()
        assert len(known.histories["home"]) == 1
        known.ask_history("home")
        assert "home" not in known.histories

    def test_what_changes_is_asked_anew(self, known: Known, caller: ScriptedCaller):
        known.on_push(Changed(ChangeSet.of(Topic.FACTS, 1)))
        known.on_push(Changed(ChangeSet.of(Topic.JOBS, 1)))
        assert len(caller.asked(ListSubjects)) == 2

    def test_locking_forgets_it(self, known: Known):
        known.forget()
        assert (known.everybody, known.facts, known.profile, known.owner) == ([], (), None, "")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Mara Lind", "ML"), ("Lena", "L"), ("Dr. Ida von Stein", "DS"), ("李 娜", "李娜"), ("", "?")],
)
def test_initials(name: str, letters: str):
    assert initials(name) == letters


def _subjects(window: Desktop) -> set[str]:
    return {view.fact.subject for view in window.models.known.facts}


class TestPage:
    @pytest.fixture
    def page(self, window: Desktop, qtbot: QtBot) -> PeoplePage:
        window.shell.activateWindow()
        qtbot.waitUntil(window.shell.isActiveWindow)
        window.shell.go(Place.PEOPLE)
        page = window.shell.page(Place.PEOPLE)
        assert isinstance(page, PeoplePage)
        qtbot.waitUntil(lambda: window.models.known.profile is not None)
        qtbot.waitUntil(lambda: not window.tasks.busy and not page.card.building)
        assert page.card._rows
        return page

    def press(self, qtbot: QtBot, key: Qt.Key) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)

    def button(self, page: QWidget, name: str) -> QToolButton:
        found = [one for one in page.findChildren(QToolButton) if one.accessibleName() == name]
        return found[0]

    def test_arrows_go_from_one_to_the_next(self, page: PeoplePage, window: Desktop, qtbot: QtBot):
        self.press(qtbot, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: _subjects(window) == {"Lena"})
        assert page.list.accessibleDescription() == "Lena, 30 facts"

    def test_a_fact_is_set_right_by_keyboard(
        self, page: PeoplePage, scene: Scene, window: Desktop, qtbot: QtBot
    ):
        edit = self.button(page, "Set right: Mara does not eat fish.")
        edit.setFocus()
        self.press(qtbot, Qt.Key.Key_Return)
        line = QApplication.focusWidget()
        assert line is not None
        qtbot.keyClicks(line, "Mara eats fish again.")
        self.press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(CorrectFact)))
        assert scene.agent.asked(CorrectFact)[0].text == "Mara eats fish again."
        qtbot.waitUntil(lambda: window.models.known.undoable is not None)

    def test_escape_leaves_a_fact_as_it_is(self, page: PeoplePage, scene: Scene, qtbot: QtBot):
        edit = self.button(page, "Set right: Mara does not eat fish.")
        edit.setFocus()
        self.press(qtbot, Qt.Key.Key_Return)
        self.press(qtbot, Qt.Key.Key_Escape)
        assert not page.card._rows[0]._line.isVisible()
        assert scene.agent.asked(CorrectFact) == []

    def test_confirming_and_calling_wrong(self, page: PeoplePage, scene: Scene, qtbot: QtBot):
        words = "Mara likes to swim in the lake before breakfast, even in October."
        self.button(page, f"This is so: {words}").click()
        qtbot.waitUntil(lambda: bool(scene.agent.asked(ConfirmFact)))
        self.button(page, "This is wrong: Mara does not eat fish.").click()
        qtbot.waitUntil(lambda: bool(scene.agent.asked(CorrectFact)))
        assert scene.agent.asked(CorrectFact)[0].text == ""

    def test_a_slot_of_ones_own_is_written(self, page: PeoplePage, scene: Scene, qtbot: QtBot):
        edit = self.button(page, "Write Home anew")
        edit.setFocus()
        self.press(qtbot, Qt.Key.Key_Return)
        line = QApplication.focusWidget()
        assert line is not None
        qtbot.keyClicks(line, "Seestrasse 1, Konstanz")
        self.press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(StateSlot)))
        request = StateSlot(slot="home", value="Seestrasse 1, Konstanz")
        assert scene.agent.asked(StateSlot) == [request]

    def test_evidence_leads_to_the_timeline(self, page: PeoplePage, window: Desktop, qtbot: QtBot):
        page.card._rows[0]._on_shows()
        qtbot.waitUntil(lambda: bool(window.models.known.events))
        quotes = page.card._rows[0]._quotes
        qtbot.waitUntil(lambda: quotes.count() == 3)  # since when, the words, their place
        quotes.itemAt(2).widget().click()
        assert window.shell.place is Place.TIMELINE
        qtbot.waitUntil(lambda: window.models.life.opened is not None)

    def test_two_who_are_the_same_are_made_one(
        self, page: PeoplePage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        known = window.models.known
        page._merge(known.everybody[1].person.entity.id, known.everybody[2].person.entity.id)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(MergePeople)))
        assert scene.agent.asked(MergePeople) == [MergePeople(id=1, into=2)]

    def test_hundreds_of_facts_come_a_few_at_a_time(self, open_window, qtbot: QtBot):
        scene = Scene()
        scene.people = StagedPeople(400, 300)
        window = open_window(scene)
        window.shell.go(Place.PEOPLE)
        page = window.shell.page(Place.PEOPLE)
        qtbot.waitUntil(lambda: len(page.card._rows) == 15 and not page.card.building)
        qtbot.waitUntil(lambda: not window.tasks.busy and not page.card.building)
        more = [one for one in page.findChildren(QPushButton) if one.text() == "Show more"]
        more[0].click()
        qtbot.waitUntil(lambda: len(page.card._rows) == 45 and not page.card.building)
