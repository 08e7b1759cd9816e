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
_BARE: Final = """
import json, time, psutil
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, done)
def done():
    me = psutil.Process()
    print(json.dumps({"first_paint_seconds": time.time() - me.create_time(),
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
    first, bare = (Spread(tuple(pair[side][0] for pair in pairs[1:])) for side in (0, 1))
    held, bare_held = (Spread(tuple(pair[side][1] for pair in pairs[1:])) for side in (0, 1))
    return Part(
        figures={"first_paint_ms": first.median * 1000, "memory_mb": held.median},
        reference={"first_paint_ms": bare.median * 1000, "memory_mb": bare_held.median},
        ratio={
            "first_paint_ms": first.median / bare.median,
            "memory_mb": held.median / bare_held.median,
        },
        settings={"platform": environment.get("QT_QPA_PLATFORM", "the display")},
    )


def painted(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds from process start to first paint, and megabytes held then."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        check=True,
        capture_output=True,
        timeout=LIMIT_SECONDS,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return told["first_paint_seconds"], told["memory_bytes"] / 1e6
