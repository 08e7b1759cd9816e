"""A turn's vector is made of its own words and of the first ones of the turn before it (see
`inference.documents`). When that one is erased, the vector must go too, and be made anew.
"""

from typing import Final

from second_me.core.ids import EventId
from second_me.vault.connection import Connection
from second_me.vault.vectors import OWNERS

_FOLLOWERS: Final = """
SELECT DISTINCT (
    SELECT n.id FROM events AS n
    WHERE n.thread_id = e.thread_id AND (n.at, n.position, n.id) > (e.at, e.position, e.id)
    ORDER BY n.at, n.position, n.id LIMIT 1
) AS id FROM events AS e WHERE e.id IN (SELECT id FROM temp.doomed)
"""


def forget_followers(connection: Connection) -> list[EventId]:
    """Remove the vectors of the events that come right after a doomed one in its thread, and
    return which had one. Needs `temp.doomed` filled and the doomed events still there.

    What follows and is doomed itself loses its vector all the same.
    """
    rows = connection.execute(
        f"DELETE FROM vectors WHERE owner = ? AND id IN ({_FOLLOWERS}) RETURNING id",
        (OWNERS["event"],),
    ).fetchall()
    return sorted({EventId(row[0]) for row in rows})
