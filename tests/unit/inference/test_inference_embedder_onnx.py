"""The real embedder against vectors frozen from the original float32 model."""

import base64
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from second_me.core.paths import packaged
from second_me.inference import token_codes
from second_me.inference.codes import from_bytes, from_codes
from second_me.inference.embedder import EmbedderUnavailable, OnnxEmbedder

pytestmark = pytest.mark.embedder

REFERENCE = json.loads(Path(__file__).with_name("embedder_reference.json").read_text("utf-8"))
TEXTS = [entry["text"] for entry in REFERENCE["texts"]]


@pytest.fixture(scope="module")
def embedder():
    return OnnxEmbedder()


@pytest.fixture(scope="module")
def vectors(embedder):
    return embedder.embed(TEXTS)


@pytest.fixture(scope="module")
def original():
    blob = b"".join(base64.b64decode(entry["codes"]) for entry in REFERENCE["texts"])
    loose = from_codes(from_bytes(blob, 384))
    return loose / np.linalg.norm(loose, axis=1, keepdims=True)


def ranks(scores):
    return np.argsort(np.argsort(scores, axis=1), axis=1)


def test_it_agrees_with_the_original(vectors, original):
    cosines = (vectors * original).sum(axis=1)
    assert cosines.mean() >= 0.98
    assert cosines.min() >= 0.95


def test_it_ranks_as_the_original_does(vectors, original):
    ours, theirs = ranks(vectors @ vectors.T), ranks(original @ original.T)
    agreement = [np.corrcoef(a, b)[0, 1] for a, b in zip(ours, theirs, strict=True)]
    assert np.mean(agreement) >= 0.96


def test_vectors_are_unit_float32(vectors):
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder, vectors):
    single = np.array([embedder.embed_query(text) for text in TEXTS[:8]])
    assert np.array_equal(single, vectors[:8])


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When do I have to go to the dentist?", "Dentist moved"),
        ("Where are we celebrating my mother's birthday?", "Mum's birthday"),
        ("What can't Lena eat?", "Lena is allergic"),
        ("How do I get to Graz tomorrow morning?", "The train to Graz"),
        ("Which instrument do I play?", "I have been learning"),
    ],
)
def test_a_question_lies_nearest_to_its_answer(vectors, question, answer):
    asked = TEXTS.index(question)
    scores = vectors @ vectors[asked]
    scores[asked] = -1
    assert TEXTS[int(scores.argmax())].startswith(answer)


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "\x00", "\ud83d", "😀" * 50, "日本語のテキスト", "x" * 200_000, "a b " * 50_000],
)
def test_any_text_has_a_vector(embedder, text):
    vector = embedder.embed_query(text)
    assert np.isfinite(vector).all()
    assert abs(np.linalg.norm(vector) - 1) < 1e-5


def test_no_texts_are_no_vectors(embedder):
    assert embedder.embed([]).shape == (0, 384)


def test_threads_may_share_it(embedder, vectors):
    with ThreadPoolExecutor(4) as pool:
        found = np.array(list(pool.map(embedder.embed_query, TEXTS[:12])))
    assert np.array_equal(found, vectors[:12])


def test_it_is_named_after_its_making(embedder):
    assert embedder.model == "second-me-minilm-l6-int8-2"
    earlier = ("second-me-minilm-l6-int8-1", "all-minilm-l6-v2-int8-1")
    assert embedder.understands == earlier
    assert embedder.dims == 384


def test_missing_files_are_said_at_once(tmp_path):
    with pytest.raises(EmbedderUnavailable) as caught:
        OnnxEmbedder(tmp_path)
    assert "by their words" in caught.value.action


@pytest.mark.parametrize("broken", ["model.int8.onnx", "tokenizer.json"])
def test_damaged_files_are_said_at_loading(tmp_path, broken):
    for file in (packaged("models") / "embedder").iterdir():
        shutil.copyfile(file, tmp_path / file.name)
    (tmp_path / broken).write_bytes(b"not what it was")
    embedder = OnnxEmbedder(tmp_path)
    with pytest.raises(EmbedderUnavailable):
        embedder.load()


def test_the_shipped_model_is_small():
    assert (packaged("models") / "embedder" / "model.int8.onnx").stat().st_size <= 35 * 2**20


def test_the_words_of_a_question_find_the_memory_that_holds_their_like(embedder):
    memories = [
        "Tom: The landlord wants the deposit before we move in.",
        "Lena: Our puppy is called Biscuit, he chewed my left boot.",
        "Tom: The train to Graz leaves at 7:58 from platform 4.",
    ]
    reading = embedder.read(memories)
    assert [len(words) % token_codes.BYTES for words in reading.words] == [0, 0, 0]
    assert np.allclose(reading.vectors, embedder.embed(memories))
    asked = embedder.ask("What is the name of Lena's dog?")
    assert asked.words is not None
    assert asked.words.words[-3:] == ("s", "dog", "?")
    weights = np.full(len(asked.words.words), 1 / len(asked.words.words), dtype=np.float32)
    found = token_codes.likeness(asked.words.vectors, weights, reading.words)
    assert found.argmax() == 1


@pytest.mark.parametrize("text", ["", "the", "...", "\U0001f600", "日本語のメモ"])
def test_a_text_without_topic_has_words_all_the_same(embedder, text):
    (words,) = embedder.read([text]).words
    assert bool(words) == bool(text)
    asked = embedder.ask(text).words
    assert len(asked.vectors) == len(asked.words) == len(words) // token_codes.BYTES
