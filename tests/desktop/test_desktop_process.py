"""The window and the real agent, as two real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from second_me.client import stop_agent
from second_me.core.clock import SystemClock
from second_me.core.paths import Home
from second_me.core.protocol.system import VaultState
from second_me.core.records import BatchState
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.first_run.setup import Step
from second_me.desktop.link import AgentLink
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.rail import Place
from second_me.desktop.session import Stage
from second_me.desktop.single_instance import address
from second_me.desktop.tasks import Tasks
from second_me.desktop.timeline.life import Zoom
from second_me.desktop.watchdog import Watchdog

PATIENCE = 60_000
"""Milliseconds; deriving a key from a passphrase takes seconds on a busy machine."""

PASSPHRASE = "four unrelated words"
CHAT = """\
[12.03.24, 14:30:00] Lena: Don't forget the dentist at Lindenstrasse 12.
[12.03.24, 17:02:10] Mara: Dentist is done, Dr. Novak says all fine.
[13.03.24, 08:00:00] Lena: Then we can go to the lake on Sunday.
"""


@pytest.fixture
def agent_home(home: Home, monkeypatch) -> Iterator[Home]:
    """Return a home whose agent is ended when the test is over."""
    # No keyring in tests: a locked vault stays locked until it is told the passphrase.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("SECOND_ME_MODELS", str(home.models))
    yield home
    stop_agent(home)


@pytest.fixture
def real_window(agent_home: Home, qapp: QApplication, qtbot: QtBot) -> Iterator[Desktop]:
    tasks = Tasks(qapp)
    link = AgentLink.to_home(agent_home, tasks, qapp)
    preferences = PreferenceFile(agent_home.root / "window.json")
    desktop = Desktop(qapp, link, tasks, preferences, SystemClock())
    desktop.start()
    yield desktop
    desktop.close()
    desktop.deleteLater()
    qapp.processEvents()


def test_from_nothing_to_an_import_a_lost_agent_and_back(
    real_window: Desktop, agent_home: Home, qtbot: QtBot, tmp_path: Path
):
    desktop = real_window
    _first_run(desktop, qtbot)
    _import(desktop, qtbot, tmp_path)
    _recall(desktop, qtbot)
    _lose_the_agent(desktop, qtbot)
    _unlock(desktop, qtbot)
    _recall(desktop, qtbot)


def _first_run(desktop: Desktop, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desktop.session.stage is Stage.FIRST_RUN, timeout=PATIENCE)
    desktop.setup.create(PASSPHRASE, keyring=False)
    qtbot.waitUntil(lambda: desktop.setup.step is Step.RECOVERY, timeout=PATIENCE)
    assert len(desktop.setup.parts) >= 4
    desktop.setup.go(Step.CONFIRM)
    typed = [desktop.setup.parts[index] for index in desktop.setup.asked_parts]
    assert desktop.setup.confirms(typed)
    desktop.setup.confirmed()
    qtbot.waitUntil(lambda: desktop.setup.models is not None)
    desktop.setup.go(Step.MEMORIES)


def _import(desktop: Desktop, qtbot: QtBot, tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Lena.txt"
    chat.write_text(CHAT, encoding="utf-8")
    desktop.pages.finish_first_run([str(chat)])
    qtbot.waitUntil(lambda: desktop.session.stage is Stage.OPEN)
    assert desktop.shell.place is Place.IMPORT

    def imported() -> bool:
        batches = desktop.imports.batches
        return bool(batches) and batches[0].batch.state is BatchState.DONE

    qtbot.waitUntil(imported, timeout=PATIENCE)
    assert desktop.imports.batches[0].batch.added == 3
    assert desktop.imports.refusals == []


def _recall(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.recall.clear()
    desktop.recall.search("dentist Lindenstrasse")
    qtbot.waitUntil(lambda: bool(desktop.recall.hits), timeout=PATIENCE)
    assert "Lindenstrasse 12" in desktop.recall.hits[0].event.text


def _lose_the_agent(desktop: Desktop, qtbot: QtBot) -> None:
    page = desktop.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.composer.write("When did")
    assert desktop.session.status is not None
    pid = desktop.session.status.pid
    psutil.Process(pid).kill()
    qtbot.waitUntil(lambda: not desktop.session.connected, timeout=PATIENCE)
    assert desktop.session.banner is not None
    qtbot.waitUntil(lambda: desktop.session.connected, timeout=PATIENCE)
    qtbot.waitUntil(lambda: desktop.session.stage is Stage.LOCKED, timeout=PATIENCE)
    assert desktop.session.status.pid != pid
    assert page.composer.text == "When did"


def _unlock(desktop: Desktop, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desktop.unlocking.busy, timeout=PATIENCE)
    desktop.unlocking.try_secret("not this one")
    qtbot.waitUntil(lambda: bool(desktop.unlocking.problem), timeout=PATIENCE)
    desktop.unlocking.try_secret(PASSPHRASE)
    qtbot.waitUntil(lambda: desktop.session.stage is Stage.OPEN, timeout=PATIENCE)


@pytest.mark.model
def test_a_question_is_answered_in_the_window(real_window: Desktop, qtbot: QtBot, tmp_path: Path):
    desktop = real_window
    _first_run(desktop, qtbot)
    _import(desktop, qtbot, tmp_path)
    desktop.shell.go(Place.ASK)
    page = desktop.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.composer.write("Which street is the dentist in?")
    qtbot.keyClick(page.composer.focusProxy(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desktop.conversation.running is None, timeout=PATIENCE)
    turn = desktop.conversation.turns[-1]
    assert turn.error is None
    assert turn.text
    assert any("Lindenstrasse" in hit.event.text for hit in turn.evidence)
    qtbot.waitUntil(lambda: len(page.evidence.cards) == len(turn.evidence))
    _ask_on(desktop, page, qtbot)
    _find_again(desktop, page, qtbot)
    for place, ready in (
        (Place.TIMELINE, lambda: desktop.models.life.rows.total == 3),
        (Place.PEOPLE, lambda: desktop.models.known.loaded),
        (Place.GRAPH, lambda: desktop.models.web.loaded),
        (Place.REVIEW, lambda: desktop.models.reviewing.loaded),
    ):
        desktop.shell.go(place)
        if place is Place.TIMELINE:
            desktop.models.life.look(Zoom.MOMENTS)
        qtbot.waitUntil(ready, timeout=PATIENCE)


def _ask_on(desktop: Desktop, page: AskPage, qtbot: QtBot) -> None:
    """Ask what leans on the question before."""
    page.composer.write("And when was that?")
    qtbot.keyClick(page.composer.focusProxy(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desktop.conversation.running is None, timeout=PATIENCE)
    turn = desktop.conversation.turns[-1]
    assert turn.error is None
    assert "dentist" in turn.read_as
    assert turn.kept is not None


def _find_again(desktop: Desktop, page: AskPage, qtbot: QtBot) -> None:
    """Lock, unlock, and go on with what was asked."""
    desktop.lock()
    qtbot.waitUntil(lambda: desktop.session.stage is Stage.LOCKED, timeout=PATIENCE)
    assert desktop.conversation.turns == []
    _unlock(desktop, qtbot)
    page.toggle_history()
    history = desktop.models.history
    qtbot.waitUntil(lambda: len(history.conversations) == 1, timeout=PATIENCE)
    assert history.conversations[0].turns == 2
    page._on_opened(history.conversations[0].id)
    qtbot.waitUntil(lambda: len(desktop.conversation.turns) == 2, timeout=PATIENCE)
    assert desktop.conversation.turns[0].evidence


def test_the_window_starts_once_and_ends_on_sigterm(agent_home: Home):
    command = [sys.executable, "-m", "second_me.desktop", "--home", str(agent_home.root)]
    code = Path(sys.modules["second_me"].__file__ or "").parents[1]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(code)}
    window = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        _wait_for(lambda: Path(address(agent_home)).exists() or window.poll() is not None)
        assert window.poll() is None
        second = subprocess.run(command, env=environment, timeout=30, check=False)
        assert second.returncode == 0
        window.send_signal(signal.SIGTERM)
        _, errors = window.communicate(timeout=20)
        assert window.returncode == 0, errors.decode()
    finally:
        window.kill()
        window.communicate()
    assert not Path(address(agent_home)).exists()


def _wait_for(ready, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_vault_state_is_known_before_anything_is_shown(real_window: Desktop, qtbot: QtBot):
    assert real_window.session.stage is Stage.STARTING
    assert real_window.shell.isVisible()
    qtbot.waitUntil(lambda: real_window.session.status is not None, timeout=PATIENCE)
    assert real_window.session.status.vault is VaultState.ABSENT


def test_nothing_blocks_the_window_while_ten_thousand_messages_are_imported(
    real_window: Desktop, qtbot: QtBot, tmp_path: Path
):
    """Judged by the thread's own time: what other programs take is not the window's doing."""
    desktop = real_window
    _first_run(desktop, qtbot)
    chat = tmp_path / "long.txt"
    lines = (
        f"[{day % 28 + 1:02}.03.24, {number % 24:02}:{number % 60:02}:00] "
        f"{'Lena' if number % 2 else 'Mara'}: Message {number} of that long talk about the lake."
        for number, day in zip(range(10_000), range(10_000), strict=True)
    )
    chat.write_text("\n".join(lines), encoding="utf-8")
    watchdog = Watchdog(every=0.005)
    watchdog.start()
    desktop.pages.finish_first_run([str(chat)])

    def imported() -> bool:
        batches = desktop.imports.batches
        return bool(batches) and batches[0].batch.state is BatchState.DONE

    qtbot.waitUntil(imported, timeout=2 * PATIENCE)
    assert [block for block in watchdog.blocks if block.busy > 0.05] == []
    for place in Place:
        desktop.shell.go(place)
        qtbot.waitUntil(lambda: not desktop.tasks.busy, timeout=PATIENCE)
    watchdog.stop()
    assert desktop.imports.batches[0].batch.added == 10_000
    # Pages are made when first seen, 15 to 45 ms each where nothing else is to be done.
    assert [block for block in watchdog.blocks if block.busy > 0.25] == []
