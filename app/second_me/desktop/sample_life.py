"""The made-up life that a newcomer can try, and questions the empty page offers."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from second_me.core.paths import packaged
from second_me.core.records import Source
from second_me.desktop.translation import tr


class Part(msgspec.Struct, frozen=True):
    """One import of the sample."""

    path: str
    format: str = ""
    date_order: str = ""


class _Question(msgspec.Struct, frozen=True):
    ask: str


class _Described(msgspec.Struct, frozen=True):
    """`sample.toml` as far as the window needs it."""

    part: tuple[Part, ...]
    owner: str = ""
    question: tuple[_Question, ...] = ()


class SampleLife(msgspec.Struct, frozen=True):
    """The sample: whose life it is, what to import, what to ask."""

    owner: str
    parts: tuple[Part, ...]
    questions: tuple[str, ...]

    def holds(self, sources: Iterable[Source]) -> bool:
        """Say whether any of `sources` is a part of the sample."""
        paths = {part.path for part in self.parts}
        return any(source.locator in paths for source in sources)


def general() -> tuple[str, ...]:
    """Return questions that suit anybody's memory."""
    return (
        tr("When did I last see the dentist?"),
        tr("What did I promise to bring on Sunday?"),
        tr("Who recommended that book to me?"),
    )


def sample(folder: Path | None = None) -> SampleLife | None:
    """Return the sample life, or None where it is not installed."""
    folder = folder or packaged("resources") / "sample"
    try:
        found = tomllib.loads((folder / "sample.toml").read_text(encoding="utf-8"))
        described = msgspec.convert(found, _Described)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError):
        return None
    parts = tuple(
        msgspec.structs.replace(part, path=str(folder / part.path)) for part in described.part
    )
    questions = tuple(question.ask for question in described.question)
    return SampleLife(owner=described.owner, parts=parts, questions=questions)
