"""Turns text into unit vectors whose dot product says how close two texts are in meaning.

The model is a MiniLM encoder with mean pooling and normalisation as one ONNX graph, made by
`second_me.training.export_embedder`. It runs in the agent, on the processor, in one thread.
"""

import ctypes
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.errors import EnvironmentFault
from second_me.core.paths import packaged
from second_me.inference import token_codes
from second_me.inference.token_codes import TokenVectors

DIMS: Final = 384

_MAX_CHARACTERS: Final = 8192
"""More than the longest text that fits the model; the rest is not even tokenised."""


class Reading(msgspec.Struct, frozen=True):
    """What is made of texts: unit vectors (n, dims), and of each its words as codes, end to end
    (`token_codes`), empty for a model that reads no single words.
    """

    vectors: NDArray[np.float32]
    words: Sequence[bytes]


class Asking(msgspec.Struct, frozen=True):
    """What is made of a question: its unit vector (dims,), and its words."""

    vector: NDArray[np.float32]
    words: TokenVectors | None = None


class Embedder(Protocol):
    """Texts to unit vectors. `model` names what made them. `understands` names earlier models
    whose vectors its own may be compared with, until all are made anew; others never mix.
    """

    model: str
    dims: int
    understands: tuple[str, ...]

    def load(self) -> None:
        """Get ready now rather than at the first text."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (n, dims)."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one text, shape (dims,)."""
        ...

    def read(self, texts: Sequence[str]) -> Reading:
        """Return what is kept of memories."""
        ...

    def ask(self, text: str) -> Asking:
        """Return what a question is compared by."""
        ...


class EmbedderUnavailable(EnvironmentFault):
    """The embedder's files are missing or cannot be loaded."""

    code = "embedder_unavailable"


class EmbedderConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What lies beside the model file as `config.json`."""

    name: str
    file: str
    dims: int
    max_tokens: int
    understands: tuple[str, ...] = ()
    words: bool = False


class OnnxEmbedder:
    """The real embedder. Loads at the first text or by `load`; any thread may call it."""

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        """Read the small config only. Raises EmbedderUnavailable if it is not there."""
        self._folder = folder or packaged("models") / "embedder"
        self._config = _read_config(self._folder)
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None
        self.model = self._config.name
        self.dims = self._config.dims
        self.understands = self._config.understands

    def load(self) -> None:
        """Load tokenizer and graph. Raises EmbedderUnavailable."""
        self._ready()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (n, dims), in the order of `texts`."""
        return self.read(texts).vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one text, shape (dims,)."""
        return self.ask(text).vector

    def read(self, texts: Sequence[str]) -> Reading:
        """Return vectors and words of memories, in the order of `texts`."""
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        words = []
        # One text a run. The int8 graph scales its activations by the whole batch, so a text's
        # vector would depend on its neighbours (cosine down to 0.97) for 10 % more speed.
        for row, text in enumerate(texts):
            ran = self._ready().run(text)
            vectors[row] = ran.vector
            words.append(ran.codes())
        _give_back()
        return Reading(vectors, words)

    def ask(self, text: str) -> Asking:
        """Return the vector and the words of a question."""
        ran = self._ready().run(text)
        return Asking(ran.vector, ran.question())

    def _ready(self) -> "_Loaded":
        with self._lock:
            if self._loaded is None:
                self._loaded = _Loaded(self._folder, self._config, self._threads)
            return self._loaded


class _Ran(msgspec.Struct, frozen=True):
    """What the graph made of one text: its unit vector, and of each token a vector and the word
    that it is of; `plain` are no special tokens, `kept` say something.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32] | None
    words: Sequence[str]
    plain: NDArray[np.bool_]
    kept: NDArray[np.bool_]

    def codes(self) -> bytes:
        """Return the words as those of a memory."""
        if self.tokens is None:
            return b""
        return token_codes.to_bits(self.tokens[self.kept if self.kept.any() else self.plain])

    def question(self) -> TokenVectors | None:
        """Return the words as those of a question."""
        if self.tokens is None:
            return None
        words = tuple(self.words[place] for place in np.flatnonzero(self.plain).tolist())
        return TokenVectors(self.tokens[self.plain], words)


class _Loaded:
    """Tokenizer and session. ONNX Runtime allows concurrent runs of one session."""

    def __init__(self, folder: Path, config: EmbedderConfig, threads: int) -> None:
        # Imported here: together they cost more than the rest of the agent's start, which
        # need not wait for them.
        import onnxruntime  # noqa: PLC0415
        import tokenizers  # noqa: PLC0415

        # On Windows every build traces to the system's event log; see also decision 0003.
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # The arena keeps the largest batch's memory for ever; idle threads spin by default.
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / config.file), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare Exception subclasses
            raise _unavailable() from error
        _give_back()
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(config.max_tokens)
        self._left_out = token_codes.left_out(self._tokenizer.get_vocab())
        self._outputs = ["embedding", "words"] if config.words else ["embedding"]

    def run(self, text: str) -> _Ran:
        """Read a text, cut to what the model can read."""
        # `encode_batch` would start a thread pool that outlives the call and holds all cores.
        # Half of a surrogate pair, as careless programs leave it, is no character to it.
        clean = text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
        encoded = self._tokenizer.encode(clean)
        ids = np.asarray(encoded.ids, dtype=np.int64)
        feed = {"input_ids": ids[None], "attention_mask": np.ones_like(ids[None])}
        vector, *tokens = (each[0] for each in self._session.run(self._outputs, feed))
        plain = np.asarray(encoded.special_tokens_mask) == 0
        spans = [None if word is None else encoded.word_to_chars(word) for word in encoded.word_ids]
        words = [clean[slice(*span)].lower() if span else "" for span in spans]
        kept = plain & ~self._left_out[ids]
        return _Ran(vector, tokens[0] if tokens else None, words, plain, kept)


def _give_back() -> None:
    """Return freed memory to the system: glibc would keep some 50 MB of what long texts took."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim is not None:
            trim(0)


def _read_config(folder: Path) -> EmbedderConfig:
    try:
        return msgspec.json.decode((folder / "config.json").read_bytes(), type=EmbedderConfig)
    except (OSError, msgspec.MsgspecError) as error:
        raise _unavailable() from error


def _unavailable() -> EmbedderUnavailable:
    return EmbedderUnavailable(
        "Search by meaning is off",
        "The files of the embedder are missing or damaged.",
        "Install Second Me again; until then memories are found by their words.",
    )
