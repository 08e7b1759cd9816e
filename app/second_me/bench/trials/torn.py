"""Promise `durable-torn`: torn and rotten writes never corrupt what is read."""

import random
import shutil
from pathlib import Path

from second_me.bench.trials import sample_vault
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CLOCK, Sample
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.core.records import Event
from second_me.vault import Vault

SECTOR = 512
_BASE = 60
_COMMITS = 40


def torn_log(folder: Path, trials: int, seed: int = 1) -> Report:
    """Damage the write-ahead log `trials` times: cuts, flipped bits, zeroed sectors.

    Every vault must open on a clean prefix of its commits, be sound and take new rows.
    """
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="durable-torn", what="the write-ahead log, cut, flipped or zeroed")
    sample, main, log = _with_full_log(folder / "log", seed)
    for _ in range(trials):
        how, torn = _damage(log, chance)
        home = _lay_out(folder / "trial", sample.home, main, torn)
        report.note(_prefix_fault(home, sample, how))
    return report


def rotten_main(folder: Path, trials: int, seed: int = 2) -> Report:
    """Damage the main file `trials` times. Each must be noticed, and no false row given out."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="durable-torn", what="the main file, flipped, zeroed or cut")
    sample = sample_vault.make(folder / "main", 400, seed)
    main = sample.home.database.read_bytes()
    for _ in range(trials):
        how, rotten = _damage(main, chance)
        home = _lay_out(folder / "trial", sample.home, rotten, b"")
        report.note(served_or_missed(home, sample, how))
    return report


def served_or_missed(home: Home, sample: Sample, how: str) -> str:
    """Return what is wrong if damage was not noticed or a false row was given out."""
    try:
        vault = Vault.open(home, sample.key, CLOCK)
    except SecondMeError:
        return ""
    try:
        if any(_false_rows(vault, sample)):
            return f"{how}: a row was given out that was never written"
        return "" if _finds_damage(vault) else f"{how}: the damage was not noticed"
    finally:
        vault.close()


def _with_full_log(root: Path, seed: int) -> tuple[Sample, bytes, bytes]:
    """Return a sample whose last commits, one event each, lie in the log alone."""
    base = sample_vault.make(root, _BASE, seed)
    chance = random.Random(seed + 1)  # noqa: S311  (repeatable, not secret)
    vault = Vault.open(base.home, base.key, CLOCK)
    texts = list(base.texts)
    try:
        for number in range(_BASE + 1, _BASE + _COMMITS + 1):
            event = sample_vault.new_event(number, chance)
            vault.write(lambda session, event=event: sample_vault.add(session, [event]))  # type: ignore[misc]
            texts.append(event.text)
        main = base.home.database.read_bytes()
        log = Path(f"{base.home.database}-wal").read_bytes()
    finally:
        vault.close()
    return Sample(home=base.home, key=base.key, texts=tuple(texts)), main, log


def _damage(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    kind = chance.choice(("cut", "flip", "zero"))
    place = chance.randrange(len(content))
    if kind == "cut":
        return f"cut at {place}", content[:place]
    torn = bytearray(content)
    if kind == "flip":
        torn[place] ^= 1 << chance.randrange(8)
        return f"bit flipped at {place}", bytes(torn)
    start = place - place % SECTOR
    torn[start : start + SECTOR] = bytes(len(torn[start : start + SECTOR]))
    return f"sector zeroed at {start}", bytes(torn)


def _lay_out(root: Path, original: Home, main: bytes, log: bytes) -> Home:
    shutil.rmtree(root, ignore_errors=True)
    home = Home(root=root, models=original.models)
    home.vault.mkdir(parents=True)
    home.database.write_bytes(main)
    if log:
        Path(f"{home.database}-wal").write_bytes(log)
    shutil.copy(original.slots, home.slots)
    return home


def _prefix_fault(home: Home, sample: Sample, how: str) -> str:
    """Return what is wrong with a vault whose log was damaged, nothing if all is well."""
    try:
        vault = Vault.open(home, sample.key, CLOCK)
    except SecondMeError as error:
        return f"{how}: it did not open ({error.title})"
    try:
        events = vault.read(sample_vault.everything)
        if not _is_prefix(events, sample):
            return f"{how}: not a prefix of the commits"
        findings = vault.check(deep=True)
        if findings:
            return f"{how}: {findings[0]}"
        extra = sample_vault.new_event(10**6, random.Random(0))  # noqa: S311
        vault.write(lambda session: sample_vault.add(session, [extra]))
    except SecondMeError as error:
        return f"{how}: {error.title}"
    finally:
        vault.close()
    return ""


def _is_prefix(events: list[Event], sample: Sample) -> bool:
    texts = tuple(event.text for event in events)
    ids = [event.id for event in events]
    return (
        len(texts) >= _BASE
        and texts == sample.texts[: len(texts)]
        and ids == list(range(1, len(ids) + 1))
    )


def _false_rows(vault: Vault, sample: Sample) -> list[int]:
    """Return ids of events that read without an error and are not as they were written."""
    wrong = []
    for number, text in enumerate(sample.texts, start=1):
        try:
            found = vault.read(lambda session, id_=number: session.events.get([id_]))  # type: ignore[misc]
        except SecondMeError:
            continue
        if [event.text for event in found] != [text]:
            wrong.append(number)
    return wrong


def _finds_damage(vault: Vault) -> bool:
    try:
        return bool(vault.check(deep=True))
    except SecondMeError:
        return True
