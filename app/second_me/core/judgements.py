"""What the person made of a result that was shown to them."""

from typing import NewType

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.records import Act, EventKind

JudgementId = NewType("JudgementId", int)


class ShownHit(msgspec.Struct, frozen=True, kw_only=True):
    """A hit as it was ranked: its place (0 being best), the ranker's score, and its features
    as 32-bit floats, end to end.
    """

    event_id: EventId
    place: int
    score: float
    features: bytes


class JudgedHit(msgspec.Struct, frozen=True, kw_only=True):
    """A hit with what was done with it, and of its event what tastes go by.

    `asked` holds the hashes of the question's words, of hits that something was done with.
    """

    shown: ShownHit
    acts: frozenset[Act]
    asked: bytes
    author: str
    source_id: SourceId
    kind: EventKind


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One result, best hit first. `names` are those of the features, `ranker` who scored it."""

    id: JudgementId
    at: Timestamp
    ranker: str
    names: tuple[str, ...]
    hits: tuple[JudgedHit, ...]
