import pytest

from second_me.core.records import Actor, Entity, Origin, Quote, ReviewKind
from second_me.memory.kinship import Kin, kin
from second_me.memory.merging import merge_spellings
from second_me.memory.people import may_be_same, resolve_people
from second_me.vault.recorded import By


@pytest.fixture
def resolve(vault, clock):
    return lambda ids: resolve_people(vault, min(ids), max(ids), clock)


def names(vault):
    return {one.name for one in vault.read(lambda session: session.entities.list())}


def related(vault):
    def read(session):
        by_id = {one.id: one.name for one in session.entities.all()}
        return {
            (by_id[one.subject_id], one.predicate, by_id[one.object_id])
            for one in session.relations.list()
        }

    return vault.read(read)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I met my sister Anna today", ("", "sister", "Anna")),
        ("My older brother, Tom Novak, called", ("", "brother", "Tom Novak")),
        ("Our dog is called Max!", ("", "dog", "Max")),
        ("Anna is my best friend", ("", "friend", "Anna")),
        ("Tom's boss is Lee Chan", ("Tom", "boss", "Lee Chan")),
        ("Lena, Tom's wife, came too", ("Tom", "wife", "Lena")),
    ],
)
def test_who_is_whose_is_read(text, found):
    (one,) = kin(text)
    assert (one.whose, one.relation, one.name) == found
    assert text[one.start : one.end].endswith((found[2], found[1])) or found[2] in text


@pytest.mark.parametrize(
    "text", ["my sister went home", "My boss. Monday is fine", "I saw my mum in May", "Tom's car"]
)
def test_nobody_is_made_up(text):
    assert [one for one in kin(text) if isinstance(one, Kin)] == []


def test_authors_and_those_they_name_are_kept_with_their_words(vault, remember, resolve):
    ids = remember("my sister Anna is here", author="Marta", origin=Origin.OTHER)
    outcome = resolve(ids)
    assert (outcome.entities, outcome.relations) == (2, 1)
    assert names(vault) == {"Marta", "Anna"}
    assert related(vault) == {("Marta", "sister", "Anna")}


def test_run_again_it_adds_nothing(vault, remember, resolve):
    ids = remember("my sister Anna is here", "a second word", author="Marta", origin=Origin.OTHER)
    resolve(ids)
    again = resolve(ids)
    assert (again.entities, again.relations, bool(again.changes)) == (0, 0, False)


def test_programs_and_assistants_are_nobody(vault, remember, resolve):
    ids = remember("my sister Anna", author="assistant", origin=Origin.ASSISTANT)
    resolve(ids)
    assert names(vault) == set()


def test_an_author_outlives_the_erasure_of_one_event(vault, remember, resolve):
    ids = remember("one", "two", author="Marta", origin=Origin.OTHER)
    resolve(ids)
    vault.write(lambda session: session.events.erase([ids[0]]))
    assert names(vault) == {"Marta"}


def test_a_name_that_may_be_another_is_put_to_the_person(vault, remember, resolve):
    resolve(remember("hello there", author="Anna Novak", origin=Origin.OTHER))
    resolve(remember("my sister Anna is here", author="Marta", origin=Origin.OTHER))
    (review,) = vault.read(lambda session: session.reviews.list())
    assert review.kind is ReviewKind.MERGE
    assert names(vault) == {"Anna Novak", "Anna", "Marta"}


def test_of_two_who_may_be_meant_neither_is_proposed(vault, remember, resolve):
    for author in ("Anna Novak", "Anna Berg"):
        resolve(remember(f"hello from {author}", author=author, origin=Origin.OTHER))
    resolve(remember("my sister Anna is here", author="Marta", origin=Origin.OTHER))
    assert vault.read(lambda session: session.reviews.list()) == []


def test_accents_and_case_make_no_other_person():
    person = lambda id_, name: Entity(id=id_, kind="person", name=name, created_at=0)  # noqa: E731
    assert may_be_same(person(1, "René Dé"), person(2, "rene de")) > 0.7
    assert may_be_same(person(1, "Anna"), person(2, "Tom Novak")) == 0


def test_names_that_differ_in_case_alone_are_one_person(vault, remember, resolve):
    for author in ("Whomever", "whomever", "WHOMEVER"):
        resolve(remember(f"written by {author}", author=author, origin=Origin.OTHER))
    assert names(vault) == {"Whomever"}
    assert vault.read(lambda session: session.reviews.list()) == []


def test_a_name_of_signs_alone_is_nobodys_short_form(vault, remember, resolve):
    for author in ("John Doe \U0001f600", "\U0001f600", "2", "John Doe 2"):
        resolve(remember(f"written by {author}", author=author, origin=Origin.OTHER))
    proposed = vault.read(lambda session: session.reviews.list())
    pairs = [{one.entity_id, one.other_id} for one in proposed]
    by_name = {one.name: one.id for one in vault.read(lambda session: session.entities.all())}
    assert pairs == [{by_name["John Doe \U0001f600"], by_name["John Doe 2"]}]


def test_spellings_kept_apart_before_are_merged_and_can_be_parted(vault, remember, clock):
    words = remember("hello", author="Lena", origin=Origin.OTHER)

    def two(session):
        quote = Quote(words[0], 0, 5, "hello")
        return [
            session.entities.ensure("person", name, [quote], Actor.EXTRACT, clock.now())
            for name in ("Lena", "lena")
        ]

    first, second = vault.write(two)
    vault.write(lambda session: merge_spellings(session, clock.now()))
    merged = vault.read(lambda session: session.entities.get([second])[0])
    assert merged.merged_into == first
    vault.write(lambda session: session.entities.merge(second, None, By(Actor.PERSON, clock.now())))
    assert not vault.write(lambda session: merge_spellings(session, clock.now()))


def test_the_person_without_a_name_is_you_not_me(vault, remember, resolve):
    resolve(remember("my sister Anna is here", author="me"))
    assert related(vault) == {("You", "sister", "Anna")}
