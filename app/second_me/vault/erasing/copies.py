"""Erasing from the copies that the app made itself: backups, and vaults that a restore put aside.

A backup that the present key opens is written anew without what was erased and takes the old
one's place; one that it does not open cannot be looked into and is removed.
"""

import contextlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from second_me.core.clock import Timestamp, to_datetime
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.core.protocol.erase import About, Looked, Reason
from second_me.vault import backup as backups
from second_me.vault import connection as connections
from second_me.vault import durable, schema
from second_me.vault.audit import Audit
from second_me.vault.connection import Connection
from second_me.vault.erasing import engine, examination, leftovers, rows, scopes
from second_me.vault.erasing.closure import Chosen, closure
from second_me.vault.erasing.derived import remove_derived
from second_me.vault.erasing.naming import Names
from second_me.vault.erasing.prints import Prints
from second_me.vault.erasing.tombstones import Stone, Tombstones
from second_me.vault.keys import DataKey

_WORKING: Final = ".erasing.partial"
_OLD: Final = ".old.partial"
_CHUNK: Final = 1 << 20


class Copies(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the copies, and the search of those that were kept."""

    rewritten: int = 0
    removed: int = 0
    looked: tuple[Looked, ...] = ()
    unreachable: tuple[Reason, ...] = ()

    def __or__(self, other: "Copies") -> "Copies":
        return Copies(
            rewritten=self.rewritten + other.rewritten,
            removed=self.removed + other.removed,
            looked=self.looked + other.looked,
            unreachable=self.unreachable + other.unreachable,
        )


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be gone from each copy: what tombstones stand for, and what names somebody.
    `secret` is the vault's own: a copy with another one is of another vault. `all_of_it`: no
    copy is to be kept at all.
    """

    stones: Sequence[Stone]
    names: tuple[str, ...] = ()
    mentions: bool = True
    secret: bytes
    prints: Prints
    print_secret: bytes
    now: Timestamp
    all_of_it: bool = False


def cleanse(home: Home, key: DataKey, order: Order, proceed: Callable[[], None]) -> Copies:
    """Take what was erased out of all copies. `proceed` is called before each one and may raise.

    Can be cut short anywhere and called again.
    """
    done = Copies()
    for leftover in home.backups.glob(f".*{_WORKING}*") if home.backups.is_dir() else ():
        leftover.unlink(missing_ok=True)
    for old in home.backups.glob(f".*{_OLD}") if home.backups.is_dir() else ():
        shred(old)
    for backup in backup_files(home):
        proceed()
        done |= _cleanse_backup(backup, key, order)
    for folder in put_aside(home):
        proceed()
        done |= _cleanse_aside(folder / home.database.name, key, order)
    return done


def backup_files(home: Home) -> list[Path]:
    """Return this vault's backups in the backups folder, whole or not."""
    found = sorted(home.backups.glob(f"*{backups.SUFFIX}")) if home.backups.is_dir() else ()
    return list(filter(backups.own(home), found))


def unopenable(home: Home, key: DataKey) -> int:
    """Return how many backups the data key does not open; an erasure removes those."""
    count = 0
    for path in backup_files(home):
        try:
            count += not backups.opens_with(path, key)
        except SecondMeError:
            count += 1
    return count


def put_aside(home: Home) -> list[Path]:
    """Return the folders of vaults that restores and salvages put aside."""
    kinds = ("before-restore", "damaged")
    return sorted(path for kind in kinds for path in home.root.glob(f"{home.vault.name}.{kind}-*"))


def erase_in(connection: Connection, order: Order) -> int:
    """Take what was erased out of another copy of the vault, and return how many events that
    were. Needs an open transaction; the schema is the present one.
    """
    chosen = _doomed(connection, order)
    place = leftovers.around(connection, chosen.events)
    found = closure(connection, chosen)
    remove_derived(connection, found, order.now)
    Audit(connection, order.secret).blind(chosen.events)
    rows.remove_events(connection, chosen.events)
    leftovers.tidy(connection, place, Names(chosen.names))
    Tombstones(connection, order.secret).put(order.stones)
    return len(chosen.events)


def shred(path: Path) -> None:
    """Overwrite a file and remove it. What it held was encrypted already; this is for the key
    that may become known later, and does what the disk allows.
    """
    try:
        with path.open("rb+") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(secrets.token_bytes(min(left, _CHUNK)))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
    durable.sync_folder(path.parent)


def _cleanse_backup(path: Path, key: DataKey, order: Order) -> Copies:
    if order.all_of_it:
        shred(path)
        return Copies(removed=1)
    working = path.with_name(f".{path.name}{_WORKING}")
    own: DataKey | None = None
    try:
        own = _unpack(path, working, key)
        if own is None:
            shred(path)
            return Copies(removed=1)
        made = to_datetime(backups.about(path).created_at)
        changed, looked = _work_on(working, own, order, f"backup of {made:%Y-%m-%d %H:%M}")
        if changed:
            _replace(path, working, own)
        return Copies(rewritten=int(changed), looked=looked)
    finally:
        if own is not None:
            own.wipe()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{working}{suffix}").unlink(missing_ok=True)


def _cleanse_aside(database: Path, key: DataKey, order: Order) -> Copies:
    if not database.exists():
        return Copies()
    if order.all_of_it:
        shred(database)
        shutil.rmtree(database.parent)
        return Copies(removed=1)
    try:
        if not connections.opens(database, key):
            return Copies(
                unreachable=(Reason(what="a vault put aside by a restore, under another key"),)
            )
        changed, looked = _work_on(database, key, order, "vault put aside")
    except SecondMeError:
        return Copies(unreachable=(Reason(what="a damaged vault put aside by a restore"),))
    return Copies(rewritten=int(changed), looked=looked)


def _unpack(path: Path, working: Path, key: DataKey) -> DataKey | None:
    """Take a backup's vault file out, and return the key that opens it, if there is one."""
    try:
        own = backups.content_key(path, key)
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(backups.VAULT) as packed,
            working.open("wb") as unpacked,
        ):
            shutil.copyfileobj(packed, unpacked, _CHUNK)
    except (zipfile.BadZipFile, KeyError, EOFError, SecondMeError):
        return None
    working.chmod(durable.PRIVATE_FILE)
    return own if own is not None and connections.opens(working, own) else None


