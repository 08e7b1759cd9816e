"""Erasures in the agent: planned, begun, carried through, gone on with after a crash."""

import threading
from datetime import timedelta

import pytest

from second_me.agent.erasing import Erasing
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Moment
from second_me.core.errors import Cancelled
from second_me.core.outcomes import Rejected
from second_me.core.protocol.erase import (
    About,
    EraseStarted,
    Everything,
    Found,
    Memories,
    OneSource,
    Outlived,
    Stage,
)
from second_me.core.protocol.privacy import Rule
from second_me.core.records import BatchState, EventKind, Job, NewEvent, Origin
from second_me.vault import KeySlots, NoKeyring, Vault
from second_me.vault.backup import found as backups_found
from second_me.vault.erasing import engine
from second_me.vault.stretching import Argon2Cost

NEVER = threading.Event()


class Memory:
    """What holds events in memory: remembers what it was told."""

    def __init__(self) -> None:
        self.held: set[int] = set()
        self.outdated: list[int] = []
        self.settled = 0

    def forget(self, ids) -> None:
        self.held -= set(ids)

    def outdate(self, ids) -> None:
        self.outdated += list(ids)

    def holds(self, ids) -> int:
        return len(self.held & set(ids))

    def settle(self) -> None:
        self.settled += 1


class NoImports:
    def __init__(self) -> None:
        self.ended = []

    def end(self, batch_id) -> None:
        self.ended.append(batch_id)


@pytest.fixture
def vault(home, clock):
    slots = KeySlots(home.slots, NoKeyring(), clock, Argon2Cost(memory_kib=64, passes=1))
    key = slots.create(passphrase="for a test alone", recovery=False, keyring=False).key
    opened = Vault.create(home, key, clock)
    yield opened
    opened.close()


@pytest.fixture
def memory():
    return Memory()


@pytest.fixture
def imports():
    return NoImports()


@pytest.fixture
def told():
    return []


@pytest.fixture
def erasing(vault, clock, log, memory, imports, told):
    changes = []
    made = Erasing(
        vault,
        clock,
        log,
        imports=imports,
        ram=memory,
        changed=changes.append,
        tell=told.append,
        wake=lambda: changes.append("awake"),
    )
    made.changes = changes
    return made


@pytest.fixture
def remember(vault, clock, memory):
    def store(*texts):
        def work(session):
            source = session.sources.ensure("typed", "Typed", "", clock.now())
            events = [
                NewEvent(
                    kind=EventKind.NOTE,
                    origin=Origin.TYPED,
                    text=text,
                    moment=Moment(clock.now()),
                    natural_key=text,
                )
                for text in texts
            ]
            return session.events.append(source, None, events, clock.now()).event_ids

        ids = vault.write(work)
        memory.held |= set(ids)
        return ids

    return store


def claim(vault, clock) -> Job | None:
    return vault.write(lambda session: session.jobs.claim(clock.now(), ("erase",)))


def left(vault):
    return {event.text for event in vault.read(lambda session: session.events.list())}


def work(erasing, vault, clock, closing=NEVER):
    job = claim(vault, clock)
    assert job is not None
    erasing.work(job, closing)
    vault.write(lambda session: session.jobs.finish(job.id))


