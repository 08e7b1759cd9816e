import pytest

from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.protocol.graph import GetChanges, GetGraph, GetNode, What
from second_me.core.records import Actor, FactStatus, NewFact, Quote
from second_me.memory.communities import find_communities, renumbered
from second_me.memory.graph_changes import changes_about
from second_me.memory.graph_views import graph_view, list_communities, node_detail
from second_me.memory.linking import behind, link_facts
from second_me.memory.statement_names import named
from second_me.memory.statement_relations import related
from second_me.vault.recorded import By

DAY = 86_400_000


@pytest.fixture
def state(vault, remember, clock):
    """Return a function that stores a fact that stands and gives its id."""

    def store(text, subject, **fields):
        (event,) = remember(text)
        given = {"kind": "other", "status": FactStatus.CURRENT, **fields}
        quotes = (Quote(event, 0, len(text), text),)
        new = NewFact(subject=subject, text=text, quotes=quotes, **given)
        return vault.write(lambda session: session.facts.add(new, Actor.EXTRACT, clock.now()))

    return store


@pytest.fixture
def link(vault, clock):
    return lambda: link_facts(vault, clock)


def triples(vault):
    def read(session):
        names = {one.id: one.name for one in session.entities.all()}
        return {
            (names[one.subject_id], one.predicate, names[one.object_id])
            for one in session.relations.list()
        }

    return vault.read(read)


def entity(vault, name):
    found = vault.read(lambda session: session.entities.all())
    return next(one for one in found if one.name == name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anna works as a nurse at St Mary's Hospital", ("works at", "St Mary's Hospital")),
        ("Anna moved to Lisbon in May 2021", ("lives in", "Lisbon")),
        ("Anna graduated from the University of Oxford", ("studied at", "University of Oxford")),
        ("Anna visited Rome with Tom", ("visited", "Rome")),
        ("Anna attended the Pride Festival on Saturday", ("took part in", "Pride Festival")),
        ("Anna's home address is Lisbon", ("lives in", "Lisbon")),
        ("Anna is dating Bob", ("dating", "Bob")),
        ("Anna drives a Toyota Corolla", ("owns", "Toyota Corolla")),
    ],
)
def test_a_statement_relates_its_subject_to_what_it_names(text, found):
    one = next(iter(related(text, list(named(text)), "Anna")))
    assert (one.predicate, one.name) == found


@pytest.mark.parametrize("text", ["Anna likes long walks", "Anna will call on Monday", "Anna is I"])
def test_words_that_name_nothing_relate_nothing(text):
    assert list(related(text, list(named(text)), "Anna")) == []


def test_a_fact_joins_all_that_it_names(vault, state, link):
    fact = state("Tom and Anna visited Rome with Marta", "Tom")
    link()
    joined = vault.read(lambda session: session.links.of([fact]))[fact]
    names = {one.name for one in vault.read(lambda session: session.entities.get(joined))}
    assert names == {"Tom", "Anna", "Rome", "Marta"}
    assert ("Tom", "visited", "Rome") in triples(vault)


def test_linked_again_nothing_changes(vault, state, link):
    state("Anna's sister is Marta", "Anna")
    state("Anna works at Acme", "Anna")
    assert link().facts == 2
    before = triples(vault)
    assert link().facts == 0
    vault.write(lambda session: session.marks.put("linked", 0))
    link()
    assert triples(vault) == before
    assert vault.read(lambda session: session.relations.count()) == len(before)


def test_a_relation_ends_as_its_fact_does(vault, state, link, clock):
    fact = state("Anna works at Acme", "Anna")
    link()
    assert ("Anna", "works at", "Acme") in triples(vault)
    vault.write(
        lambda session: session.facts.set_status(
            fact, FactStatus.SUPERSEDED, Actor.UPDATE, clock.now(), valid_to=Timestamp(DAY)
        )
    )
    assert vault.read(behind)
    link()
    assert triples(vault) == set()
    (past,) = vault.read(lambda s: s.relations.all_of([entity(vault, "Acme").id]))
    assert (past.valid_to, past.fact_id) == (DAY, fact)


def test_what_another_fact_says_now_is_linked_once(vault, state, link, clock):
    first, second = state("Anna works at Acme", "Anna"), state("Anna works at Acme now", "Anna")
    link()
    vault.write(
        lambda session: session.facts.change(
            second, By(Actor.UPDATE, clock.now()), status=FactStatus.MERGED, superseded_by=first
        )
    )
    link()
    assert vault.read(lambda session: session.links.of([first, second])).keys() == {first}
    assert vault.read(lambda session: session.relations.count()) == 1