def _work_on(
    database: Path, key: DataKey, order: Order, place: str
) -> tuple[bool, tuple[Looked, ...]]:
    """Erase within a closed vault file; return whether it changed, and the search afterwards."""
    connection = connections.open_writer(database, key)
    try:
        schema.upgrade(connection)
        if schema.digest_secret(connection) != order.secret:
            return False, ()  # of another vault
        changed = _erase_whole(connection, order)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        looked = examination.examine(database, key, order.print_secret, order.prints, place)
        if any(one.found for one in looked):
            changed = True
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            looked = examination.examine(database, key, order.print_secret, order.prints, place)
    finally:
        connection.close()
    return changed, looked


def _erase_whole(connection: Connection, order: Order) -> bool:
    chosen = _doomed(connection, order)
    connection.execute("BEGIN IMMEDIATE")
    erase_in(connection, order)
    engine.forget_words(connection)  # of an erasure that the copy was made in the middle of
    connection.execute("COMMIT")
    return bool(chosen.events or chosen.facts or chosen.episodes or chosen.entities or order.names)


def _doomed(connection: Connection, order: Order) -> Chosen:
    """Return what of a copy has to go."""
    stones = Tombstones(connection, order.secret)
    events = {digest for kind, digest, _ in order.stones if kind == "event"}
    facts = {digest for kind, digest, _ in order.stones if kind == "fact"}
    known = connection.execute("SELECT id, digest FROM events")
    doomed = {id_ for id_, digest in known if digest in events} if events else set()
    told = connection.execute("SELECT id, subject, text FROM facts") if facts else ()
    wrong = {id_ for id_, subject, text in told if stones.fact(subject, text) in facts}
    chosen = Chosen(scope="copy", events=tuple(sorted(doomed)), facts=tuple(sorted(wrong)))
    if not order.names:
        return chosen
    named = scopes.choose(connection, About(names=order.names, mentions=order.mentions))
    return Chosen(
        scope="copy",
        events=tuple(sorted(doomed | set(named.events))),
        facts=tuple(sorted(wrong | set(named.facts))),
        episodes=named.episodes,
        entities=named.entities,
        names=named.names,
    )


def _replace(path: Path, working: Path, own: DataKey) -> None:
    """Put the rewritten vault into the backup's place, and shred what stood there."""
    about = backups.about(path)
    slots = backups.slot_bytes(path)
    connection = connections.open_reader(working, own)
    try:
        events = connection.execute("SELECT coalesce(sum(events), 0) FROM sources").fetchone()[0]
    finally:
        connection.close()
    packed = path.with_name(f".{path.name}{_WORKING}.zip")
    old = path.with_name(f".{path.name}{_OLD}")
    told = msgspec.structs.replace(about, events=int(events))
    backups.pack(packed, working, slots, told, backups.wrapped_key(path))
    old.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # a disk without links: the old one is only removed
        os.link(path, old)
    durable.move(packed, path)
    shred(old)
