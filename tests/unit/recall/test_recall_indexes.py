import threading

import pytest

from second_me.core.records import Actor, FactStatus, NewFact, Quote
from second_me.inference.codes import to_codes
from second_me.recall.event_index import Bm25
from second_me.recall.indexes import Indexes


@pytest.fixture
def indexes():
    return Indexes()


def found(indexes, *terms):
    rows, _ = indexes.events.bm25(terms, 50, Bm25())
    return sorted(indexes.events.ids_of(rows).tolist())


def embed(vault, embedder, owner, ids):
    codes = to_codes(embedder.embed([f"text {id_}" for id_ in ids]))
    rows = [(id_, code.tobytes()) for id_, code in zip(ids, codes, strict=True)]
    vault.write(lambda session: session.vectors.put(embedder.model, owner, rows))


def test_all_is_loaded_from_the_vault_and_cleared(vault, indexes, embedder, remember):
    ids = remember([("Lena", "The cello"), ("Tom", "The train")])
    embed(vault, embedder, "event", ids)
    before = indexes.version
    indexes.load_events(vault)
    indexes.load_vectors(vault, embedder.model)
    assert indexes.events.ready
    assert indexes.vectors.ready
    assert indexes.version != before
    assert found(indexes, "cello") == [ids[0]]
    assert sorted(indexes.vectors.ids()) == ids
    assert indexes.nbytes > 2 * 400
    indexes.clear()
    assert found(indexes, "cello") == []
    assert indexes.vectors.ids() == []
    assert not indexes.events.ready


def test_what_was_stored_is_found_at_once_and_what_was_erased_is_not(vault, indexes, remember):
    indexes.load_events(vault)
    ids = remember([("Lena", "The cello"), ("Tom", "A cello")])
    indexes.add(vault, ids)
    assert found(indexes, "cello") == ids
    vault.write(lambda session: session.events.erase(ids[:1]))
    indexes.forget(vault, ids[:1])
    assert found(indexes, "cello") == ids[1:]


def test_what_is_erased_while_it_is_added_stays_away(vault, indexes, remember, monkeypatch):
    ids = remember([("Lena", "The cello")])
    add = indexes.events.add

    def erased_meanwhile(rows):
        vault.write(lambda session: session.events.erase(ids))
        indexes.forget(vault, ids)
        add(rows)

    monkeypatch.setattr(indexes.events, "add", erased_meanwhile)
    indexes.add(vault, ids)
    assert found(indexes, "cello") == []


def test_facts_go_with_the_events_they_came_from(vault, indexes, embedder, clock, remember):
    ids = remember([("Lena", "I play the cello."), ("Tom", "I live in Graz.")])

    def learn(session):
        return [
            session.facts.add(
                NewFact(
                    subject=subject,
                    kind="fact",
                    text=text,
                    status=FactStatus.CURRENT,
                    quotes=(Quote(id_, 0, 6, text[:6]),),
                ),
                Actor.EXTRACT,
                clock.now(),
            )
            for id_, subject, text in (
                (ids[0], "Lena", "I play the cello."),
                (ids[1], "Tom", "I live in Graz."),
            )
        ]

    facts = vault.write(learn)
    embed(vault, embedder, "fact", facts)
    indexes.load_vectors(vault, embedder.model)
    assert sorted(indexes.facts.ids()) == facts
    vault.write(lambda session: session.events.erase(ids[:1]))
    indexes.forget(vault, ids[:1])
    assert indexes.facts.ids() == facts[1:]


def test_adding_loading_and_forgetting_at_once_ends_with_what_the_vault_holds(
    vault, indexes, remember
):
    first = remember([("Lena", f"cello {number}") for number in range(300)])
    loading = threading.Thread(target=indexes.load_events, args=(vault,))
    loading.start()
    for start in range(0, 100, 20):
        more = remember([("Tom", f"cello {start} {number}") for number in range(10)])
        indexes.add(vault, more)
        gone = [*first[start : start + 20], *more[:5]]
        vault.write(lambda session, gone=gone: session.events.erase(gone))
        indexes.forget(vault, gone)
    loading.join(10)
    left = vault.read(lambda s: [id_ for chunk in s.events.rows.load() for id_ in chunk.id])
    rows, _ = indexes.events.bm25(["cello"], 1000)
    assert sorted(indexes.events.ids_of(rows).tolist()) == left
    assert len(indexes.events) == len(left) == 225
