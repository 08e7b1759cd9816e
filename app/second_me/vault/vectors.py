"""Vector rows: the meaning of events, facts and episodes as small integers."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from second_me.core.errors import Bug
from second_me.vault.connection import Connection

Owner = Literal["event", "fact", "episode"]

OWNERS: Final[dict[str, int]] = {"event": 1, "fact": 2, "episode": 3}


class Vectors:
    """Rows of `vectors`: for each model and owner, codes of one length by id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, model: str, owner: str, rows: Sequence[tuple[int, bytes]]) -> None:
        """Keep codes by id; one that stood there is replaced. Unknown events are left out,
        so that a vector made while its event was erased does not outlive it.
        """
        number = self._ensure_model(model)
        kind = _owner(owner)
        table = {1: "events", 2: "facts", 3: "episodes"}[kind]
        self._connection.executemany(
            "INSERT OR REPLACE INTO vectors (model_id, owner, id, code)"
            f" SELECT ?, ?, id, ? FROM {table} WHERE id = ?",
            [(number, kind, code, id_) for id_, code in rows],
        )

    def load(
        self, model: str, owner: str, after_id: int = 0, chunk: int = 10_000
    ) -> Iterator[tuple[list[int], bytes]]:
        """Yield ids in ascending order with their codes end to end, `chunk` rows at a time."""
        number = self._model(model)
        if number is None:
            return
        while True:
            rows = self._connection.execute(
                "SELECT id, code FROM vectors WHERE model_id = ? AND owner = ? AND id > ?"
                " ORDER BY id LIMIT ?",
                (number, _owner(owner), after_id, chunk),
            ).fetchall()
            if not rows:
                return
            after_id = rows[-1][0]
            yield [row[0] for row in rows], b"".join([row[1] for row in rows])

    def count(self, model: str) -> int:
        """Return how many vectors a model has."""
        row = self._connection.execute(
            "SELECT count(*) FROM vectors INDEXED BY vectors_by_owner"
            " WHERE owner IN (1, 2, 3) AND model_id = ?",
            (self._model(model),),
        ).fetchone()
        return int(row[0])

    def models(self) -> list[str]:
        """Return the names of the models that have had vectors here."""
        return [row[0] for row in self._connection.execute("SELECT name FROM vector_models")]

    def drop(self, model: str) -> None:
        """Remove all vectors of a model; they can be made again from the events."""
        self._connection.execute("DELETE FROM vector_models WHERE name = ?", (model,))

    def _model(self, name: str) -> int | None:
        row = self._connection.execute(
            "SELECT id FROM vector_models WHERE name = ?", (name,)
        ).fetchone()
        return None if row is None else int(row[0])

    def _ensure_model(self, name: str) -> int:
        self._connection.execute("INSERT OR IGNORE INTO vector_models (name) VALUES (?)", (name,))
        number = self._model(name)
        assert number is not None
        return number


def _owner(name: str) -> int:
    if name not in OWNERS:
        raise Bug("Unknown owner of a vector", f"There is no owner {name!r}.")
    return OWNERS[name]
