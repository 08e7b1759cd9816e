"""The indexes of an open vault are loaded in the background and kept in step."""

import pytest

from second_me.agent.meaning import Meaning
from second_me.core.clock import Moment, Timestamp
from second_me.core.errors import EnvironmentFault
from second_me.core.ids import JobId
from second_me.core.records import EventKind, Job, JobState, NewEvent, Origin
from second_me.inference.scripted_embedder import ScriptedEmbedder


@pytest.fixture
def meaning(vault, log, signal):
    return Meaning(vault, ScriptedEmbedder(), log, signal)


@pytest.fixture
def store(vault, clock):
    def work(*texts):
        events = [
            NewEvent(
                kind=EventKind.NOTE,
                origin=Origin.TYPED,
                text=text,
                moment=Moment(Timestamp(number)),
                natural_key=text,
            )
            for number, text in enumerate(texts)
        ]

        def write(session):
            source = session.sources.ensure("typed", "Typed", "", clock.now())
            return session.events.append(source, None, events, clock.now()).event_ids

        return list(vault.write(write))

    return work


def job(first, last):
    return Job(
        id=JobId(1),
        kind="embed",
        key="",
        payload={"first": first, "last": last},
        priority=0,
        state=JobState.RUNNING,
        attempts=1,
        created_at=Timestamp(0),
        not_before=Timestamp(0),
    )


def found(meaning, term):
    events = meaning.indexes.events
    return sorted(events.ids_of(events.bm25([term], 50)[0]).tolist())


def started(meaning, signal):
    meaning.start()
    signal.wait(lambda seen: len(seen) == 1)
    for thread in meaning._threads:
        thread.join(60)


def test_unlocking_loads_words_and_vectors(meaning, store, signal):
    ids = store("The cello", "The train")
    meaning.work(job(ids[0], ids[1]), None)
    meaning.clear()
    started(meaning, signal)
    assert meaning.indexes.events.ready
    assert meaning.index.ready
    assert found(meaning, "cello") == ids[:1]
    assert sorted(meaning.index.ids()) == ids


def test_what_is_added_is_found_from_then_on_and_what_is_forgotten_not(meaning, store, signal):
    started(meaning, signal)
    ids = store("A cello", "Another cello")
    meaning.add(ids)
    meaning.work(job(ids[0], ids[1]), None)
    assert found(meaning, "cello") == ids
    assert sorted(meaning.index.ids()) == ids
    meaning.forget(ids[:1])
    assert found(meaning, "cello") == ids[1:]
    assert meaning.index.ids() == ids[1:]


def test_words_are_loaded_even_without_an_embedder(vault, log, store, signal, monkeypatch):
    ids = store("A cello")
    embedder = ScriptedEmbedder()
    fault = EnvironmentFault("No embedder", "It is gone.", "Install again.")

    def broken():
        raise fault

    monkeypatch.setattr(embedder, "load", broken)
    meaning = Meaning(vault, embedder, log, signal)
    meaning.start()
    for thread in meaning._threads:
        thread.join(60)
    assert found(meaning, "cello") == ids
    assert meaning.indexes.events.ready
    assert not meaning.index.ready


def test_adding_raises_nothing_once_the_vault_is_closed(meaning, vault, store):
    ids = store("A cello")
    vault.close()
    meaning.add(ids)
    meaning.forget(ids)
    assert found(meaning, "cello") == []


def test_what_could_not_be_read_back_is_loaded_again(meaning, vault, store, monkeypatch):
    ids = store("A cello")
    add = meaning.indexes.add

    def broken(vault, ids):
        raise EnvironmentFault("No reading", "The disk failed.", "Look at it.")

    monkeypatch.setattr(meaning.indexes, "add", broken)
    meaning.add(ids)
    assert found(meaning, "cello") == ids
    monkeypatch.setattr(meaning.indexes, "add", add)
    meaning.add(ids)
    assert found(meaning, "cello") == ids
