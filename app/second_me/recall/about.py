"""Of whom a memory speaks: the person asked about, or somebody else."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from second_me.core.records import OWN_WORDS, EventKind
from second_me.recall.passages import Passage

_SHORTEST_NAME: Final = 2

_TALK: Final = frozenset({EventKind.MESSAGE, EventKind.CHAT, EventKind.MAIL})

_MINE: Final = re.compile(r"\b(?:I|me|my|mine|we|us|our|ours)\b|\bI['\u2019]", re.IGNORECASE)
_YOURS: Final = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)

_CALLS: Final = (
    r"hey|hi|hello|thanks|thank you|wow|oh|yeah|yes|no|congrats|congratulations|nice|cool|great"
    r"|awesome|sure|sorry|bye|good morning|good night|dear"
)


def asked_about(question: str, evidence: Sequence[Passage]) -> frozenset[str]:
    """Return the names, of those who speak in the evidence, that the question holds."""
    names = {name for passage in evidence for name in _names(passage.event.author)}
    return frozenset(name for name in names if _holds(question, name))


def speaks_of(passage: Passage, names: Iterable[str]) -> bool:
    """Return whether the memory is by one of the named or tells of one, not just calls them:
    nobody is spoken to in a note.
    """
    event = passage.event
    talk = event.kind in _TALK
    return any(
        name in _names(event.author)
        or _holds(event.title, name)
        or _holds(_uncalled(passage.text, name) if talk else passage.text, name)
        for name in names
    )


def of_another(sentence: str, passage: Passage, names: Collection[str], *, owner: bool) -> bool:
    """Say whether a sentence of a talk tells of somebody else than the named, or the `owner`: "your
    son" in their own words is somebody else's, as is "my son" in another's.
    """
    event = passage.event
    if event.kind not in _TALK or not (names or owner):
        return False
    of_theirs = any(name in _names(event.author) for name in names)
    mine, yours = _MINE.search(sentence) is not None, _YOURS.search(sentence) is not None
    if of_theirs or (owner and event.origin in OWN_WORDS):
        return yours and not mine
    return mine and not yours and not any(_holds(sentence, name) for name in names)


def _names(author: str) -> tuple[str, ...]:
    """Return an author's whole name and first name."""
    whole = author.strip()
    first = whole.partition(" ")[0]
    return tuple(name for name in dict.fromkeys((whole, first)) if len(name) >= _SHORTEST_NAME)


def _holds(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _uncalled(text: str, name: str) -> str:
    """Return the text without the places where the name only calls the person spoken to."""
    called = re.escape(name)
    pattern = (
        rf"(?:^|(?<=[.!?]\s))(?:(?:{_CALLS})[,!]?\s+)*{called}(?=\s*[,!.?:;-])"
        rf"|,\s*{called}(?=\s*[,!.?;:)-]|$)"
        rf"|(?<!\w)(?:{_CALLS})[,!]?\s+{called}(?!\w)"
    )
    return re.sub(pattern, " ", text, flags=re.IGNORECASE)
