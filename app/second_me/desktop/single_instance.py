"""One window per home: a second start raises the first and goes."""

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path

import msgspec
from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from second_me.core.errors import NotWritable
from second_me.core.paths import Home

SHOW = "show"
RECALL = "recall"
_WORDS = frozenset({SHOW, RECALL})
_LONGEST_PATH = 100
_PATIENCE_MS = 1000


class Raised(msgspec.Struct, frozen=True):
    """Another window runs; `heard` says whether it took the word."""

    heard: bool


class First(msgspec.Struct, frozen=True):
    """This is the one."""


class SingleInstance(QObject):
    """Holds the window's lock and socket; `asked` brings a word from a second start."""

    asked = Signal(str)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._address = address(home)
        self._lock = QLockFile(str(home.run / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def claim(self, word: str = SHOW) -> First | Raised:
        """Become the first window of this home, or hand `word` to the one that is.

        Raises NotWritable when the run folder cannot be made.
        """
        try:
            self._home.run.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise NotWritable(
                "Cannot write to the folder of Second Me",
                f"The folder {self._home.root} could not be prepared ({error.strerror}).",
                "Give yourself the right to write there, or choose another with --home.",
            ) from None
        if not self._lock.tryLock(0) and self._lock.error() is QLockFile.LockError.LockFailedError:
            return Raised(heard=_tell(self._address, word))
        QLocalServer.removeServer(self._address)
        self._server.listen(self._address)
        return First()

    def release(self) -> None:
        self._server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            # A second start says one short word at once; anything else is not one of ours.
            caller.setParent(self)
            caller.readyRead.connect(self._on_words)
            caller.disconnected.connect(self._on_words)
            caller.disconnected.connect(caller.deleteLater)

    def _on_words(self) -> None:
        caller = self.sender()
        if isinstance(caller, QLocalSocket) and caller.bytesAvailable():
            untrusted_word = bytes(caller.read(16).data())
            caller.disconnectFromServer()
            word = untrusted_word.decode("ascii", "replace").strip()
            if word in _WORDS:
                self.asked.emit(word)


def address(home: Home) -> str:
    """Return where the window of a home listens: a socket in its run folder, if it fits."""
    here = str(home.run / "window.socket")
    if sys.platform == "win32":
        return f"second-me-window-{_digest(here)}"
    if len(here) <= _LONGEST_PATH:
        return here
    return str(_private_folder() / f"window-{_digest(here)}.socket")


def _private_folder() -> Path:
    """Return a folder with a short path that is the person's alone."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime:
        return Path(runtime)
    folder = Path(tempfile.gettempdir()) / f"second-me-{os.getuid()}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise NotWritable(
            "No safe place for the window's socket",
            f"The folder {folder} belongs to somebody else or is open to others.",
            "Remove that folder and open Second Me again.",
        )
    return folder


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _tell(address: str, word: str) -> bool:
    caller = QLocalSocket()
    caller.connectToServer(address)
    if not caller.waitForConnected(_PATIENCE_MS):
        return False
    caller.write(word.encode("ascii") + b"\n")
    written = caller.waitForBytesWritten(_PATIENCE_MS)
    caller.disconnectFromServer()
    return written
