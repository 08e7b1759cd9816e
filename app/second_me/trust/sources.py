"""How far a source is trusted: a Beta distribution that starts with whose words it holds and
learns from what the person confirms and corrects.
"""

from typing import Final

import msgspec

from second_me.core.records import Origin

_PRIORS: Final = {
    Origin.TYPED: (19.0, 1.0),
    Origin.OWN: (9.0, 1.0),
    Origin.OTHER: (4.0, 2.0),
    Origin.PROGRAM: (2.0, 2.0),
    Origin.WEB: (1.0, 3.0),
    Origin.ASSISTANT: (1.0, 9.0),
}
"""By origin: as if so many facts had been confirmed, and so many corrected, before any was."""

ENOUGH: Final = 0.5
"""What is trusted less ends no known fact without the person."""


class Trust(msgspec.Struct, frozen=True):
    """A Beta distribution over the share of a source's facts that are right."""

    right: float
    wrong: float

    @property
    def mean(self) -> float:
        """Return the expected share of facts that are right, 0 to 1."""
        return self.right / (self.right + self.wrong)


def trust(origin: Origin, confirmed: int = 0, corrected: int = 0) -> Trust:
    """Return how far words of an origin are trusted, from a source of which so many facts were
    confirmed and corrected.
    """
    right, wrong = _PRIORS[origin]
    return Trust(right + confirmed, wrong + corrected)
