"""What the words of two facts share, deny and add: what rules and guards compare."""

import re
from typing import Final

import msgspec

from second_me.core.terms import exact, stems

_DENIES: Final = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|without|cannot)\b|n['\u2019]t\b", re.IGNORECASE
)
_ENDS: Final = re.compile(
    r"\b(?:no longer|not any ?more|n['\u2019]t\b.{0,60}\bany ?more|used to|stopped|quit|gave up"
    r"|given up|ended|cancelled|canceled|called off|broke up|is over|sold|g[ai]ve[ns]? .{0,30}away"
    r"|got rid of|is gone|fell through|was wrong|not true|died|passed away|dead|resigned|retired"
    r"|left|lost|dropped out|let go|split up|divorced|cured|no more|gone off|done with)\b",
    re.IGNORECASE,
)
_CHANGES: Final = re.compile(
    r"\b(?:now|instead|actually|switched|changed|moved|new|from now on|rather than|these days"
    r"|since|correction|in fact|turns out|not .{1,40} but|relocated|replaced|swapped|upgraded"
    r"|became|become|turned|postponed|rescheduled|brought forward|again|went (?:up|down)"
    r"|promoted|renamed)\b",
    re.IGNORECASE,
)
_LIKES: Final = re.compile(
    r"\b(?:likes?|loves?|enjoys?|adores?|prefers?|favou?rites?|fond of|fan of|keen on)\b",
    re.IGNORECASE,
)
_DISLIKES: Final = re.compile(
    r"\b(?:hates?|dislikes?|detests?|loathes?|despises?|can(?:not|['\u2019]t) stand|sick of"
    r"|tired of|off-putting|disgust\w*)\b",
    re.IGNORECASE,
)
_FOR_NOW: Final = re.compile(
    r"\b(?:this (?:week(?:end)?|morning|afternoon|evening|month)|today|tonight|tomorrow"
    r"|yesterday|last (?:night|week(?:end)?|month)|at the moment|for a (?:day|week|few days|while)"
    r"|on holiday|visit(?:s|ed|ing)?|temporarily|once)\b",
    re.IGNORECASE,
)
_NOT_MEANT: Final = re.compile(
    r"\b(?:if (?:i|we|only)|imagine|just kidding|kidding|joking|as if|in my dreams|wish i"
    r"|would be|what if|sarcas\w+|lol|haha\w*|yeah,? right|could (?:die|kill|eat)|dying for)\b",
    re.IGNORECASE,
)


class Facts(msgspec.Struct, frozen=True):
    """A fact's words, without those of whom it is about."""

    stems: frozenset[str]
    exact: frozenset[str]
    denies: bool
    ends: bool
    changes: bool
    liking: int
    """1 for what somebody likes, -1 for what somebody does not, 0 for neither."""
    for_now: bool
    """It tells of a day or two rather than of what lasts."""

    @classmethod
    def of(cls, text: str, subject: str) -> "Facts":
        """Read a fact's text."""
        names = stems(subject)
        return cls(
            stems(text) - names,
            exact(text) - names,
            denies(text),
            _ENDS.search(text) is not None,
            _CHANGES.search(text) is not None,
            _liking(text),
            _FOR_NOW.search(text) is not None,
        )


def _liking(text: str) -> int:
    if _DISLIKES.search(text):
        return -1
    if not _LIKES.search(text):
        return 0
    return -1 if denies(text) else 1


def denies(text: str) -> bool:
    """Say whether a text holds a "not", in whatever word."""
    return _DENIES.search(text) is not None


def opposed(first: Facts, second: Facts) -> bool:
    """Say whether one likes what the other does not."""
    return first.liking * second.liking < 0


def shared(first: Facts, second: Facts) -> float:
    """Return the share of words in common, of all that either holds."""
    whole = len(first.stems | second.stems)
    return len(first.stems & second.stems) / whole if whole else 0.0


def held(first: Facts, second: Facts) -> float:
    """Return the share of the first's words that the second holds too."""
    return len(first.stems & second.stems) / len(first.stems) if first.stems else 0.0


def not_meant(words: str) -> bool:
    """Say whether the words sound like an if, a wish or a joke."""
    return _NOT_MEANT.search(words) is not None
