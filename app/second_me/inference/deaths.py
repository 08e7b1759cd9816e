"""When to stop starting a worker that ends each time."""

import time
from typing import Final

from second_me.core.errors import ModelUnavailable

IN_A_ROW: Final = 3
COOL_OFF_SECONDS: Final = 30.0


class Deaths:
    """Counts the workers that ended one after the other, without an answer in between."""

    def __init__(self) -> None:
        self._count = 0
        self._last = 0.0

    def count(self) -> None:
        self._count += 1
        self._last = time.monotonic()

    def forget(self) -> None:
        """All is well again, or another base is tried."""
        self._count = 0

    @property
    def too_many(self) -> bool:
        """Return whether no other should be started now; after a while one may be again."""
        if self._count and time.monotonic() - self._last > COOL_OFF_SECONDS:
            self._count = 0
        return self._count >= IN_A_ROW

    def refusal(self) -> ModelUnavailable:
        return ModelUnavailable(
            "The language model keeps stopping",
            f"Its worker ended {self._count} times in a row.",
            "Wait half a minute and try again, or choose a smaller model.",
        )
