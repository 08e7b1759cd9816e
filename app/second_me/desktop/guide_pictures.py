"""Take the pictures of the user guide: the sample life in a real agent, seen in the real window.

python -m second_me.desktop.guide_pictures docs/guide/pictures

Some pages name folders: these are those of HOME and of where the program lies. The vault is made
where one of HOME's owner would be, so there must be none yet.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from second_me.client import Client, ensure_agent, stop_agent
from second_me.core.clock import SystemClock
from second_me.core.paths import Home, find_home
from second_me.core.protocol.memory import ListBatches, StartImport
from second_me.core.protocol.system import Activity, ChangeSetting, GetStatus
from second_me.core.protocol.vault import CreateVault
from second_me.core.records import BatchState
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.link import AgentLink
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.rail import Place
from second_me.desktop.sample_life import SampleLife, sample
from second_me.desktop.session import Stage
from second_me.desktop.tasks import Tasks
from second_me.desktop.theme import ThemeChoice

PASSPHRASE = "four unrelated words here"  # noqa: S105  (of a vault that is gone in a minute)
PATIENCE = 600.0
THINKING = 1200.0
"""Seconds for facts to be drawn out; on a busy machine the pictures show fewer of them."""

SIZE = (1120, 740)
_QUIET_TURNS = 15
PAGES = (
    Place.TIMELINE,
    Place.PEOPLE,
    Place.GRAPH,
    Place.REVIEW,
    Place.FILL,
    Place.IMPORT,
    Place.PRIVACY,
    Place.MODELS,
    Place.HEALTH,
    Place.SETTINGS,
)


class Camera:
    """Takes small pictures of a window once it has come to rest."""

    def __init__(self, folder: Path, desktop: Desktop) -> None:
        self._folder = folder
        self._desktop = desktop

    def wait(self, ready: Callable[[], bool]) -> None:
        """Wait until something is so, and then for the window to be quiet."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < _QUIET_TURNS:
            if time.monotonic() > end:
                raise TimeoutError("the window did not come to rest")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            time.sleep(0.02)
            quiet = quiet + 1 if ready() and not self._desktop.tasks.busy else 0

    def take(self, name: str, widget: QWidget | None = None) -> None:
        self.wait(lambda: True)
        image = (widget or self._desktop.shell).grab().toImage()
        few_colours(image).save(str(self._folder / f"{name}.png"), quality=0)


def few_colours(image: QImage) -> QImage:
    """Return a picture in its 256 commonest colours: enough for a window, a third of the bytes."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), dtype=np.uint32)
    colours, counts = np.unique(pixels, return_counts=True)
    table = colours[np.argsort(-counts)[:256]].tolist()
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, flags)


def remember(home: Home, life: SampleLife) -> None:
    """Make a vault and import the sample, until all of it is read and thought about."""
    client = Client.connect(home, name="guide", timeout=30)
    client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False), timeout=120)
    client.call(ChangeSetting(key="owner.name", value=life.owner))
    for part in life.parts:
        client.call(
            StartImport(
                path=part.path, format=part.format, owner=life.owner, date_order=part.date_order
            )
        )
    end = time.monotonic() + THINKING
    while time.monotonic() < end and not _at_rest(client):
        time.sleep(1.0)
    client.close()


def _at_rest(client: Client) -> bool:
    batches = client.call(ListBatches()).batches
    status = client.call(GetStatus())
    running = any(view.batch.state is BatchState.RUNNING for view in batches)
    found = 0 < status.counts.events <= status.counts.vectors
    return found and not running and status.activity is Activity.IDLE


def walk(desktop: Desktop, camera: Camera, life: SampleLife) -> None:
    """Go through the pages as the guide does."""
    camera.wait(lambda: desktop.session.stage is Stage.OPEN)
    camera.take("ask-empty")
    page = desktop.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.ask(life.questions[0])
    camera.wait(lambda: desktop.conversation.running is None)
    camera.take("ask")
    for place in PAGES:
        desktop.shell.go(place)
        camera.take(place.value)
    desktop.open_recall()
    popup = desktop.popup
    assert popup is not None
    query = popup.findChild(QLineEdit)
    assert query is not None
    QTest.keyClicks(query, life.questions[0])
    camera.wait(lambda: bool(desktop.recall.hits) and not desktop.recall.searching)
    popup.toggle_evidence()
    camera.take("recall", popup)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="take the pictures of the user guide")
    parser.add_argument("pictures", type=Path, help="the folder to put them into")
    folder = parser.parse_args(arguments).pictures
    home = find_home()
    if home.vault.exists():
        parser.error(f"there is a vault already: {home.vault}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # No keyring of whoever takes the pictures.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    folder.mkdir(parents=True, exist_ok=True)
    life = sample()
    assert life is not None
    ensure_agent(home)
    app = QApplication(sys.argv[:1])
    try:
        remember(home, life)
        tasks = Tasks(app)
        preferences = PreferenceFile(home.root / "window.json")
        preferences.change(theme=ThemeChoice.LIGHT)
        link = AgentLink.to_home(home, tasks, app)
        desktop = Desktop(app, link, tasks, preferences, SystemClock())
        desktop.start()
        desktop.shell.resize(*SIZE)
        walk(desktop, Camera(folder, desktop), life)
        desktop.close()
    finally:
        stop_agent(home)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
