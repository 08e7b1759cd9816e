"""Copying a vault file while it is in use."""

from pathlib import Path

from second_me.vault import connection as connections
from second_me.vault.keys import DataKey


def copy_under(database: Path, key: DataKey, copy: Path, new_key: DataKey) -> None:
    """Copy one snapshot of a vault file, encrypted again page by page under `new_key`."""
    copy.unlink(missing_ok=True)
    source = connections.open_reader(database, key)
    try:
        target = connections.open_raw(copy, new_key)
        try:
            source.backup(target)
        finally:
            target.close()
    finally:
        source.close()
