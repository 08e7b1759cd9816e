import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.inference.codes import CODE_SCALE, from_bytes, from_codes, to_codes
from second_me.inference.scripted_embedder import ScriptedEmbedder


def unit_vectors(seed: int, count: int = 50, dims: int = 384) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, dims), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@given(st.integers(0, 2**32 - 1))
def test_a_code_is_within_half_a_step_of_its_component(seed):
    vectors = unit_vectors(seed, count=4)
    inside = np.abs(vectors) < 127 / CODE_SCALE
    errors = np.abs(from_codes(to_codes(vectors)) - vectors)
    assert errors[inside].max() <= 0.5 / CODE_SCALE + 1e-6


def test_codes_keep_cosines():
    vectors = unit_vectors(7)
    kept = from_codes(to_codes(vectors))
    assert np.abs(kept @ kept.T - vectors @ vectors.T).max() < 0.01


def test_components_beyond_the_range_are_clipped_not_wrapped():
    vectors = np.array([[1.0, -1.0, 0.4, -0.4]], dtype=np.float32)
    assert to_codes(vectors).tolist() == [[127, -127, 127, -127]]


def test_rows_survive_being_bytes():
    codes = to_codes(unit_vectors(3, count=5))
    assert np.array_equal(from_bytes(codes.tobytes(), 384), codes)


def test_half_a_row_is_refused():
    with pytest.raises(ValueError, match="reshape"):
        from_bytes(b"\x00" * 500, 384)


def test_scripted_vectors_are_fixed_unit_and_follow_shared_words():
    first, second = ScriptedEmbedder(), ScriptedEmbedder()
    vectors = first.embed(["red boat", "boat red", "a red house", "nothing alike", ""])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.array_equal(
        vectors, second.embed(["red boat", "boat red", "a red house", "nothing alike", ""])
    )
    assert vectors[0] @ vectors[1] > 0.99
    assert vectors[0] @ vectors[2] > 0.3 > abs(vectors[0] @ vectors[3])


def test_scripted_synonyms_share_a_direction():
    embedder = ScriptedEmbedder({"automobile": "car"})
    assert embedder.embed_query("car") @ embedder.embed_query("automobile") > 0.99
