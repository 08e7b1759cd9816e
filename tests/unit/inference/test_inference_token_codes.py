"""Late interaction over words kept as signs."""

import numpy as np
import pytest

from second_me.inference import token_codes
from second_me.inference.token_codes import BYTES, DIMS, TokenVectors, left_out, likeness, to_bits


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def by_hand(question, words):
    signs = np.where(words > 0, 1, -1) / np.sqrt(DIMS)
    best = (question.vectors @ signs.T).max(axis=1)
    return float(best @ question.weights)


def test_likeness_is_the_weighted_sum_of_the_best(rng):
    vectors = unit(rng.standard_normal((3, DIMS)))
    question = TokenVectors(vectors, np.array([0.5, 0.3, 0.2], dtype=np.float32))
    memories = [unit(rng.standard_normal((count, DIMS))) for count in (1, 7, 30)]
    found = likeness(question, [to_bits(words) for words in memories])
    expected = [by_hand(question, words) for words in memories]
    assert found == pytest.approx(expected, abs=1e-5)


def test_the_same_words_are_most_alike(rng):
    words = unit(rng.standard_normal((4, DIMS)))
    question = TokenVectors(words, np.full(4, 0.25, dtype=np.float32))
    same, other = likeness(question, [to_bits(words), to_bits(-words)])
    assert same > 0.7
    assert other < 0.2


def test_a_memory_without_words_is_not_compared(rng):
    words = unit(rng.standard_normal((2, DIMS)))
    question = TokenVectors(words, np.full(2, 0.5, dtype=np.float32))
    found = likeness(question, [b"", to_bits(words), b""])
    assert np.isnan(found).tolist() == [True, False, True]
    assert len(likeness(question, [])) == 0
    empty = TokenVectors(words[:0], np.zeros(0, dtype=np.float32))
    assert np.isnan(likeness(empty, [to_bits(words)])).all()


def test_a_word_takes_sixteen_bytes(rng):
    assert len(to_bits(rng.standard_normal((5, DIMS)))) == 5 * BYTES == 80


def test_stop_words_and_signs_are_left_out():
    vocabulary = {"[CLS]": 0, "the": 1, "boat": 2, "##s": 3, ",": 4, "##.": 5, "no": 6, "é": 7}
    kept = [word for word, number in vocabulary.items() if not left_out(vocabulary)[number]]
    assert kept == ["boat", "##s", "é"]


def test_a_vocabulary_with_gaps_is_read():
    assert token_codes.left_out({"a": 9}).shape == (10,)
