"""Promises `erase` and `erase-restore`: erased is erased, everywhere, for good and whatever comes.

The agent is the one of the trial `durable-crash`, a process of its own. What it left is looked
for here by other means than its own: plain words in every decrypted page, not fingerprints.
"""

import random
import re
import secrets
import shutil
import string
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from second_me.bench.trials import sample_vault
from second_me.bench.trials.crash import victims
from second_me.bench.trials.crash_agent import FACT
from second_me.bench.trials.erase_load import Killing, Settled, at_work, erase, settle
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CLOCK, Sample
from second_me.client import Client
from second_me.core.errors import SecondMeError
from second_me.core.ids import EventId
from second_me.core.outcomes import ImportStarted, Stored
from second_me.core.protocol.erase import Memories
from second_me.core.protocol.memory import AddText, ListFacts, StartImport
from second_me.core.protocol.recall import Search
from second_me.core.protocol.vault import MakeBackup, Restore
from second_me.vault import Vault
from second_me.vault.backup import content_key
from second_me.vault.erasing.pages import plain_frames, plain_pages

KILLS_A_VAULT: Final = 25
ERASED_AT_ONCE: Final = 6
SECONDS: Final = 60.0
FOUND_BY: Final = 8
"""Letters at a word's end: an index of words leaves out the beginning that two have in common."""
EVERY: Final = 1_000_000
_NUMBER: Final = re.compile(r"lamp number (\d+)")


class Canary(msgspec.Struct, frozen=True):
    """A made-up word that stands in one event and in what is drawn from it."""

    word: str
    text: str


def canaries(count: int, chance: random.Random) -> list[Canary]:
    """Return so many, no two alike."""
    made: dict[str, Canary] = {}
    while len(made) < count:
        word = "".join(chance.choices(string.ascii_lowercase, k=14))
        made[word] = Canary(word, f"{FACT.format(len(made) + 1)} The seller called it {word}.")
    return list(made.values())


def everywhere(folder: Path, many: int, erased: int, seed: int = 11) -> Report:
    """Erase some of many memories, and look for them in every place there is."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="erase", what="words of erased memories, in every place")
    sample = sample_vault.make(folder / "home", 50, seed)
    every = canaries(many, chance)
    doomed = set(chance.sample(range(len(every)), erased))
    with _agent(sample) as client:
        ids = [_type(client, one) for one in every]
        at_work(client)
        client.call(MakeBackup(), SECONDS)
        gone = tuple(ids[number] for number in sorted(doomed))
        done = erase(client, Memories(ids=gone))
        report.note("" if done.receipt and done.receipt.verified else "the receipt says otherwise")
        found = {
            one.word
            for one in every
            for hit in client.call(Search(query=one.word, limit=3)).hits
            if one.word in hit.event.text
        }
        facts = [view.fact.text for view in client.call(ListFacts(limit=EVERY)).facts]
    told = {int(number) for text in facts for number in _NUMBER.findall(text)}
    places = whereabouts(sample, [one.word for one in every])
    for number, one in enumerate(every):
        if number in doomed:
            where = sorted(places.get(one.word, ()))
            report.note(f"found in {', '.join(where)}" if where else "")
            report.note("search finds it" if one.word in found else "")
            report.note("its fact is there" if number + 1 in told else "")
        else:
            kept = one.word in found and number + 1 in told and "vault" in places.get(one.word, ())
            report.note("" if kept else "one that was to stay is gone")
    return report


def come_back(folder: Path, many: int, erased: int, seed: int = 12) -> Report:
    """Erase some memories; then restore a backup from before, and import the same file again."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="erase-restore", what="backups and files from before the erasure")
    sample = sample_vault.make(folder / "home", 20, seed)
    every = canaries(many, chance)
    file = _notes(folder, every)
    with _agent(sample) as client:
        ids = _import(client, file, every)
        outside = client.call(MakeBackup(path=str(folder)), SECONDS)
        doomed = chance.sample(every, erased)
        erase(client, Memories(ids=tuple(ids[one.word] for one in doomed)))
        client.call(Restore(path=outside.path), SECONDS)
        at_work(client)
        _note_return(report, client, every, doomed, "after a restore")
        _import(client, file, every)
        _note_return(report, client, every, doomed, "after another import")
    places = whereabouts(sample, [one.word for one in doomed])
    for one in doomed:
        where = sorted(places.get(one.word, ()))
        report.note(f"found in {', '.join(where)}" if where else "")
    return report


def killed(folder: Path, trials: int, seed: int = 13) -> Report:
    """Kill the agent `trials` times in the middle of erasures. Each erasure that was answered,
    and each that was not but was begun, must be whole once the agent has come up again.
    """
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="erase", what="kill -9 of the agent in the middle of erasures")
    stages: dict[str, int] = {}
    while report.tried < trials:
        root = folder / "trial"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        sample = sample_vault.make(root / "home", 50, seed)
        kills = min(KILLS_A_VAULT, trials - report.tried)
        every = canaries((kills + 1) * ERASED_AT_ONCE, chance)
        with victims(sample.home) as (orders, pids):
            pool = _Pool(sample, every, Killing(sample, orders, pids))
            for _ in range(kills):
                settled = pool.kill_one(chance)
                stages[settled.stage] = stages.get(settled.stage, 0) + 1
                report.note(pool.fault(settled))
    numbers = ", ".join(f"{count} at {stage}" for stage, count in sorted(stages.items()))
    report.what = f"kill -9 of the agent in the middle of erasures: {numbers}"
    return report


