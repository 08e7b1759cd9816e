"""Logistic regression by Newton's method, held to a prior: enough for thirty features."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_STEPS: Final = 30
_PRECISE: Final = 1e-5
_NEVER_DIFFERS: Final = 1e-6


def fit(
    rows: Vector, right: Vector, counts: Vector, held: float, prior: Vector | None = None
) -> tuple[Vector, float]:
    """Return the weights (f,) and the offset for rows (n, f) that are right (1) or not (0).

    `counts` (n,) is how much each row counts. `held` is how strongly (ridge) the weights of
    features made one wide are held to `prior` (f,), nought if there is none; the offset is free.
    """
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread < _NEVER_DIFFERS, np.inf, spread)  # what never differs gets no weight
    wide = np.hstack(((rows - mean) / spread, np.ones((len(rows), 1))))
    ridge = np.full(wide.shape[1], held)
    ridge[-1] = 1e-9
    start = np.zeros(wide.shape[1])
    if prior is not None:
        start[:-1] = prior * np.where(np.isinf(spread), 0.0, spread)
    weights = start.copy()
    for _ in range(_STEPS):
        odds = 1 / (1 + np.exp(-np.clip(wide @ weights, -30, 30)))
        slope = wide.T @ (counts * (right - odds)) - ridge * (weights - start)
        bend = counts * odds * (1 - odds)
        step = np.linalg.solve((wide.T * bend) @ wide + np.diag(ridge), slope)
        weights += step
        if np.abs(step).max() < _PRECISE:
            break
    plain: Vector = weights[:-1] / spread
    return plain, float(weights[-1] - plain @ mean)
