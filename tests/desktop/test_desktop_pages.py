"""The pages, driven by keyboard, on a scripted agent."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from desktop_keyboard import focused, named, press, says, tab_to, type_in, visit
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from second_me.core.protocol.memory import StartImport, StopImport, UndoImport
from second_me.core.protocol.recall import Ask, StopAnswer
from second_me.core.protocol.system import ChangeSetting, Pause, Resume, VaultState
from second_me.core.protocol.vault import CreateVault, Lock, Unlock
from second_me.desktop import scenes
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.first_run.setup import Step
from second_me.desktop.importing.batch_row import BatchRow
from second_me.desktop.importing.page import MOST_AT_ONCE, ImportPage
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.session import Stage
from second_me.desktop.widgets import IconButton, Switch

Open = Callable[[Scene], Desktop]
_CONTROL = Qt.KeyboardModifier.ControlModifier


class TestFirstRun:
    def test_leads_to_an_open_memory_by_keyboard_alone(
        self, first_run: Desktop, active, qtbot: QtBot
    ):
        setup = first_run.setup
        active(first_run)
        assert first_run.session.stage is Stage.FIRST_RUN
        tab_to(qtbot, says("Begin"))
        press(qtbot, Qt.Key.Key_Return)
        type_in(qtbot, "four unrelated words")
        tab_to(qtbot, named("The same once more"))
        type_in(qtbot, "four unrelated words")
        keyring = tab_to(qtbot, lambda widget: isinstance(widget, Switch))
        press(qtbot, Qt.Key.Key_Space)
        assert not keyring.isChecked()
        tab_to(qtbot, says("Create my memory"))
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: setup.step is Step.RECOVERY)
        tab_to(qtbot, says("I have kept it"))
        press(qtbot, Qt.Key.Key_Return)
        parts = list(setup.parts)
        for index in setup.asked_parts:
            tab_to(qtbot, named(f"Part {index + 1}"))
            type_in(qtbot, parts[index].lower())
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: setup.models is not None)
        tab_to(qtbot, says("Go on"))
        press(qtbot, Qt.Key.Key_Return)
        assert setup.step is Step.MEMORIES
        tab_to(qtbot, says("Not now"))
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: first_run.session.stage is Stage.OPEN)

    def test_sends_what_was_chosen(self, open_window: Open, active, qtbot: QtBot):
        scene = Scene(VaultState.ABSENT)
        desktop = open_window(scene)
        desktop.setup.go(Step.PASSPHRASE)
        active(desktop)
        type_in(qtbot, "four unrelated words")
        tab_to(qtbot, named("The same once more"))
        type_in(qtbot, "four unrelated words")
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(CreateVault)))
        request = CreateVault(passphrase="four unrelated words", recovery=True, keyring=True)
        assert scene.agent.asked(CreateVault) == [request]

    def test_the_passphrase_is_forgotten_once_the_keys_are_made(
        self, first_run: Desktop, qtbot: QtBot
    ):
        first_run.setup.go(Step.PASSPHRASE)
        fields = [
            field
            for field in first_run.shell.findChildren(QLineEdit)
            if field.accessibleName() in ("Passphrase", "The same once more")
        ]
        for field in fields:
            field.setText("four unrelated words")
        first_run.setup.create("four unrelated words", keyring=True)
        qtbot.waitUntil(lambda: first_run.setup.step is Step.RECOVERY)
        assert [field.text() for field in fields] == ["", ""]

    def test_a_vault_made_elsewhere_ends_the_first_run(self, open_window: Open, qtbot: QtBot):
        scene = Scene(VaultState.ABSENT)
        desktop = open_window(scene)
        scene.status = scenes.status()
        desktop.session.refresh()
        qtbot.waitUntil(lambda: desktop.session.stage is Stage.OPEN)


class TestUnlock:
    def test_tells_why_and_opens_by_passphrase(self, open_window: Open, active, qtbot: QtBot):
        scene = Scene(VaultState.LOCKED)
        desktop = open_window(scene)
        active(desktop)
        qtbot.waitUntil(lambda: bool(desktop.unlocking.keyring_trouble))
        tab_to(qtbot, named("Passphrase"))
        type_in(qtbot, "wrong")
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "not the passphrase" in desktop.unlocking.problem)
        # What was typed is selected, so that typing replaces it.
        type_in(qtbot, "right")
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: desktop.session.stage is Stage.OPEN)

    def test_the_recovery_code_has_a_field_of_its_own(
        self, open_window: Open, active, qtbot: QtBot
    ):
        desktop = open_window(Scene(VaultState.LOCKED))
        active(desktop)
        qtbot.waitUntil(lambda: bool(desktop.unlocking.keyring_trouble))
        tab_to(qtbot, says("Use the recovery code"))
        press(qtbot, Qt.Key.Key_Return)
        assert focused().accessibleName() == "Recovery code"


def ask_page(desktop: Desktop) -> AskPage:
    page = desktop.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    return page


class TestAsk:
    def ask(self, desktop: Desktop, qtbot: QtBot, question: str) -> None:
        desktop.shell.go(Place.ASK)
        type_in(qtbot, question)
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: desktop.conversation.running is None)
        turn = desktop.conversation.turns[-1]
        qtbot.waitUntil(lambda: ask_page(desktop)._views[-1].answer.plain() == turn.text)

    def test_a_question_by_keyboard_and_its_evidence(self, window: Desktop, active, qtbot: QtBot):
        active(window)
        self.ask(window, qtbot, "When was the dentist?")
        page = ask_page(window)
        view = page._views[-1]
        assert view.answer.plain() == scenes.ANSWER
        assert len(page.evidence.cards) == 3
        qtbot.waitUntil(page.evidence.cards[1].isVisible)
        press(qtbot, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        assert page.evidence.cards[1].hasFocus()
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.evidence.cards[1]._context.count() == 3)
        press(qtbot, Qt.Key.Key_C, _CONTROL | Qt.KeyboardModifier.ShiftModifier)
        assert QGuiApplication.clipboard().text() == scenes.ANSWER

    def test_citations_are_reached_by_tab(self, window: Desktop, active, qtbot: QtBot):
        active(window)
        self.ask(window, qtbot, "When was the dentist?")
        view = ask_page(window)._views[-1]
        chosen: list[int] = []
        view.chosen.connect(lambda _turn, number: chosen.append(number))
        view.answer.setFocus(Qt.FocusReason.TabFocusReason)
        press(qtbot, Qt.Key.Key_Tab)
        press(qtbot, Qt.Key.Key_Return)
        assert chosen
        assert chosen[0] in (1, 2, 3)

    def test_escape_stops(self, window: Desktop, scene: Scene, active, qtbot: QtBot):
        hold = threading.Event()
        answer = scene.agent.script[Ask]
        scene.agent.script[Ask] = lambda request: (hold.wait(5), answer(request))[1]
        active(window)
        window.shell.go(Place.ASK)
        type_in(qtbot, "When?")
        press(qtbot, Qt.Key.Key_Return)
        assert window.conversation.running is not None
        press(qtbot, Qt.Key.Key_Escape)
        assert window.conversation.running is None
        qtbot.waitUntil(lambda: bool(scene.agent.asked(StopAnswer)))
        hold.set()
        qtbot.waitUntil(lambda: not window.tasks.busy)

    def test_the_last_question_comes_back_with_up(self, window: Desktop, active, qtbot: QtBot):
        active(window)
        self.ask(window, qtbot, "When was the dentist?")
        press(qtbot, Qt.Key.Key_Up)
        assert ask_page(window).composer.text == "When was the dentist?"

    def test_nothing_typed_is_lost_while_the_agent_is_away(
        self, window: Desktop, scene: Scene, active, qtbot: QtBot
    ):
        active(window)
        window.shell.go(Place.ASK)
        type_in(qtbot, "When was ")
        scene.agent.lose("closed")
        qtbot.waitUntil(lambda: not window.session.connected)
        assert "you can keep typing" in window.shell.banner.text
        type_in(qtbot, "the dentist?")
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.session.connected)
        qtbot.waitUntil(lambda: window.conversation.running is None)
        assert window.conversation.turns[-1].text == scenes.ANSWER
        assert window.session.banner is None

    def test_a_hundred_thousand_letters_are_taken(self, window: Desktop, active, qtbot: QtBot):
        active(window)
        window.shell.go(Place.ASK)
        page = ask_page(window)
        page.composer.write("What about this? " * 6000)
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.conversation.running is None)
        assert len(window.conversation.turns[0].question) > 100_000
        assert page.height() <= window.shell.height()

    def test_empty_memory_leads_to_import(self, open_window: Open, active, qtbot: QtBot):
        scene = Scene()
        scene.status = scenes.status(events=0)
        desktop = open_window(scene)
        active(desktop)
        desktop.shell.go(Place.ASK)
        qtbot.waitUntil(lambda: ask_page(desktop)._suggestions.count() == 1)
        button = ask_page(desktop)._suggestions.itemAt(0).widget()
        qtbot.waitUntil(button.isVisible)
        tab_to(qtbot, says("Import something"))
        press(qtbot, Qt.Key.Key_Return)
        assert desktop.shell.place is Place.IMPORT


def import_page(desktop: Desktop) -> ImportPage:
    page = desktop.shell.page(Place.IMPORT)
    assert isinstance(page, ImportPage)
    return page


class TestImport:
    @pytest.fixture
    def page(self, window: Desktop, active, qtbot: QtBot) -> ImportPage:
        active(window)
        visit(qtbot, Place.IMPORT)
        page = import_page(window)
        qtbot.waitUntil(lambda: len(page._rows._rows) == 3)
        return page

    def test_stops_by_keyboard(self, page: ImportPage, scene: Scene, qtbot: QtBot):
        button = tab_to(qtbot, named("Stop importing Mail archive 2019 to 2024 (personal account)"))
        assert isinstance(button, IconButton)
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(StopImport)))

    def test_undo_asks_first(
        self, page: ImportPage, window: Desktop, scene: Scene, active, qtbot: QtBot
    ):
        for answer, expected in (("Keep", 0), ("Take out", 1)):
            tab_to(qtbot, named("Take Notes out again"))
            press(qtbot, Qt.Key.Key_Return)
            (box,) = page.findChildren(QMessageBox)
            button = next(one for one in box.buttons() if one.text() == answer)
            with qtbot.waitSignal(box.destroyed):
                button.click()
            active(window)
            qtbot.waitUntil(lambda: len(scene.agent.asked(UndoImport)) == expected)  # noqa: B023

    def test_problems_open_by_line(self, page: ImportPage, qtbot: QtBot):
        row = page._rows._rows[1]
        tab_to(qtbot, named("Show what could not be read"))
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: row._lines.count() == 3)
        press(qtbot, Qt.Key.Key_Return)
        assert row._lines.count() == 0

    def test_files_dropped_anywhere_are_imported(
        self, window: Desktop, scene: Scene, tmp_path: Path, qtbot: QtBot
    ):
        drop_on(window.shell, [tmp_path / "a.txt", tmp_path / "holiday.jpg"])
        qtbot.waitUntil(lambda: len(scene.agent.asked(StartImport)) == 2)
        assert window.shell.place is Place.IMPORT
        qtbot.waitUntil(lambda: [one.name for one in window.imports.refusals] == ["holiday.jpg"])

    def test_thousands_of_files_are_refused_with_a_way_on(
        self, window: Desktop, scene: Scene, tmp_path: Path
    ):
        drop_on(window.shell, [tmp_path / f"{number}.txt" for number in range(MOST_AT_ONCE + 1)])
        assert "Drop the folder" in window.imports.notice
        assert scene.agent.asked(StartImport) == []

    def test_rows_stay_while_progress_comes(self, page: ImportPage, window: Desktop, qtbot: QtBot):
        row = page._rows._rows[3]
        window.imports.refresh()
        qtbot.waitUntil(lambda: not window.tasks.busy)
        assert page._rows._rows[3] is row
        assert len(page.findChildren(BatchRow)) == 3


def drop_on(widget: QWidget, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(10, 10)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)  # type: ignore[attr-defined]


class TestSettings:
    def test_a_switch_by_keyboard(self, window: Desktop, scene: Scene, active, qtbot: QtBot):
        active(window)
        visit(qtbot, Place.SETTINGS)
        wanted = named("Work on battery")
        qtbot.waitUntil(
            lambda: any(
                wanted(one) and one.isVisible() for one in window.shell.findChildren(Switch)
            )
        )
        tab_to(qtbot, wanted, 120)
        press(qtbot, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(ChangeSetting)))
        assert scene.agent.asked(ChangeSetting) == [
            ChangeSetting(key="work.on_battery", value=True)
        ]

    def test_the_scheme_is_kept(self, window: Desktop, active, qtbot: QtBot):
        active(window)
        visit(qtbot, Place.SETTINGS)
        tab_to(qtbot, named("Appearance"))
        press(qtbot, Qt.Key.Key_End)
        assert window.theme.palette.name == "dark"
        assert window.preferences.now.theme.value == "dark"

    def test_health_lists_what_was_found(self, window: Desktop, active, qtbot: QtBot):
        active(window)
        visit(qtbot, Place.HEALTH)
        qtbot.waitUntil(lambda: window.health.checks == scenes.HEALTH.checks)


class TestRecall:
    def test_typing_finds_tab_shows_return_copies(self, window: Desktop, qtbot: QtBot):
        window.open_recall()
        popup = window.popup
        assert popup is not None
        qtbot.waitUntil(popup.isActiveWindow)
        type_in(qtbot, "lindenstrasse")
        qtbot.waitUntil(lambda: popup._results.rowCount() == 1)
        press(qtbot, Qt.Key.Key_Tab)
        assert popup._evidence_frame.isVisible()
        press(qtbot, Qt.Key.Key_Return)
        assert "Lindenstrasse 12" in QGuiApplication.clipboard().text()
        assert not popup.isVisible()

    def test_control_return_asks_in_the_window(self, window: Desktop, qtbot: QtBot):
        window.open_recall()
        assert window.popup is not None
        qtbot.waitUntil(window.popup.isActiveWindow)
        type_in(qtbot, "dentist")
        press(qtbot, Qt.Key.Key_Return, _CONTROL)
        assert [turn.question for turn in window.conversation.turns] == ["dentist"]
        qtbot.waitUntil(lambda: window.conversation.running is None)

    def test_arrows_move_and_escape_closes(self, window: Desktop, qtbot: QtBot):
        window.open_recall()
        popup = window.popup
        assert popup is not None
        qtbot.waitUntil(popup.isActiveWindow)
        type_in(qtbot, "dr.")
        qtbot.waitUntil(lambda: popup._results.rowCount() == 3)
        press(qtbot, Qt.Key.Key_Down)
        press(qtbot, Qt.Key.Key_Down)
        press(qtbot, Qt.Key.Key_Down)
        assert popup._list.currentIndex().row() == 2
        press(qtbot, Qt.Key.Key_Escape)
        assert not popup.isVisible()
        assert window.recall.hits == ()


class TestWhole:
    def test_locking_takes_the_content_off_the_screen_and_keeps_what_is_typed(
        self, window: Desktop, scene: Scene, active, qtbot: QtBot
    ):
        active(window)
        window.shell.go(Place.ASK)
        page = ask_page(window)
        page.ask("When was the dentist?")
        qtbot.waitUntil(lambda: window.conversation.running is None)
        page.composer.write("And when will")
        QTest.keyClick(window.shell, Qt.Key.Key_L, _CONTROL | Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda: bool(scene.agent.asked(Lock)))
        qtbot.waitUntil(lambda: window.session.stage is Stage.LOCKED)
        assert window.conversation.turns == []
        assert page.evidence.cards == []
        assert page.composer.text == "And when will"

    def test_a_vault_that_locked_itself_stays_locked(
        self, window: Desktop, scene: Scene, qtbot: QtBot
    ):
        """The keyring must not open at once what idleness, or another program, has locked."""
        scene.status = scenes.status(VaultState.LOCKED)
        window.session.refresh()
        qtbot.waitUntil(lambda: window.session.stage is Stage.LOCKED)
        qtbot.waitUntil(lambda: not window.tasks.busy)
        assert scene.agent.asked(Unlock) == []

    def test_the_tray_offers_what_makes_sense(self, window: Desktop, scene: Scene, qtbot: QtBot):
        actions = window.tray.actions
        assert actions["pause"].isVisible()
        assert not actions["resume"].isVisible()
        actions["pause"].trigger()
        qtbot.waitUntil(lambda: scene.agent.asked(Pause) == [Pause(minutes=60)])
        scene.status = scenes.status(activity=scenes.system.Activity.PAUSED)
        window.session.refresh()
        qtbot.waitUntil(actions["resume"].isVisible)
        actions["resume"].trigger()
        qtbot.waitUntil(lambda: bool(scene.agent.asked(Resume)))
        scene.status = scenes.status(VaultState.LOCKED)
        window.session.refresh()
        qtbot.waitUntil(lambda: not actions["lock"].isEnabled())
        assert not actions["recall"].isEnabled()

    def test_closing_hides_where_there_is_a_tray_and_ends_where_there_is_none(
        self, window: Desktop, qtbot: QtBot
    ):
        window.shell.keeps_running = True
        window.shell.close()
        assert not window.shell.isVisible()
        assert window.preferences.now.geometry is not None
        window.on_word("show")
        assert window.shell.isVisible()
        window.shell.keeps_running = False
        with qtbot.waitSignal(window.quit):
            window.shell.close()

    def test_the_windows_place_is_kept(self, window: Desktop):
        window.shell.resize(900, 600)
        window.shell.close()
        assert window.preferences.now.geometry is not None
        assert window.preferences.now.geometry[2:] == (900, 600)

    def test_a_crash_is_told_and_the_window_goes_on(self, window: Desktop):
        window.on_crash("/somewhere/window-1.txt")
        assert "/somewhere/window-1.txt" in window.shell.banner.text
        assert window.session.stage is Stage.OPEN
