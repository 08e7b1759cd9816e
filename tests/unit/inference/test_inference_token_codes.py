"""Late interaction over words kept as signs."""

import numpy as np
import pytest

from second_me.inference import token_codes
from second_me.inference.token_codes import BYTES, DIMS, left_out, likeness, to_bits


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def by_hand(question, weights, words):
    signs = np.where(words > 0, 1, -1) / np.sqrt(DIMS)
    return float((question @ signs.T).max(axis=1) @ weights)


def test_likeness_is_the_weighted_sum_of_the_best(rng):
    question = unit(rng.standard_normal((3, DIMS)))
    weights = np.array([0.5, 0.3, 0.2], dtype=np.float32)
    memories = [unit(rng.standard_normal((count, DIMS))) for count in (1, 7, 30)]
    found = likeness(question, weights, [to_bits(words) for words in memories])
    expected = [by_hand(question, weights, words) for words in memories]
    assert found == pytest.approx(expected, abs=1e-5)


def test_the_same_words_are_most_alike(rng):
    words = unit(rng.standard_normal((4, DIMS)))
    weights = np.full(4, 0.25, dtype=np.float32)
    same, other = likeness(words, weights, [to_bits(words), to_bits(-words)])
    assert same > 0.7
    assert other < 0.2


def test_a_memory_without_words_is_not_compared(rng):
    words = unit(rng.standard_normal((2, DIMS)))
    weights = np.full(2, 0.5, dtype=np.float32)
    found = likeness(words, weights, [b"", to_bits(words), b""])
    assert np.isnan(found).tolist() == [True, False, True]
    assert len(likeness(words, weights, [])) == 0
    assert np.isnan(likeness(words[:0], weights[:0], [to_bits(words)])).all()


def test_a_word_takes_sixteen_bytes(rng):
    assert len(to_bits(rng.standard_normal((5, DIMS)))) == 5 * BYTES == 80


def test_stop_words_and_signs_are_left_out():
    vocabulary = {"[CLS]": 0, "the": 1, "boat": 2, "##s": 3, ",": 4, "##.": 5, "no": 6, "é": 7}
    kept = [word for word, number in vocabulary.items() if not left_out(vocabulary)[number]]
    assert kept == ["boat", "##s", "é"]


def test_a_vocabulary_with_gaps_is_read():
    assert token_codes.left_out({"a": 9}).shape == (10,)
