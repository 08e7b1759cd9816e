"""Promises `backup` and `key-change`: killed at any point, nothing is lost or half there.

Run as a program it is the victim: `python -m second_me.bench.trials.killed backup|keys HOME`
does its work over and over until it is killed.
"""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import second_me
from second_me.bench.trials import sample_vault
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CHEAP, CLOCK, PASSPHRASE, Sample
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.core.protocol.vault import SlotKind
from second_me.core.records import Event
from second_me.vault import DataKey, KeySlots, NoKeyring, Vault, change_key, restore
from second_me.vault import backup as backups
from second_me.vault.connection import opens
from second_me.vault.slot_file import KeySet, load
from second_me.vault.unlocking import find_key, passphrase_secret

OTHER_PASSPHRASE = "made up for a trial, changed"  # noqa: S105  (it protects nothing)
_EVENTS = 300
_LONGEST_SECONDS = 0.4
_READY_SECONDS = 60.0


def killed_backups(folder: Path, trials: int, seed: int = 5) -> Report:
    """Kill a program that backs up while it writes. Each backup kept must restore whole."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="backup", what="kill -9 during backups; each kept one restored")
    sample = sample_vault.make(folder / "vault", _EVENTS, seed)
    for _ in range(trials):
        _kill("backup", sample.home, chance.uniform(0, _LONGEST_SECONDS))
        report.note(_backup_fault(folder / "restored", sample))
    return report


def killed_key_changes(folder: Path, trials: int, seed: int = 6) -> Report:
    """Kill a program that changes keys and slots. Exactly one key must open, no row be lost."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="key-change", what="kill -9 during changes of keys and slots")
    sample = sample_vault.make(folder / "vault", _EVENTS, seed)
    for _ in range(trials):
        _kill("keys", sample.home, chance.uniform(0, _LONGEST_SECONDS))
        report.note(_key_fault(sample))
    return report


def _kill(work: str, home: Home, seconds: float) -> None:
    """Start a victim, let it work for a while, and kill it without warning."""
    victim = subprocess.Popen(
        [sys.executable, "-m", "second_me.bench.trials.killed", work, str(home.root)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(second_me.__file__).parents[1])},
    )
    try:
        assert victim.stdout is not None
        watchdog = threading.Timer(_READY_SECONDS, victim.kill)
        watchdog.start()
        victim.stdout.readline()
        watchdog.cancel()
        time.sleep(seconds)
    finally:
        victim.kill()
        victim.communicate()


def _backup_fault(scratch: Path, sample: Sample) -> str:
    found = backups.found(sample.home.backups)
    for number, backup in enumerate(found):
        home = Home(root=scratch / f"{number}-{Path(backup.path).stem}", models=sample.home.models)
        try:
            restore(home, Path(backup.path), sample.key, CLOCK)
            fault = _content_fault(home, sample.key, sample, backup.events)
        except SecondMeError as error:
            fault = str(error)
        if fault:
            return f"backup of {backup.events} events: {fault}"
        Path(backup.path).unlink()
    return _content_fault(sample.home, sample.key, sample, None)


def _content_fault(home: Home, key: DataKey, sample: Sample, count: int | None) -> str:
    """Return what is wrong with a vault that holds the sample and the victim's events."""
    try:
        vault = Vault.open(home, key, CLOCK)
    except SecondMeError as error:
        return f"it did not open ({error.title})"
    try:
        events = vault.read(sample_vault.everything)
        findings = vault.check(deep=True)
    finally:
        vault.close()
    if findings:
        return findings[0]
    if count is not None and len(events) != count:
        return f"{len(events)} events instead of {count}"
    return "" if _as_written(events, sample) else "rows are not as they were written"


def _as_written(events: list[Event], sample: Sample) -> bool:
    texts = tuple(event.text for event in events)
    known = len(sample.texts)
    added = [_victims_text(number) for number in range(known + 1, len(texts) + 1)]
    return texts[:known] == sample.texts and list(texts[known:]) == added


def _victims_text(number: int) -> str:
    return sample_vault.new_event(number, random.Random(number)).text  # noqa: S311


def _key_fault(sample: Sample) -> str:
    file = load(sample.home.slots)
    sets = [keys for keys in (file.current, file.pending) if keys is not None]
    opening = [keys for keys in sets if _set_opens(sample.home, keys)]
    if len(opening) != 1:
        return f"{len(opening)} of {len(sets)} keys open it"
    slots = KeySlots(sample.home.slots, NoKeyring(), CLOCK, CHEAP)
    for passphrase in (PASSPHRASE, OTHER_PASSPHRASE):
        try:
            key = slots.unlock(passphrase=passphrase).key
        except SecondMeError:
            continue
        return _content_fault(sample.home, key, sample, len(sample.texts))
    return "no passphrase opens it"


def _set_opens(home: Home, keys: KeySet) -> bool:
    file = load(home.slots)
    for passphrase in (PASSPHRASE, OTHER_PASSPHRASE):
        found = find_key(file, keys, SlotKind.PASSPHRASE, passphrase_secret(passphrase))
        if found is not None:
            return opens(home.database, found[0])
    return False


def _back_up_for_ever(home: Home) -> None:
    slots = KeySlots(home.slots, NoKeyring(), CLOCK, CHEAP)
    vault = Vault.open(home, slots.unlock(passphrase=PASSPHRASE).key, CLOCK)
    threading.Thread(target=_write_for_ever, args=(vault,), daemon=True).start()
    print("ready", flush=True)  # noqa: T201  (the parent waits for it)
    while True:
        vault.backup()


def _write_for_ever(vault: Vault) -> None:
    number = vault.read(lambda session: session.events.count())
    while True:
        number += 1
        event = sample_vault.new_event(number, random.Random(number))  # noqa: S311
        vault.write(lambda session, event=event: sample_vault.add(session, [event]))  # type: ignore[misc]


def _change_keys_for_ever(home: Home) -> None:
    slots = KeySlots(home.slots, NoKeyring(), CLOCK, CHEAP)
    present, other = PASSPHRASE, OTHER_PASSPHRASE
    try:
        slots.unlock(passphrase=present)
    except SecondMeError:
        present, other = other, present
    print("ready", flush=True)  # noqa: T201  (the parent waits for it)
    while True:
        key = change_key(home, slots, present).key
        added = slots.add(SlotKind.RECOVERY, key).slot
        slots.change_passphrase(present, other)
        present, other = other, present
        slots.remove(added.id)


if __name__ == "__main__":
    victims_home = Home(root=Path(sys.argv[2]), models=Path(sys.argv[2]) / "models")
    {"backup": _back_up_for_ever, "keys": _change_keys_for_ever}[sys.argv[1]](victims_home)
