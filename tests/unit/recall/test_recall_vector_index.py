import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from second_me.inference.codes import from_codes, to_codes
from second_me.recall import vector_index
from second_me.recall.vector_block import BLOCK_ROWS, NO_CELL
from second_me.recall.vector_cells import VectorCells
from second_me.recall.vector_index import VectorIndex


def unit_vectors(count: int, seed: int = 1) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, 384), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def filled(vectors: np.ndarray, first: int = 1) -> VectorIndex:
    index = VectorIndex()
    index.add(range(first, first + len(vectors)), to_codes(vectors))
    return index


def test_it_finds_what_a_whole_scan_finds():
    vectors = unit_vectors(3000)
    index = filled(vectors)
    stored = from_codes(to_codes(vectors))
    for query in unit_vectors(20, seed=2):
        scores = stored @ query
        best = np.argsort(-scores)[:10]
        found = index.search(query, 10)
        assert [id_ - 1 for id_, _ in found] == best.tolist()
        assert np.allclose([cosine for _, cosine in found], scores[best], atol=1e-4)


def test_a_vector_is_nearest_to_itself_across_blocks():
    vectors = unit_vectors(BLOCK_ROWS + 100)
    index = filled(vectors)
    assert len(index) == BLOCK_ROWS + 100
    for row in (0, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 99):
        ((id_, cosine),) = index.search(vectors[row], 1)
        assert id_ == row + 1
        assert cosine > 0.99


def test_an_id_added_again_takes_its_own_place():
    vectors = unit_vectors(3)
    index = filled(vectors[:2])
    index.add([1], to_codes(vectors[2:]))
    assert len(index) == 2
    assert index.search(vectors[2], 1)[0][0] == 1
    assert index.search(vectors[0], 2)[0][1] < 0.9


def test_what_is_removed_is_found_no_more_and_leaves_no_bytes():
    vectors = unit_vectors(200)
    index = filled(vectors)
    index.remove([7, 200, 5000])
    assert len(index) == 198
    found = {id_ for id_, _ in index.search(vectors[6], 200)}
    assert found == set(range(1, 201)) - {7, 200}
    left = index._blocks[0]._codes
    gone = to_codes(vectors[[6, 199]]).view(np.uint8) ^ 0x80
    assert not any((left == code).all(axis=1).any() for code in gone)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sets(st.integers(1, 60), max_size=20)), max_size=12))
def test_any_order_of_adding_and_removing_leaves_what_it_should(steps):
    vectors = unit_vectors(61)
    index, held = VectorIndex(), set()
    for adds, ids in steps:
        if adds and ids:
            index.add(sorted(ids), to_codes(vectors[sorted(ids)]))
            held |= ids
        else:
            index.remove(sorted(ids))
            held -= ids
    assert len(index) == len(held)
    assert {id_ for id_, _ in index.search(vectors[0], 100)} == held
    for id_ in held:
        assert index.search(vectors[id_], 1)[0][0] == id_


def test_memory_is_bounded():
    index = filled(unit_vectors(2 * BLOCK_ROWS + 1))
    assert index.nbytes <= 3 * BLOCK_ROWS * (384 + 8 + 2 + 2)
    index.remove(range(1, BLOCK_ROWS + 1))
    assert index.nbytes <= 2 * BLOCK_ROWS * (384 + 8 + 2 + 2)


def test_room_that_was_freed_is_used_again():
    vectors = unit_vectors(BLOCK_ROWS + 10)
    index = filled(vectors)
    index.remove(range(1, 101))
    index.add(range(50_000, 50_080), to_codes(vectors[:80]))
    assert len(index._blocks) == 2
    assert index.search(vectors[3], 1)[0][0] == 50_003


def test_nothing_is_found_in_nothing():
    index = VectorIndex()
    assert index.search(unit_vectors(1)[0], 5) == []
    assert filled(unit_vectors(3)).search(unit_vectors(1)[0], 0) == []
    assert filled(unit_vectors(3)).search(np.zeros(384, np.float32), 2)[0][1] == 0


def test_a_shape_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="shape"):
        VectorIndex().add([1, 2], to_codes(unit_vectors(3)))


def test_it_is_ready_once_loaded(vault, index, remember, embedder, learn):
    assert not index.ready
    ids = remember([("Lena", "one"), ("Tom", "two")])
    learn(embedder)
    assert index.ready
    assert len(index) == len(ids)
    index.clear()
    assert not index.ready
    assert len(index) == 0


def test_loading_leaves_other_models_rows_alone(vault, index, remember, embedder, learn):
    remember([("Lena", "one")])
    learn(embedder)
    index.clear()
    index.load(vault, "another model")
    assert index.ready
    assert len(index) == 0


