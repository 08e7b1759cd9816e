"""Reading a lock file: its entries, their names, one part of it without another."""

import re
from collections.abc import Iterable


def entries(lock: str) -> list[str]:
    """Return the entries of a lock file, each with its marker and hashes."""
    return [part for part in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()) if "==" in part]


def name_of(entry: str) -> str:
    """Return the normalised name of an entry's package."""
    return normalised(re.split(r"[=\[]", entry, maxsplit=1)[0])


def normalised(name: str) -> str:
    """Return a package name as registries compare them."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def names(lock: str) -> set[str]:
    """Return the names of all packages in a lock file."""
    return {name_of(entry) for entry in entries(lock)}


def only(lock: str, wanted: Iterable[str]) -> str:
    """Return the part of a lock file about these packages."""
    kept = set(wanted)
    return "".join(entry.rstrip() + "\n" for entry in entries(lock) if name_of(entry) in kept)


def without(lock: str, unwanted: Iterable[str]) -> str:
    """Return a lock file without these packages."""
    return only(lock, names(lock) - set(unwanted))
