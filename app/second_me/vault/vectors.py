"""Vector rows: the meaning of events, facts and episodes as small integers."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import msgspec

from second_me.core.errors import Bug
from second_me.vault.connection import Connection

Owner = Literal["event", "fact", "episode", "words"]

OWNERS: Final[dict[str, int]] = {"event": 1, "fact": 2, "episode": 3, "words": 4}
"""Under "words" stand the codes of an event's single words, end to end, by the event's id."""

OF_EVENTS: Final = (OWNERS["event"], OWNERS["words"])
"""What goes with an event."""

_TABLES: Final = {1: "events", 2: "facts", 3: "episodes", 4: "events"}


class Vectors:
    """Rows of `vectors`: for each model and owner, codes by id; of one length but for words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, model: str, owner: str, rows: Sequence[tuple[int, bytes]]) -> None:
        """Keep codes by id; one that stood there is replaced. Unknown events are left out,
        so that a vector made while its event was erased does not outlive it.
        """
        number = self._ensure_model(model)
        kind = _owner(owner)
        self._connection.executemany(
            "INSERT OR REPLACE INTO vectors (model_id, owner, id, code)"
            f" SELECT ?, ?, id, ? FROM {_TABLES[kind]} WHERE id = ?",
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

    def get(self, model: str, owner: str, ids: Sequence[int]) -> dict[int, bytes]:
        """Return the codes of some ids, by id; those without a vector are left out."""
        rows = self._connection.execute(
            "SELECT id, code FROM vectors WHERE model_id = ? AND owner = ?"
            " AND id IN (SELECT value FROM json_each(?))",
            (self._model(model), _owner(owner), msgspec.json.encode(list(ids)).decode()),
        )
        return dict(rows.fetchall())

    def present(self, owner: str, ids: Sequence[int]) -> frozenset[int]:
        """Return those of the ids that have a vector of any model."""
        rows = self._connection.execute(
            "SELECT DISTINCT id FROM vectors INDEXED BY vectors_by_owner WHERE owner = ?"
            " AND id IN (SELECT value FROM json_each(?))",
            (_owner(owner), msgspec.json.encode(list(ids)).decode()),
        )
        return frozenset(row[0] for row in rows)

    def remove(self, owner: str, ids: Sequence[int]) -> None:
        """Take the vectors of some ids out, of all models."""
        self._connection.execute(
            "DELETE FROM vectors WHERE owner = ? AND id IN (SELECT value FROM json_each(?))",
            (_owner(owner), msgspec.json.encode(list(ids)).decode()),
        )

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

    def left_behind(self, model: str) -> list[str]:
        """Return the other models that still have vectors of events `model` has none of."""
        rows = self._connection.execute(
            "SELECT name FROM vector_models AS m WHERE name <> ?1 AND EXISTS"
            " (SELECT 1 FROM vectors AS old WHERE old.model_id = m.id AND old.owner = 1"
            " AND NOT EXISTS (SELECT 1 FROM vectors AS new WHERE new.model_id ="
            " (SELECT id FROM vector_models WHERE name = ?1)"
            " AND new.owner = 1 AND new.id = old.id))",
            (model,),
        )
        return [row[0] for row in rows]

    def thin(self, model: str, limit: int) -> int:
        """Remove up to `limit` rows of a model, and the model with its last; return how many."""
        number = self._model(model)
        if number is None:
            return 0
        removed = self._connection.execute(
            "DELETE FROM vectors WHERE (model_id, owner, id) IN"
            " (SELECT model_id, owner, id FROM vectors WHERE model_id = ? LIMIT ?)",
            (number, limit),
        ).rowcount
        if removed < limit:
            self.drop(model)
        return int(removed)

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