class HeldVault:
    """Hands out one chunk, then waits to be let on."""

    def __init__(self, chunks):
        self.vectors = self
        self.first_taken, self.go_on = threading.Event(), threading.Event()
        self._chunks = chunks

    def read(self, work):
        return work(self)

    def load(self, model, owner):
        yield self._chunks[0]
        self.first_taken.set()
        assert self.go_on.wait(5)
        yield from self._chunks[1:]


@pytest.fixture
def held():
    vectors = unit_vectors(4)
    rows = [to_codes(vectors[part]).tobytes() for part in (slice(0, 2), slice(2, 4))]
    return HeldVault([([1, 2], rows[0]), ([3, 4], rows[1])]), vectors


def start_loading(index, held_vault):
    thread = threading.Thread(target=index.load, args=(held_vault, "model"))
    thread.start()
    assert held_vault.first_taken.wait(5)
    return thread


def test_what_is_erased_while_loading_does_not_come_back(held):
    vault, vectors = held
    index = VectorIndex()
    thread = start_loading(index, vault)
    index.remove([1, 4])
    vault.go_on.set()
    thread.join(5)
    assert {id_ for id_, _ in index.search(vectors[0], 9)} == {2, 3}
    assert index.ready


def test_what_is_added_while_loading_stays_once(held):
    vault, vectors = held
    index = VectorIndex()
    thread = start_loading(index, vault)
    index.add([4, 5], to_codes(vectors[[3, 0]]))
    vault.go_on.set()
    thread.join(5)
    assert sorted(id_ for id_, _ in index.search(vectors[0], 9)) == [1, 2, 3, 4, 5]


def test_clearing_ends_a_loading(held):
    vault, _ = held
    index = VectorIndex()
    thread = start_loading(index, vault)
    index.clear()
    vault.go_on.set()
    thread.join(5)
    assert not index.ready
    assert len(index) == 0


def test_threads_may_search_while_others_change_it():
    vectors = unit_vectors(2000)
    index = filled(vectors[:1000])
    stop, faults = threading.Event(), []

    def look():
        while not stop.is_set():
            found = index.search(vectors[5], 3)
            if found[0][0] != 6:
                faults.append(found)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for start in range(1000, 2000, 50):
        index.add(range(start + 1, start + 51), to_codes(vectors[start : start + 50]))
        index.remove(range(start - 40, start))
    stop.set()
    for thread in threads:
        thread.join(5)
    assert faults == []
    assert len(index) == 2000 - 20 * 40


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(1, 60)), st.lists(st.integers(1, 70), max_size=20))
def test_cosines_of_any_ids_are_told(gone, asked):
    vectors = unit_vectors(61)
    index = filled(vectors[1:31])
    index.add(range(60, 30, -1), to_codes(vectors[60:30:-1]))
    index.remove(sorted(gone))
    query = unit_vectors(1, seed=3)[0]
    cosines = index.cosines(query, asked)
    stored = from_codes(to_codes(vectors)) @ query
    for id_, cosine in zip(asked, cosines.tolist(), strict=True):
        if id_ > 60 or id_ in gone:
            assert np.isnan(cosine)
        else:
            assert cosine == pytest.approx(float(stored[id_]), abs=1e-5)
    shown = index.vectors(asked)
    assert shown.shape == (len(asked), 384)
    assert np.array_equal(np.isnan(shown).all(axis=1), np.isnan(cosines))
    assert np.allclose(shown @ query, cosines, atol=1e-5, equal_nan=True)


def test_cosines_span_blocks():
    vectors = unit_vectors(BLOCK_ROWS + 10)
    index = filled(vectors)
    asked = [BLOCK_ROWS + 5, 3, 10**9, BLOCK_ROWS]
    cosines = index.cosines(vectors[2], asked)
    assert cosines[1] > 0.99
    assert np.isnan(cosines[2])
    assert np.isfinite(cosines[[0, 3]]).all()
    assert index.cosines(vectors[2], []).shape == (0,)
    assert np.isnan(VectorIndex().cosines(vectors[2], [1])).all()


def clustered(count, seed=1, centres=40):
    middles = unit_vectors(centres, seed=9)
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((count, 384), dtype=np.float32) / 384**0.5
    vectors = middles[rng.integers(0, centres, count)] + noise
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def few_are_many(monkeypatch):
    monkeypatch.setattr(vector_index, "MANY", 2000)
    monkeypatch.setattr(vector_index, "_PLACED", 500)


def loaded(vectors):
    """Return an index as a load leaves it."""
    vault = HeldVault([(list(range(1, len(vectors) + 1)), to_codes(vectors).tobytes())])
    vault.go_on.set()
    index = VectorIndex()
    index.load(vault, "model")
    index.tend()
    return index


def agreement(index, queries):
    shared = [
        {id_ for id_, _ in index.search(query, 10)}
        & {id_ for id_, _ in index.search(query, 10, exact=True)}
        for query in queries
    ]
    return sum(map(len, shared)) / (10 * len(shared))


