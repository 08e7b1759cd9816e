"""The parts of the Privacy page that keep memory well: rules, backups, keys, exports, the end."""

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from second_me.core.protocol import erase
from second_me.core.protocol.audit import ListAudit
from second_me.core.protocol.export import ExportForm, PlanExport, WriteExport
from second_me.core.protocol.privacy import PreviewRule, Rule, SetRule, WipeEverything
from second_me.core.protocol.vault import AddSlot, ChangeKey, CheckBackup, Restore, SlotKind
from second_me.core.records import EventKind
from second_me.desktop.desktop import Desktop
from second_me.desktop.privacy.care import Care
from second_me.desktop.privacy.confirming import ConfirmDialog
from second_me.desktop.privacy.keep_view import span
from second_me.desktop.privacy.page import PrivacyPage
from second_me.desktop.privacy.restore_dialog import RestoreDialog
from second_me.desktop.privacy.wipe_dialog import WipeDialog
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.secrets import looks_like_code
from second_me.desktop.staged.privacy import BACKUPS, CODE, RULES, WIPE_PLAN

OLDER = BACKUPS[-1].path


@pytest.fixture
def care(caller: ScriptedCaller) -> Care:
    care = Care(caller)
    care.refresh()
    caller.answer_all()
    return care


@pytest.fixture
def page(window: Desktop, qtbot: QtBot) -> PrivacyPage:
    window.shell.go(Place.PRIVACY)
    page = window.shell.page(Place.PRIVACY)
    assert isinstance(page, PrivacyPage)
    qtbot.waitUntil(lambda: bool(window.models.care.rules.rules))
    return page


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (CODE, True),
        (f" {CODE}\n", True),
        ("a-b-c-d-e-f", False),
        ("four words", False),
        ("", False),
    ],
)
def test_a_recovery_code_is_known_by_its_look(secret: str, code: bool):
    assert looks_like_code(secret) is code


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "kept for ever"),
        (1, "kept for 1 day"),
        (90, "kept for 90 days"),
        (730, "kept for 2 years"),
    ],
)
def test_how_long_in_words(days: int, words: str):
    assert span(days) == words


class TestRules:
    def test_a_rule_is_shown_before_it_is_set(self, care: Care, caller: ScriptedCaller):
        rule = Rule(days=365, kind=EventKind.MAIL)
        care.rules.think(rule)
        assert care.rules.effect is None
        caller.answer_all()
        assert care.rules.effect is not None
        assert care.rules.effect.due == 1204
        assert caller.asked(SetRule) == []

    def test_an_answer_that_comes_too_late_is_left(self, care: Care, caller: ScriptedCaller):
        care.rules.think(Rule(days=365, kind=EventKind.MAIL))
        care.rules.think(Rule(days=0, kind=EventKind.MAIL))
        caller.answer_all()
        assert care.rules.effect is not None
        assert care.rules.effect.due == 0

    def test_setting_one_asks_who_it_is(self, care: Care, caller: ScriptedCaller):
        care.rules.think(Rule(days=365, kind=EventKind.MAIL))
        care.rules.put()
        caller.answer_all()
        assert care.guard.asking
        care.guard.confirm("right")
        caller.answer_all()
        assert len(care.rules.rules) == len(RULES) + 1
        care.rules.remove(care.rules.rules[0].id)
        caller.answer_all()
        assert len(care.rules.rules) == len(RULES)

    def test_the_page_previews_what_is_chosen(self, page: PrivacyPage, scene: Scene, qtbot: QtBot):
        page.show_part("keep")
        view = page.view("keep")
        qtbot.waitUntil(lambda: "1\u202f204 memories would go" in view._effect.text())
        view._days.setCurrentIndex(view._days.findData(0))
        qtbot.waitUntil(lambda: "Nothing would go" in view._effect.text())
        assert scene.agent.asked(PreviewRule)[-1].rule.days == 0

    def test_all_that_would_go_is_planned_as_an_erasure(
        self, page: PrivacyPage, window: Desktop, qtbot: QtBot
    ):
        page.show_part("keep")
        named = [one for one in page.findChildren(QPushButton) if "would go now" in one.text()]
        named[0].click()
        qtbot.waitUntil(lambda: window.models.care.erasing.plan is not None)
        assert page.parts.key == "erase"


class TestBackups:
    def test_one_is_tried_out(self, care: Care, caller: ScriptedCaller):
        care.backups.check(OLDER)
        assert (care.backups.busy, care.backups.checking) == (True, OLDER)
        care.backups.make()
        caller.answer_all()
        assert "all 10\u202f993 rows" in care.backups.notice
        assert [one.path for one in caller.asked(CheckBackup)] == [OLDER]
        assert care.backups.backups is not None
        assert care.backups.backups[-1].verified_at is not None

    def test_one_under_another_key_asks_for_its_secret(self, care: Care, caller: ScriptedCaller):
        care.backups.restore(OLDER)
        caller.answer_all()
        assert care.backups.wants_secret == OLDER
        assert "not its passphrase" in care.backups.error
        care.backups.restore(OLDER, CODE)
        caller.answer_all()
        assert caller.asked(Restore)[-1].recovery_code == CODE
        care.backups.restore(OLDER, "right")
        caller.answer_all()
        assert "in its place" in care.backups.notice

    def test_the_dialog_shows_the_line_for_the_secret_only_then(
        self, page: PrivacyPage, window: Desktop, qtbot: QtBot
    ):
        dialog = RestoreDialog(window.theme, window.models.care.backups, OLDER, page)
        qtbot.addWidget(dialog)
        dialog.open()
        assert not dialog._secret.isVisible()
        dialog._on_restore()
        qtbot.waitUntil(dialog._secret.isVisible)
        assert not dialog._yes.isEnabled()
        qtbot.keyClicks(dialog._secret.focusProxy(), "right")
        with qtbot.waitSignal(dialog.accepted):
            dialog._on_restore()

    def test_a_folder_that_is_carried_elsewhere_is_said(self, page: PrivacyPage):
        page.show_part("backups")
        assert page.view("backups")._folder.text() == "/home/mara/Sync/second-me"

    def test_damage_is_salvaged(self, care: Care, caller: ScriptedCaller):
        care.backups.salvage()
        caller.answer_all()
        assert "10\u202f800 rows were read" in care.backups.notice
        assert "3 memories are in neither" in care.backups.notice


