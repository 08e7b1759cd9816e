"""A complete but tiny llama model, and adapters for it: loads in a blink, babbles at random."""

from pathlib import Path

import gguf
import numpy as np

EMBED, LAYERS, HEADS, FORWARD = 64, 2, 2, 128
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


def _byte_letters() -> list[str]:
    """Return the 256 letters that stand for bytes in a GPT-2 vocabulary."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    letters = {byte: chr(byte) for byte in plain}
    letters.update({byte: chr(256 + at) for at, byte in enumerate(others)})
    return [letters[byte] for byte in range(256)]


def vocabulary() -> list[str]:
    return [*SPECIAL, *_byte_letters(), "th"]


def write_model(path: Path, *, seed: int = 0, encoding: str = "F32", context: int = 512) -> Path:
    """Write a model with random weights; with `encoding` "Q4_1" its matrices are packed so."""
    random = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(context)
    writer.add_embedding_length(EMBED)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(EMBED // HEADS)
    writer.add_file_type(3 if encoding == "Q4_1" else 0)
    tokens = vocabulary()
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3] * len(SPECIAL) + [1] * (len(tokens) - len(SPECIAL)))
    writer.add_token_merges(["t h"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)
    writer.add_quantization_version(2)

    def add(name: str, *shape: int, packed: bool = True) -> None:
        data = random.normal(0, 0.3, shape).astype(np.float32)
        if packed and encoding == "Q4_1":
            kind = gguf.GGMLQuantizationType.Q4_1
            writer.add_tensor(name, gguf.quantize(data, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, data)

    add("token_embd.weight", len(tokens), EMBED, packed=False)
    writer.add_tensor("output_norm.weight", np.ones(EMBED, np.float32))
    for block in range(LAYERS):
        name = f"blk.{block}."
        for part in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"{name}{part}.weight", np.ones(EMBED, np.float32))
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{name}{part}.weight", EMBED, EMBED)
        add(f"{name}ffn_gate.weight", FORWARD, EMBED)
        add(f"{name}ffn_up.weight", FORWARD, EMBED)
        add(f"{name}ffn_down.weight", EMBED, FORWARD)
    _finish(writer)
    return path


def write_adapter(path: Path, *, seed: int = 1, rank: int = 4, embed: int = EMBED) -> Path:
    """Write a LoRA adapter that changes what the tiny model says."""
    random = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 16.0)
    for block in range(LAYERS):
        name = f"blk.{block}.attn_v.weight"
        down = random.normal(0, 1, (rank, embed)).astype(np.float32)
        up = random.normal(0, 1, (embed, rank)).astype(np.float32)
        writer.add_tensor(f"{name}.lora_a", down)
        writer.add_tensor(f"{name}.lora_b", up)
    _finish(writer)
    return path


def _finish(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
