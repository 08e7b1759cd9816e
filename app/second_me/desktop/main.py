"""The window's process: `second-me window [--home DIR] [--hidden] [--recall]`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMessageBox

from second_me import __version__
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home, find_home
from second_me.desktop.crash_notes import CrashNotes
from second_me.desktop.first_paint import report
from second_me.desktop.languages import install
from second_me.desktop.log_file import keep_log
from second_me.desktop.opening import Opening
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.single_instance import RECALL, SHOW, Raised, SingleInstance
from second_me.desktop.stop_signal import StopSignal
from second_me.desktop.theme import STYLED, Theme
from second_me.desktop.theme.icons import app_icon
from second_me.desktop.translation import tr
from second_me.desktop.watchdog import Watchdog

_RAISED = 0
_FAILED = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window until it is quit; return the process's exit status.

    A second start for the same home hands its wish to the first and ends.
    """
    options = _options(argv)
    home = find_home(options.home)
    if options.shots is not None:
        from second_me.desktop.shots import take_all  # noqa: PLC0415  (a tool, not the window)

        return take_all(options.shots)
    preferences = PreferenceFile(home.root / "window.json")
    app = _application(preferences.now.scale)
    spoken = install(app, options.language or preferences.now.language)
    if options.gallery:
        return _show_gallery(app, preferences)
    only = SingleInstance(home, app)
    try:
        if isinstance(only.claim(RECALL if options.recall else SHOW), Raised):
            return _RAISED
        return _run(app, home, preferences, only, options)
    except SecondMeError as error:
        _tell(error)
        return _FAILED
    finally:
        only.release()
        del spoken  # what Qt translates by lives until here


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="second-me window", description="Open the window.")
    parser.add_argument("--home", type=Path, default=None, metavar="DIR")
    parser.add_argument("--hidden", action="store_true", help="start in the tray")
    parser.add_argument("--recall", action="store_true", help="open quick recall")
    parser.add_argument("--gallery", action="store_true", help="show every component instead")
    parser.add_argument("--language", default="", metavar="TAG", help="speak this one: en, de")
    parser.add_argument("--until-painted", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--shots", type=Path, default=None, metavar="DIR", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _application(scale: int) -> QApplication:
    if scale != 100 and "QT_SCALE_FACTOR" not in os.environ:  # noqa: PLR2004  (percent)
        os.environ["QT_SCALE_FACTOR"] = str(scale / 100)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # Set through Qt's own options, the style costs no wrapping of all of its class.
        app = QApplication([*sys.argv[:1], "-style", "Fusion"])
        app.setProperty(STYLED, True)
    app.setApplicationName("second-me")
    app.setApplicationDisplayName("Second Me")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("second-me")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(app_icon())
    return app


def _run(
    app: QApplication,
    home: Home,
    preferences: PreferenceFile,
    only: SingleInstance,
    options: argparse.Namespace,
) -> int:
    """Tie the process's ends to the window and run the loop."""
    keep_log(home.logs)
    hidden, recall = options.hidden, options.recall
    opening = Opening(app, home, preferences, hidden=hidden, recall=recall)
    crashes = CrashNotes(home.logs, app)
    crashes.install()
    stop = StopSignal(app)
    watchdog = Watchdog(parent=app)
    troubles: list[SecondMeError] = []
    only.asked.connect(opening.on_word)
    stop.asked.connect(app.quit)
    opening.failed.connect(troubles.append)
    opening.failed.connect(app.quit)
    crashes.noted.connect(opening.on_crash)
    app.commitDataRequest.connect(opening.on_session_end)
    watchdog.start()
    if options.until_painted:
        _measure(app, opening)
    opening.start()
    try:
        status = app.exec()
    finally:
        watchdog.stop()
        opening.close()
        stop.close()
        crashes.remove()
    if troubles:
        raise troubles[0]
    return status


def _show_gallery(app: QApplication, preferences: PreferenceFile) -> int:
    from second_me.desktop.gallery import Gallery  # noqa: PLC0415  (a tool, not the window)

    gallery = Gallery(Theme(app, preferences.now.theme))
    gallery.resize(1120, 800)
    gallery.show()
    app.setQuitOnLastWindowClosed(True)
    return app.exec()


def _measure(app: QApplication, opening: Opening) -> None:
    """Print when the window was painted, and end."""

    def painted() -> None:
        print(report())  # noqa: T201  (what it is for)
        app.quit()

    opening.painted.connect(painted)


def _tell(error: SecondMeError) -> None:
    print(error, file=sys.stderr)  # noqa: T201  (there is no window to say it in)
    box = QMessageBox()
    box.setWindowTitle("Second Me")
    box.setText(error.title)
    box.setInformativeText(f"{error.message} {error.action}".strip())
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.setAccessibleName(tr("Second Me could not open its window"))
    if QApplication.platformName() not in ("offscreen", "minimal"):
        box.exec()


if __name__ == "__main__":
    sys.exit(main())
