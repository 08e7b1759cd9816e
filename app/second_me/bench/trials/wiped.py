"""Promise `wipe`: after everything was wiped nothing opens it, whatever was copied before.

The vault is as large as it is told to be, so that the time counts that a large one takes. What
was wiped is not only looked for where it stood: each file is kept open while it is wiped, as an
undelete would find its blocks again, and keys that were known before are tried on that.
"""

import shutil
import time
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from second_me.bench.trials import sample_vault
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CHEAP, CLOCK, PASSPHRASE
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.core.protocol.vault import SlotKind
from second_me.vault import DataKey, KeySlots, MemoryKeyring, Vault, wiping
from second_me.vault import backup as backups
from second_me.vault.connection import opens

MOST_SECONDS: Final = 5.0
BACKUPS: Final = 3


def everything(folder: Path, megabytes: int, trials: int, seed: int = 31) -> Report:
    """Wipe `trials` vaults with backups; the first one is so many megabytes large."""
    report = Report(promise="wipe", what="keyring, slots and backups after wiping")
    slowest = 0.0
    for number in range(trials):
        root = folder / f"home-{number}"
        seconds = _one(root, megabytes if number == 0 else 0, seed + number, report)
        slowest = max(slowest, seconds)
        shutil.rmtree(root, ignore_errors=True)
    report.note("" if slowest <= MOST_SECONDS else f"it took {slowest:.1f} seconds")
    report.what = (
        f"keyring, slots and backups after wiping; {megabytes:,} MB took at most {slowest:.2f} s"
    )
    return report


def _one(root: Path, megabytes: int, seed: int, report: Report) -> float:
    sample = sample_vault.make(root, 60, seed)
    home, keyring = sample.home, MemoryKeyring()
    slots = KeySlots(home.slots, keyring, CLOCK, CHEAP)
    code = slots.add(SlotKind.RECOVERY, sample.key).recovery_code
    slots.add(SlotKind.KEYRING, sample.key)
    vault = Vault.open(home, sample.key, CLOCK)
    copies = [Path(vault.backup().path) for _ in range(BACKUPS)]
    vault.close()
    if megabytes:
        _enlarge(home.database, megabytes)
    bystander = root / "a file of somebody else's"
    bystander.write_text("left alone", encoding="utf-8")
    with ExitStack() as kept:
        files = [path for path in root.rglob("*") if path.is_file()]
        blocks = {path: kept.enter_context(path.open("rb")) for path in files}
        begun = time.perf_counter()
        done = wiping.destroy(home, keyring)
        seconds = time.perf_counter() - begun
        report.note(f"left: {done.left}" if done.left else "")
        report.note("the keyring has an entry" if keyring.entries else "")
        there = {path.name for path in root.rglob("*")}
        report.note("" if there == {bystander.name} else f"files are left: {sorted(there)}")
        for path in (home.slots, home.database, *copies):
            again = root.with_name("undeleted") / path.name
            again.parent.mkdir(exist_ok=True)
            blocks[path].seek(0)
            with again.open("wb") as target:
                target.write(blocks[path].read(32 << 20))
            report.note(_opened(again, sample.key, code, keyring))
        shutil.rmtree(root.with_name("undeleted"))
    return seconds


def _enlarge(database: Path, megabytes: int) -> None:
    """Let a file be as large as asked for: what is in its further pages does not matter here."""
    piece = b"\x5a" * (1 << 20)
    with database.open("ab") as file:
        for _ in range(megabytes):
            file.write(piece)


def _opened(path: Path, key: DataKey, code: str, keyring: MemoryKeyring) -> str:
    """Return how an undeleted file could still be opened, if it could."""
    if path.suffix == backups.SUFFIX:
        return _backup_opened(path, key, code, keyring)
    if path.suffix == ".db":
        return "the vault opens by its old key" if opens(path, key) else ""
    slots = KeySlots(path, keyring, CLOCK, CHEAP)
    for secret in ({"passphrase": PASSPHRASE}, {"recovery_code": code}, {}):
        try:
            slots.unlock(**secret)
        except (SecondMeError, ValueError):
            continue
        return f"a slot opens by {next(iter(secret), 'the keyring')}"
    return ""


def _backup_opened(path: Path, key: DataKey, code: str, keyring: MemoryKeyring) -> str:
    for secret in ({"passphrase": PASSPHRASE}, {"recovery_code": code}, {}):
        try:
            backups.unlock(path, keyring, **secret)
        except (SecondMeError, ValueError):
            continue
        return "a backup's slots open"
    try:
        own = backups.content_key(path, key)
    except SecondMeError:
        own = None
    if own is not None:
        return "a backup's key opens by the old data key"
    home = Home(root=path.parent / "taken", models=path.parent)
    shutil.rmtree(home.root, ignore_errors=True)
    home.vault.mkdir(parents=True)
    try:
        with zipfile.ZipFile(path) as archive:
            home.database.write_bytes(archive.read(backups.VAULT))
    except (zipfile.BadZipFile, KeyError, EOFError, OSError):
        return ""
    return "a backup opens by the data key" if opens(home.database, key) else ""