class _Pool:
    """Memories of one vault that are erased a few at a time, with a kill each time."""

    def __init__(self, sample: Sample, every: Sequence[Canary], killing: Killing) -> None:
        self._sample = sample
        self._killing = killing
        self._gone: set[str] = set()
        with killing.agent() as client:
            self._left = {one.word: _type(client, one) for one in every}
            at_work(client)
            client.call(MakeBackup(), SECONDS)

    def kill_one(self, chance: random.Random) -> Settled:
        """Begin an erasure, kill the agent meanwhile, start it again and let it finish."""
        words = chance.sample(sorted(self._left), ERASED_AT_ONCE)
        ids = tuple(self._left[word] for word in words)
        settled = settle(self._killing, Memories(ids=ids), chance)
        if settled.begun:
            self._gone.update(words)
            for word in words:
                del self._left[word]
        return settled

    def fault(self, settled: Settled) -> str:
        """Return what of the promise is broken."""
        if settled.fault:
            return settled.fault
        places = whereabouts(self._sample, [*self._gone, *self._left])
        half = [word for word in self._gone if word in places]
        if half:
            where = sorted(set().union(*(places[word] for word in half)))
            return f"{len(half)} erased words found in {', '.join(where)} ({settled.stage})"
        lost = [word for word in self._left if "vault" not in places.get(word, ())]
        return (
            f"{len(lost)} memories are gone that were to stay" if lost else _unsound(self._sample)
        )


def whereabouts(sample: Sample, words: Sequence[str]) -> dict[str, set[str]]:
    """Return in which places each word is found, by its last letters: pages and log of the vault
    and of every copy of it, the index of words among them, and plain files.
    """
    found: dict[str, set[str]] = {}
    ends = {word[-FOUND_BY:].encode(): word for word in words}
    for place, data in _contents(sample):
        folded = data.lower()
        for end, word in ends.items():
            if end in folded:
                found.setdefault(word, set()).add(place)
    return found


def _contents(sample: Sample) -> Iterator[tuple[str, bytes]]:
    home = sample.home
    for path in sorted(home.root.rglob("*")):
        if not path.is_file():
            continue
        if path.name == home.database.name:
            place = "vault" if path == home.database else "vault put aside"
            yield place, b"".join(plain_pages(path, sample.key))
            yield f"{place} log", b"".join(plain_frames(Path(f"{path}-wal"), path, sample.key))
        elif path.suffix == ".smbackup":
            yield "backup", _backup_pages(path, sample)
        else:
            yield path.name, path.read_bytes()


def _backup_pages(path: Path, sample: Sample) -> bytes:
    taken = sample.home.root / f"look-{secrets.token_hex(4)}"
    try:
        with zipfile.ZipFile(path) as archive:
            taken.write_bytes(archive.read("vault.db"))
        own = content_key(path, sample.key)
        return b"" if own is None else b"".join(plain_pages(taken, own))
    finally:
        taken.unlink(missing_ok=True)


@contextmanager
def _agent(sample: Sample) -> Iterator[Client]:
    """Yield a client of an agent that ends afterwards."""
    with victims(sample.home) as (orders, pids):
        killing = Killing(sample, orders, pids)
        with killing.agent() as client:
            yield client


def _type(client: Client, one: Canary) -> EventId:
    stored = client.call(AddText(text=one.text))
    assert isinstance(stored, Stored)
    return stored.event_ids[0]


def _notes(folder: Path, every: Sequence[Canary]) -> Path:
    path = folder / "WhatsApp Chat with Trial.txt"
    path.write_text(
        "".join(
            f"25/03/2021, {10 + line // 60:02}:{line % 60:02} - Ben: {one.text}\n"
            for line, one in enumerate(every)
        ),
        encoding="utf-8",
    )
    return path


def _import(client: Client, file: Path, every: Sequence[Canary]) -> dict[str, EventId]:
    """Import the file, and return the events of the words that are there afterwards."""
    outcome = client.call(StartImport(path=str(file)), SECONDS)
    assert isinstance(outcome, ImportStarted)
    at_work(client)
    ids = {}
    for one in every:
        for hit in client.call(Search(query=one.word, limit=3)).hits:
            if one.word in hit.event.text:
                ids[one.word] = hit.event.id
    return ids


def _note_return(
    report: Report, client: Client, every: Sequence[Canary], doomed: Sequence[Canary], when: str
) -> None:
    for one in every:
        hits = client.call(Search(query=one.word, limit=3)).hits
        there = any(one.word in hit.event.text for hit in hits)
        if one in doomed:
            report.note(f"it came back {when}" if there else "")
        else:
            report.note("" if there else f"one that was to stay is gone {when}")


def _unsound(sample: Sample) -> str:
    try:
        vault = Vault.open(sample.home, sample.key, CLOCK)
    except SecondMeError as error:
        return f"it did not open: {error.title}"
    try:
        return next(iter(vault.check(deep=True)), "")
    finally:
        vault.close()
