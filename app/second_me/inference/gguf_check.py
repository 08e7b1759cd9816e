"""The header of a GGUF file, read in pure Python before llama.cpp sees the file.

llama.cpp believes much of what a header says. Whatever is out of bounds here (a count,
a length, an offset, a shape) is refused with a word, so that a broken or hostile file
ends in a sentence and not in a crash. Format: the GGUF specification, versions 2 and 3.
"""

import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from second_me.inference.gguf_bounds import (
    MAX_ARRAY,
    GgufRefused,
    Scalar,
    Value,
    check_numbers,
)

__all__ = ["ENCODINGS", "GgufRefused", "Header", "Tensor", "read"]

MAX_KEYS: Final = 1_000
MAX_TENSORS: Final = 20_000
MAX_STRING: Final = 1_000_000
MAX_HEADER: Final = 256 << 20
MAX_ITEMS: Final = 8_000_000
"""Of all lists together: read, each may take ninety bytes of memory for one on disk."""

MAX_NAME: Final = 63  # GGML_MAX_NAME less its final zero
MAX_DIMENSIONS: Final = 4
MAX_ELEMENTS: Final = 1 << 40

_STRING, _ARRAY = 8, 9
_SCALARS: Final = {
    0: struct.Struct("<B"),
    1: struct.Struct("<b"),
    2: struct.Struct("<H"),
    3: struct.Struct("<h"),
    4: struct.Struct("<I"),
    5: struct.Struct("<i"),
    6: struct.Struct("<f"),
    7: struct.Struct("<?"),
    10: struct.Struct("<Q"),
    11: struct.Struct("<q"),
    12: struct.Struct("<d"),
}

# Of each encoding: its name, elements a block, bytes a block.
ENCODINGS: Final[Mapping[int, tuple[str, int, int]]] = MappingProxyType(
    {
        0: ("F32", 1, 4),
        1: ("F16", 1, 2),
        2: ("Q4_0", 32, 18),
        3: ("Q4_1", 32, 20),
        6: ("Q5_0", 32, 22),
        7: ("Q5_1", 32, 24),
        8: ("Q8_0", 32, 34),
        10: ("Q2_K", 256, 84),
        11: ("Q3_K", 256, 110),
        12: ("Q4_K", 256, 144),
        13: ("Q5_K", 256, 176),
        14: ("Q6_K", 256, 210),
        16: ("IQ2_XXS", 256, 66),
        17: ("IQ2_XS", 256, 74),
        18: ("IQ3_XXS", 256, 98),
        19: ("IQ1_S", 256, 50),
        20: ("IQ4_NL", 32, 18),
        21: ("IQ3_S", 256, 110),
        22: ("IQ2_S", 256, 82),
        23: ("IQ4_XS", 256, 136),
        29: ("IQ1_M", 256, 56),
        30: ("BF16", 1, 2),
        39: ("MXFP4", 32, 17),
    }
)


