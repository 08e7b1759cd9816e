"""Promise `tamper`: a wrong key or a changed page is refused."""

import random
import shutil
from pathlib import Path

from second_me.bench.trials import sample_vault
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CLOCK, Sample
from second_me.bench.trials.torn import served_or_missed
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.vault import DataKey, Vault

PAGE = 4096


def wrong_keys(folder: Path, trials: int, seed: int = 3) -> Report:
    """Try `trials` keys that are not the vault's: random ones, and its own with one bit off."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="tamper", what="wrong keys")
    sample = sample_vault.make(folder / "keys", 200, seed)
    for number in range(trials):
        secret = bytearray(chance.randbytes(32))
        if number % 2:
            secret = bytearray(sample.key.secret)
            secret[chance.randrange(32)] ^= 1 << chance.randrange(8)
        report.note("" if _refused(sample.home, DataKey(secret)) else "a wrong key opened it")
    if _refused(sample.home, sample.key):
        report.note("the right key was refused as well")
    return report


def changed_pages(folder: Path, trials: int, seed: int = 4) -> Report:
    """Change one byte in `trials` random pages, one at a time; each must be noticed."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="tamper", what="one byte changed in a page")
    sample = sample_vault.make(folder / "pages", 1_500, seed)
    main = sample.home.database.read_bytes()
    pages = list(range(len(main) // PAGE))
    order = chance.sample(pages, k=len(pages))
    for number in range(trials):
        page = order[number % len(order)]
        place = page * PAGE + chance.randrange(PAGE)
        home = _changed(folder / "trial", sample, main, place, chance.randrange(1, 256))
        report.note(served_or_missed(home, sample, f"page {page + 1}, byte {place % PAGE}"))
    return report


def _changed(root: Path, sample: Sample, main: bytes, place: int, change: int) -> Home:
    shutil.rmtree(root, ignore_errors=True)
    home = Home(root=root, models=sample.home.models)
    home.vault.mkdir(parents=True)
    changed = bytearray(main)
    changed[place] ^= change
    home.database.write_bytes(changed)
    shutil.copy(sample.home.slots, home.slots)
    return home


def _refused(home: Home, key: DataKey) -> bool:
    try:
        Vault.open(home, key, CLOCK).close()
    except SecondMeError:
        return True
    return False
