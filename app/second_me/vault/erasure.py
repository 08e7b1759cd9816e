"""Taking events back for good, as an undone import does: the closure over what was derived from
them, in one transaction. The erase engine (`erasing/`) does the same and more: it also keeps
them from coming back, and proves that they are gone.
"""

from collections.abc import Iterable

from second_me.core.changes import ChangeSet
from second_me.core.clock import Timestamp
from second_me.core.ids import EventId
from second_me.vault.connection import Connection
from second_me.vault.erasing import rows
from second_me.vault.erasing.closure import Chosen, closure
from second_me.vault.erasing.derived import remove_derived


def erase(connection: Connection, ids: Iterable[EventId], now: Timestamp) -> ChangeSet:
    """Take events out of every table and return what changed. Needs an open transaction."""
    found = closure(connection, Chosen(scope="undo", events=tuple(ids)))
    removed = remove_derived(connection, found, now) | rows.remove_events(connection, found.events)
    rows.empty_threads(connection)
    return removed.changes
