"""What an erasure does outside of the rows: old pages, copies, the file beside the vault, and
the search that says whether anything is left.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from second_me.core.clock import Clock
from second_me.core.paths import Home
from second_me.core.protocol.erase import Looked
from second_me.vault import faults
from second_me.vault.erasing import copies, engine, examination, tombstones
from second_me.vault.erasing.copies import Copies, Order
from second_me.vault.keys import DataKey

if TYPE_CHECKING:  # the vault hands this out
    from second_me.vault.vault import Vault

OWN_FILES: Final = ("logs", "run")
"""Folders of the home whose files are plain."""


class Aftermath:
    """The work on one open vault's files. Any thread may do it, one erasure at a time."""

    def __init__(
        self, vault: "Vault", home: Home, key: DataKey, secret: bytes, clock: Clock
    ) -> None:
        self._vault = vault
        self._home = home
        self._key = key
        self._secret = secret
        self._clock = clock

    def keep_beside(self) -> None:
        """Bring the file beside the vault up to date: a restore must know what stays erased."""
        stones = self._vault.read(lambda session: session.erasures.tombstones.all())
        with faults.translated():
            tombstones.keep_beside(self._home.tombstones, stones, self._secret)

    def search_vault(self, erasure_id: int) -> tuple[Looked, ...]:
        """Search the vault's own file and rows for what is going."""
        prints = self._vault.read(lambda session: session.erasures.prints(erasure_id))
        ids = self._vault.read(lambda session: session.erasures.events(erasure_id))
        key = self._key.copy()
        try:
            with faults.translated():
                pages = examination.examine(
                    self._home.database, key, self._print_secret(erasure_id), prints
                )
        finally:
            key.wipe()
        rows = self._vault.read(lambda session: session.rows_left(ids))
        return (*pages, rows)

    def search_files(self, erasure_id: int) -> Looked:
        """Search the plain files of the home: logs, and what lies beside the socket."""
        prints = self._vault.read(lambda session: session.erasures.prints(erasure_id))
        files = [path for name in OWN_FILES for path in _files(self._home.root / name)]
        files += [path for path in self._home.root.iterdir() if path.is_file()]
        secret = self._print_secret(erasure_id)
        return examination.search_files(files, secret, prints, "logs and other files")

    def cleanse_copies(
        self, erasure_id: int, proceed: Callable[[], None], *, all_of_it: bool = False
    ) -> Copies:
        """Take what is going out of backups and vaults put aside. `proceed` may raise."""
        words, stones, prints = self._vault.read(
            lambda session: (
                session.erasures.words(erasure_id),
                session.erasures.tombstones.all(),
                session.erasures.prints(erasure_id),
            )
        )
        order = Order(
            stones=stones,
            names=words.names,
            mentions=words.mentions,
            secret=self._secret,
            prints=prints,
            print_secret=self._print_secret(erasure_id),
            now=self._clock.now(),
            all_of_it=all_of_it,
        )
        key = self._key.copy()
        try:
            with faults.translated(), self._vault.no_backup():
                return copies.cleanse(self._home, key, order, proceed)
        finally:
            key.wipe()

    def copies_to_come(self) -> tuple[int, int, int]:
        """Return how many backups there are that the key opens, how many that it does not, and
        how many vaults put aside.
        """
        lost = copies.unopenable(self._home, self._key)
        every = len(copies.backup_files(self._home))
        return every - lost, lost, len(copies.put_aside(self._home))

    def _print_secret(self, erasure_id: int) -> bytes:
        return engine.print_secret(self._secret, erasure_id)


def clean(looked: Sequence[Looked]) -> bool:
    """Return whether nothing was found anywhere."""
    return not any(one.found for one in looked)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()
