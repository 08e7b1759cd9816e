"""An event that a question counts from: "after the wedding", "before she moved"."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from second_me.recall.understanding.asked import Side
from second_me.recall.understanding.tokens import Token, word_set

Stretch = tuple[int, int]

_LONGEST: Final = 160
_LEADS: Final = re.compile(
    r"\b(?P<word>before|prior to|until|till|after|following|since|ever since|once)\b\s+(?P<words>[^.?!,;:\n]{2,160})",
    re.IGNORECASE,
)
_SIDES: Final = {
    "before": Side.BEFORE,
    "prior to": Side.BEFORE,
    "until": Side.BEFORE,
    "till": Side.BEFORE,
}
_NO_ANCHOR: Final = word_set(
    """
    look looks looked looking take takes took taken taking name named names call called go day
    year soon ask asked run
    """
)
_EMPTY: Final = word_set(
    """
    all that this then now today it long work which whom what
    """
)


def anchor(text: str, tokens: Sequence[Token], dated: Collection[Stretch]) -> tuple[str, Side]:
    """Return the words of the event that is counted from, and on which side of it is asked."""
    del tokens
    for found in _LEADS.finditer(text):
        words = " ".join(found["words"].split())
        start = found.start("words")
        lead = text[: found.start()].rstrip().rpartition(" ")[2].lower()
        near = re.sub(r"^(?:the|a|an|my|on|in)\s+", "", text[start:], flags=re.IGNORECASE)
        begins = len(text) - len(near)
        if any(first <= begins < end or first == start for first, end in dated):
            continue
        if (
            lead in _NO_ANCHOR
            or words.lower() in _EMPTY
            or words.split()[0].lower() in {"which", "whom", "what"}
        ):
            continue
        return words, _SIDES.get(found["word"].lower(), Side.AFTER)
    return "", Side.IN
