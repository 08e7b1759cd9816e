"""The Fill page: the plan that a page waits for, by keyboard; sites, history, browsers."""

import msgspec
import pytest
from desktop_doubles import ScriptedCaller
from desktop_keyboard import focused, named, press, says, tab_to
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import EnvironmentFault
from second_me.core.forms import FieldKind
from second_me.core.protocol.fill import (
    ApprovePlan,
    DeclinePlan,
    FillProfile,
    ForgetFillings,
    PastChoices,
    PdfWritten,
    PlanForOther,
    Planned,
    PlanPdf,
    Refusal,
    Refused,
    Rule,
    SetRule,
    Stage,
    UndoFill,
    WritePdf,
)
from second_me.core.protocol.pushes import Changed
from second_me.desktop.desktop import Desktop
from second_me.desktop.filling.browsers import Browsers, BrowserView, Told
from second_me.desktop.filling.filling import Filling
from second_me.desktop.filling.page import FillPage
from second_me.desktop.filling.sites import Sites
from second_me.desktop.filling.sites_view import host
from second_me.desktop.filling.wording import asks, choice_line, reason
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.page import PrivacyPage
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.staged.fill import CROWDED, PLAN
from second_me.desktop.widgets import Choice

CHANGED = Changed(changes=ChangeSet.of(Topic.FILL))
OWN = FillProfile(subject="Mara Lind", owner=True, labels=("home", "work"))


class TestFilling:
    @pytest.fixture
    def filling(self, caller: ScriptedCaller, scene: Scene) -> Filling:
        filling = Filling(caller)
        scene.fill.plans = (PLAN,)
        filling.on_push(CHANGED)
        caller.answer_all()
        return filling

    def test_what_is_ticked_is_approved_with_the_values_that_were_taken(
        self, filling: Filling, caller: ScriptedCaller
    ):
        mail = PLAN.entries[2]
        filling.tick(1, on=False)
        filling.take(mail, 1)
        filling.write(5, "Am Markt 1")
        filling.approve()
        filling.approve()
        caller.answer_all()
        assert caller.asked(ApprovePlan) == [
            ApprovePlan(id="p1", choices={2: 0, 3: 1, 6: 0, 7: 0, 8: 0}, written={5: "Am Markt 1"})
        ]
        assert filling.error == ""

    def test_what_is_not_confirmed_is_filled_on_the_persons_tick_alone(self, filling: Filling):
        assert 4 not in filling.chosen
        filling.tick(4, on=True)
        assert 4 in filling.chosen

    def test_nothing_written_takes_the_plans_value_again(self, filling: Filling):
        filling.write(5, "Am Markt 1")
        assert 5 not in filling.chosen
        filling.write(5, " ")
        filling.tick(5, on=True)
        assert (filling.own_words, filling.chosen[5]) == ({}, 0)

    def test_nothing_ticked_approves_nothing(self, filling: Filling, caller: ScriptedCaller):
        for entry in PLAN.entries:
            filling.tick(entry.field, on=False)
        filling.approve()
        assert caller.asked(ApprovePlan) == []

    def test_earlier_values_come_on_request_and_keep_what_was_chosen(
        self, filling: Filling, caller: ScriptedCaller
    ):
        filling.tick(5, on=False)
        filling.ask_past(5)
        caller.answer_all()
        assert caller.asked(PastChoices) == [PastChoices(id="p1", field=5)]
        plan = filling.current
        assert plan is not None
        assert len(plan.entries[4].choices) == 2
        assert "earlier" in choice_line(plan.entries[4].choices[1])
        assert 5 not in filling.chosen

    def test_another_profile_starts_from_its_own_plan(
        self, filling: Filling, caller: ScriptedCaller
    ):
        filling.tick(1, on=False)
        filling.use(FillProfile(subject="Lena"))
        filling.use(OWN, "work")
        caller.answer_all()
        assert caller.asked(PlanForOther) == [
            PlanForOther(id="p1", subject="Lena"),
            PlanForOther(id="p1", label="work"),
        ]
        assert 1 in filling.chosen

    def test_a_new_plan_is_told_of_once(self, caller: ScriptedCaller, scene: Scene):
        filling = Filling(caller)
        told = []
        filling.on_asked = lambda plan: told.append(plan.id)
        for plans in ((), (PLAN,), (PLAN,), (CROWDED, PLAN)):
            scene.fill.plans = plans
            filling.on_push(CHANGED)
            caller.answer_all()
        assert told == ["p1", "p2"]
        assert filling.current is not None
        assert filling.current.id == "p2"
        assert filling.waiting == 2

    def test_never_on_this_site_leaves_the_plan(self, filling: Filling, caller: ScriptedCaller):
        filling.rule(Rule.NEVER)
        caller.answer_all()
        assert caller.asked(SetRule) == [SetRule(site=PLAN.origin, rule=Rule.NEVER)]
        assert len(caller.asked(DeclinePlan)) == 1
        assert filling.current is None

    def test_a_refusal_of_the_agent_is_said(self, filling: Filling, caller: ScriptedCaller):
        caller.fail_with = EnvironmentFault("Gone", "It is too old.", "Press again.")
        filling.approve()
        caller.answer_all()
        assert "Press again." in filling.error
        assert not filling.busy

    def test_a_pdf_is_filled_into_a_copy(
        self, filling: Filling, caller: ScriptedCaller, scene: Scene
    ):
        form = msgspec.structs.replace(PLAN, id="p9", origin="", site="form.pdf", file="/form.pdf")
        scene.agent.script[PlanPdf] = lambda _: Planned(id="p9", fields=11, ready=8)
        scene.agent.script[WritePdf] = lambda _: PdfWritten(path="/form (filled).pdf", filled=(1,))
        filling.open_pdf("/form.pdf")
        scene.fill.plans = (form,)
        caller.answer_all()
        filling.approve()
        scene.fill.plans = ()
        filling.refresh()
        caller.answer_all()
        assert caller.asked(ApprovePlan) == []
        assert filling.copies == {"p9": "/form (filled).pdf"}
        assert filling.current is not None
        assert (filling.current.stage, filling.current.filled) == (Stage.FILLED, (1,))

    def test_a_pdf_without_a_form_is_refused_in_words(
        self, filling: Filling, caller: ScriptedCaller, scene: Scene
    ):
        scene.agent.script[PlanPdf] = lambda _: Refused("This file has no form.")
        filling.open_pdf("/letter.pdf")
        caller.answer_all()
        assert filling.error == "This file has no form."

    def test_locking_drops_all_of_it(self, filling: Filling):
        filling.write(5, "Am Markt 1")
        filling.forget()
        assert (filling.current, filling.own_words) == (None, {})


