"""The audit as the person sees it: what was done, when and by which program."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.protocol._base import Request, method


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, without content. An id of what was erased is a keyed hash."""

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
    """Entries newest first, older than the entry `before` if given."""

    limit: int = 200
    before: int | None = None


class AuditCheck(msgspec.Struct, frozen=True, kw_only=True):
    sound: bool
    entries: int


@method("audit.verify")
class VerifyAudit(Request[AuditCheck], frozen=True, kw_only=True):
    """Say whether every entry is as it was written and none is missing."""
