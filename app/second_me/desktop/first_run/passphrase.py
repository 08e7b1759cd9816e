"""How hard a passphrase is to guess, roughly, and how to make it harder."""

import enum
import math
import re

import msgspec

from second_me.desktop.translation import tr

SHORTEST = 8
_COMMON = frozenset(
    [
        "password",
        "passphrase",
        "passwort",
        "secret",
        "qwerty",
        "qwertz",
        "letmein",
        "welcome",
        "iloveyou",
        "admin",
        "second",
        "secondme",
        "memory",
        "abc",
        "abcdef",
        "monkey",
        "dragon",
        "master",
        "sunshine",
        "princess",
        "football",
        "hello",
    ]
)
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_KNOWN_BITS = 6.0


class Strength(enum.IntEnum):
    EMPTY = 0
    TOO_SHORT = 1
    WEAK = 2
    FAIR = 3
    STRONG = 4


class Rating(msgspec.Struct, frozen=True):
    strength: Strength
    words: str

    @property
    def acceptable(self) -> bool:
        """Say whether it may be used. Weak ones may: it is the person's own choice."""
        return self.strength >= Strength.WEAK


def rate(passphrase: str) -> Rating:
    """Return how strong a passphrase is."""
    if not passphrase:
        return Rating(Strength.EMPTY, tr("Four or more unrelated words make a good one."))
    if len(passphrase) < SHORTEST:
        words = tr("Too short: at least {count} characters.").format(count=SHORTEST)
        return Rating(Strength.TOO_SHORT, words)
    bits = guess_bits(passphrase)
    if bits < 40:  # noqa: PLR2004  (guessed by one machine in days, Argon2 and all)
        return Rating(Strength.WEAK, tr("Easy to guess. Add another word or two."))
    if bits < 60:  # noqa: PLR2004
        return Rating(Strength.FAIR, tr("Fair. One more word makes it strong."))
    return Rating(Strength.STRONG, tr("Strong."))


def guess_bits(passphrase: str) -> float:
    """Return a rough count of bits: known words, runs and repeats count for little."""
    bits = 0.0
    for part in re.findall(r"[a-z]+|\d+|[^a-z\d]+", passphrase.lower()):
        distinct = len(set(part))
        if part in _COMMON or any(part in run or part in run[::-1] for run in _RUNS):
            bits += _KNOWN_BITS
        elif part.isalpha():
            # A lower-case word: letters of a language carry less than random ones.
            bits += min(distinct * 2.6, 15.0)
        else:
            bits += min(distinct, len(part)) * math.log2(10 if part.isdigit() else 32) * 0.8
    if passphrase.lower() != passphrase and passphrase.upper() != passphrase:
        bits += 3
    return bits
