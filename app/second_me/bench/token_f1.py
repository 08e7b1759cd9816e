"""How near an answer is to the expected one, counted as LoCoMo counts it.

LoCoMo: Maharana et al., arXiv 2402.17753. Commas, articles, "and" and punctuation do not
count; words are compared by Porter's stems. An answer that lists several things is
compared part by part.
"""

import re
import string
from collections import Counter
from typing import Final

from second_me.bench.porter import stem

MULTI_HOP: Final = 1
COMMONSENSE: Final = 3
UNANSWERABLE: Final = 5

_DROPPED: Final = re.compile(r"\b(a|an|the|and)\b")
_PUNCTUATION: Final = str.maketrans("", "", string.punctuation)


def tokens(text: str) -> list[str]:
    """Return the stems that count, in order."""
    bare = text.replace(",", "").lower().translate(_PUNCTUATION)
    return [stem(word) for word in _DROPPED.sub(" ", bare).split()]


def f1(given: str, expected: str) -> float:
    """Return the harmonic mean of precision and recall over tokens."""
    ours, theirs = tokens(given), tokens(expected)
    shared = sum((Counter(ours) & Counter(theirs)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(ours), shared / len(theirs)
    return 2 * precision * recall / (precision + recall)


def listed_f1(given: str, expected: str) -> float:
    """Return the mean, over the parts of the expected list, of the best match among the given."""
    parts = [part.strip() for part in given.split(",")]
    wanted = [part.strip() for part in expected.split(",")]
    return sum(max(f1(part, one) for part in parts) for one in wanted) / len(wanted)


def score(given: str, expected: str, category: int) -> float:
    """Return the score of an answer to a question of the given LoCoMo category (1 to 4)."""
    if category == MULTI_HOP:
        return listed_f1(given, expected)
    if category == COMMONSENSE:
        expected = expected.partition(";")[0].strip()
    return f1(given, expected)


def exact(given: str, expected: str) -> bool:
    """Return whether nothing that counts differs."""
    return tokens(given) == tokens(expected)
