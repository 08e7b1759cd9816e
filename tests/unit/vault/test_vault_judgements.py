"""What the person did with results: kept, bounded, and gone with the events."""

import numpy as np
import pytest

from second_me.core.changes import Topic
from second_me.core.judgements import JudgementId, ShownHit
from second_me.core.records import Act, EventKind, Origin

NAMES = ("own", "recent")


@pytest.fixture
def ids(vault, source, make_event, clock):
    events = [
        make_event("tea with Lena", 1, author="Lena", origin=Origin.OTHER),
        make_event("coffee with Tom", 2),
        make_event("water", 3),
    ]
    return vault.write(lambda s: s.events.append(source, None, events, clock.now())).event_ids


def shown(ids):
    return [
        ShownHit(
            event_id=id_,
            place=place,
            score=1.5 - place,
            features=np.array([place, -1], "<f4").tobytes(),
        )
        for place, id_ in enumerate(ids)
    ]


@pytest.fixture
def judged(vault, ids, clock):
    def work(session):
        number = session.judgements.add("ranker 1", NAMES, shown(ids), clock.now())
        assert session.judgements.act(number, ids[0], Act.OPENED, b"words")
        return number

    return vault.write(work)


def test_a_judgement_comes_back_as_it_was_with_what_its_events_are(vault, ids, judged, clock):
    (found,) = vault.read(lambda s: s.judgements.list())
    assert (found.id, found.at, found.ranker, found.names) == (
        judged,
        clock.now(),
        "ranker 1",
        NAMES,
    )
    assert [hit.shown for hit in found.hits] == shown(ids)
    assert [hit.acts for hit in found.hits] == [{Act.OPENED}, frozenset(), frozenset()]
    assert [hit.asked for hit in found.hits] == [b"words", b"", b""]
    assert (found.hits[0].author, found.hits[0].kind) == ("Lena", EventKind.NOTE)


def test_acts_add_up_and_wrong_takes_back_confirmed(vault, ids, judged):
    def act(*acts):
        vault.write(lambda s: [s.judgements.act(judged, ids[0], act, b"") for act in acts])
        return vault.read(lambda s: s.judgements.list())[0].hits[0].acts

    assert act(Act.COPIED, Act.CONFIRMED) == {Act.OPENED, Act.COPIED, Act.CONFIRMED}
    assert act(Act.WRONG) == {Act.OPENED, Act.COPIED, Act.WRONG}
    assert act(Act.CONFIRMED) == {Act.OPENED, Act.COPIED, Act.CONFIRMED}


def test_an_act_on_what_is_not_known_is_refused(vault, ids, judged):
    assert not vault.write(lambda s: s.judgements.act(judged, 999, Act.OPENED, b""))
    assert not vault.write(lambda s: s.judgements.act(JudgementId(99), ids[0], Act.OPENED, b""))


def test_hits_whose_event_is_gone_are_left_out(vault, ids, clock):
    vault.write(lambda s: s.events.erase(ids[:1]))
    number = vault.write(lambda s: s.judgements.add("r", NAMES, shown(ids), clock.now()))
    (found,) = vault.read(lambda s: s.judgements.list())
    assert found.id == number
    assert [hit.shown.event_id for hit in found.hits] == list(ids[1:])


def test_erasing_an_event_erases_what_was_done_with_it(vault, ids, judged):
    changes = vault.write(lambda s: s.events.erase(ids[1:2]))
    assert Topic.LEARNING in changes.topics
    (found,) = vault.read(lambda s: s.judgements.list())
    assert [hit.shown.event_id for hit in found.hits] == [ids[0], ids[2]]
    vault.write(lambda s: s.events.erase(ids[:1]))  # the only one acted on
    assert vault.read(lambda s: s.judgements.list()) == []
    assert vault.read(lambda s: s.judgements.count()) == 0


def test_erasing_what_was_never_judged_says_nothing_of_learning(vault, ids):
    assert Topic.LEARNING not in vault.write(lambda s: s.events.erase(ids[:1])).topics


def test_only_the_newest_are_kept(vault, ids, clock):
    for _ in range(4):
        vault.write(lambda s: s.judgements.add("r", NAMES, shown(ids), clock.now()))
    vault.write(lambda s: s.judgements.keep(3))
    assert [one.id for one in vault.read(lambda s: s.judgements.list())] == [2, 3, 4]
    vault.write(lambda s: s.judgements.keep(3))
    assert vault.read(lambda s: s.judgements.count()) == 3


def test_clearing_leaves_nothing(vault, judged):
    assert vault.write(lambda s: s.judgements.clear()) == 1
    assert vault.read(lambda s: (s.judgements.list(), s.judgements.count())) == ([], 0)
