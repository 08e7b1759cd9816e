"""The made-up life that a newcomer can try, and questions the empty page offers."""

import tomllib
from pathlib import Path

import msgspec

from second_me.core.paths import packaged
from second_me.desktop.translation import tr


class SamplePart(msgspec.Struct, frozen=True):
    """One import of the made-up sample life."""

    path: str
    format: str = ""
    owner: str = ""
    date_order: str = ""


class Sample(msgspec.Struct, frozen=True):
    """The sample life as `resources/sample/sample.toml` describes it."""

    name: str = ""
    parts: tuple[SamplePart, ...] = ()
    questions: tuple[str, ...] = ()
    folder: str = ""


def general() -> tuple[str, ...]:
    """Return questions that suit anybody's memory."""
    return (
        tr("When did I last see the dentist?"),
        tr("What did I promise to bring on Sunday?"),
        tr("Who recommended that book to me?"),
    )


def sample(folder: Path | None = None) -> Sample | None:
    """Return the sample life, or None where it is not installed."""
    folder = folder or packaged("resources") / "sample"
    try:
        found = tomllib.loads((folder / "sample.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return None
    return read(found, folder)


def read(found: dict[str, object], folder: Path) -> Sample | None:
    """Return the description's content with its paths made whole."""
    try:
        described = msgspec.convert(found, Sample)
    except msgspec.ValidationError:
        return None
    parts = tuple(
        msgspec.structs.replace(part, path=str(folder / part.path)) for part in described.parts
    )
    return msgspec.structs.replace(described, parts=parts, folder=str(folder))