def test_undoing_a_fact_takes_its_relations(vault, state, link, clock):
    fact = state("Anna works at Acme", "Anna")
    link()
    added = vault.read(lambda session: session.revisions.list("facts", fact))[0]
    vault.write(lambda session: session.undoing.undo(added.id, Actor.PERSON, clock.now()))
    link()
    assert triples(vault) == set()


def test_erasing_an_event_takes_what_was_drawn_from_it(vault, state, link):
    fact = state("Anna works at Acme", "Anna")
    link()
    event = vault.read(lambda session: session.facts.get([fact]))[0].quotes[0].event_id
    vault.write(lambda session: session.events.erase([event]))
    assert vault.read(lambda session: session.links.counts()) == {}
    assert vault.read(lambda session: session.relations.list()) == []
    assert vault.read(lambda session: session.entities.all()) == []


def circles(state):
    for one, two in (("Tom", "Anna"), ("Anna", "Marta"), ("Marta", "Tom")):
        state(f"{one} met {two} in Rome", one)
    for one, two in (("Ines", "Rui"), ("Rui", "Bea"), ("Bea", "Ines")):
        state(f"{one} works with {two} at Acme Labs", one)


def test_communities_are_found_named_and_keep_their_numbers(vault, state, link):
    circles(state)
    link()
    assert find_communities(vault).communities == 2
    before = vault.read(lambda session: session.links.communities())
    first = vault.read(lambda session: list_communities(session, 10)).communities[0]
    assert first.size == 4
    assert first.name in {"Tom, Anna and Marta", "Ines, Rui and Bea"}
    assert "people" in first.summary
    state("Ines works with Leo at Acme Labs", "Ines")
    link()
    find_communities(vault)
    after = vault.read(lambda session: session.links.communities())
    assert before.items() <= after.items()
    assert find_communities(vault).changes.topics == frozenset()


def test_a_community_that_grew_keeps_its_number():
    assert renumbered({1: 0, 2: 0, 3: 1}, {1: 7, 2: 7}, 7) == {1: 7, 2: 7, 3: 8}


def test_the_graph_is_drawn_by_weight_and_around_somebody(vault, state, link):
    circles(state)
    link()
    find_communities(vault)
    whole = vault.read(lambda session: graph_view(session, GetGraph(limit=3)))
    assert (len(whole.nodes), whole.total) == (3, 8)
    assert len(whole.communities) >= 1
    weights = [node.weight for node in whole.nodes]
    assert weights == sorted(weights, reverse=True)
    tom = entity(vault, "Tom").id
    near = vault.read(lambda session: graph_view(session, GetGraph(around=tom)))
    assert {node.entity.name for node in near.nodes} == {"Tom", "Anna", "Marta", "Rome"}
    tie = next(one for one in near.edges if {one.first, one.second} >= {tom} and one.relations)
    assert tie.facts >= 1
    places = vault.read(lambda session: graph_view(session, GetGraph(kinds=("place",))))
    assert {node.entity.kind for node in places.nodes} == {"place"}


def test_what_was_merged_is_one_node(vault, state, link, clock):
    state("Mum visited Rome", "Mum")
    state("Anna Novak works at Acme", "Anna Novak")
    link()
    mum, anna = entity(vault, "Mum").id, entity(vault, "Anna Novak").id
    vault.write(lambda s: s.entities.merge(mum, anna, By(Actor.PERSON, clock.now())))
    detail = vault.read(lambda session: node_detail(session, GetNode(id=mum)))
    assert detail.node.entity.id == anna
    assert detail.node.names == ("Mum",)
    assert {one.predicate for one in detail.relations} == {"visited", "works at"}
    assert {one.subject_id for one in detail.relations} == {anna}
    assert len(detail.facts) == 2


def test_what_changed_between_two_days(vault, state, link, clock):
    old = state("Anna lives in Rome", "Anna", valid_from=Timestamp(DAY))
    new = state("Anna lives in Lisbon", "Anna", valid_from=Timestamp(9 * DAY))
    vault.write(
        lambda session: session.facts.set_status(
            old, FactStatus.SUPERSEDED, Actor.UPDATE, clock.now(),
            superseded_by=new, valid_to=Timestamp(9 * DAY),
        )
    )  # fmt: skip
    link()
    asked = GetChanges(name="anna", start=Timestamp(2 * DAY), end=Timestamp(10 * DAY))
    found = vault.read(lambda session: changes_about(session, asked))
    assert {(line.what, line.fact.fact.id) for line in found.lines} == {
        (What.ENDED, old),
        (What.BEGAN, new),
    }
    ended = next(line for line in found.lines if line.what is What.ENDED)
    assert ended.by is not None
    assert ended.by.fact.id == new
    with pytest.raises(PersonFault):
        vault.read(
            lambda s: changes_about(s, GetChanges(name="x", start=Timestamp(0), end=Timestamp(1)))
        )
