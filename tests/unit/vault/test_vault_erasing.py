from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from second_me.core.changes import Topic
from second_me.core.clock import Timestamp
from second_me.core.records import Actor, NewFact, Quote

PAGE, RESERVED, TAG = 4096, 80, 64


def plain_pages(database: Path, key) -> bytes:
    """Return every page of the main file decrypted, free ones and all slack included."""
    content = database.read_bytes()
    out = []
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        iv = page[PAGE - RESERVED : PAGE - TAG]
        text = page[16 if start == 0 else 0 : PAGE - RESERVED]
        cipher = Cipher(algorithms.AES(key.secret), modes.CBC(iv)).decryptor()
        out.append(cipher.update(text) + cipher.finalize())
    return b"".join(out)


def whole(id_, text):
    return Quote(id_, 0, len(text), text)


@pytest.fixture
def derive(vault, clock):
    """Return a function that draws a fact, an episode, an entity and a vector from events."""

    def run(name, *quotes):
        def work(session):
            now = clock.now()
            fact = NewFact(subject=name, kind="k", text=f"{name} fact", quotes=quotes)
            fact_id = session.facts.add(fact, Actor.EXTRACT, now)
            episode = session.episodes.add(
                title=f"{name} title",
                summary=f"{name} summary",
                start=Timestamp(0),
                end=Timestamp(1),
                events=[quote.event_id for quote in quotes],
                actor=Actor.EXTRACT,
                now=now,
            )
            entity = session.entities.ensure("person", name, quotes, Actor.EXTRACT, now)
            session.relations.add(entity, "is", entity, quotes, actor=Actor.EXTRACT, now=now)
            session.vectors.put("m", "fact", [(fact_id, b"1")])
            session.vectors.put("m", "episode", [(episode, b"2")])
            session.vectors.put("m", "event", [(quote.event_id, b"3") for quote in quotes])
            return fact_id

        return vault.write(work)

    return run


def names(vault):
    def look(session):
        return (
            {view.fact.subject for view in session.facts.list()},
            {episode.title.split()[0] for episode in session.episodes.list()},
            {entity.name for entity in session.entities.list()},
            session.relations.count(),
        )

    return vault.read(look)


def test_what_one_event_alone_shows_goes_with_it(vault, remember, derive):
    a, b = remember("alpha", "beta")
    derive("gone", whole(a, "alpha"))
    derive("kept", whole(b, "beta"))
    derive("both", whole(a, "alpha"), whole(b, "beta"))
    changes = vault.write(lambda session: session.events.erase([a, 999]))
    assert names(vault) == ({"kept", "both"}, {"kept"}, {"kept", "both"}, 2)
    assert changes.topics >= {Topic.EVENTS, Topic.FACTS, Topic.EPISODES, Topic.ENTITIES}
    assert vault.read(lambda session: session.events.search_words("alpha", 5)) == []
    assert vault.read(lambda session: session.revisions.list("facts", 1)) == []
    assert [event.id for event in vault.read(lambda session: session.events.list())] == [b]
    assert vault.read(lambda session: session.vectors.count("m")) == 4
    assert vault.check(deep=True) == []


def test_erasing_nothing_changes_nothing(vault, remember):
    remember("alpha")
    assert not vault.write(lambda session: session.events.erase([999]))
    assert vault.read(lambda session: session.events.count()) == 1


def test_a_reader_holds_the_log_only_until_it_is_done(vault, home, remember):
    log = Path(f"{home.database}-wal")
    (id_,) = remember("alpha")

    def look(session):
        session.events.get([id_])
        vault.write(lambda inner: inner.events.erase([id_]))
        return session.events.get([id_])[0].text, log.stat().st_size

    text, size = vault.read(look)
    assert text == "alpha"
    assert size > 0
    vault.write(lambda session: session.settings.set("a", 1))
    assert log.stat().st_size == 0


def test_an_erased_event_can_be_imported_again(vault, source, make_event, clock):
    append = lambda session: session.events.append(source, None, [make_event("x")], clock.now())  # noqa: E731
    (first,) = vault.write(append).event_ids
    vault.write(lambda session: session.events.erase([first]))
    assert vault.write(append).duplicates == 0


def test_erased_words_are_in_no_page_and_no_frame(vault, home, key, remember, derive):
    canaries = [f"canary{n:03d}x" for n in range(100)]
    texts = [f"the word {canary} stands here" for canary in canaries]
    ids = remember(*texts)
    for id_, text, canary in zip(ids, texts, canaries, strict=True):
        derive(canary, whole(id_, text))
    gone, kept = canaries[::5], [c for n, c in enumerate(canaries) if n % 5]
    vault.write(lambda session: session.events.erase(ids[::5]))
    assert Path(f"{home.database}-wal").stat().st_size == 0
    pages = plain_pages(home.database, key).lower()
    assert [word for word in gone if word.encode() in pages] == []
    assert [word for word in kept if word.encode() not in pages] == []
    found = lambda word: vault.read(lambda session: session.events.search_words(word, 2))  # noqa: E731
    assert all(found(word) for word in kept)
    assert vault.check(deep=True) == []


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    links=st.lists(st.sets(st.integers(0, 4), min_size=1), min_size=1, max_size=6),
    doomed=st.sets(st.integers(0, 4), min_size=1),
)
def test_a_fact_stays_exactly_if_an_event_that_stays_shows_it(
    vault, remember, derive, links, doomed
):
    texts = [f"event {n}" for n in range(5)]
    ids = remember(*texts)
    for number, link in enumerate(links):
        derive(f"n{number}", *[whole(ids[n], texts[n]) for n in sorted(link)])
    vault.write(lambda session: session.events.erase([ids[n] for n in doomed]))
    facts, episodes, entities, _ = names(vault)
    assert facts == entities == {f"n{n}" for n, link in enumerate(links) if link - doomed}
    assert episodes == {f"n{n}" for n, link in enumerate(links) if not link & doomed}
    vault.write(lambda session: session.events.erase(ids))
    assert names(vault) == (set(), set(), set(), 0)
    assert vault.read(lambda session: session.vectors.count("m")) == 0
