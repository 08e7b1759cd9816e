"""What happens when a slot raises: a note without content, and a word to the person."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from second_me import __version__

_KEPT = 10

log = logging.getLogger(__name__)


class CrashNotes(QObject):
    """Takes what nobody caught, writes it down and tells of it by `noted`.

    Qt runs on after an exception in a slot; unescalated it would be a line on a terminal
    that nobody has open. A note names types, files and lines, and never the words of an
    exception, since those may hold what the person wrote.
    """

    noted = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder

    def install(self) -> None:
        sys.excepthook = self._on_exception

    def remove(self) -> None:
        sys.excepthook = sys.__excepthook__

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        note = describe(kind, trace)
        log.error("not caught: %s", note)
        path = self._write(note)
        self.noted.emit(str(path) if path else "")

    def _write(self, note: str) -> Path | None:
        now = datetime.now(UTC)
        path = self._folder / f"window-{now:%Y%m%d-%H%M%S-%f}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_text(f"Second Me {__version__}\n{now:%Y-%m-%d %H:%M:%S} UTC\n{note}")
            for old in sorted(self._folder.glob("window-*.txt"))[:-_KEPT]:
                old.unlink(missing_ok=True)
        except OSError:
            return None
        return path


def describe(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return type, files and lines of an exception, without its words."""
    frames = traceback.extract_tb(trace)
    lines = [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([kind.__name__, *lines]) + "\n"
