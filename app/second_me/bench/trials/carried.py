"""Promise `backup`: a folder that Syncthing, a cloud drive or restic carries.

What such carriers do to files is done here: a file that is half there, one with holes that were
not yet filled, one that two machines wrote, one that came twice under another name, and names of
their own. A backup is either restored whole or refused with words; none takes another's place.
"""

import random
import shutil
from pathlib import Path
from typing import Final

from second_me.bench.trials import sample_vault
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CLOCK, Sample
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.core.protocol.vault import BackupState
from second_me.vault import Vault, backup_place, restore
from second_me.vault import backup as backups
from second_me.vault.backup_rule import KeepRule

NAMES: Final = (
    "{stem}.sync-conflict-20260714-101500-ABCDEFG.smbackup",
    "{stem} (conflicted copy 2026-07-14).smbackup",
    "{stem} (1).smbackup",
    "{stem}-LAPTOP.smbackup",
)
UNFINISHED: Final = (".syncthing.{name}.tmp", ".{name}.Xy12Ab", "{name}.part", "~{name}.tmp")
BLOCK: Final = 128 * 1024
"""Bytes that carriers move at a time."""


def carried_folder(folder: Path, trials: int, seed: int = 71) -> Report:
    """Damage carried copies `trials` times, and look at the folder as the program does."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(
        promise="backup", what="torn, partial and conflicting copies in a carried folder"
    )
    sample = sample_vault.make(folder / "home", 600, seed)
    carried = folder / "carried"
    carried.mkdir(parents=True)
    vault = Vault.open(sample.home, sample.key, CLOCK)
    try:
        backup_place.move(sample.home, carried)
        whole = Path(vault.backup().path)
        vault.write(lambda s: sample_vault.add(s, [sample_vault.new_event(10**6, chance)]))
        newer = folder / "newer.smbackup"
        vault.backup(newer)
    finally:
        vault.close()
    for number in range(trials):
        report.note(_one(folder / f"{number}", sample, whole, newer, chance))
    return report


def _one(root: Path, sample: Sample, whole: Path, newer: Path, chance: random.Random) -> str:
    """Return what is wrong after one thing that carriers do."""
    home = Home(root=root, models=root)
    home.backups.mkdir(parents=True)
    good = home.backups / whole.name
    shutil.copy(whole, good)
    how, other = _carry(home.backups, whole, newer, chance)
    try:
        states = {Path(one.path).name: one.state for one in backups.found(home.backups)}
        if states.get(good.name) is not BackupState.WHOLE:
            return f"{how}: the good backup is not told as whole"
        surplus = KeepRule().surplus(backups.found(home.backups))
        if any(one.path == str(good) for one in surplus):
            return f"{how}: the good backup would be removed"
        fault = _restored(home, sample, other, len(sample.texts) + 1)
        if fault and how in {"conflict", "another name"}:
            return f"{how}: {fault}"
        if not fault and how in {"partial", "holes", "flipped"}:
            return f"{how}: a damaged copy was restored"
        return _restored(home, sample, good, len(sample.texts) + 1)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _carry(folder: Path, whole: Path, newer: Path, chance: random.Random) -> tuple[str, Path]:
    """Do one thing that carriers do; return what it was and the file it made."""
    how = chance.choice(("partial", "holes", "flipped", "conflict", "another name", "mixed"))
    content = whole.read_bytes()
    name = chance.choice(NAMES).format(stem=whole.stem)
    if how == "another name":
        name = chance.choice(UNFINISHED).format(name=whole.name)
    elif how == "partial":
        content = content[: chance.randrange(len(content))]
    elif how == "holes":
        start = chance.randrange(0, len(content) - 1, BLOCK)
        end = min(start + BLOCK, len(content))
        content = content[:start] + bytes(end - start) + content[end:]
    elif how == "flipped":
        place = chance.randrange(len(content) // 4, len(content) // 2)
        content = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    elif how == "mixed":  # two machines wrote blocks of one file
        other = newer.read_bytes()
        end = chance.randrange(BLOCK, len(content))
        content = content[:end] + other[end:]
    made = folder / name
    made.write_bytes(content)
    return how, made


def _restored(home: Home, sample: Sample, backup: Path, most: int) -> str:
    """Return why a backup was not restored, or what is wrong with what it gave."""
    place = Home(root=home.root / f"place-{backup.name}", models=home.models)
    try:
        restore(place, backup, sample.key, CLOCK)
        vault = Vault.open(place, sample.key, CLOCK)
    except SecondMeError as error:
        return error.title
    try:
        events = vault.read(sample_vault.everything)
        known = tuple(event.text for event in events[: len(sample.texts)]) == sample.texts
        sound = not vault.check(deep=True) and known and len(events) <= most
        return "" if sound else "rows are not as they were written"
    finally:
        vault.close()
