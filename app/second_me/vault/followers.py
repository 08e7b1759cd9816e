"""A turn's vector is made of its own words and of the first ones of the turn before it (see
`inference.documents`). When that one is erased, the vector must go too, and be made anew.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from second_me.core.ids import EventId
from second_me.vault.connection import Connection
from second_me.vault.vectors import OF_EVENTS

_FOLLOWERS: Final = """
SELECT DISTINCT (
    SELECT n.id FROM events AS n
    WHERE n.thread_id = e.thread_id AND (n.at, n.position, n.id) > (e.at, e.position, e.id)
    ORDER BY n.at, n.position, n.id LIMIT 1
) AS id FROM events AS e WHERE e.id IN (SELECT value FROM json_each(?1))
"""


def forget_followers(connection: Connection, ids: Iterable[int]) -> tuple[EventId, ...]:
    """Remove the vectors of the events that come right after one of `ids` in its thread, and
    are none of them; return which had one. To be called while the events are still there.
    """
    rows = connection.execute(
        f"DELETE FROM vectors WHERE owner IN {OF_EVENTS} AND id IN ({_FOLLOWERS})"
        " AND id NOT IN (SELECT value FROM json_each(?1)) RETURNING id",
        (msgspec.json.encode(list(ids)).decode(),),
    ).fetchall()
    return tuple(sorted({EventId(row[0]) for row in rows}))
