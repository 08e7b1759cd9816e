"""Pictures of every face and page, light and dark, at 1x and 2x: `window --shots DIR`."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QScrollArea

from second_me.core.errors import EnvironmentFault
from second_me.core.protocol.pushes import Progress
from second_me.core.protocol.system import Activity, VaultState
from second_me.core.records import Act
from second_me.desktop import scenes
from second_me.desktop.ask.page import AskPage
from second_me.desktop.first_run.setup import Step
from second_me.desktop.importing.batch_row import BatchRow
from second_me.desktop.languages import MIRRORED, PSEUDO, install
from second_me.desktop.rail import Place
from second_me.desktop.session import Stage
from second_me.desktop.shot_pages import PAGES
from second_me.desktop.studio import NARROW, Studio
from second_me.desktop.theme import ThemeChoice

LANGUAGES = {"en": ("1", "2"), PSEUDO: ("1", "2"), MIRRORED: ("1",), "de": ("1",)}
"""What is pictured in which scales: English, 40 % longer, from right to left, German."""


def take_all(folder: Path) -> int:
    """Write the pictures, a folder for each language; return 1 if something does not fit.

    Each language and scale has a process of its own.
    """
    misfit = 0
    for language, scales in LANGUAGES.items():
        (folder / language).mkdir(parents=True, exist_ok=True)
        for scale in scales:
            environment = {**os.environ, "QT_SCALE_FACTOR": scale}
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
            arguments = [str(folder / language), scale, language]
            command = [sys.executable, "-m", "second_me.desktop.shots", *arguments]
            done = subprocess.run(command, env=environment, check=False, timeout=1200)
            misfit |= done.returncode
    return misfit


def _first_run(studio: Studio) -> None:
    desktop = studio.stage(scenes.Scene(VaultState.ABSENT))
    for step in Step:
        if step is Step.FINISHED:
            continue
        if step is Step.RECOVERY:
            desktop.setup.create("four unrelated words here", keyring=True)
            studio.settle(desktop, lambda: desktop.setup.step is Step.RECOVERY)
        else:
            desktop.setup.go(step)
        studio.settle(desktop)
        studio.take(f"first-run-{step.name.lower()}", desktop.shell)
    desktop.close()


def _unlock(studio: Studio) -> None:
    desktop = studio.stage(scenes.Scene(VaultState.LOCKED))
    studio.take("unlock", desktop.shell)
    desktop.unlocking.try_secret("wrong")
    studio.settle(desktop)
    studio.take("unlock-wrong", desktop.shell)
    desktop.close()


def _ask(studio: Studio) -> None:
    scene = scenes.Scene()
    desktop = studio.stage(scene)
    studio.take("ask-empty", desktop.shell)
    page = desktop.shell.pages[Place.ASK]
    assert isinstance(page, AskPage)

    def ask(question: str) -> None:
        page.ask(question)
        studio.settle(desktop, lambda: desktop.conversation.running is None)

    ask("When did I last see the dentist?")
    page.evidence.choose(2)
    studio.take("ask-answer", desktop.shell)
    page.evidence.cards[0].why.toggle()
    studio.settle(desktop)
    studio.take("ask-why", desktop.shell)
    page.evidence.cards[0].why.say(Act.WRONG)
    studio.settle(desktop)
    studio.take("ask-not-this", desktop.shell)
    page._views[-1]._on_wrong()  # noqa: SLF001  (a picture of what can be done)
    studio.settle(desktop)
    studio.take("ask-wrong", desktop.shell)
    scene.answer = scenes.DECLINED
    ask("What is the name of my pilot?")
    scene.fault = EnvironmentFault(
        "No language model",
        "The model's file is gone from its folder.",
        "Fetch it again in Models.",
    )
    ask("Who was at the lake on Sunday?")
    studio.take("ask-troubles", desktop.shell)
    scene.fault = None
    scene.hits = scenes.EVIDENCE * 3
    scene.answer = (scenes.ANSWER + "\n\n") * 4
    ask("Tell me everything about my health in the last years, with all dates and names. " * 6)
    studio.take("ask-crowded", desktop.shell)
    desktop.shell.resize(NARROW)
    studio.settle(desktop)
    studio.take("ask-narrow", desktop.shell)
    desktop.close()


def _import(studio: Studio) -> None:
    scene = scenes.Scene()
    scene.batches = ()
    scene.status = scenes.status(events=0)
    desktop = studio.stage(scene)
    studio.take("ask-nothing-yet", desktop.shell)
    desktop.shell.go(Place.IMPORT)
    studio.settle(desktop)
    studio.take("import-empty", desktop.shell)
    scene.batches = scenes.BATCHES
    scene.watched = scenes.WATCHED
    scene.status = scenes.status(activity=Activity.WORKING)
    desktop.imports.refresh()
    desktop.models.watched.refresh()
    scene.agent.push(
        Progress(
            key="import:3",
            title="Mail",
            done=940,
            total=2210,
            unit="events",
            per_second=412.0,
            seconds_left=31.0,
        )
    )
    desktop.session.refresh()
    studio.settle(desktop)
    desktop.imports.ask_problems(scenes.BATCHES[2].batch.id)
    desktop.imports.start(["/home/mara/holiday.jpg"])
    studio.settle(desktop)
    studio.take("import-typical", desktop.shell)
    scene.batches = scenes.CROWDED
    desktop.imports.refresh()
    studio.settle(desktop, lambda: len(desktop.shell.findChildren(BatchRow)) > len(scenes.BATCHES))
    studio.take("import-crowded", desktop.shell)
    desktop.close()


def _settings(studio: Studio) -> None:
    desktop = studio.stage(scenes.Scene())
    for place in (Place.SETTINGS, Place.HEALTH):
        desktop.shell.go(place)
        studio.settle(desktop)
        studio.take(place.value, desktop.shell)
    desktop.shell.go(Place.SETTINGS)
    page = desktop.shell.pages[Place.SETTINGS]
    desktop.learned.ask(True)
    bar = page.findChildren(QScrollArea)[0].verticalScrollBar()
    bar.setValue(bar.maximum())
    studio.settle(desktop)
    studio.take("settings-forget", desktop.shell)
    desktop.close()


def _recall(studio: Studio) -> None:
    desktop = studio.stage(scenes.Scene())
    desktop.open_recall()
    studio.settle(desktop)
    popup = desktop.popup
    assert popup is not None
    studio.take("recall-empty", popup)
    desktop.recall.search("dentist")
    studio.settle(desktop)
    studio.take("recall-results", popup)
    popup.toggle_evidence()
    studio.settle(desktop)
    studio.take("recall-evidence", popup)
    desktop.recall.search("phone")
    studio.settle(desktop)
    studio.take("recall-field", popup)
    desktop.close()


def _gallery(studio: Studio) -> None:
    gallery = studio.gallery()
    studio.take("gallery", gallery)
    gallery.close()
    gallery.deleteLater()


def _lost(studio: Studio) -> None:
    scene = scenes.Scene()
    desktop = studio.stage(scene)
    scene.agent.lose("closed")
    for _ in range(5):
        QCoreApplication.processEvents()
    assert desktop.session.stage is Stage.OPEN
    studio.take("lost", desktop.shell)
    desktop.close()


SCENES = (_first_run, _unlock, _ask, _import, _settings, _recall, _lost, _gallery, *PAGES)


def main(folder: Path, scale: str, language: str, only: Sequence[str] = ()) -> int:
    """Take all pictures in a language, at the scale that this process runs at; return 1 and say
    what it is if something does not fit. `only` names scenes and schemes, to look again at those.
    """
    schemes = [one for one in (ThemeChoice.LIGHT, ThemeChoice.DARK) if one.value in only]
    wanted = [scene for scene in SCENES if scene.__name__.lstrip("_") in only]
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    spoken = install(app, language)
    misfit = 0
    for choice in schemes or (ThemeChoice.LIGHT, ThemeChoice.DARK):
        studio = Studio(app, folder, f"{scale}x", choice)
        for scene in wanted or SCENES:
            scene(studio)
        for name, found in studio.misfits.items():
            for one in found:
                misfit = 1
                sys.stdout.write(f"{language} {name}: {one.kind} {one.widget} {one.detail}\n")
    del spoken
    return misfit


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]))
