"""What the window itself remembers: its look and place. Nothing of the person's."""

import contextlib
from pathlib import Path

import msgspec

from second_me.core.paths import find_home
from second_me.desktop.theme import ThemeChoice


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """`geometry` is x, y, width, height. `scale` is in percent of the system's own,
    `language` a tag as "de", empty for the system's.
    """

    theme: ThemeChoice = ThemeChoice.SYSTEM
    scale: int = 100
    language: str = ""
    geometry: tuple[int, int, int, int] | None = None
    maximised: bool = False
    evidence: bool = True
    told_about_tray: bool = False


class PreferenceFile:
    """Reads and writes preferences. A file that cannot be read is kept aside."""

    def __init__(self, path: Path) -> None:
        self._path = path
        standard = find_home(environ={}).root
        self.home = path.parent if path.parent != standard else None
        """The home these are of, if it is not the usual one."""
        self.keep = True
        self.notice = ""
        self.now = self._read()

    def change(self, **values: object) -> None:
        """Replace some preferences and write them, unless they are kept no longer; a full disk
        costs only this.
        """
        self.now = msgspec.structs.replace(self.now, **values)
        if not self.keep:
            return
        temporary = self._path.with_suffix(".new")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_bytes(msgspec.json.encode(self.now))
            temporary.replace(self._path)

    def _read(self) -> Preferences:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Preferences)
        except OSError:
            return Preferences()
        except msgspec.DecodeError:
            aside = self._path.with_suffix(".unreadable.json")
            with contextlib.suppress(OSError):
                self._path.replace(aside)
            self.notice = aside.name
            return Preferences()
