"""Looks are gathered for a moment and written into the audit."""

import pytest

from second_me.agent.accesses import MOST_IDS, QUIET, SELF, Accesses, records
from second_me.agent.caller import Caller
from second_me.core.clock import Moment, Timestamp
from second_me.core.protocol import METHODS
from second_me.core.protocol.memory import Events, GetEvents
from second_me.core.protocol.system import GetStatus
from second_me.core.records import EventKind, NewEvent, Origin


@pytest.fixture
def ids(vault, clock):
    def work(session):
        source = session.sources.ensure("n", "n", "n", clock.now())
        events = [
            NewEvent(
                kind=EventKind.NOTE, origin=Origin.TYPED, text=f"memory {number}",
                moment=Moment(Timestamp(number)), natural_key=str(number),
            )
            for number in range(MOST_IDS + 50)
        ]  # fmt: skip
        return session.events.append(source, None, events, clock.now()).event_ids

    return vault.write(work)


@pytest.fixture
def caller():
    made = Caller(lambda params: None)
    made.greet("window", subscribed=False, compatible=True)
    return made


@pytest.fixture
def accesses(vault, clock):
    made = Accesses(vault, clock, seconds=3_600)
    yield made
    made.close()


def seen(vault, ids):
    return Events(events=tuple(vault.read(lambda s: s.events.get(ids))))


def lines(vault):
    return vault.read(lambda s: s.audit.list())


def test_looks_of_one_kind_become_one_entry(vault, accesses, caller, ids):
    for some in (ids[:2], ids[1:3]):
        accesses.note(GetEvents(ids=some), seen(vault, some), caller)
    accesses.note(GetStatus(), None, caller)
    assert lines(vault) == []
    accesses.write()
    (entry,) = lines(vault)
    assert (entry.action, entry.program, entry.ids) == ("events.get", "window", ids[:3])
    assert entry.counts == {"times": 2, "events": 3}
    accesses.write()
    assert len(lines(vault)) == 1


def test_an_entry_names_so_many_and_none_that_is_gone(vault, accesses, caller, ids):
    accesses.note(GetEvents(ids=ids), seen(vault, ids), caller)
    vault.write(lambda s: s.events.erase(ids[:1]))
    accesses.close()
    (entry,) = lines(vault)
    assert entry.counts["events"] == MOST_IDS + 50
    assert ids[0] not in entry.ids
    assert len(entry.ids) == MOST_IDS - 1
    accesses.note(GetEvents(ids=ids[:1]), seen(vault, ids[1:2]), caller)
    accesses.write()
    assert len(lines(vault)) == 1


def test_what_was_erased_is_a_keyed_hash_afterwards(vault, accesses, caller, ids, clock):
    accesses.note(GetEvents(ids=ids[:2]), seen(vault, ids[:2]), caller)
    accesses.write()
    vault.write(lambda s: s.audit.blind(ids[:1]))
    (entry,) = lines(vault)
    assert isinstance(entry.ids[0], str)
    assert entry.ids[1] == ids[1]
    assert vault.read(lambda s: s.audit.verify())


def test_every_method_that_is_left_out_exists():
    assert set(METHODS) >= QUIET | SELF
    assert not QUIET & SELF


def test_records_are_found_wherever_they_stand(vault, ids):
    found = seen(vault, ids[:3])
    assert list(records({"no": 1})) == []
    assert [event.id for event in records((found, [found.events]))] == [*ids[:3], *ids[:3]]
