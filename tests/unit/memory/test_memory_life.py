import pytest

from second_me.core.clock import Moment, Timestamp
from second_me.core.records import (
    Actor,
    Event,
    EventKind,
    FactStatus,
    Kept,
    LifeState,
    NewFact,
    Origin,
    Quote,
)
from second_me.memory import consolidation
from second_me.memory.consolidation import consolidate, settle_states
from second_me.memory.derived_vectors import embed_facts
from second_me.memory.duplicates import merge_duplicates
from second_me.memory.self_audit import about_subject, examine
from second_me.memory.settling import Means
from second_me.memory.strength import importance, state, strength
from second_me.recall import VectorIndex
from second_me.vault.keeping import Living

DAY = 86_400_000


@pytest.fixture
def means(embedder, clock):
    return Means(index=VectorIndex(owner="fact"), embedder=embedder, clock=clock)


@pytest.fixture
def state_fact(vault, remember, clock, means):
    """Return a function that stores a fact that stands, with its vector, and gives its id."""

    def store(text, *, said="", **fields):
        (event,) = remember(said or text)
        given = {"subject": "Ana", "kind": "other", "status": FactStatus.CURRENT, **fields}
        quote = Quote(event, 0, len(said or text), said or text)
        new = NewFact(text=text, quotes=(quote,), **given)
        id_ = vault.write(lambda session: session.facts.add(new, Actor.EXTRACT, clock.now()))
        embed_facts(vault, means.index, means.embedder)
        return id_

    return store


def living(**given):
    fields = {
        "id": 1, "kind": "other", "slot": "", "maker": "base", "confidence": 0.5,
        "learned_at": Timestamp(0), "shown": 1, "kept": Kept(),
    }  # fmt: skip
    return Living(**(fields | given))


def status(vault, id_):
    return vault.read(lambda session: session.facts.get([id_]))[0].fact.status


def test_strength_falls_with_time_and_rises_with_use():
    fact = living()
    days = [strength(fact, Timestamp(day * DAY)) for day in (0, 30, 300, 3000)]
    assert days == sorted(days, reverse=True)
    assert days[0] == 1
    used = living(kept=Kept(uses=5))
    assert strength(used, Timestamp(300 * DAY)) > strength(fact, Timestamp(300 * DAY))
    again = living(kept=Kept(uses=1, used_at=Timestamp(299 * DAY)))
    assert strength(again, Timestamp(300 * DAY)) > 0.9


@pytest.mark.parametrize(
    ("fact", "days", "found"),
    [
        (living(), 1, LifeState.ACTIVE),
        (living(), 200, LifeState.FADING),
        (living(), 3000, LifeState.ARCHIVED),
        (living(slot="email"), 9000, LifeState.ACTIVE),
        (living(maker="person"), 9000, LifeState.ACTIVE),
        (living(kept=Kept(pinned_at=Timestamp(0))), 9000, LifeState.WORKING),
        (living(kept=Kept(uses=1, used_at=Timestamp(9000 * DAY))), 9000, LifeState.WORKING),
        (living(slot="email", kept=Kept(archived_at=Timestamp(0))), 1, LifeState.ARCHIVED),
    ],
)
def test_states(fact, days, found):
    assert state(fact, Timestamp(days * DAY)) is found


def test_what_was_told_often_matters_more():
    assert importance(living(shown=4)) > importance(living())
    assert importance(living(slot="home")) == 1


def test_a_use_reaches_the_facts_that_an_event_shows(vault, state_fact, clock):
    fact = state_fact("Ana likes tea")
    event = vault.read(lambda session: session.facts.get([fact]))[0].quotes[0].event_id
    for _ in range(2):
        assert vault.write(lambda s: s.keeping.used([event], clock.now())) == [fact]
    (one,) = vault.read(lambda session: list(session.keeping.living([fact])))
    assert (one.kept.uses, one.kept.used_at) == (2, clock.now())


def test_what_is_put_away_leaves_the_list_and_stays(vault, state_fact, clock):
    fact = state_fact("Ana likes tea")
    vault.write(lambda session: session.keeping.archive([fact], clock.now()))
    assert settle_states(vault, clock.now()) == 1
    assert vault.read(lambda session: session.facts.list(archived=False)) == []
    assert len(vault.read(lambda session: session.facts.list())) == 1
    vault.write(lambda session: session.keeping.pin([fact], clock.now()))
    settle_states(vault, clock.now())
    assert vault.read(lambda s: s.keeping.in_state(LifeState.WORKING, 9)) == [fact]


