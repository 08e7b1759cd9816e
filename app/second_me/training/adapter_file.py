"""Writes learned matrices as the GGUF adapter that llama.cpp reads."""

import re
from pathlib import Path
from typing import Any, Final

import gguf
import numpy as np
from numpy.typing import NDArray

_NAMES: Final = {
    "q_proj": "attn_q",
    "k_proj": "attn_k",
    "v_proj": "attn_v",
    "o_proj": "attn_output",
    "gate_proj": "ffn_gate",
    "up_proj": "ffn_up",
    "down_proj": "ffn_down",
}
_PATTERN: Final = re.compile(r"layers\.(\d+)\.\w+\.(\w+)\.lora_([AB])\.")
LARGEST: Final = 10_000_000


def write(
    path: Path,
    matrices: dict[str, Any],
    *,
    alpha: int,
    heads: int,
    key_heads: int,
    name: str,
    base: str,
) -> int:
    """Write the adapter with float16 matrices and return its size in bytes.

    `base` is the sha256 of the base's file: the product uses an adapter on no other.
    Raises ValueError when it would be larger than 10 MB.
    """
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(alpha))
    writer.add_name(name)
    writer.add_string("adapter.base.sha256", base)
    for known, matrix in sorted(matrices.items()):
        found = _PATTERN.search(known)
        if found is None:
            raise ValueError(f"not a matrix of an adapter: {known}")
        layer, kind, half = found.groups()
        values = matrix.float().numpy()
        if half == "B" and kind in {"q_proj", "k_proj"}:
            values = interleaved(values, heads if kind == "q_proj" else key_heads)
        tensor = np.ascontiguousarray(values, dtype=np.float16)
        writer.add_tensor(f"blk.{layer}.{_NAMES[kind]}.weight.lora_{half.lower()}", tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(f"the adapter takes {size} bytes, more than {LARGEST}: use fewer layers")
    return size


def interleaved(rows: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Return the rows of a query or key matrix in llama.cpp's order.

    transformers turns the first half of a head against the second, llama.cpp each number
    against its neighbour.
    """
    width = rows.shape[0] // heads // 2
    return rows.reshape(heads, 2, width, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)
