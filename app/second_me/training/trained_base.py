"""A base as it is trained on: its GGUF dequantized, frozen, with low-rank matrices on top.

LoRA: Hu et al., arXiv 2106.09685. The lower layers stay as they are, so what they make of
a text never changes: it is computed once and kept (`Activations`).
"""

from pathlib import Path
from typing import Any, Final

import msgspec
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

from second_me.inference import binding
from second_me.inference.vocabulary import Vocabulary
from second_me.training.packing import Packed, sight

MATRICES: Final = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class Shape(msgspec.Struct, frozen=True):
    """How much is learned: the rank, its weight, and how many layers from the top."""

    rank: int = 16
    alpha: int = 32
    layers: int = 20
    dropout: float = 0.0


class TrainedBase:
    """The base with trainable matrices. Tensors live on `device`."""

    def __init__(self, path: Path, shape: Shape, device: str, seed: int) -> None:
        """Load the GGUF at `path`; what is random is drawn from `seed`."""
        torch.manual_seed(seed)
        self.device = device
        self.shape = shape
        whole = AutoModelForCausalLM.from_pretrained(
            str(path.parent), gguf_file=path.name, dtype=torch.float32
        ).to(device)
        count = whole.config.num_hidden_layers
        self.frozen = max(0, count - shape.layers)
        config = LoraConfig(
            r=shape.rank,
            lora_alpha=shape.alpha,
            lora_dropout=shape.dropout,
            target_modules=list(MATRICES),
            layers_to_transform=list(range(self.frozen, count)),
            task_type="CAUSAL_LM",
        )
        self.adapted = get_peft_model(whole, config)
        self.model = self.adapted.get_base_model()
        self._kept: dict[int, Any] = {}
        self._room = 0

    def keep(self, megabytes: int) -> None:
        """Keep the frozen layers' activations of up to so much memory."""
        self._room = megabytes * 1_000_000

    def trainable(self) -> dict[str, Any]:
        """Return the matrices that are learned, by name."""
        named = self.adapted.named_parameters()
        return {name: matrix for name, matrix in named if matrix.requires_grad}

    def loss(self, packed: Packed, number: int = -1) -> tuple[Any, int]:
        """Return the summed loss over the answers' tokens and how many they are.

        `number` names the block, so that its activations are found again; -1 keeps nothing.
        """
        positions = [at for at, learned in enumerate(packed.learned) if learned]
        hidden = self._hidden(packed, number)
        before = torch.tensor([at - 1 for at in positions], device=self.device)
        logits = self.model.lm_head(self.model.model.norm(hidden[0, before]))
        targets = torch.tensor([packed.tokens[at] for at in positions], device=self.device)
        loss = torch.nn.functional.cross_entropy(logits.float(), targets, reduction="sum")
        return loss, len(positions)

    def logits(self, packed: Packed) -> Any:  # noqa: ANN401  (a tensor)
        """Return the logits at every token, (n, vocabulary)."""
        with torch.no_grad():
            return self.model.lm_head(self.model.model.norm(self._hidden(packed, -1)))[0]

    def _hidden(self, packed: Packed, number: int) -> Any:  # noqa: ANN401
        llama = self.model.model
        places = torch.tensor([packed.places], device=self.device)
        mask = sight(packed.part, self.device)
        with torch.no_grad():
            hidden = self._kept[number].to(self.device).float() if number in self._kept else None
            start = llama.embed_tokens(torch.tensor([packed.tokens], device=self.device))
            angles = llama.rotary_emb(start, places)
            if hidden is None:
                hidden = self._through(llama.layers[: self.frozen], start, mask, places, angles)
                self._remember(number, hidden)
        return self._through(llama.layers[self.frozen :], hidden, mask, places, angles)

    @staticmethod
    def _through(layers: Any, hidden: Any, mask: Any, places: Any, angles: Any) -> Any:  # noqa: ANN401
        for layer in layers:
            hidden = layer(
                hidden, attention_mask=mask, position_ids=places, position_embeddings=angles
            )
        return hidden

    def _remember(self, number: int, hidden: Any) -> None:  # noqa: ANN401
        kept = hidden.to("cpu", torch.bfloat16)
        size = kept.numel() * 2
        if number >= 0 and size <= self._room:
            self._kept[number] = kept
            self._room -= size


class Tokens:
    """The base's own tokens, from llama.cpp, so that training sees what the product will."""

    def __init__(self, path: Path) -> None:
        llama = binding.load()
        silent = llama.llama_log_callback(lambda *_: None)
        llama.llama_log_set(silent, None)
        llama.llama_backend_init()
        params = llama.llama_model_default_params()
        params.vocab_only = True
        self._silent = silent
        self._model = llama.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            raise ValueError(f"llama.cpp does not read {path.name}")
        self._vocabulary = Vocabulary(llama, self._model)

    def __call__(self, text: str) -> list[int]:
        return self._vocabulary.tokens(text)
