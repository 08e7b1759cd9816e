"""Vectors as the vault keeps them: one signed byte a dimension.

A unit vector of 384 dimensions has components near 0.05, so a fixed scale serves all
vectors alike: no per-vector scale has to be stored, and two vectors' integer dot product
is their cosine times a constant. Components beyond ±0.3175 are clipped.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

CODE_SCALE: Final = 400
"""A component of 0.0025 is one step of a code."""

_LIMIT: Final = 127


def to_codes(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return unit vectors of shape (n, dims) as int8 codes of the same shape."""
    scaled = np.rint(np.asarray(vectors, dtype=np.float32) * CODE_SCALE)
    return np.clip(scaled, -_LIMIT, _LIMIT).astype(np.int8)


def from_codes(codes: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return codes as float32 vectors of the same shape, of nearly unit length."""
    return np.asarray(codes, dtype=np.float32) / np.float32(CODE_SCALE)


def from_bytes(blob: bytes, dims: int) -> NDArray[np.int8]:
    """Return the codes of whole rows, as the vault hands them out, as a read-only (n, dims) array.

    Raises ValueError when `blob` is not a whole number of rows.
    """
    return np.frombuffer(blob, dtype=np.int8).reshape(-1, dims)