class Tensor(msgspec.Struct, frozen=True, kw_only=True):
    """One tensor: `shape` innermost first, `offset` and `size` in bytes of the data part."""

    name: str
    shape: tuple[int, ...]
    encoding: int
    offset: int
    size: int


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a GGUF file says of itself. `keys_at` is where the keys' bytes begin and end."""

    version: int
    keys: Mapping[str, Value]
    keys_at: tuple[int, int]
    tensors: tuple[Tensor, ...]
    alignment: int
    data_at: int

    @property
    def architecture(self) -> str:
        return str(self.keys.get("general.architecture", ""))

    def number(self, name: str) -> int | None:
        """Return a whole number under the architecture's own prefix, None if there is none."""
        value = self.keys.get(f"{self.architecture}.{name}")
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def read(path: Path) -> Header:
    """Return the header of `path`. Raises GgufRefused for whatever is not as it must be."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if size == 0:
                raise GgufRefused("the file is empty")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _Reader(data, size).header()
    except OSError as error:
        raise GgufRefused(f"it cannot be read ({type(error).__name__})") from error


class _Reader:
    """Walks once through the header; each step is bounded by the file's size."""

    def __init__(self, data: mmap.mmap, size: int) -> None:
        self._data = data
        self._size = size
        self._at = 0
        self._items = 0

    def header(self) -> Header:
        if self._take(4) != b"GGUF":
            raise GgufRefused("it does not begin as a GGUF file does")
        version = self._unsigned("<I")
        if version not in {2, 3}:
            raise GgufRefused("it is of a version that is not known here")
        tensors, keys = self._unsigned("<Q"), self._unsigned("<Q")
        if not 0 < tensors <= MAX_TENSORS or not 0 < keys <= MAX_KEYS:
            raise GgufRefused("its counts are out of bounds")
        start = self._at
        known = self._keys(keys)
        keys_at = (start, self._at)
        alignment = _alignment(known)
        infos = [self._tensor() for _ in range(tensors)]
        data_at = -(-self._at // alignment) * alignment
        _check_places(infos, alignment, self._size - data_at)
        check_numbers(known)
        return Header(
            version=version,
            keys=known,
            keys_at=keys_at,
            tensors=tuple(infos),
            alignment=alignment,
            data_at=data_at,
        )

    def _keys(self, count: int) -> dict[str, Value]:
        keys: dict[str, Value] = {}
        for _ in range(count):
            name = self._string(65_535)
            if name in keys:
                raise GgufRefused("a key appears twice")
            keys[name] = self._value(self._unsigned("<I"))
        return keys

    def _value(self, kind: int) -> Value:
        return self._array() if kind == _ARRAY else self._scalar(kind)

    def _array(self) -> tuple[Scalar, ...]:
        kind, count = self._unsigned("<I"), self._unsigned("<Q")
        self._items += count
        if count > MAX_ARRAY or self._items > MAX_ITEMS:
            raise GgufRefused("a list is too long")
        if kind == _STRING:
            return tuple(self._string(MAX_STRING) for _ in range(count))
        packed = _SCALARS.get(kind)
        if packed is None:
            raise GgufRefused("a list is of a kind that is not known here")
        data = self._take(packed.size * count)
        return tuple(value for (value,) in packed.iter_unpack(data))

    def _scalar(self, kind: int) -> Scalar:
        if kind == _STRING:
            return self._string(MAX_STRING)
        packed = _SCALARS.get(kind)
        if packed is None:
            raise GgufRefused("a value is of a kind that is not known here")
        value: Scalar = packed.unpack(self._take(packed.size))[0]
        return value

    def _tensor(self) -> Tensor:
        name = self._string(MAX_NAME)
        dimensions = self._unsigned("<I")
        if not 1 <= dimensions <= MAX_DIMENSIONS:
            raise GgufRefused("a tensor has no shape that is possible")
        shape = tuple(self._unsigned("<Q") for _ in range(dimensions))
        encoding, offset = self._unsigned("<I"), self._unsigned("<Q")
        return Tensor(
            name=name, shape=shape, encoding=encoding, offset=offset, size=_bytes(shape, encoding)
        )

    def _string(self, most: int) -> str:
        length = self._unsigned("<Q")
        if length > most:
            raise GgufRefused("a text in it is too long")
        return self._take(length).decode("utf-8", "replace")

    def _unsigned(self, packed: str) -> int:
        value: int = struct.unpack(packed, self._take(struct.calcsize(packed)))[0]
        return value

    def _take(self, count: int) -> bytes:
        if count > self._size - self._at:
            raise GgufRefused("it ends too early")
        if self._at + count > MAX_HEADER:
            raise GgufRefused("its header is too long")
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken


def _bytes(shape: tuple[int, ...], encoding: int) -> int:
    """Return how many bytes a tensor takes. Raises GgufRefused for an impossible one."""
    known = ENCODINGS.get(encoding)
    if known is None:
        raise GgufRefused("a tensor is in an encoding that is not known here")
    _name, block, block_bytes = known
    elements = 1
    for extent in shape:
        elements *= extent
        if not 0 < elements <= MAX_ELEMENTS:
            raise GgufRefused("a tensor has no shape that is possible")
    if shape[0] % block:
        raise GgufRefused("a tensor's rows do not fit its encoding")
    return elements // block * block_bytes


def _alignment(keys: Mapping[str, Value]) -> int:
    alignment = keys.get("general.alignment", 32)
    if isinstance(alignment, bool) or not isinstance(alignment, int):
        raise GgufRefused("its alignment is no number")
    if not 8 <= alignment <= 65_536 or alignment & (alignment - 1):  # noqa: PLR2004
        raise GgufRefused("its alignment is out of bounds")
    return alignment


def _check_places(tensors: list[Tensor], alignment: int, room: int) -> None:
    """Raise GgufRefused unless the tensors lie in the file, aligned, side by side."""
    if len({tensor.name for tensor in tensors}) != len(tensors):
        raise GgufRefused("a tensor appears twice")
    end = 0
    for tensor in sorted(tensors, key=lambda tensor: tensor.offset):
        if tensor.offset % alignment or tensor.offset < end:
            raise GgufRefused("its tensors do not lie side by side")
        end = tensor.offset + tensor.size
        if end > room:
            raise GgufRefused("it ends too early")
