"""Rewrites a base into the encoding that runs fastest without losing answers: Q4_1 to Q8_0.

llama.cpp's own `llama_model_quantize` does the same and makes the same bytes where its
compiler fuses no multiplication with an addition; elsewhere the last bit of a value may
differ, and with it the checksum. Here every step is one IEEE operation on float32, so
that the same file comes out on every machine. Decision record 0003 has the figures.
"""

import struct
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.inference import gguf_check

_Q4_1: Final = 3
_Q8_0: Final = 8
_FILE_TYPE_Q8_0: Final = 7
_UINT32: Final = 4
_BLOCK: Final = 32
_ROWS_AT_ONCE: Final = 1 << 15
_FILE_TYPE: Final = b"general.file_type"

_q4_1 = np.dtype([("scale", "<f2"), ("minimum", "<f2"), ("nibbles", "u1", (16,))])
_q8_0 = np.dtype([("scale", "<f2"), ("values", "i1", (32,))])


def prepare(source: Path, target: Path) -> None:
    """Write `source` to `target` with its Q4_1 tensors as Q8_0, all else as it is.

    Raises GgufRefused for a file that is none, OSError. `target` is overwritten.
    """
    header = gguf_check.read(source)
    planned = _plan(header)
    with source.open("rb") as read, target.open("wb") as write:
        write.write(struct.pack("<4sIQQ", b"GGUF", 3, len(planned), len(header.keys)))
        write.write(_keys(read, header))
        for tensor, _old in planned:
            write.write(_info(tensor))
        _pad(write, header.alignment)
        for tensor, old in planned:
            _copy(read, header.data_at + old.offset, write, tensor, old)
            _pad(write, header.alignment)


def _plan(header: gguf_check.Header) -> list[tuple[gguf_check.Tensor, gguf_check.Tensor]]:
    """Return the tensors as they will lie, each with what it is made from."""
    planned = []
    offset = 0
    for old in sorted(header.tensors, key=_place):
        size = old.size
        encoding = old.encoding
        if old.encoding == _Q4_1:
            encoding, size = _Q8_0, old.size // _q4_1.itemsize * _q8_0.itemsize
        new = msgspec.structs.replace(old, encoding=encoding, offset=offset, size=size)
        planned.append((new, old))
        offset += -(-size // header.alignment) * header.alignment
    return planned


def _place(tensor: gguf_check.Tensor) -> tuple[int, str]:
    """Return what llama.cpp orders tensors by: the block's number, none first, then the name."""
    parts = tensor.name.split(".")
    block = int(parts[1]) if parts[0] == "blk" and parts[1].isdigit() else -1
    return block, tensor.name


def _keys(read: BinaryIO, header: gguf_check.Header) -> bytes:
    """Return the keys' bytes; the file type is changed and comes last, as llama.cpp writes it."""
    start, end = header.keys_at
    read.seek(start)
    data = read.read(end - start)
    name = struct.pack("<Q", len(_FILE_TYPE)) + _FILE_TYPE + struct.pack("<I", _UINT32)
    at = data.find(name)
    if at < 0:
        return data
    rest = data[:at] + data[at + len(name) + 4 :]
    return rest + name + struct.pack("<I", _FILE_TYPE_Q8_0)


def _info(tensor: gguf_check.Tensor) -> bytes:
    name = tensor.name.encode()
    shape = struct.pack(f"<{len(tensor.shape)}Q", *tensor.shape)
    return (
        struct.pack("<Q", len(name))
        + name
        + struct.pack("<I", len(tensor.shape))
        + shape
        + struct.pack("<IQ", tensor.encoding, tensor.offset)
    )


def _copy(
    read: BinaryIO, at: int, write: BinaryIO, new: gguf_check.Tensor, old: gguf_check.Tensor
) -> None:
    read.seek(at)
    if new.encoding == old.encoding:
        write.write(read.read(old.size))
        return
    left = old.size // _q4_1.itemsize
    while left > 0:
        count = min(left, _ROWS_AT_ONCE)
        blocks = np.frombuffer(read.read(count * _q4_1.itemsize), dtype=_q4_1)
        write.write(_to_q8_0(_from_q4_1(blocks)).tobytes())
        left -= count


def _from_q4_1(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the values of Q4_1 blocks, (n, 32): low nibbles first, times scale, plus minimum."""
    nibbles = blocks["nibbles"]
    values = np.concatenate((nibbles & 0x0F, nibbles >> 4), axis=1).astype(np.float32)
    values *= blocks["scale"].astype(np.float32)[:, None]
    values += blocks["minimum"].astype(np.float32)[:, None]
    return values


def _to_q8_0(values: NDArray[np.float32]) -> NDArray[np.void]:
    """Return (n, 32) values as Q8_0 blocks: the greatest becomes 127, halves round outwards."""
    scale = np.abs(values).max(axis=1) / np.float32(127)
    inverse = np.divide(np.float32(1), scale, out=np.zeros_like(scale), where=scale != 0)
    scaled = values * inverse[:, None]
    whole = np.trunc(scaled)
    whole += np.copysign((np.abs(scaled - whole) >= np.float32(0.5)).astype(np.float32), scaled)
    blocks = np.empty(len(values), dtype=_q8_0)
    blocks["scale"] = scale.astype(np.float16)
    blocks["values"] = whole.astype(np.int8)
    return blocks


def _pad(write: BinaryIO, alignment: int) -> None:
    write.write(b"\0" * (-write.tell() % alignment))