class TestSites:
    def test_taking_back_and_erasing(self, caller: ScriptedCaller, scene: Scene):
        sites = Sites(caller, Guard(caller))
        sites.refresh()
        caller.answer_all()
        assert (len(sites.rules), len(sites.fillings)) == (2, 12)
        sites.take_back(sites.rules[1])
        sites.erase("https://shop.example")
        sites.erase()
        caller.answer_all()
        assert caller.asked(SetRule) == [
            SetRule(site="https://shop.example", rule=Rule.ALLOW, kind=FieldKind.TEL)
        ]
        assert [one.origin for one in caller.asked(ForgetFillings)] == ["https://shop.example", ""]
        assert scene.fill.fillings == ()

    def test_a_site_is_named_by_its_host(self):
        assert host("https://a.example:8443") == "a.example:8443"
        assert host("http://localhost:1") == "http://localhost:1"
        assert host("form.pdf") == "form.pdf"


class TestBrowsers:
    def test_what_is_found_and_what_went_wrong(self):
        found = Told(browsers=(BrowserView("Chromium", connected=True),))
        asked: list[str] = []

        def run(work, done, failed):
            try:
                done(work())
            except EnvironmentFault as error:
                failed(error)

        def ask(act: str) -> Told:
            asked.append(act)
            if act == "remove":
                raise EnvironmentFault("No", "Nobody answers.")
            return found

        browsers = Browsers(run, ask)
        browsers.refresh()
        browsers.install()
        assert browsers.connected
        browsers.remove()
        assert asked == ["status", "install", "remove"]
        assert "Nobody answers." in browsers.error
        assert not browsers.busy