def test_twins_are_merged_once_and_can_be_undone(vault, state_fact, means, clock):
    first = state_fact("Ana keeps a green parrot in the kitchen")
    second = state_fact("Ana keeps a green parrot in the kitchen.", said="A green parrot, Ana's")
    other = state_fact("Ana keeps three green parrots in the kitchen")
    done = merge_duplicates(vault, means.index, means.embedder.model, clock)
    assert done.facts == 1
    assert status(vault, second) is FactStatus.MERGED
    assert status(vault, other) is FactStatus.CURRENT
    assert len(vault.read(lambda session: session.facts.get([first]))[0].quotes) == 2
    again = merge_duplicates(vault, means.index, means.embedder.model, clock)
    assert (again.facts, bool(again.changes)) == (0, False)
    last = vault.read(lambda session: session.revisions.list("facts", second))[-1]
    vault.write(lambda session: session.undoing.undo(last.id, Actor.PERSON, clock.now()))
    assert status(vault, second) is FactStatus.CURRENT


def test_what_the_person_wrote_is_never_merged_away(vault, state_fact, means, clock):
    state_fact("Ana keeps a green parrot in the kitchen")
    mine = state_fact("Ana keeps a green parrot in the kitchen!", maker="person")
    assert merge_duplicates(vault, means.index, means.embedder.model, clock).facts == 0
    assert status(vault, mine) is FactStatus.CURRENT


@pytest.mark.parametrize(
    "fields",
    [
        ({"slot": "home", "value": "lisbon"}, {"slot": "home", "value": "porto"}),
        ({"valid_from": Timestamp(0)}, {"valid_from": Timestamp(9 * DAY)}),
        ({}, {"subject": "Rui"}),
    ],
)
def test_what_only_sounds_alike_is_left(vault, state_fact, means, clock, fields):
    for text, given in zip(
        ("Ana went to the big market", "Ana went to the big market."), fields, strict=True
    ):
        state_fact(text, **given)
    assert merge_duplicates(vault, means.index, means.embedder.model, clock).facts == 0


def test_a_night_leaves_every_event_and_nothing_for_the_next(vault, state_fact, means, clock):
    state_fact("Ana keeps a green parrot in the kitchen")
    state_fact("Ana keeps a green parrot in the kitchen.")
    state_fact("Ana visited Rome with Tom")
    before = vault.read(lambda session: session.counts())
    done = consolidate(vault, means)
    assert (done.merged, done.linked) == (1, 3)
    after = vault.read(lambda session: session.counts())
    assert (after.events, after.facts) == (before.events, before.facts - 1)
    assert vault.read(lambda s: s.marks.get(consolidation.MARK)) == clock.now()
    again = consolidate(vault, means)
    assert (again.merged, again.linked, again.moved) == (0, 0, 0)


def test_a_look_counts_what_is_junk(vault, state_fact, means, clock):
    state_fact("Ana keeps a green parrot in the kitchen")
    state_fact("Ana keeps a green parrot in the kitchen.")
    state_fact("Ana dances tango", said="nothing of that kind stands here")
    state_fact("Zoe likes rain", said="likes rain very much", subject="Zoe")
    state_fact("Ana pays by 4111 1111 1111 1111")
    state_fact("Ana lives in Rome", slot="home", value="rome")
    state_fact("Ana lives in Oslo", slot="home", value="oslo")
    found = examine(vault, means.embedder.model, clock.now())
    assert (found.examined, found.duplicates, found.ungrounded) == (7, 1, 1)
    assert (found.wrong_subject, found.secrets, found.conflicts) == (1, 1, 1)
    assert found.findable is None


def test_a_look_says_how_much_is_found(vault, remember, means, clock):
    ids = remember(*(f"walnut bread {n} baked slowly under copper roofs" for n in range(4)))
    some = examine(vault, means.embedder.model, clock.now(), lambda _: set(ids[:2]))
    assert (some.searched, some.findable) == (4, 0.5)


def test_a_subject_is_found_in_the_words_or_the_thread():
    event = Event(
        id=1, source_id=1, batch_id=None, kind=EventKind.MESSAGE, origin=Origin.OTHER,
        text="I moved", moment=Moment(Timestamp(0)), received_at=Timestamp(0), author="Tom Lee",
    )  # fmt: skip
    assert about_subject("Tom", [event], "Ana")
    assert not about_subject("Zoe", [event], "Ana")
