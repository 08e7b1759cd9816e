"""The made-up life that the demonstration takes in, and what is asked about it."""

import tomllib
from pathlib import Path

import msgspec

from second_me.core.errors import EnvironmentFault
from second_me.core.paths import packaged


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to import; `path` lies in the sample's folder."""

    path: str
    format: str = ""
    date_order: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question, the words that one piece of its evidence has to hold, and what makes it
    worth asking. Without words: memory holds nothing on it.
    """

    ask: str
    evidence: tuple[str, ...] = ()
    changed: str = ""


class SampleLife(msgspec.Struct, frozen=True, kw_only=True):
    """What `resources/sample/sample.toml` says."""

    owner: str
    parts: tuple[Part, ...] = msgspec.field(name="part")
    questions: tuple[Question, ...] = msgspec.field(name="question")
    nothing: Question


def read_sample(folder: Path | None = None) -> SampleLife:
    """Return the sample life with whole paths. Raises EnvironmentFault where it is missing."""
    folder = folder or packaged("resources") / "sample"
    try:
        found = tomllib.loads((folder / "sample.toml").read_text("utf-8"))
        described = msgspec.convert(found, SampleLife)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise EnvironmentFault(
            "The sample life is missing", "Its files cannot be read.", "Install Second Me again."
        ) from fault
    parts = tuple(
        msgspec.structs.replace(part, path=str(folder / part.path)) for part in described.parts
    )
    return msgspec.structs.replace(described, parts=parts)
