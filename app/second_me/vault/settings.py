"""Settings that were changed from their defaults."""

import msgspec

from second_me.core.settings import Value
from second_me.vault.connection import Connection


class Settings:
    """Rows of `settings`. Which keys exist is declared in `core.settings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Value | None:
        """Return a value that was set, or None."""
        row = self._connection.execute(
            "SELECT value FROM settings WHERE key = ?", (key,)
        ).fetchone()
        return None if row is None else _decode(row[0])

    def set(self, key: str, value: Value) -> None:
        """Keep a value."""
        self._connection.execute(
            "INSERT INTO settings (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, msgspec.json.encode(value).decode()),
        )

    def remove(self, key: str) -> None:
        """Drop a value."""
        self._connection.execute("DELETE FROM settings WHERE key = ?", (key,))

    def all(self) -> dict[str, Value]:
        """Return all values that were set."""
        rows = self._connection.execute("SELECT key, value FROM settings")
        return {key: _decode(value) for key, value in rows}


def _decode(text: str) -> Value:
    value: Value = msgspec.json.decode(text, type=Value)
    return value
