"""Another embedder has come: its vectors take the place of the old ones, one by one."""

import numpy as np
import pytest

from second_me.core.errors import VaultLocked
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.memory import embed_events, model_change, retire
from second_me.recall import VectorIndex

OLD, NEW = "scripted-v1", "scripted-v2"

ROWS = 2
"""Of an event: its vector, and the codes of its words."""


@pytest.fixture
def newer():
    return ScriptedEmbedder({"ship": "boat"}, model=NEW, understands=(OLD,))


@pytest.fixture
def ids(vault, embedder, remember):
    """Return five events with vectors of the old model."""
    found = remember("a red boat", "a blue house", "a green tree", "a white cat", "a black dog")
    embed_events(vault, VectorIndex(), embedder, found[0], found[-1])
    return found


def models(vault):
    return vault.read(lambda session: sorted(session.vectors.models()))


def test_old_vectors_stay_while_one_is_still_needed(vault, ids, newer):
    embed_events(vault, VectorIndex(), newer, ids[0], ids[3])
    assert retire(vault, NEW) == 0
    assert models(vault) == [OLD, NEW]


def test_they_go_when_all_is_made_anew(vault, ids, newer):
    embed_events(vault, VectorIndex(), newer, ids[0], ids[-1])
    assert retire(vault, NEW) == ROWS * len(ids)
    assert models(vault) == [NEW]
    assert vault.read(lambda session: session.vectors.count(NEW)) == len(ids)


def test_there_is_nothing_to_remove_of_the_only_model(vault, ids, embedder):
    assert retire(vault, embedder.model) == 0
    assert vault.read(lambda session: session.vectors.count(OLD)) == len(ids)


def test_an_erased_event_holds_nothing_up(vault, ids, newer):
    embed_events(vault, VectorIndex(), newer, ids[0], ids[3])
    vault.write(lambda session: session.events.erase([ids[4]]))
    assert retire(vault, NEW) == ROWS * 4


def test_cut_off_in_the_middle_it_goes_on(vault, ids, newer, monkeypatch):
    embed_events(vault, VectorIndex(), newer, ids[0], ids[-1])
    monkeypatch.setattr(model_change, "CHUNK", 2)
    write, calls = vault.write, []

    def closing(work):
        calls.append(work)
        if len(calls) == 2:
            raise VaultLocked("Locked", "The vault was locked.")
        return write(work)

    monkeypatch.setattr(vault, "write", closing)
    with pytest.raises(VaultLocked):
        retire(vault, NEW)
    assert vault.read(lambda session: session.vectors.count(OLD)) == len(ids) - 2
    assert retire(vault, NEW) == ROWS * len(ids) - 2
    assert models(vault) == [NEW]


def test_until_then_each_event_is_searched_by_the_best_vector_it_has(vault, ids, newer):
    done = VectorIndex()
    embed_events(vault, done, newer, ids[0], ids[1])
    index = VectorIndex()
    index.load(vault, NEW, newer.understands)
    assert len(index) == len(ids)
    found = index.search(newer.embed_query("a black dog"), 1)
    assert found[0][0] == ids[4]
    near = dict(index.search(newer.embed_query("ship"), 5))
    assert near[ids[0]] == pytest.approx(dict(done.search(newer.embed_query("ship"), 1))[ids[0]])


def test_what_is_not_understood_is_not_searched(vault, ids, newer):
    embed_events(vault, VectorIndex(), newer, ids[0], ids[1])
    index = VectorIndex()
    index.load(vault, NEW)
    assert sorted(id_ for id_, _ in index.search(newer.embed_query("a black dog"), 5)) == ids[:2]


def test_a_vector_made_while_old_ones_are_read_is_not_put_back(vault, ids, newer, monkeypatch):
    index = VectorIndex()
    take = index._take

    def slow(chunks, number):
        rows = list(chunks)
        embed_events(vault, index, newer, ids[0], ids[0])
        return take(iter(rows), number)

    monkeypatch.setattr(index, "_take", slow)
    index.load(vault, NEW, newer.understands)
    near = dict(index.search(newer.embed_query("ship"), 5))
    expected = VectorIndex()
    expected.load(vault, NEW)
    assert near[ids[0]] == pytest.approx(expected.search(newer.embed_query("ship"), 1)[0][1])
    assert np.isclose(near[ids[0]], max(near.values()))
