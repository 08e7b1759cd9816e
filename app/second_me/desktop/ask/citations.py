"""An answer's text, parted into words and the numbers that cite evidence."""

import re

import msgspec

_CITED = re.compile(r"\[(\d{1,2})\]")
_BEGUN = re.compile(r"\[\d{0,2}$")


class Words(msgspec.Struct, frozen=True):
    text: str


class Cited(msgspec.Struct, frozen=True):
    """A citation that stands in the text as `[number]`."""

    number: int

    @property
    def text(self) -> str:
        return f"[{self.number}]"


Segment = Words | Cited


def split(untrusted_text: str, known: int) -> list[Segment]:
    """Part `untrusted_text` at citations of evidence 1 to `known`; others stay words."""
    segments: list[Segment] = []
    start = 0
    for match in _CITED.finditer(untrusted_text):
        number = int(match[1])
        if not 1 <= number <= known:
            continue
        if match.start() > start:
            segments.append(Words(untrusted_text[start : match.start()]))
        segments.append(Cited(number))
        start = match.end()
    if start < len(untrusted_text):
        segments.append(Words(untrusted_text[start:]))
    return segments


def settled(untrusted_text: str) -> str:
    """Return the text without a citation that is only half written at its end."""
    return _BEGUN.sub("", untrusted_text)


def plain(untrusted_text: str) -> str:
    """Return text without control characters (line ends and tabs stay).

    A terminal's escape sequences and direction overrides have no business in an answer.
    """
    return "".join(
        letter
        for letter in untrusted_text
        if letter in "\n\t" or (letter.isprintable() and letter not in _OVERRIDES)
    )


_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
