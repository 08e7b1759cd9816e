"""Verbs by their past forms, and words that may stand for one another."""

from importlib.resources import files
from typing import Final

import msgspec

PRESENT: Final = frozenset(
    (
        "love", "like", "enjoy", "prefer", "want", "need", "hope", "plan", "have", "own", "hate",
        "miss", "know", "feel", "live", "work", "use", "go", "play", "run", "cook", "read",
        "watch", "collect", "volunteer", "teach", "study", "keep", "visit", "take", "make",
        "practice", "drive", "ride", "wear", "wish", "try", "start", "think", "believe",
        "remember", "find", "look", "dream",
    )
)  # fmt: skip
"""Verbs that "I" is often followed by when somebody tells how things are."""

EMPTY: Final = frozenset(
    (
        "think", "guess", "know", "see", "check", "definitely", "sure", "glad", "happy", "try",
        "consider", "look", "wonder", "appreciate", "mean", "hope", "ll", "will", "would", "ask",
        "tell", "keep", "need", "want", "believe", "curious", "curiously", "interested",
    )
)  # fmt: skip
"""Words after "I" that tell nothing of a life."""

_WITH_E: Final = (
    "at", "iz", "us", "uc", "v", "g", "bl", "pl", "as", "os", "ok", "ag", "ir", "ar", "or", "in",
    "id", "ap", "ak", "cid", "rid", "hon", "tt", "ng",
)  # fmt: skip
_WITHOUT_E: Final = (
    "eat", "ook", "oin", "ear", "ain", "reng", "our", "ang", "ing", "eng", "aid", "eak", "oak",
    "ord", "arn", "tor", "air", "eiv", "eir", "igg", "rag", "lag",
)  # fmt: skip
_ALSO_WITH_E: Final = ("c", "iv", "ov", "av", "ur", "ak", "is", "ud", "ut")
_SHORT: Final = 3


class Words(msgspec.Struct, frozen=True):
    """`base` leads from past forms to plain ones, `alike` from a word to those like it."""

    base: dict[str, str]
    alike: dict[str, tuple[str, ...]]


def load() -> Words:
    """Return the words of the files in `lives`."""
    base: dict[str, str] = {}
    alike: dict[str, tuple[str, ...]] = {}
    for line in _lines("verbs.txt"):
        verb, *past = line.split()
        base.update(dict.fromkeys(past, verb))
    for line in _lines("alike.txt"):
        group = tuple(part.strip() for part in line.split("|"))
        for word in group:
            alike[word] = tuple(other for other in group if other != word)
    return Words(base, alike)


def _lines(name: str) -> list[str]:
    text = (files("second_me.training") / "lives" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def plain(past: str) -> str:
    """Return the plain form of a regular past: planned, tried, used, attended. Often right."""
    if past.endswith("ied"):
        return past[:-3] + "y"
    stem = past[:-2]
    if len(stem) > _SHORT and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    if stem.endswith(_WITH_E) and not stem.endswith(_WITHOUT_E):
        return stem + "e"
    return stem + "e" if stem.endswith(_ALSO_WITH_E) and not stem.endswith("ic") else stem
