"""Whether a message bears a statement out: word by word, by program."""

from typing import Final

from second_me.core.terms import exact, stems

ENOUGH: Final = 0.6
"""Share of a statement's own words that must stand in its message."""

FRAMES: Final = stems(
    "want prefer plan like dislike love need require request ask intend enjoy feel find confirm"
    " agree decide expect goal believe consider aim user current specific name call favourite"
    " live work go get use own think weigh trip part person thing"
    " year old hobby colour relax drink grow"
) | {"went", "got", "liv", "us", "own"}
"""What a statement may say of how a thing was told: "Anna prefers", "Ben works as"."""


def borne_out(statement: str, message: str, names: str) -> float:
    """Return the share of a statement's own words that a message holds; 0 if it says another thing.

    Figures and names must stand there as they are; `names` are those that need not, of whom it is
    about. `message` has gone through `said_times.annotate`.
    """
    given = stems(names)
    own = stems(statement) - given - FRAMES
    there = stems(message)
    if not own or not exact(statement) - given - FRAMES <= there:
        return 0.0
    return len(own & there) / len(own)
