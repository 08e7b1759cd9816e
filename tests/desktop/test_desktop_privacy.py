"""The Privacy page: where things lie, erasing after a plan and a word, what was done."""

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from second_me.core.protocol import erase
from second_me.core.protocol.audit import AuditLine, ListAudit
from second_me.core.protocol.erase import PlanErase, StartErase
from second_me.core.protocol.export import ExportForm, WriteExport
from second_me.core.protocol.privacy import Confirm
from second_me.core.protocol.pushes import Progress
from second_me.core.protocol.vault import ChangePassphrase, RemoveSlot
from second_me.desktop.desktop import Desktop
from second_me.desktop.privacy.activity import action
from second_me.desktop.privacy.care import Care, total_bytes
from second_me.desktop.privacy.confirming import ConfirmDialog
from second_me.desktop.privacy.page import PrivacyPage
from second_me.desktop.privacy.scope_fields import ScopeFields
from second_me.desktop.privacy.units_view import UnitsView
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.staged.privacy import CODE, PLACES, PLAN
from second_me.desktop.widgets import IconButton, Label

DAY = 86_400_000


class TestCare:
    @pytest.fixture
    def care(self, caller: ScriptedCaller) -> Care:
        care = Care(caller)
        care.refresh()
        caller.answer_all()
        return care

    def test_all_that_lies_somewhere_is_counted(self, care: Care):
        assert care.places == PLACES
        assert total_bytes(care.places) == sum(place.bytes for place in PLACES)
        assert care.trail.network == ()

    def test_erasing_waits_for_the_persons_word(self, care: Care, caller: ScriptedCaller):
        asked: list[int] = []
        care.guard.on_ask = lambda: asked.append(1)
        care.erasing.ask_plan(erase.Everything())
        caller.answer_all()
        care.erasing.erase()
        caller.answer_all()
        assert asked == [1]
        assert care.erasing.running is None
        care.guard.confirm("wrong")
        caller.answer_all()
        assert "not the passphrase" in care.guard.error
        care.guard.confirm("right")
        caller.answer_all()
        assert care.erasing.running == 2
        assert [one.plan for one in caller.asked(StartErase)] == ["p1", "p1"]

    def test_what_is_not_confirmed_is_not_done(self, care: Care, caller: ScriptedCaller):
        care.exporting.write("/tmp/out.json", ExportForm.JSON, "")
        caller.answer_all()
        assert care.exporting.busy
        care.guard.give_up()
        assert (care.exporting.busy, care.exporting.exported, care.exporting.error) == (
            False,
            None,
            "",
        )

    def test_progress_ends_in_the_receipt(self, care: Care, caller: ScriptedCaller, scene: Scene):
        scene.privacy.confirmed = True
        care.erasing.ask_plan(erase.Everything())
        caller.answer_all()
        care.erasing.erase()
        caller.answer_all()
        step = Progress(key="erase:2", title="Looking", done=3, total=9, unit="places")
        care.on_push(step)
        assert care.erasing.progress == step
        care.on_push(Progress(key="erase:2", title="", done=9, total=9, unit="", finished=True))
        assert care.erasing.running is None
        assert "receipt" in care.erasing.notice

    def test_a_recovery_code_confirms_too(self, care: Care, caller: ScriptedCaller):
        care.keys.renew_code()
        caller.answer_all()
        care.guard.confirm(CODE)
        assert caller.asked(Confirm) == [Confirm(recovery_code=CODE)]

    def test_what_is_asked_for_twice_is_confirmed_once(self, care: Care, caller: ScriptedCaller):
        asked: list[int] = []
        care.guard.on_ask = lambda: asked.append(1)
        care.erasing.ask_plan(erase.Everything())
        caller.answer_all()
        care.erasing.erase()
        care.erasing.erase()
        caller.answer_all()
        assert asked == [1]
        care.guard.confirm("right")
        caller.answer_all()
        assert care.erasing.running == 2
        assert care.erasing.error == ""

    def test_older_entries_come_when_asked_for(self, care: Care, caller: ScriptedCaller):
        care.trail.more()
        caller.answer_all()
        assert len(care.trail.lines) == 400
        assert caller.asked(ListAudit)[-1].before == 9801
        before = len(caller.requests)
        care.trail.more()
        assert len(caller.requests) == before

    def test_locking_forgets_it(self, care: Care):
        care.keys.new_code = CODE
        care.forget()
        assert (care.places, care.trail.lines, care.keys.new_code, care.erasing.plan) == (
            (),
            (),
            "",
            None,
        )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (AuditLine(id=1, at=0, action="ask.start", program="window"), "Asked"),
        (
            AuditLine(id=1, at=0, action="recall.search", program="x", counts={"times": 3}),
            "Searched, 3 times",
        ),
        (
            AuditLine(id=1, at=0, action="events.get", program="x", ids=(1, 2)),
            "Looked at memories · 2 memories",
        ),
        (AuditLine(id=1, at=0, action="new.call_of_it", program="x"), "new: call of it"),
    ],
)
def test_an_entry_in_words(line: AuditLine, words: str):
    assert action(line) == words


