"""How far stages have come that follow the changes of others."""

from second_me.core.ids import RevisionId
from second_me.vault.connection import Connection


class Marks:
    """Rows of `marks`: one number by name. They are not exported: what follows is made again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> int:
        """Return a mark, 0 if it was never put."""
        row = self._connection.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return 0 if row is None else int(row[0])

    def put(self, name: str, value: int) -> None:
        self._connection.execute(
            "INSERT INTO marks (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def changed_since(self, table: str, mark: int, limit: int) -> tuple[list[int], RevisionId]:
        """Return the rows of a table of derived records that were changed after revision `mark`,
        each once, and how far that goes: `mark` itself if nothing was changed.
        """
        rows = self._connection.execute(
            "SELECT id, row_id FROM revisions WHERE id > ? AND tbl = ? ORDER BY id LIMIT ?",
            (mark, table, limit),
        ).fetchall()
        last = rows[-1][0] if rows else mark
        return list(dict.fromkeys(row[1] for row in rows)), RevisionId(last)