def cells_of(index):
    return np.concatenate([block.cells for block in index._blocks])


def test_many_rows_are_put_into_cells_and_the_nearest_still_found(few_are_many):
    vectors = clustered(6000)
    index = loaded(vectors)
    assert index._cells is not None
    cells = cells_of(index)
    assert (cells != NO_CELL).all()
    assert (np.diff(cells.astype(int)) >= 0).all()
    assert 20 < len(np.unique(cells)) <= VectorCells.number_for(6000)
    assert agreement(index, clustered(50, seed=5)) >= 0.97
    for row in (0, 17, 5999):
        assert index.search(vectors[row], 1)[0][0] == row + 1
    asked = [6000, 1, 77]
    found = index.cosines(vectors[0], asked)
    assert found.tolist() == pytest.approx((vectors[[5999, 0, 76]] @ vectors[0]).tolist(), abs=0.02)


def test_only_some_cells_are_looked_into(few_are_many):
    index = loaded(clustered(6000))
    chosen = index._cells.nearest(clustered(1, seed=5)[0])
    assert 0 < chosen[:-1].sum() < 0.2 * len(chosen)
    assert chosen[-1]


def test_few_rows_need_no_cells():
    index = loaded(clustered(3000))
    index.tend()
    assert index._cells is None


def test_rows_that_come_later_are_found_and_put_into_cells(few_are_many):
    vectors = clustered(4000)
    index = loaded(vectors[:3000])
    index.add(range(3001, 3101), to_codes(vectors[3000:3100]))
    assert (cells_of(index) != NO_CELL).all()
    index.add(range(3101, 4001), to_codes(vectors[3100:]))  # too many to be placed at once
    assert (cells_of(index) == NO_CELL).any()
    for row in (3050, 3999):
        assert index.search(vectors[row], 1)[0][0] == row + 1
    index.tend()
    assert (cells_of(index) != NO_CELL).all()
    assert index.search(vectors[3999], 1)[0][0] == 4000
    assert agreement(index, clustered(50, seed=5)) >= 0.97


def test_cells_are_laid_anew_when_there_are_many_more_rows(few_are_many):
    vectors = clustered(6000)
    index = loaded(vectors[:2500])
    first = index._cells
    index.add(range(2501, 3001), to_codes(vectors[2500:3000]))
    index.tend()
    assert index._cells is first
    index.add(range(3001, 6001), to_codes(vectors[3000:]))
    index.tend()
    assert index._cells is not first
    assert index._cells.laid_for == 6000
    assert not first._centres.any()
    index.remove(range(1, 5500))
    index.tend()
    assert index._cells is None
    assert index.search(vectors[5999], 1)[0][0] == 6000


def test_what_is_removed_from_cells_is_found_no_more_and_leaves_no_bytes(few_are_many):
    vectors = clustered(4000)
    index = loaded(vectors)
    gone = list(range(100, 200))
    index.remove(gone)
    for row in (99, 150):
        assert index.search(vectors[row], 5)[0][0] not in gone
    left = {bytes(code) for block in index._blocks for code in block._codes}
    assert not left & {bytes(code) for code in to_codes(vectors[99:199]).view(np.uint8) ^ 0x80}


def test_clearing_while_cells_are_laid_ends_that_and_leaves_nothing(few_are_many, monkeypatch):
    index = filled(clustered(3000))
    index._loading.ready = True
    samples = []
    lay = VectorCells.laid

    def cleared_meanwhile(sample, count, stopped):
        index.clear()
        samples.append(sample)
        assert lay(sample, count, stopped) is None

    monkeypatch.setattr(VectorCells, "laid", cleared_meanwhile)
    index.tend()
    assert index._cells is None
    assert len(index) == 0
    assert not samples[0].any()


def test_threads_may_search_and_change_while_cells_are_laid(few_are_many):
    vectors = clustered(5000)
    index = filled(vectors[:3000])
    index._loading.ready = True
    tending = threading.Thread(target=lambda: [index.tend() for _ in range(3)])
    tending.start()
    for start in range(3000, 5000, 100):
        index.add(range(start + 1, start + 101), to_codes(vectors[start : start + 100]))
        index.remove(range(start - 2999, start - 2949))
        assert index.search(vectors[start], 1)[0][0] == start + 1
    tending.join(30)
    assert len(index) == 5000 - 20 * 50
    index.tend()
    assert agreement(index, clustered(20, seed=5)) >= 0.95


def test_the_version_tells_of_changes():
    vectors = unit_vectors(3)
    index = VectorIndex()
    seen = [index.version]
    for change in (
        lambda: index.add([1], to_codes(vectors[:1])),
        lambda: index.remove([1]),
        index.clear,
    ):
        change()
        seen.append(index.version)
    assert seen == sorted(set(seen))
