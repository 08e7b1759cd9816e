"""A field's value given away: copied for a while and not for histories, or typed out."""

from typing import Any

import pytest
from desktop_doubles import ScriptedCaller
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from second_me.core.protocol.fill import FindFields
from second_me.desktop import mac_pasteboard
from second_me.desktop.clipboard import HINTS, STAYS_MS, PassingClipboard
from second_me.desktop.desktop import Desktop
from second_me.desktop.quick_recall.giving import Giving
from second_me.desktop.quick_recall.recall import Recall
from second_me.desktop.staged.fill import FIELDS
from second_me.desktop.typing_out import NoTypist, find_typist

PHONE = FIELDS[0].value


class ScriptedTypist:
    """Types into a list once its window is there."""

    def __init__(self) -> None:
        self.trouble = ""
        self.here = 7
        self.knows = True
        self.typed: list[str] = []
        self.settled = 0

    def window(self) -> int:
        return self.here

    def ready(self, window: int) -> bool:
        return self.here == window

    def type(self, text: str) -> bool:
        if self.knows:
            self.typed.append(text)
        return self.knows

    def settle(self) -> None:
        self.settled += 1

    def close(self) -> None:
        self.settle()


@pytest.fixture
def typist() -> ScriptedTypist:
    return ScriptedTypist()


@pytest.fixture
def giving(qapp: QApplication, typist: ScriptedTypist) -> Giving:
    return Giving(PassingClipboard(QGuiApplication.clipboard()), typist)


class TestClipboard:
    def test_a_value_stays_half_a_minute_and_asks_histories_to_pass_it_over(self, qapp):
        assert STAYS_MS == 30_000
        clipboard = QGuiApplication.clipboard()
        passing = PassingClipboard(clipboard)
        passing.put(PHONE)
        data = clipboard.mimeData()
        assert data.text() == PHONE
        assert bytes(data.data("x-kde-passwordManagerHint")) == b"secret"
        assert all(data.hasFormat(name) for name in HINTS)
        passing.clear()
        assert clipboard.text() == ""

    def test_it_goes_by_itself(self, qapp, qtbot: QtBot):
        clipboard = QGuiApplication.clipboard()
        PassingClipboard(clipboard, qapp, milliseconds=0).put(PHONE)
        qtbot.waitUntil(lambda: clipboard.text() == "")

    def test_what_was_copied_since_stays(self, qapp):
        clipboard = QGuiApplication.clipboard()
        passing = PassingClipboard(clipboard)
        passing.put(PHONE)
        clipboard.setText("something else")
        passing.clear()
        assert clipboard.text() == "something else"

    def test_a_mac_is_told_by_its_own_words(self):
        class Library:
            """An Objective-C runtime that takes down what it is sent."""

            def __init__(self) -> None:
                self.sent: list[tuple[Any, ...]] = []
                self.objc_getClass = self._object(lambda name: name.decode())
                self.sel_registerName = self._object(lambda name: name.decode())
                self.objc_msgSend = self._object(self._send)

            def _object(self, work: Any) -> Any:
                class Function:
                    restype: Any = None
                    argtypes: Any = None

                    def __call__(self, *told: Any) -> Any:
                        return work(*told)

                return Function()

            def _send(self, whom: Any, message: str, *told: Any) -> Any:
                self.sent.append((whom, message, *told))
                return told[0].decode() if message == "stringWithUTF8String:" else message

        library = Library()
        mac_pasteboard.conceal(library)
        assert library.sent[-1] == (
            "generalPasteboard",
            "setString:forType:",
            "",
            "org.nspasteboard.ConcealedType",
        )


class TestTypingOut:
    def test_it_waits_for_the_window_behind(
        self, giving: Giving, typist: ScriptedTypist, qtbot: QtBot
    ):
        giving.look_behind()
        typist.here = 8
        giving.type_out(PHONE)
        giving._on_look()
        assert typist.typed == []
        typist.here = 7
        with qtbot.waitSignal(giving.typed):
            giving._on_look()
        assert typist.typed == [PHONE]

    def test_a_window_that_does_not_come_back_gets_nothing(
        self, giving: Giving, typist: ScriptedTypist
    ):
        said: list[str] = []
        giving.failed.connect(said.append)
        giving.look_behind()
        typist.here = 8
        giving.type_out(PHONE)
        for _ in range(100):
            giving._on_look()
        assert typist.typed == []
        assert "nothing was typed" in said[0]

    def test_letters_that_no_key_has_are_said(self, giving: Giving, typist: ScriptedTypist):
        said: list[str] = []
        giving.failed.connect(said.append)
        typist.knows = False
        giving.look_behind()
        giving.type_out(PHONE)
        giving._on_look()
        assert len(said) == 1

    def test_locking_leaves_nothing_on_the_clipboard(self, giving: Giving):
        giving.copy(PHONE)
        giving.forget()
        assert QGuiApplication.clipboard().text() == ""

    @pytest.mark.parametrize(
        ("platform", "environ"),
        [
            ("wayland", {"XDG_SESSION_TYPE": "wayland"}),
            ("xcb", {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}),
            ("cocoa", {}),
            ("xcb", {}),
        ],
    )
    def test_where_no_program_may_type_it_says_so(self, platform, environ):
        typist = find_typist(platform, environ)
        assert isinstance(typist, NoTypist)
        assert "copy it instead" in typist.trouble
        assert not typist.ready(typist.window())


class TestRecall:
    def test_fields_come_before_memories_and_late_ones_are_dropped(self, caller: ScriptedCaller):
        recall = Recall(caller)
        recall.search("phon")
        recall.search("phone")
        caller.answer_all()
        assert recall.fields == FIELDS
        assert recall.note == ""
        recall.search("phone " * 20)
        caller.answer_all()
        assert recall.fields == ()
        assert recall.note == "Nothing found."
        assert [one.words for one in caller.asked(FindFields)] == ["phon", "phone"]

    def test_a_field_is_copied_and_typed_by_keyboard(
        self, window: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ):
        window.open_recall()
        popup, giving = window.popup, window.giving
        assert popup is not None
        assert giving is not None
        line = popup._query
        qtbot.keyClicks(line, "phone")
        qtbot.waitUntil(lambda: popup._results.rowCount() >= 2)
        assert "copies for 30 seconds" in popup._keys.text()
        qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        assert popup.isVisible()
        assert "no program type" in popup._note.text()
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert QGuiApplication.clipboard().text() == PHONE
        assert not popup.isVisible()
        typist = ScriptedTypist()
        monkeypatch.setattr(giving, "_typist", typist)
        window.open_recall()
        qtbot.keyClicks(line, "phone")
        qtbot.waitUntil(lambda: popup._results.rowCount() >= 2)
        qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        assert not popup.isVisible()
        qtbot.waitUntil(lambda: typist.typed == [PHONE])
