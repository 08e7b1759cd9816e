"""Tasks, link, watchdog, crash notes, single instance, preferences, stop signal."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from second_me.core.errors import AgentUnreachable, Bug, SecondMeError
from second_me.core.outcomes import Failed, Started
from second_me.core.paths import Home
from second_me.core.protocol.pushes import Token
from second_me.core.protocol.system import GetStatus
from second_me.desktop.crash_notes import CrashNotes
from second_me.desktop.link import AgentLink, LinkState
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.scenes import Scene
from second_me.desktop.single_instance import First, Raised, SingleInstance, address
from second_me.desktop.stop_signal import StopSignal
from second_me.desktop.tasks import MOST_THREADS, Tasks
from second_me.desktop.theme import ThemeChoice
from second_me.desktop.watchdog import Watchdog


@pytest.fixture
def tasks(qapp: QApplication):
    made = Tasks(qapp)
    yield made
    made.close()


class Results(QObject):
    """Keeps what a task ended with, and on which thread it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.threads: set[int] = set()

    def take(self, value: object) -> None:
        self.got.append(value)
        self.threads.add(threading.get_ident())


class TestTasks:
    def test_results_come_on_the_windows_thread(self, tasks: Tasks, qtbot: QtBot):
        results = Results()
        for number in range(40):
            tasks.run(lambda number=number: number * 2, results.take, results.take)
        qtbot.waitUntil(lambda: len(results.got) == 40)
        assert sorted(results.got) == [number * 2 for number in range(40)]
        assert results.threads == {threading.get_ident()}
        assert len(tasks._threads) <= MOST_THREADS

    def test_known_faults_pass_and_others_become_bugs(self, tasks: Tasks, qtbot: QtBot):
        results = Results()

        def known() -> None:
            raise AgentUnreachable("Gone", "It is gone.")

        def unknown() -> None:
            raise ValueError("what the person wrote")

        tasks.run(known, results.take, results.take)
        qtbot.waitUntil(lambda: len(results.got) == 1)
        tasks.run(unknown, results.take, results.take)
        qtbot.waitUntil(lambda: len(results.got) == 2)
        assert isinstance(results.got[0], AgentUnreachable)
        assert isinstance(results.got[1], Bug)
        assert "wrote" not in str(results.got[1])

    def test_one_that_waits_holds_up_no_other(self, tasks: Tasks, qtbot: QtBot):
        hold, results = threading.Event(), Results()
        tasks.run(hold.wait, results.take, results.take)
        tasks.run(lambda: "quick", results.take, results.take)
        qtbot.waitUntil(lambda: results.got == ["quick"])
        hold.set()
        qtbot.waitUntil(lambda: len(results.got) == 2)
        assert not tasks.busy

    def test_closing_joins_the_threads_and_tells_nothing_more(self, qapp: QApplication):
        tasks, results = Tasks(qapp), Results()
        tasks.run(lambda: 1, results.take, results.take)
        tasks.close(60)
        qapp.processEvents()
        assert results.got == []
        assert not any(thread.is_alive() for thread in tasks._threads)


class TestLink:
    def link(self, tasks: Tasks, scene: Scene, *outcomes: object) -> AgentLink:
        left = list(outcomes)

        def start():
            outcome = left.pop(0) if left else Started("scripted", 1)
            if isinstance(outcome, SecondMeError):
                raise outcome
            return outcome

        return AgentLink(start, scene.connect, tasks)

    def test_connects_in_the_background_and_brings_pushes(
        self, tasks: Tasks, scene: Scene, qtbot: QtBot
    ):
        link = self.link(tasks, scene)
        pushed: list[object] = []
        link.pushed.connect(pushed.append)
        with qtbot.waitSignal(link.moved):
            link.open()
        assert link.state is LinkState.READY
        scene.agent.push(Token(stream="s", text="word"))
        qtbot.waitUntil(lambda: pushed == [Token(stream="s", text="word")])
        link.close()
        assert scene.agent.closed

    def test_comes_back_when_the_agent_goes(self, tasks: Tasks, scene: Scene, qtbot: QtBot):
        link = self.link(tasks, scene)
        states: list[LinkState] = []
        link.moved.connect(states.append)
        link.open()
        qtbot.waitUntil(lambda: states == [LinkState.READY])
        first = scene.agent
        first.lose("closed")
        qtbot.waitUntil(lambda: states[-1] is LinkState.READY and len(states) == 3)
        assert states[1] is LinkState.LOST
        assert scene.agent is not first
        first.push(Token(stream="s", text="from the grave"))
        first.lose("closed")
        results = Results()
        link.call(GetStatus(), results.take, results.take)
        qtbot.waitUntil(lambda: bool(results.got))
        assert results.got == [scene.status]
        assert link.state is LinkState.READY
        link.close()

    def test_a_gap_asks_for_everything_anew(self, tasks: Tasks, scene: Scene, qtbot: QtBot):
        link = self.link(tasks, scene)
        with qtbot.waitSignal(link.moved):
            link.open()
        with qtbot.waitSignal(link.resync):
            scene.agent.lose("gap")
        assert link.state is LinkState.READY
        link.close()

    def test_says_why_the_agent_did_not_start_and_tries_again(
        self, tasks: Tasks, scene: Scene, qtbot: QtBot
    ):
        link = self.link(tasks, scene, Failed("It did not start", "No room.", "Make room."))
        states: list[LinkState] = []
        link.moved.connect(states.append)
        link.open()
        qtbot.waitUntil(lambda: states == [LinkState.FAILED])
        assert link.trouble == Failed("It did not start", "No room.", "Make room.")
        link.retry_now()
        qtbot.waitUntil(lambda: states[-1] is LinkState.READY)
        assert link.trouble is None
        link.close()

    def test_a_call_without_an_agent_fails_calmly(self, tasks: Tasks, scene: Scene, qtbot: QtBot):
        link, results = self.link(tasks, scene), Results()
        link.call(GetStatus(), results.take, results.take)
        qtbot.waitUntil(lambda: bool(results.got))
        assert isinstance(results.got[0], AgentUnreachable)


