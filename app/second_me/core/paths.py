"""Where things lie on this machine. Nothing is created here."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

APP = "second-me"


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The folders of one vault. `models` may be shared between several homes."""

    root: Path
    models: Path

    @property
    def vault(self) -> Path:
        """Return the folder of the database and the slot file."""
        return self.root / "vault"

    @property
    def database(self) -> Path:
        return self.vault / "vault.db"

    @property
    def slots(self) -> Path:
        return self.vault / "slots.json"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def tombstones(self) -> Path:
        """Return the file of keyed hashes that outlasts a restore: what stays erased."""
        return self.root / "tombstones.json"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Return the 0700 folder of lock, token and socket."""
        return self.root / "run"


def find_home(root: Path | None = None, environ: Mapping[str, str] = os.environ) -> Home:
    """Return the home given, else `SECOND_ME_HOME`, else the platform's data folder.

    Models lie in `SECOND_ME_MODELS`, else in the platform's data folder, so that a
    throw-away home does not need a second copy of them.
    """
    default = Path(platformdirs.user_data_dir(APP, appauthor=False))
    chosen = root or Path(environ.get("SECOND_ME_HOME") or default)
    models = Path(environ.get("SECOND_ME_MODELS") or default / "models")
    return Home(root=chosen.expanduser().absolute(), models=models.expanduser().absolute())


def packaged(name: str) -> Path:
    """Return the folder `models` or `resources` as shipped: in the wheel, else in the checkout."""
    here = Path(__file__).resolve()
    inside = here.parents[1] / "_data" / name
    return inside if inside.is_dir() else here.parents[3] / name