def test_every_refusal_has_its_reason():
    assert len({reason(one) for one in Refusal}) == len(Refusal)


def test_a_field_without_words_is_called_by_its_kind():
    assert asks(msgspec.structs.replace(PLAN.entries[2], says="\u202e ")) == "E-mail"


def seen(page: QWidget, name: str) -> bool:
    return any(
        one.isVisible() for one in page.findChildren(QWidget) if one.accessibleName() == name
    )


class TestPage:
    @pytest.fixture
    def window(self, window: Desktop, qtbot: QtBot) -> Desktop:
        window.shell.activateWindow()
        qtbot.waitUntil(window.shell.isActiveWindow)
        return window

    @pytest.fixture
    def page(self, window: Desktop, scene: Scene, qtbot: QtBot) -> FillPage:
        """Return the page after a browser has asked, with no hand on the window."""
        scene.fill.plans = (PLAN,)
        scene.agent.push(CHANGED)
        qtbot.waitUntil(lambda: window.shell.place is Place.FILL)
        page = window.shell.page(Place.FILL)
        assert isinstance(page, FillPage)
        qtbot.waitUntil(lambda: len(page.plan.rows) == 8)
        return page

    def test_a_plan_comes_up_by_itself_and_is_approved_by_keyboard(
        self, page: FillPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        assert "Fill  1" in [one.text() for one in window.shell.rail.findChildren(QPushButton)]
        qtbot.waitUntil(page.plan.rows[0].box.hasFocus)
        # A key that was meant for the browser does nothing until the plan was there for a while.
        page.plan._arming.start(600_000)
        page.plan.refresh()
        press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        page.plan._arming.start(0)
        press(qtbot, Qt.Key.Key_Space)
        assert not page.plan.rows[0].box.isChecked()
        qtbot.waitUntil(lambda: seen(page, "Value for E-mail address"))
        choice = tab_to(qtbot, named("Value for E-mail address"))
        assert isinstance(choice, Choice)
        press(qtbot, Qt.Key.Key_Down)
        qtbot.waitUntil(page.plan.approve.isEnabled)
        assert page.plan.approve.text() == "Fill 6 fields"
        tab_to(qtbot, says("Fill 6 fields"))
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(ApprovePlan)))
        (approved,) = scene.agent.asked(ApprovePlan)
        assert approved.choices == {2: 0, 3: 1, 5: 0, 6: 0, 7: 0, 8: 0}
        scene.agent.push(CHANGED)
        qtbot.waitUntil(page.plan._undo.isVisible)
        assert page.plan._done.text.startswith("5 fields are filled.")
        tab_to(qtbot, says("Undo"))
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(UndoFill)))

    def test_letters_on_a_field_say_what_holds_for_it(
        self, page: FillPage, scene: Scene, qtbot: QtBot
    ):
        qtbot.waitUntil(page.plan.rows[3].box.isVisible)
        tab_to(qtbot, named("Fill Mobile"))
        page.plan._arming.start(600_000)
        press(qtbot, Qt.Key.Key_N)  # meant for the browser
        assert scene.agent.asked(SetRule) == []
        page.plan._arming.start(0)
        qtbot.waitUntil(page.plan.approve.isEnabled)
        press(qtbot, Qt.Key.Key_A)
        press(qtbot, Qt.Key.Key_N)
        qtbot.waitUntil(lambda: len(scene.agent.asked(SetRule)) == 2)
        told = [(one.rule, one.kind) for one in scene.agent.asked(SetRule)]
        assert sorted(told) == [(Rule.ASK, FieldKind.TEL), (Rule.NEVER, FieldKind.TEL)]

    def test_the_words_behind_a_value_open_and_an_own_one_is_written(
        self, page: FillPage, window: Desktop, qtbot: QtBot
    ):
        row = page.plan.rows[4]
        qtbot.waitUntil(row.box.isVisible)
        qtbot.waitUntil(page.plan.approve.isEnabled)
        tab_to(qtbot, named("Fill Street and number"))
        press(qtbot, Qt.Key.Key_E)
        model = window.models.filling
        qtbot.waitUntil(lambda: bool(model.evidence.of(row.entry.choices[0])))
        assert row._shown_by is not None
        press(qtbot, Qt.Key.Key_W)
        qtbot.keyClicks(focused(), "Am Markt 1")
        assert model.own_words == {5: "Am Markt 1"}
        press(qtbot, Qt.Key.Key_Escape)
        assert model.own_words == {}
        assert model.chosen[5] == 0

    def test_what_is_being_written_goes_on_when_the_plan_has_more_to_tell(
        self, page: FillPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        page.plan.rows[4].write()
        qtbot.keyClicks(page.plan.rows[4]._line, "Am Mar")
        one = msgspec.structs.replace(PLAN.entries[0], confidence=0.5)
        scene.fill.plans = (msgspec.structs.replace(PLAN, entries=(one, *PLAN.entries[1:])),)
        scene.agent.push(CHANGED)
        qtbot.waitUntil(lambda: page.plan.rows[0].entry == one)
        line = page.plan.rows[4]._line
        assert line is not None
        qtbot.keyClicks(line, "kt 1")
        assert window.models.filling.own_words == {5: "Am Markt 1"}
        qtbot.waitUntil(lambda: len(page.plan.rows) == 8)

    def test_a_row_keeps_the_keyboard_when_the_plan_has_more_to_tell(
        self, page: FillPage, scene: Scene, qtbot: QtBot
    ):
        qtbot.waitUntil(page.plan.rows[7].box.isVisible)
        page.plan.rows[7].box.setFocus()
        one = msgspec.structs.replace(PLAN.entries[0], confidence=0.5)
        scene.fill.plans = (msgspec.structs.replace(PLAN, entries=(one, *PLAN.entries[1:])),)
        scene.agent.push(CHANGED)
        qtbot.waitUntil(lambda: page.plan.rows[0].entry == one)
        assert page.plan.rows[7].box.hasFocus()

    def test_a_plan_that_another_program_decided_is_put_away(
        self, page: FillPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        scene.fill.plans = (msgspec.structs.replace(PLAN, stage=Stage.FILLED, filled=(1,)),)
        scene.agent.push(CHANGED)
        qtbot.waitUntil(page.plan._undo.isVisible)
        tab_to(qtbot, says("Done"))
        press(qtbot, Qt.Key.Key_Return)
        assert window.models.filling.current is None
        assert scene.agent.asked(DeclinePlan) == []

    def test_forty_fields_are_all_there(
        self, page: FillPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        scene.fill.plans = (CROWDED, PLAN)
        scene.agent.push(CHANGED)
        qtbot.waitUntil(lambda: len(page.plan.rows) == 40)
        qtbot.waitUntil(page.plan.approve.isEnabled)
        assert "One more form waits." in page.plan._words.text()
        assert "xn--" in page.plan._site._spelled.text

    def test_the_history_is_erased_after_a_question(
        self, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        window.shell.go(Place.FILL)
        page = window.shell.page(Place.FILL)
        assert isinstance(page, FillPage)
        page.show_part("sites")
        qtbot.waitUntil(page.sites._erase.isVisible)
        tab_to(qtbot, says("Erase the history"))
        press(qtbot, Qt.Key.Key_Return)
        (box,) = page.findChildren(QMessageBox)
        next(one for one in box.buttons() if one.text() == "Erase").click()
        qtbot.waitUntil(lambda: len(scene.agent.asked(ForgetFillings)) == 1)

    def test_the_privacy_page_shows_sites_too(self, window: Desktop, scene: Scene, qtbot: QtBot):
        window.shell.go(Place.PRIVACY)
        page = window.shell.page(Place.PRIVACY)
        assert isinstance(page, PrivacyPage)
        page.show_part("sites")
        back = "Take back: news.example: never filled"
        qtbot.waitUntil(lambda: seen(page, back))
        tab_to(qtbot, named(back))
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(scene.fill.rules) == 1)
