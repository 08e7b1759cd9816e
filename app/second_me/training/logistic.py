"""Logistic regression by Newton's method, shrunk towards nought: enough for thirty features."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_STEPS: Final = 30
_PRECISE: Final = 1e-5
_NEVER_DIFFERS: Final = 1e-6


def fit(rows: Vector, right: Vector, counts: Vector, shrink: float) -> tuple[Vector, float]:
    """Return the weights (f,) and the offset for rows (n, f) that are right (1) or not (0).

    `counts` (n,) is how much each row counts. `shrink` is the ridge on weights of features made
    one wide; the offset is not shrunk.
    """
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread < _NEVER_DIFFERS, np.inf, spread)  # what never differs gets no weight
    wide = np.hstack(((rows - mean) / spread, np.ones((len(rows), 1))))
    ridge = np.full(wide.shape[1], shrink)
    ridge[-1] = 1e-9
    weights = np.zeros(wide.shape[1])
    for _ in range(_STEPS):
        held = 1 / (1 + np.exp(-np.clip(wide @ weights, -30, 30)))
        slope = wide.T @ (counts * (right - held)) - ridge * weights
        bend = counts * held * (1 - held)
        step = np.linalg.solve((wide.T * bend) @ wide + np.diag(ridge), slope)
        weights += step
        if np.abs(step).max() < _PRECISE:
            break
    plain: Vector = weights[:-1] / spread
    return plain, float(weights[-1] - plain @ mean)
