"""What a trial tried and what it found."""

import msgspec

MOST_FAILURES = 20


class Report(msgspec.Struct, kw_only=True):
    """How often a promise was tried, how often it held, and the first failures in words."""

    promise: str
    what: str
    tried: int = 0
    held: int = 0
    failures: list[str] = msgspec.field(default_factory=list)

    def note(self, failure: str = "") -> None:
        """Count one try; `failure` says what went wrong, nothing if the promise held."""
        self.tried += 1
        if not failure:
            self.held += 1
        elif len(self.failures) < MOST_FAILURES:
            self.failures.append(failure)

    @property
    def broken(self) -> int:
        """Return how often the promise did not hold."""
        return self.tried - self.held
