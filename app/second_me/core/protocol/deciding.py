"""The person's word on many things at once, and taking it back."""

import enum

import msgspec

from second_me.core.ids import ReviewId, RevisionId
from second_me.core.protocol._base import Done, Request, method


class Word(enum.StrEnum):
    """What the person says to a review."""

    ACCEPT = "accept"  # do what it proposes
    BOTH = "both"  # leave things as they are: both hold
    REJECT = "reject"  # what is new is not so


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One review that was decided, and the changes which that made, to be undone."""

    id: ReviewId
    changes: tuple[RevisionId, ...] = ()


class AllAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """Those that could be decided; the others were decided or erased meanwhile."""

    answered: tuple[Answered, ...]


@method("reviews.answer")
class AnswerReviews(Request[AllAnswered], frozen=True, kw_only=True):
    """Say the same to each. `text`, for an accepted fact alone, is how it should read."""

    ids: tuple[ReviewId, ...]
    word: Word
    text: str = ""


@method("reviews.reopen")
class ReopenReviews(Request[Done], frozen=True, kw_only=True):
    """Take the person's word back: what it changed is undone, and the reviews wait again.

    Refused as a whole if something of it was changed again since.
    """

    answered: tuple[Answered, ...]