class TestWatchdog:
    def test_tells_where_the_window_stood(self, qapp: QApplication, qtbot: QtBot, caplog):
        watchdog = Watchdog(every=0.001)
        watchdog.start()
        QTimer.singleShot(20, _sleep_long)
        qtbot.waitUntil(lambda: bool(watchdog.blocks))
        watchdog.stop()
        block = watchdog.blocks[0]
        assert block.seconds >= 0.1
        assert "_sleep_long" in block.stack
        assert "window blocked" in caplog.text

    def test_keeps_silent_over_a_quick_window(self, qapp: QApplication, qtbot: QtBot):
        watchdog = Watchdog(limit=2.0, every=0.001)
        watchdog.start()
        turns: list[int] = []
        timer = QTimer()
        timer.timeout.connect(lambda: turns.append(1))
        timer.start(1)
        qtbot.waitUntil(lambda: len(turns) > 50)
        watchdog.stop()
        # A busy machine may keep the thread waiting; the window itself was quick.
        assert [block for block in watchdog.blocks if block.busy > 1] == []


def _sleep_long() -> None:
    time.sleep(0.2)


class TestCrashNotes:
    def test_a_slot_that_raises_leaves_a_note_without_content(
        self, tmp_path: Path, qtbot: QtBot, caplog
    ):
        notes = CrashNotes(tmp_path / "logs")
        told: list[str] = []
        notes.noted.connect(told.append)
        before = sys.excepthook
        notes.install()
        try:
            try:
                _fail("my secret words")
            except ValueError:
                sys.excepthook(*sys.exc_info())
        finally:
            notes.remove()
            sys.excepthook = before
        (path,) = told
        note = Path(path).read_text()
        assert "ValueError" in note
        assert "_fail" in note
        assert "secret" not in note + caplog.text


def _fail(words: str) -> None:
    raise ValueError(words)


class TestSingleInstance:
    def test_a_second_start_raises_the_first(self, home: Home, qapp: QApplication, qtbot: QtBot):
        first, second = SingleInstance(home), SingleInstance(home)
        assert isinstance(first.claim(), First)
        assert home.run.stat().st_mode & 0o777 == 0o700
        with qtbot.waitSignal(first.asked) as asked:
            outcome = second.claim("recall")
        assert outcome == Raised(heard=True)
        assert asked.args == ["recall"]
        first.release()
        assert isinstance(second.claim(), First)
        second.release()

    def test_other_words_are_not_heard(self, home: Home, qapp: QApplication, qtbot: QtBot):
        first = SingleInstance(home)
        first.claim()
        heard: list[str] = []
        first.asked.connect(heard.append)
        for words in (b"quit", b"\xff" * 5000, b""):
            caller = QLocalSocket()
            caller.connectToServer(address(home))
            assert caller.waitForConnected(1000)
            caller.write(words)
            caller.flush()
            caller.disconnectFromServer()
        with qtbot.waitSignal(first.asked):
            SingleInstance(home).claim("show")
        assert heard == ["show"]
        first.release()

    def test_a_long_path_gets_a_short_socket(self, tmp_path: Path, monkeypatch):
        runtime = tmp_path / "runtime"
        runtime.mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
        deep = Home(root=tmp_path / ("x" * 120), models=tmp_path)
        assert address(deep).startswith(str(runtime))

    def test_what_a_dead_window_left_is_no_hindrance(self, home: Home, qapp: QApplication):
        home.run.mkdir(parents=True)
        Path(address(home)).write_bytes(b"")
        first = SingleInstance(home)
        assert isinstance(first.claim(), First)
        first.release()


class TestPreferences:
    def test_are_kept(self, tmp_path: Path):
        path = tmp_path / "deep" / "window.json"
        PreferenceFile(path).change(theme=ThemeChoice.DARK, scale=150)
        read = PreferenceFile(path)
        assert (read.now.theme, read.now.scale, read.notice) == (ThemeChoice.DARK, 150, "")

    def test_a_broken_file_is_kept_aside_and_told(self, tmp_path: Path):
        path = tmp_path / "window.json"
        path.write_text("{broken")
        read = PreferenceFile(path)
        assert read.now.scale == 100
        assert read.notice == "window.unreadable.json"
        assert (tmp_path / read.notice).read_text() == "{broken"


def test_sigterm_comes_through_the_loop(qapp: QApplication, qtbot: QtBot):
    stop = StopSignal(qapp)
    try:
        with qtbot.waitSignal(stop.asked):
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        stop.close()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