class TestKeys:
    def test_another_key_shows_its_code_once(self, care: Care, caller: ScriptedCaller):
        care.keys.change_key("right")
        caller.answer_all()
        assert caller.asked(ChangeKey) == [ChangeKey(passphrase="right")]
        assert care.keys.new_code == CODE
        assert not care.keys.busy

    def test_a_code_that_was_kept_is_tried(self, care: Care, caller: ScriptedCaller):
        care.keys.check_code(CODE)
        caller.answer_all()
        assert "opens your memory" in care.keys.notice
        care.keys.check_code("another")
        caller.answer_all()
        assert "opens nothing" in care.keys.error

    def test_the_keyring_comes_back(self, care: Care, caller: ScriptedCaller, scene: Scene):
        scene.privacy.confirmed = True
        scene.privacy.slots = scene.privacy.slots[:2]
        care.keys.refresh()
        caller.answer_all()
        assert not care.keys.with_keyring
        care.keys.use_keyring()
        caller.answer_all()
        assert caller.asked(AddSlot) == [AddSlot(kind=SlotKind.KEYRING)]
        assert care.keys.with_keyring


class TestExports:
    def test_a_part_is_looked_at_and_written(self, care: Care, caller: ScriptedCaller):
        scope = erase.About(names=("Ben",))
        care.exporting.ask_plan(ExportForm.JSON, scope)
        caller.answer_all()
        assert caller.asked(PlanExport)[0].scope == scope
        assert care.exporting.plan is not None
        care.exporting.write("/tmp/x.json", ExportForm.JSON, "", scope)
        assert caller.asked(WriteExport)[0].plain

    def test_a_file_is_checked_and_taken_in(self, care: Care, caller: ScriptedCaller):
        care.exporting.check("/tmp/x.json", "")
        caller.answer_all()
        assert "whole" in care.exporting.notice
        care.exporting.take_in("/tmp/x.json", "")
        caller.answer_all()
        assert "taken in" in care.exporting.notice


def test_the_trail_of_one_program(care: Care, caller: ScriptedCaller):
    assert care.trail.programs == ("agent", "mcp:editor", "quick recall", "second-me", "window")
    care.trail.choose("mcp:editor")
    assert care.trail.lines == ()
    caller.answer_all()
    assert caller.asked(ListAudit)[-1].program == "mcp:editor"
    assert care.trail.lines


class TestTheEnd:
    def test_it_takes_the_word_and_the_passphrase(self, care: Care, caller: ScriptedCaller):
        ended: list[str] = []
        care.wiping.on_wiped = lambda: ended.append("wiped")
        care.wiping.on_end = lambda: ended.append("end")
        care.wiping.ask()
        caller.answer_all()
        assert care.wiping.plan == WIPE_PLAN
        care.wiping.wipe("yes")
        assert caller.asked(WipeEverything) == []
        care.wiping.wipe(" Wipe ")
        caller.answer_all()
        assert care.guard.asking
        care.guard.confirm("right")
        caller.answer_all()
        care.wiping.leave()
        assert ended == ["wiped", "end"]

    def test_what_is_left_alone_stays(self, care: Care, caller: ScriptedCaller):
        care.wiping.ask()
        caller.answer_all()
        care.wiping.wipe("wipe")
        caller.answer_all()
        care.guard.give_up()
        assert not care.wiping.busy
        assert care.wiping.wiped is None

    def test_the_window_ends_and_writes_nothing_more(
        self, page: PrivacyPage, window: Desktop, qtbot: QtBot
    ):
        dialog = WipeDialog(window.theme, window.models.care.wiping, page)
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: window.models.care.wiping.plan is not None)
        assert not dialog._wipe.isEnabled()
        qtbot.keyClicks(dialog._word, "wipe")
        dialog._on_wipe()
        qtbot.waitUntil(lambda: bool(page.findChildren(ConfirmDialog)))
        confirm = page.findChildren(ConfirmDialog)[0]
        qtbot.keyClicks(confirm._secret.focusProxy(), "right")
        confirm._on_confirm()
        qtbot.waitUntil(lambda: window.models.care.wiping.wiped is not None)
        assert dialog._leave.text() == "Close Second Me"
        window.preferences.change(scale=125)
        assert not window.preferences._path.exists()
        with qtbot.waitSignal(window.quit):
            dialog.reject()

    def test_who_forgot_every_secret_may_still_end_it(self, care: Care, caller: ScriptedCaller):
        care.wiping.wipe("wipe", forgotten=True)
        caller.answer_all()
        assert not care.guard.asking
        assert care.wiping.wiped is not None
