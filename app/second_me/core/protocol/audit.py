"""The audit as the person sees it: what was done, when and by which program."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.protocol._base import Request, method


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, without content. `action` is the method that was called. `ids` are of events; an
    id of what was erased is a keyed hash. Reads are gathered for a moment: `times` in `counts`
    says how many calls an entry stands for.
    """

    id: int
    at: Timestamp
    action: str
    program: str
    ids: tuple[int | str, ...] = ()
    counts: dict[str, int] = {}


class AuditLines(msgspec.Struct, frozen=True, kw_only=True):
    lines: tuple[AuditLine, ...]
    total: int


@method("audit.list")
class ListAudit(Request[AuditLines], frozen=True, kw_only=True):
    """Entries newest first, older than the entry `before` if given; of one program, or of actions
    that begin so ("models.download": the network; "recall.": what was looked for).
    """

    limit: int = 200
    before: int | None = None
    program: str = ""
    action: str = ""


class AuditCheck(msgspec.Struct, frozen=True, kw_only=True):
    sound: bool
    entries: int


@method("audit.verify")
class VerifyAudit(Request[AuditCheck], frozen=True, kw_only=True):
    """Say whether every entry is as it was written and none is missing."""
