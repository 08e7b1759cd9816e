"""What a question holds word for word: quoted stretches and figures."""

import re
from collections.abc import Collection
from itertools import islice
from typing import Final

Stretch = tuple[int, int]

_MOST: Final = 16
_LONGEST: Final = 200
_PAIRS: Final = (
    '""', "\u201c\u201d", "\u201e\u201c", "\u201e\u201d", "\u00ab\u00bb", "\u00bb\u00ab",
    "\u2018\u2019", "\u201a\u2018", "\u2039\u203a", "\u300c\u300d", "\u300e\u300f", "\u300a\u300b",
    "``",
)  # fmt: skip
_QUOTED: Final = re.compile(
    "|".join(
        rf"{re.escape(pair[0])}([^{re.escape(pair)}\n]{{1,{_LONGEST}}}){re.escape(pair[1])}"
        for pair in _PAIRS
    )
    # A straight single mark is an apostrophe, too: it opens behind a blank and closes before one.
    + rf"|(?<![^\s(\[])'([^'\n]{{1,{_LONGEST}}}(?:'\w[^'\n]{{0,{_LONGEST}}}){{0,3}})'(?!\w)"
)
_NUMBER: Final = re.compile(r"(?<![\w.,])[#$\u20ac\u00a3]?(\d+(?:[.,:]\d+)*)")


def quoted(text: str) -> list[tuple[str, Stretch]]:
    """Return the quoted stretches of a text with their places, without the marks."""
    return [
        (phrase, found.span())
        for found in islice(_QUOTED.finditer(text), _MOST)
        if (phrase := next(group for group in found.groups() if group).strip(" ,.?!"))
    ]


def numbers(text: str, without: Collection[Stretch]) -> tuple[str, ...]:
    """Return the figures in a text but for those within the given stretches, as dates are."""
    return tuple(
        dict.fromkeys(
            found[1]
            for found in _NUMBER.finditer(text)
            if not any(start <= found.start(1) < end for start, end in without)
        )
    )
