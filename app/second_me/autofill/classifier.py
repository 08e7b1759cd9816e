"""The shipped classifier of fields: a linear function of hashed marks, made by our own recipe."""

import functools
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.autofill.features import BUCKETS, features
from second_me.core.errors import EnvironmentFault
from second_me.core.forms import Field, FieldKind
from second_me.core.paths import packaged

_FILE: Final = "forms/fields.npz"

SURE: Final = 0.7
"""The confidence from which on a field is taken for a kind of which too little was seen."""


class ClassifierUnavailable(EnvironmentFault):
    """The classifier's file is missing or is not for this version."""

    code = "classifier_unavailable"


class Classifier:
    """`weights` (BUCKETS, k) as int8, `scale` (k,) what one of them is worth, `kinds` (k,); `sure`
    from which confidence on a kind is filled.
    """

    def __init__(
        self,
        weights: NDArray[np.int8],
        scale: NDArray[np.float32],
        kinds: Sequence[FieldKind],
        sure: Mapping[FieldKind, float],
    ) -> None:
        self._weights = weights
        self._scale = scale
        self.kinds = tuple(kinds)
        self._sure = dict(sure)

    @classmethod
    def read(cls, path: Path) -> "Classifier":
        """Read a classifier's file. Raises ClassifierUnavailable."""
        try:
            with np.load(path, allow_pickle=False) as file:
                weights, scale = file["weights"], file["scale"]
                kinds = [FieldKind(str(kind)) for kind in file["kinds"]]
                sure = dict(zip(kinds, map(float, file["sure"]), strict=True))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise _unavailable("It is missing or cannot be read.") from error
        if weights.shape != (BUCKETS, len(kinds)) or scale.shape != (len(kinds),):
            raise _unavailable("It was made for another version.")
        return cls(weights, scale, kinds, sure)

    def write(self, path: Path) -> None:
        """Write a classifier's file."""
        names = np.array([*map(str, self.kinds)])
        sure = np.array([self.sure_from(kind) for kind in self.kinds], np.float32)
        np.savez_compressed(path, weights=self._weights, scale=self._scale, kinds=names, sure=sure)

    def sure_from(self, kind: FieldKind) -> float:
        """Return the confidence from which on a field is taken for a kind."""
        return self._sure.get(kind, SURE)

    @classmethod
    @functools.cache
    def shipped(cls) -> "Classifier":
        """Return the classifier of this version. Raises ClassifierUnavailable."""
        return cls.read(packaged("models") / _FILE)

    def chances(self, fields: Sequence[Field]) -> NDArray[np.float32]:
        """Return how likely each field of a page asks for each kind, (n, k)."""
        if not fields:
            return np.zeros((0, len(self.kinds)), np.float32)
        sums = [
            self._weights[found].sum(axis=0, dtype=np.int32) * self._scale
            for found in features(fields)
        ]
        odds = np.stack(sums).astype(np.float32)
        grown = np.exp(odds - odds.max(axis=1, keepdims=True))
        chances: NDArray[np.float32] = grown / grown.sum(axis=1, keepdims=True)
        return chances


def _unavailable(why: str) -> ClassifierUnavailable:
    return ClassifierUnavailable(
        "Forms cannot be understood",
        f"The classifier's file is not usable: {why}",
        "Install Second Me again.",
    )