def test_an_erasure_from_plan_to_receipt(erasing, vault, clock, remember, memory, told):
    ids = remember("the red umbrella is lost", "the blue umbrella is found")
    vault.backup()
    plan = erasing.plan(Memories(ids=ids[:1]), 5)
    assert [sample.text for sample in plan.samples] == ["the red umbrella is lost"]
    assert [reason.count for reason in plan.backups] == [1]
    assert left(vault) == {"the red umbrella is lost", "the blue umbrella is found"}
    outcome = erasing.start(plan.id, "second-me")
    assert outcome == EraseStarted(erasure_id=1)
    assert left(vault) == {"the blue umbrella is found"}
    assert memory.held == {ids[1]}
    assert Topic.EVENTS in set().union(
        *(change.topics for change in erasing.changes if isinstance(change, ChangeSet))
    )
    work(erasing, vault, clock)
    (erasure,) = vault.read(lambda session: session.erasures.list())
    assert (erasure.stage, memory.settled) == (Stage.DONE, 1)
    receipt = erasure.receipt
    assert receipt.verified
    assert receipt.erased["backups rewritten"] == 1
    places = {one.place for one in receipt.looked}
    assert {"vault: pages", "vault: log", "vault: rows", "indexes in memory"} < places
    assert told[-1].finished
    actions = [entry.action for entry in vault.read(lambda session: session.audit.list())]
    assert actions == ["erase.done", "erase.start"]
    assert vault.check(deep=True) == []


def test_what_follows_the_erased_is_embedded_anew(erasing, vault, remember, memory):
    ids = remember("one", "two", "three", "four")
    rows = [(id_, b"made of two") for id_ in ids]
    vault.write(lambda session: session.vectors.put("m", "event", rows))
    erasing.start(erasing.plan(Memories(ids=ids[:2]), 0).id, "t")
    have = vault.read(lambda session: [found for found, _ in session.vectors.load("m", "event")])
    assert have == [[ids[3]]]
    assert memory.outdated == [ids[2]]
    jobs = vault.read(lambda session: session.jobs.list())
    assert [job.payload for job in jobs if job.kind == "embed"] == [
        {"first": ids[2], "last": ids[2]}
    ]


def test_a_plan_can_be_carried_out_once_and_only_if_there_is_one(erasing, remember):
    ids = remember("one", "two")
    plan = erasing.plan(Memories(ids=ids), 0)
    assert plan.samples == ()
    assert isinstance(erasing.start("nothing", "t"), Rejected)
    assert isinstance(erasing.start(plan.id, "t"), EraseStarted)
    assert isinstance(erasing.start(plan.id, "t"), Rejected)


def test_old_plans_are_forgotten(erasing, remember):
    ids = remember("one")
    first = erasing.plan(Memories(ids=ids), 0)
    for _ in range(20):
        erasing.plan(Memories(ids=ids), 0)
    assert isinstance(erasing.start(first.id, "t"), Rejected)


def test_what_a_search_found_is_erased(erasing, vault, remember):
    ids = remember("one", "two", "three")
    plan = erasing.plan(Found(query="t"), 0, ids[1:])
    assert (plan.scope, plan.events) == ("found", 2)
    erasing.start(plan.id, "t")
    assert left(vault) == {"one"}


def test_a_running_import_is_ended_before_its_source_is_erased(
    erasing, vault, clock, imports, remember
):
    remember("one")

    def run(session):
        source = session.sources.ensure("typed", "Typed", "", clock.now())
        return source, session.batches.start(source, clock.now())

    source, batch = vault.write(run)
    erasing.start(erasing.plan(OneSource(source_id=source + 1), 0).id, "t")
    assert imports.ended == []
    erasing.start(erasing.plan(OneSource(source_id=source), 0).id, "t")
    assert imports.ended == [batch]
    vault.write(lambda s: s.batches.finish(batch, BatchState.STOPPED, clock.now()))


def test_a_lock_in_the_middle_is_gone_on_with(erasing, vault, clock, remember, memory, monkeypatch):
    monkeypatch.setattr(engine, "AT_ONCE", 2)
    ids = remember(*(f"umbrella number {n}" for n in range(7)))
    erasing.start(erasing.plan(Memories(ids=ids[:6]), 0).id, "t")
    assert left(vault) == {"umbrella number 6"}
    closing = threading.Event()
    closing.set()
    job = claim(vault, clock)
    with pytest.raises(Cancelled):
        erasing.work(job, closing)
    assert vault.read(lambda session: session.events.count()) == 7
    memory.held |= set(ids)  # the next unlock loads the indexes anew
    vault.write(lambda session: session.jobs.finish(job.id))
    erasing.resume()
    work(erasing, vault, clock)
    assert vault.read(lambda session: session.events.count()) == 1
    assert memory.held == {ids[6]}
    assert claim(vault, clock) is None
    erasing.resume()
    assert claim(vault, clock) is None