class TestPage:
    @pytest.fixture
    def page(self, window: Desktop, qtbot: QtBot) -> PrivacyPage:
        window.shell.activateWindow()
        qtbot.waitUntil(window.shell.isActiveWindow)
        window.shell.go(Place.PRIVACY)
        page = window.shell.page(Place.PRIVACY)
        assert isinstance(page, PrivacyPage)
        qtbot.waitUntil(lambda: window.models.care.loaded)
        return page

    def press(self, qtbot: QtBot, key: Qt.Key) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)

    def test_arrows_go_through_its_parts(self, page: PrivacyPage, qtbot: QtBot):
        shown = []
        for _ in page._parts:
            shown.append(page.parts.key)
            # To the choice that holds, wherever the keyboard of a busy machine is by now.
            qtbot.keyClick(page.parts.held, Qt.Key.Key_Right)
        assert shown == list(page._parts)
        assert {"stored", "erase", "keep", "export", "backups", "keys"} < set(shown)
        assert page.view("activity").isVisible()

    def test_erasing_somebody_by_keyboard(
        self, page: PrivacyPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        page.show_part("erase")
        page.view("erase").fields._name.setFocus()
        qtbot.keyClicks(page.view("erase").fields._name, "Mr. Keller")
        self.press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.models.care.erasing.plan == PLAN)
        assert scene.agent.asked(PlanErase)[0].scope == erase.About(names=("Mr. Keller",))
        go = [one for one in page.findChildren(QPushButton) if one.text() == "Erase for good"]
        go[0].setFocus()
        self.press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(page.findChildren(ConfirmDialog)))
        dialog = page.findChildren(ConfirmDialog)[0]
        qtbot.keyClicks(dialog._secret.focusProxy(), "right")
        qtbot.keyClick(dialog._secret.focusProxy(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not page.findChildren(ConfirmDialog))
        qtbot.waitUntil(lambda: window.models.care.erasing.running == 2)
        assert page.view("erase")._bar.isVisible()

    def test_leaving_the_word_unsaid_leaves_all_as_it_is(
        self, page: PrivacyPage, window: Desktop, qtbot: QtBot
    ):
        window.models.care.ask_page()
        qtbot.waitUntil(lambda: bool(page.findChildren(ConfirmDialog)))
        dialog = page.findChildren(ConfirmDialog)[0]
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not page.findChildren(ConfirmDialog))
        assert not window.models.care.guard.asking
        assert window.models.care.page is None

    @pytest.mark.parametrize(
        ("way", "fill", "scope"),
        [
            ("about", {}, None),
            ("found", {"_query": "boat"}, erase.Found(query="boat")),
            (
                "time",
                {"_first": "2024", "_last": "March 2024"},
                erase.Between(first=19_723 * DAY - 3_600_000, until=19_814 * DAY - 3_600_000),
            ),
            ("time", {"_first": "2024", "_last": "2023"}, None),
            ("all", {}, erase.Everything()),
        ],
    )
    def test_what_is_meant(
        self, page: PrivacyPage, way: str, fill: dict[str, str], scope: erase.Scope | None
    ):
        fields: ScopeFields = page.view("erase").fields
        fields.choose(way)
        for field, text in fill.items():
            getattr(fields, field).setText(text)
        assert fields.scope() == scope

    def test_a_passphrase_is_changed_only_if_typed_alike(
        self, page: PrivacyPage, scene: Scene, qtbot: QtBot
    ):
        page.show_part("keys")
        keys = page.view("keys")
        for field, text in ((keys._old, "old one"), (keys._new, "new one 1"), (keys._again, "x")):
            field.focusProxy().setText(text)
        keys._change.click()
        assert keys._wrong.isVisible()
        keys._again.focusProxy().setText("new one 1")
        keys._change.click()
        qtbot.waitUntil(lambda: bool(scene.agent.asked(ChangePassphrase)))
        assert scene.agent.asked(ChangePassphrase) == [
            ChangePassphrase(old="old one", new="new one 1")
        ]
        assert keys._new.text == ""

    def test_the_keyring_is_done_without(self, page: PrivacyPage, scene: Scene, qtbot: QtBot):
        page.show_part("keys")
        sender = next(
            one
            for one in page.view("keys").findChildren(IconButton)
            if one.accessibleName() == "Do without the keyring"
        )
        sender.click()
        qtbot.waitUntil(lambda: bool(scene.agent.asked(RemoveSlot)))
        assert scene.agent.asked(RemoveSlot) == [RemoveSlot(id="c")]

    def test_an_export_says_where_it_lies(
        self, page: PrivacyPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        scene.privacy.confirmed = True
        page.show_part("export")
        page.view("export")._secret.focusProxy().setText("a passphrase")
        page.view("export")._on_path("/tmp/second-me.json")
        qtbot.waitUntil(lambda: window.models.care.exporting.exported is not None)
        assert scene.agent.asked(WriteExport)[0].passphrase == "a passphrase"
        assert "/tmp/second-me.json" in page.view("export")._done.text
        assert "encrypted" in page.view("export")._done.text

    def test_what_was_opened_in_the_timeline_is_planned_here(
        self, page: PrivacyPage, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        window.shell.go(Place.TIMELINE)
        life = window.models.life
        life.open_episode(3)
        qtbot.waitUntil(lambda: life.opened is not None)
        window.pages.erase(life.opened)
        qtbot.waitUntil(lambda: window.models.care.erasing.plan == PLAN)
        assert window.shell.place is Place.PRIVACY
        assert scene.agent.asked(PlanErase)[0].scope == erase.EpisodesAlone(ids=(3,), words=True)


class TestUnits:
    @pytest.fixture
    def view(self, window: Desktop, qtbot: QtBot) -> UnitsView:
        window.shell.go(Place.PRIVACY)
        page = window.shell.page(Place.PRIVACY)
        assert isinstance(page, PrivacyPage)
        page.show_part("units")
        qtbot.waitUntil(lambda: bool(window.models.care.giving.units))
        view = page.view("units")
        assert isinstance(view, UnitsView)
        return view

    def test_a_unit_is_looked_into_then_taken_in_and_back(
        self, view: UnitsView, window: Desktop, qtbot: QtBot
    ):
        giving = window.models.care.giving
        giving.look("/home/mara/lisbon.unit", "told at the door")
        qtbot.waitUntil(lambda: giving.seen is not None)
        (take,) = [one for one in view.findChildren(QPushButton) if one.text() == "Take it in"]
        qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: len(giving.units) == 2)
        assert giving.seen is None
        assert "waited for in Review" in giving.notice
        giving.take_back(giving.units[0].id)
        qtbot.waitUntil(lambda: len(giving.units) == 1)

    def test_a_unit_needs_a_name_and_a_passphrase_and_the_persons_word(
        self, view: UnitsView, window: Desktop, qtbot: QtBot, scene: Scene
    ):
        giving = window.models.care.giving
        view.fields.choose("kind")
        wrong = view.findChildren(Label)
        (write,) = [one for one in view.findChildren(QPushButton) if "Write" in one.text()]
        qtbot.mouseClick(write, Qt.MouseButton.LeftButton)
        assert any("name" in one.text() for one in wrong if one.property("role") == "problem")
        scene.privacy.confirmed = True
        view.findChild(QLineEdit, "unit-name").setText("Lisbon")
        view.write_to("/home/mara/lisbon.unit")
        qtbot.waitUntil(lambda: giving.written is not None)
        assert giving.written.left_out == 2
