"""How well memory is: what of it is junk, and how much of it can be found."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.protocol._base import Request, method
from second_me.core.records import LifeState


class SelfAudit(msgspec.Struct, frozen=True, kw_only=True):
    """What one look found. `examined` facts were looked at closely, the newest where there are
    very many; the counts from `duplicates` to `secrets` are of those. `findable` is the share of
    `searched` memories that come up among the first ten for a few of their own words, None where
    nothing could be searched. `never_used` are facts older than three months.
    """

    at: Timestamp
    facts: int
    examined: int
    duplicates: int = 0
    ungrounded: int = 0
    wrong_subject: int = 0
    secrets: int = 0
    never_used: int = 0
    conflicts: int = 0
    waiting: int = 0
    searched: int = 0
    findable: float | None = None
    states: dict[LifeState, int] = {}


class SelfAudits(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first; none before the first look."""

    found: tuple[SelfAudit, ...]


@method("audit.figures")
class GetFigures(Request[SelfAudits], frozen=True, kw_only=True):
    """What the weekly looks found."""

    limit: int = 60


@method("audit.examine")
class Examine(Request[SelfAudit], frozen=True, kw_only=True):
    """Look how well memory is now; it takes a while where there is much."""