def test_what_is_still_held_in_memory_is_told(erasing, vault, clock, remember, memory, monkeypatch):
    ids = remember("one umbrella")
    monkeypatch.setattr(memory, "forget", lambda ids: None)
    erasing.start(erasing.plan(Memories(ids=ids), 0).id, "t")
    work(erasing, vault, clock)
    (erasure,) = vault.read(lambda session: session.erasures.list())
    assert not erasure.receipt.verified


def test_everything_goes_with_its_backups(erasing, vault, clock, home, remember):
    remember("one umbrella", "two umbrellas")
    vault.backup()
    plan = erasing.plan(Everything(), 0)
    assert plan.backups[0].what == "backups are removed"
    erasing.start(plan.id, "t")
    work(erasing, vault, clock)
    assert left(vault) == set()
    assert backups_found(home.backups) == []
    (erasure,) = vault.read(lambda session: session.erasures.list())
    assert erasure.receipt.verified


def test_a_lost_backup_is_replaced_by_a_fresh_one(erasing, vault, clock, home, remember):
    ids = remember("one umbrella", "two umbrellas")
    home.backups.mkdir()
    (home.backups / "second-me-2020.smbackup").write_bytes(b"cut short")
    erasing.start(erasing.plan(Memories(ids=ids[:1]), 0).id, "t")
    work(erasing, vault, clock)
    (kept,) = backups_found(home.backups)
    assert kept.events == 1


def test_forgetting_a_name_leaves_it_nowhere(erasing, vault, clock, remember):
    remember("Alessandra Novak called", "somebody else called")
    erasing.start(erasing.plan(About(names=("Alessandra Novak",)), 0).id, "t")
    work(erasing, vault, clock)
    (erasure,) = vault.read(lambda session: session.erasures.list())
    assert (erasure.receipt.verified, erasure.receipt.scope) == (True, "about")
    assert left(vault) == {"somebody else called"}


def test_a_tombstone_is_lifted(erasing, vault, clock, home, remember):
    ids = remember("one umbrella")
    erasing.start(erasing.plan(Memories(ids=ids), 0).id, "t")
    assert home.tombstones.exists()
    assert erasing.lift(1, "t") == 1
    assert not home.tombstones.exists()
    assert erasing.lift(1, "t") == 0


def test_what_retention_keeps_no_longer_is_erased_for_good(erasing, vault, clock, remember):
    remember("an old umbrella")
    vault.write(lambda s: s.retention.put(Rule(days=1, kind=EventKind.NOTE), clock.now()))
    erasing.outlive()
    assert vault.read(lambda s: s.erasures.list()) == []
    clock.advance(timedelta(days=3))
    remember("a new umbrella")
    assert erasing.plan(Outlived(), 0).events == 1
    erasing.outlive()
    work(erasing, vault, clock)
    assert left(vault) == {"a new umbrella"}
    (erasure,) = vault.read(lambda session: session.erasures.list())
    assert (erasure.program, erasure.scope, erasure.receipt.verified) == (
        "retention",
        "outlived",
        True,
    )


def test_a_backup_that_the_key_does_not_open_is_named_in_the_plan(erasing, vault, home, remember):
    ids = remember("one umbrella", "two umbrellas")
    home.backups.mkdir()
    (home.backups / "second-me-2020.smbackup").write_bytes(b"cut short")
    vault.backup()
    told = {one.what: one.count for one in erasing.plan(Memories(ids=ids[:1]), 0).backups}
    assert told == {
        "backups are written without it": 1,
        "backups that the present key does not open are removed": 1,
    }
