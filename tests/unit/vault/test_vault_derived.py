import msgspec
import pytest

from second_me.core.clock import Timestamp
from second_me.core.errors import Bug
from second_me.core.ids import FactId
from second_me.core.records import Actor, Derived, FactStatus, NewFact, Quote

TEXT = "I moved to Lisbon in May"


@pytest.fixture
def event(remember):
    return remember(TEXT)[0]


@pytest.fixture
def quote(event):
    return Quote(event, 2, 17, "moved to Lisbon")


def fact(*quotes, text="Ana lives in Lisbon", **fields):
    given = {"subject": "Ana", "kind": "home", **fields}
    return NewFact(text=text, quotes=quotes, **given)


@pytest.fixture
def add(vault, clock):
    return lambda new, actor=Actor.EXTRACT: vault.write(
        lambda session: session.facts.add(new, actor, clock.now())
    )


def listed(vault, **given):
    return vault.read(lambda session: session.facts.list(**given))


def test_a_fact_comes_back_with_its_words(vault, add, quote, clock):
    new = fact(quote, value="Lisbon", confidence=0.75, valid_from=Timestamp(5), maker="p1")
    id_ = add(new)
    (view,) = listed(vault)
    for field in (
        "subject",
        "kind",
        "text",
        "value",
        "status",
        "confidence",
        "valid_from",
        "maker",
    ):
        assert getattr(view.fact, field) == getattr(new, field)
    assert view.fact.learned_at == clock.now()
    assert view.quotes == (quote,)
    assert vault.read(lambda session: session.facts.get([id_, FactId(99)])) == [view]


@pytest.mark.parametrize(
    "change",
    [{"start": 3}, {"end": 16}, {"text": "moved to Paris"}, {"text": "", "end": 2}],
)
def test_a_quote_that_is_not_in_its_event_is_refused(vault, add, quote, change):
    with pytest.raises(Bug, match="A quote is not in its event"):
        add(fact(msgspec.structs.replace(quote, **change)))
    assert vault.read(lambda session: session.facts.count()) == 0


def test_a_fact_without_words_or_from_a_missing_event_is_refused(add, quote):
    with pytest.raises(Bug, match="at least one quote"):
        add(fact())
    with pytest.raises(Bug):
        add(fact(msgspec.structs.replace(quote, event_id=999)))


def test_a_fact_that_stands_gains_words_instead_of_a_twin(vault, add, quote):
    add(fact(quote))
    another = Quote(quote.event_id, 11, 17, "Lisbon")
    assert add(fact(another, text="ana  LIVES in lisbon", subject="ANA")) is None
    (view,) = listed(vault)
    assert view.quotes == (quote, another)


def test_a_fact_that_ended_may_be_true_again(vault, add, quote, clock):
    first = add(fact(quote, status=FactStatus.CURRENT))
    end = lambda session: session.facts.set_status(  # noqa: E731
        first, FactStatus.RETRACTED, Actor.PERSON, clock.now(), valid_to=Timestamp(9)
    )
    vault.write(end)
    second = add(fact(quote))
    assert second not in {None, first}
    views = listed(vault, subject="Ana")
    assert [view.fact.status for view in views] == [FactStatus.PROPOSED, FactStatus.RETRACTED]
    assert views[1].fact.retracted_at == clock.now()
    assert views[1].fact.valid_to == 9
    assert vault.read(lambda session: session.facts.count()) == 1
    assert listed(vault, subject="Bob") == []


def test_every_change_of_a_fact_is_kept(vault, add, quote, clock):
    old, new = add(fact(quote)), add(fact(quote, text="Ana lives abroad"), Actor.UPDATE)
    vault.write(
        lambda session: session.facts.set_status(
            old, FactStatus.SUPERSEDED, Actor.UPDATE, clock.now(), superseded_by=new
        )
    )
    changes = vault.read(lambda session: session.revisions.list("facts", old))
    assert [change.actor for change in changes] == [Actor.EXTRACT, Actor.UPDATE]
    assert changes[0].before == ""
    before, after = (msgspec.json.decode(text) for text in (changes[1].before, changes[1].after))
    assert (before["status"], after["status"]) == ("proposed", "superseded")
    assert after["superseded_by"] == new
    with pytest.raises(Bug, match="No such record"):
        vault.write(
            lambda session: session.facts.set_status(
                FactId(99), FactStatus.CURRENT, Actor.PERSON, clock.now()
            )
        )


def test_episodes_carry_the_words_of_their_events(vault, remember, clock):
    ids = remember("We met", "", "We parted")
    make = lambda title, start, events: vault.write(  # noqa: E731
        lambda session: session.episodes.add(
            title=title,
            summary="s",
            start=Timestamp(start),
            end=Timestamp(start + 1),
            events=events,
            actor=Actor.EXTRACT,
            now=clock.now(),
            place="Porto",
        )
    )
    first, second = make("one", 1, ids), make("two", 5, ids[:1])
    listed = lambda before: vault.read(lambda session: session.episodes.list(before))  # noqa: E731
    assert [episode.id for episode in listed(None)] == [second, first]
    assert [episode.place for episode in listed(Timestamp(5))] == ["Porto"]
    words = vault.read(lambda session: session.episodes.quotes(first))
    assert [quote.text for quote in words] == ["We met", "We parted"]
    assert vault.read(lambda session: session.episodes.count()) == 2
    with pytest.raises(Bug):
        make("empty", 1, ids[1:2])


def test_entities_are_kept_once_and_gain_names(vault, quote, clock):
    ensure = lambda name, *aliases: vault.write(  # noqa: E731
        lambda session: session.entities.ensure(
            "place", name, [quote], Actor.EXTRACT, clock.now(), aliases=aliases
        )
    )
    lisbon = ensure("Lisbon", "Lisboa")
    assert ensure("Lisbon", "LX", "Lisboa") == lisbon
    assert ensure("Lisbon") == lisbon
    (entity,) = vault.read(lambda session: session.entities.list())
    assert entity.aliases == ("Lisboa", "LX")
    assert len(vault.read(lambda session: session.revisions.list("entities", lisbon))) == 2
    assert vault.read(lambda session: session.entities.count()) == 1


def test_relations_stand_once_between_two_entities(vault, quote, clock):
    def store(session):
        ana = session.entities.ensure("person", "Ana", [quote], Actor.EXTRACT, clock.now())
        lisbon = session.entities.ensure("place", "Lisbon", [quote], Actor.EXTRACT, clock.now())
        add = lambda **given: session.relations.add(  # noqa: E731
            ana, "lives in", lisbon, [quote], actor=Actor.EXTRACT, now=clock.now(), **given
        )
        return ana, add(), add(), add(valid_from=Timestamp(5))

    ana, first, again, later = vault.write(store)
    assert again is None
    of = lambda entity: vault.read(lambda session: session.relations.list(entity))  # noqa: E731
    assert [relation.id for relation in of(ana)] == [later, first]
    assert of(99) == []
    assert len(of(None)) == vault.read(lambda session: session.relations.count()) == 2


def test_an_event_tells_what_was_drawn_from_it(vault, add, quote, event):
    id_ = add(fact(quote))
    (evidence,) = vault.read(lambda session: session.evidence.of_event(event))
    assert (evidence.derived, evidence.derived_id) == (Derived.FACT, id_)
    assert evidence.quote == quote
