"""What no decision may do, whoever made it: close a fact of another subject, another kind, or of
another time, or lose what is known.
"""

from collections.abc import Sequence
from typing import Final

from second_me.core.clock import Timestamp
from second_me.core.records import Fact, FactStatus, NewFact
from second_me.inference.update_prompts import Change
from second_me.memory.fact_words import Facts, held, opposed

_STANDING: Final = frozenset({FactStatus.PROPOSED, FactStatus.CURRENT})
_ANY_KIND: Final = frozenset({"", "other"})
_LOST: Final = 0.5

CLOSING: Final = frozenset({Change.SUPERSEDE, Change.RETRACT})
"""These end a known fact."""


def comparable(new: NewFact | Fact, nearest: Sequence[Fact]) -> list[Fact]:
    """Return those of the facts that the new one may touch: standing, and of the same subject."""
    who = _plain(new.subject)
    own = new.id if isinstance(new, Fact) else None
    return [
        fact
        for fact in nearest
        if fact.status in _STANDING and _plain(fact.subject) == who and fact.id != own
    ]


def objection(change: Change, new: NewFact | Fact, old: Fact, since: Timestamp | None) -> str:
    """Return why the change must not be made to the old fact; nothing if it may."""
    if change in CLOSING:
        if not _same_kind(new.kind, old.kind):
            return "other kind"
        return "" if overlap(new, old, since) else "other time"
    ours, theirs = Facts.of(new.text, new.subject), Facts.of(old.text, old.subject)
    if opposed(ours, theirs) or (ours.denies != theirs.denies and not ours.liking):
        return "opposite"
    if ours.for_now != theirs.for_now:
        return "of a day"
    if change is Change.CONFIRM:
        return "" if ours.exact <= theirs.exact else "other figures or names"
    loses = not theirs.exact <= ours.exact or held(theirs, ours) < _LOST
    return "would lose something" if loses else ""


def overlap(new: NewFact | Fact, old: Fact, since: Timestamp | None) -> bool:
    """Say whether the old fact may still have held when the new one began.

    What is not known does not forbid: a fact without dates may hold at any time.
    """
    if old.valid_to is not None and since is not None and old.valid_to <= since:
        return False
    ends = new.valid_to
    return ends is None or old.valid_from is None or ends > old.valid_from


def earlier(since: Timestamp | None, old: Fact, told: Timestamp | None) -> Timestamp | None:
    """Return when the old fact began, or was told, if that is after `since`, else None: then the
    new one, learnt later, is of an earlier time.
    """
    began = old.valid_from if old.valid_from is not None else told
    return began if since is not None and began is not None and since < began else None


def of_one_thing(new: NewFact | Fact, old: Fact) -> bool:
    """Say whether two facts share a word beside whom they are about."""
    return bool(Facts.of(new.text, new.subject).stems & Facts.of(old.text, old.subject).stems)


def says_the_same(new: NewFact | Fact, old: Fact) -> bool:
    """Say whether two facts are the same but for letter case, spaces and a full stop."""
    return _plain(new.text) == _plain(old.text)


def _same_kind(first: str, second: str) -> bool:
    kinds = {first.casefold(), second.casefold()}
    return len(kinds) == 1 or bool(kinds & _ANY_KIND)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(". ")
