"""Porter's stemmer (M. F. Porter, An algorithm for suffix stripping, 1980).

LoCoMo compares words by it; to stand beside its figures, so do we.
"""

import re
from typing import Final

_VOWELS: Final = "aeiou"

_STEP2: Final = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("abli", "able"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
    ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
    ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP3: Final = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"),
    ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP4: Final = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
)  # fmt: skip
_SHORT: Final = 2


def stem(word: str) -> str:
    """Return the stem of a word in lower case."""
    if len(word) <= _SHORT:
        return word
    word = _plural(word)
    word = _past(word)
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _swap(word, _STEP2)
    word = _swap(word, _STEP3)
    word = _drop(word)
    return _tidy(word)


def _shape(word: str) -> str:
    """Return the word as runs of C and V: "trouble" is CVCV."""
    letters = "".join("V" if _is_vowel(word, at) else "C" for at in range(len(word)))
    return re.sub(r"C+", "C", re.sub(r"V+", "V", letters))


def _is_vowel(word: str, at: int) -> bool:
    if word[at] in _VOWELS:
        return True
    return word[at] == "y" and at > 0 and not _is_vowel(word, at - 1)


def _measure(stem_part: str) -> int:
    """Return how often a vowel is followed by a consonant."""
    return _shape(stem_part).count("VC")


def _has_vowel(stem_part: str) -> bool:
    return "V" in _shape(stem_part)


def _doubled(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and not _is_vowel(word, len(word) - 1)


def _short_syllable(word: str) -> bool:
    """Return whether it ends consonant, vowel, consonant, the last not w, x or y."""
    last = len(word) - 1
    if last < _SHORT or word[-1] in "wxy":
        return False
    pattern = [_is_vowel(word, at) for at in (last - 2, last - 1, last)]
    return pattern == [False, True, False]


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix):
            return _restored(word[: -len(suffix)]) if _has_vowel(word[: -len(suffix)]) else word
    return word


def _restored(word: str) -> str:
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _doubled(word) and word[-1] not in "lsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _short_syllable(word) else word


def _swap(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for suffix, ending in sorted(rules, key=lambda rule: -len(rule[0])):
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return rest + ending if _measure(rest) else word
    return word


def _drop(word: str) -> str:
    for suffix in sorted(_STEP4, key=len, reverse=True):
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            keep = _measure(rest) <= 1 or (suffix == "ion" and not rest.endswith(("s", "t")))
            return word if keep else rest
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        measure = _measure(rest)
        if measure > 1 or (measure == 1 and not _short_syllable(rest)):
            word = rest
    if _measure(word) > 1 and _doubled(word) and word.endswith("l"):
        return word[:-1]
    return word
