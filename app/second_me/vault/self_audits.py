"""What the self-audit found, time after time: counts and shares, never words."""

import builtins

import msgspec

from second_me.core.protocol.self_audit import SelfAudit
from second_me.vault.connection import Connection


class SelfAudits:
    """Rows of `self_audits`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, found: SelfAudit) -> None:
        """Keep what was found."""
        self._connection.execute(
            "INSERT INTO self_audits (at, figures) VALUES (?, ?)",
            (found.at, msgspec.json.encode(found).decode()),
        )

    def list(self, limit: int = 60) -> builtins.list[SelfAudit]:
        """Return what was found, the newest first."""
        rows = self._connection.execute(
            "SELECT figures FROM self_audits ORDER BY id DESC LIMIT ?", (limit,)
        )
        return [msgspec.json.decode(row[0], type=SelfAudit) for row in rows]
