"""From starting the window's process to its first paint, beside a bare PySide6 window."""

import json
import os
import subprocess
import sys
from typing import Final

from second_me.bench.report import Part
from second_me.bench.speed import Settings
from second_me.bench.timing import Spread
from second_me.client.launcher import agent_environment, stop_agent

LIMIT_SECONDS: Final = 60
_NAMES: Final = ("first_paint_ms", "first_paint_processor_ms", "memory_mb")
_BARE: Final = """
import json, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, done)
def done():
    now, busy = time.time(), time.process_time()
    import psutil
    me = psutil.Process()
    print(json.dumps({"first_paint_seconds": now - me.create_time(),
                      "processor_seconds": busy,
                      "memory_bytes": me.memory_info().rss}), flush=True)
    app.quit()
app = QApplication([])
window = Bare()
window.resize(1000, 700)
window.show()
app.exec()
"""


def measure(settings: Settings) -> Part:
    """Start both in turns; without a display both draw off screen."""
    environment = agent_environment(settings.home)
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    ours = ["-m", "second_me", "window", "--home", str(settings.home.root), "--until-painted"]
    try:
        pairs = [
            (painted(ours, environment), painted(["-c", _BARE], environment))
            for _ in range(settings.rounds + 1)
        ]
    finally:
        stop_agent(settings.home)
    ours_of, bare_of = (
        [
            Spread(tuple(pair[side][part] for pair in pairs[1:])).median
            for part in range(len(_NAMES))
        ]
        for side in (0, 1)
    )
    return Part(
        figures=dict(zip(_NAMES, ours_of, strict=True)),
        reference=dict(zip(_NAMES, bare_of, strict=True)),
        ratio={
            name: mine / theirs for name, mine, theirs in zip(_NAMES, ours_of, bare_of, strict=True)
        },
        settings={"platform": environment.get("QT_QPA_PLATFORM", "the display")},
    )


def painted(arguments: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Return milliseconds from process start to first paint, those of a processor among them,
    and megabytes held then.
    """
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        check=True,
        capture_output=True,
        timeout=LIMIT_SECONDS,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return (
        told["first_paint_seconds"] * 1000,
        told["processor_seconds"] * 1000,
        told["memory_bytes"] / 1e6,
    )
