"""An event that a question counts from: "after the wedding", "before she moved", "while …"."""

import re
from collections.abc import Collection
from typing import Final

import msgspec

from second_me.recall.understanding.asked import Side
from second_me.recall.understanding.tokens import word_set

Stretch = tuple[int, int]

_LONGEST: Final = 160
_LEAD: Final = 40
_LEADS: Final = re.compile(
    r"\b(?P<word>before\s+or\s+after|before|prior\s+to|until|till|after|(?<!the )following"
    r"|since|once|while|when|during)\s+(?P<words>(?!the\s+period\b)[^.?!,;:\n]{2,200})",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r"\s+(?:when|while|after|before|until|did|does|and\s+(?:what|when|where|who|how|why|\w+ing))"
    r"\s.*$",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE: Final = re.compile(r"(?:the|a|an|my|on|in|about|around|of)\s+", re.IGNORECASE)
_SIDES: Final = {
    "before": Side.BEFORE,
    "prior to": Side.BEFORE,
    "until": Side.BEFORE,
    "till": Side.BEFORE,
    "after": Side.AFTER,
    "following": Side.AFTER,
    "since": Side.AFTER,
    "once": Side.AFTER,
}
_NOT_BEHIND: Final = word_set(
    """
    look looks looked looking take takes took taken taking name named names naming call called go
    goes soon run ask asked day year at since in only more than
    """
)
_EMPTY: Final = word_set("all that this then now today it long work which whom what i you a")
_HOURS: Final = word_set("late early about around almost midnight noon")
_VERB: Final = word_set("did do does is are was were has have had will would can could should")


class Anchor(msgspec.Struct, frozen=True):
    """The words of the event that is counted from, with the side of it on which is asked, and of
    one that it goes along with; empty for none.
    """

    words: str = ""
    side: Side = Side.IN
    during: str = ""


def anchor(text: str, asking: int, dated: Collection[Stretch]) -> Anchor:
    """Return the first events of both kinds that a text names.

    `asking` is the place of the question word in the text, `dated` what names times.
    """
    counted, during = Anchor(), ""
    for found in _LEADS.finditer(text):
        if found.start() == asking or _names_time(found, dated):
            continue
        words = _CUT.sub("", " ".join(found["words"].split()))[:_LONGEST]
        if not _is_event(text[max(found.start() - _LEAD, 0) : found.start()], words):
            continue
        side = _SIDES.get(" ".join(found["word"].lower().split()))
        if side is None:
            during = during or words
        elif not counted.words:
            counted = Anchor(words, side)
    return msgspec.structs.replace(counted, during=during)


def _names_time(found: re.Match[str], dated: Collection[Stretch]) -> bool:
    """Say whether a time stands right behind the word, with or without an article."""
    start = found.start("words")
    article = _ARTICLE.match(found.string, start)
    starts = {start, article.end() if article else start}
    return any(first in starts or first <= start < end for first, end in dated)


def _is_event(before: str, words: str) -> bool:
    """Say whether the words name an event: not those of "look after it" or "when did"."""
    first = words.split(maxsplit=1)[0].lower() if words.split() else ""
    lead = before.rstrip().rpartition(" ")[2].lower()
    lone = words.lower() in _EMPTY or first in {"which", "whom", "what", "that", "types", "period"}
    return (
        bool(first)
        and first not in _HOURS
        and lead not in _NOT_BEHIND
        and not lone
        and first not in _VERB
    )
