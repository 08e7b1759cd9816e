"""Made-up events by the thousand, the same for the same seed."""

import random
from collections.abc import Iterator
from itertools import accumulate

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.records import EventKind, NewEvent, Origin

_PEOPLE = ("Mira", "Jonas", "Lena", "Tomas", "Ada", "Noor", "Pavel", "Ines", "Kofi", "Yuki")
_SYLLABLES = tuple(head + vowel for head in "bdfghklmnprstvwz" for vowel in "aeiou")
_START = 1_600_000_000_000
_MINUTE = 60_000
_COMMONEST = 50
_TURNS = 300
"""Messages that one thread has before another one's turn comes."""


def words(count: int, seed: int = 7) -> list[str]:
    """Return `count` (up to 20,000) different made-up words of three or four syllables."""
    rng = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(rng.choices(_SYLLABLES, k=rng.choice((3, 4))))] = None
    return list(found)


def questions(count: int, seed: int = 11) -> list[str]:
    """Return different questions of a name and five words of `events`; its few commonest, which
    stand for what real questions leave out, are not among them.
    """
    rng = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    vocabulary = words(20_000)[_COMMONEST:]
    weights = list(accumulate(1.0 / (rank + _COMMONEST) for rank in range(1, len(vocabulary) + 1)))
    return [
        f"When did {rng.choice(_PEOPLE)} tell of "
        + " ".join(rng.choices(vocabulary, cum_weights=weights, k=5))
        + "?"
        for _ in range(count)
    ]


def events(count: int, seed: int = 7, talks: int = 1) -> Iterator[NewEvent]:
    """Yield messages of about 18 words whose word frequencies fall as in real text (Zipf), in
    `talks` threads that take turns.
    """
    rng = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    vocabulary = words(20_000, seed)
    weights = list(accumulate(1.0 / rank for rank in range(1, len(vocabulary) + 1)))
    at = _START
    for number in range(count):
        text = " ".join(rng.choices(vocabulary, cum_weights=weights, k=rng.randint(6, 30)))
        at += rng.randint(1, 40) * _MINUTE
        author = rng.choice(_PEOPLE)
        yield NewEvent(
            kind=EventKind.MESSAGE,
            origin=Origin.OTHER,
            text=f"{text.capitalize()}.",
            moment=Moment(Timestamp(at), Precision.MINUTE, 0),
            natural_key=f"{number}",
            author=author,
            thread=f"made up {number // _TURNS % talks}",
            position=number,
        )
