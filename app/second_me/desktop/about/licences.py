"""Whose work the program stands on: every installed package with its licence."""

import re
from importlib.metadata import (
    Distribution,
    PackageMetadata,
    PackageNotFoundError,
    distribution,
    distributions,
)
from pathlib import Path

import msgspec

_UNKNOWN = "see its own files"
_PREFIX = "License :: OSI Approved :: "
_LONGEST = 60
_WORD = re.compile(r"^[\w.-]+")


class Part(msgspec.Struct, frozen=True, order=True):
    """A package that the program needs, its version and the name of its licence."""

    name: str
    version: str
    licence: str


def parts(root: str = "second-me") -> list[Part]:
    """Return the packages that the program needs to run, by name; all installed ones where the
    program itself is not installed. Reads many small files: work for the background.
    """
    known = {_plain(one.name): one for one in distributions()}
    wanted = _needed(root, known) or set(known)
    found = {Part(one.name, one.version, licence_of(one)) for one in map(known.get, wanted) if one}
    return sorted(found, key=lambda part: part.name.casefold())


def licence_of(package: Distribution) -> str:
    """Return the name of a package's licence, as it says itself."""
    metadata = package.metadata
    stated = _first(metadata, "License-Expression")
    if stated:
        return stated
    classified = [
        line.removeprefix(_PREFIX)
        for line in metadata.get_all("Classifier") or []
        if line.startswith(_PREFIX)
    ]
    if classified:
        return ", ".join(classified)
    text = _first(metadata, "License").partition("\n")[0]
    return text if 0 < len(text) <= _LONGEST else _in_file(package)


def _in_file(package: Distribution) -> str:
    """Return the line that names the licence in the file that a package brings along."""
    for file in package.files or []:
        if file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING")):
            lines = (line.strip() for line in file.read_text("utf-8").splitlines())
            named = (line for line in lines if "licen" in line.lower() and len(line) < _LONGEST)
            return next(named, _UNKNOWN)
    return _UNKNOWN


def notices(root: str = "second-me") -> str:
    """Return the text of the third-party notices, empty where it was not brought along."""
    name = "THIRD-PARTY-NOTICES.md"
    beside = Path(__file__).resolve().parents[4] / name
    if beside.is_file():
        return beside.read_text(encoding="utf-8")
    try:
        files = distribution(root).files or []
    except PackageNotFoundError:
        return ""
    return next((file.read_text("utf-8") for file in files if file.name == name), "")


def _first(metadata: PackageMetadata, name: str) -> str:
    return str(next(iter(metadata.get_all(name) or []), "")).strip()


def _needed(root: str, known: dict[str, Distribution]) -> set[str]:
    """Return what a package needs, and what that needs, extras left out."""
    if root not in known:
        return set()
    found: set[str] = set()
    waiting = [root]
    while waiting:
        for line in known[waiting.pop()].requires or []:
            named = _WORD.match(line)
            name = _plain(named[0]) if named else ""
            if "extra ==" not in line and name in known and name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
