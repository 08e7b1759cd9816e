"""Earlier and later tellings: of two memories that tell the same thing otherwise, which is past.

A memory tells what was asked where one of its sentences holds most of the question's words. Of two
such by the same author, days apart, the earlier one is marked where the later one names other
figures, names or places. Nothing is left out for it: what was is worth knowing too.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.protocol.recall import Hit, Reason, ReasonKind
from second_me.core.records import Event, Origin
from second_me.core.sentences import asks, spans
from second_me.core.terms import exact, stems
from second_me.recall.understanding import Asked

_DAY: Final = 86_400_000
_TELLING: Final = frozenset({Origin.TYPED, Origin.OWN, Origin.OTHER})
_FEWEST: Final = 2
"""Words of the question that a sentence must hold."""

_SHARE: Final = 0.4
_OWN_WORDS: Final = 2
"""Words that a later telling must have of its own, to say anything else."""


class Telling(msgspec.Struct, frozen=True):
    """The sentence of a memory that tells what was asked."""

    event: Event
    held: frozenset[str]
    own: frozenset[str]
    exact: frozenset[str]


def marked(asked: Asked, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits, each earlier telling with a reason that names the latest one's event."""
    wanted = frozenset(asked.content_terms or asked.terms)
    told = [_telling(hit.event, wanted) for hit in hits]
    return tuple(
        _past(hit, _later(one, told)) if one is not None else hit
        for hit, one in zip(hits, told, strict=True)
    )


def _telling(event: Event, wanted: frozenset[str]) -> Telling | None:
    if event.origin not in _TELLING or not wanted:
        return None
    sentences = [event.text[start:end] for start, end in spans(event.text)]
    # People ask and tell in one breath: "remember when I got pre-approved for $400,000?"
    best = max(sentences, key=lambda one: (len(stems(one) & wanted), not asks(one)), default="")
    held = stems(best) & wanted
    if len(held) < min(_FEWEST, len(wanted)) or len(held) < _SHARE * len(wanted):
        return None
    return Telling(event, held, stems(best) - wanted, exact(best) - wanted)


def _later(one: Telling, told: Sequence[Telling | None]) -> Event | None:
    """Return the newest memory that tells the same otherwise; None if this is the newest."""
    after = [
        other.event
        for other in told
        if other is not None and _same_teller(one.event, other.event) and _otherwise(one, other)
    ]
    return max(after, key=lambda event: event.moment.at, default=None)


def _same_teller(first: Event, second: Event) -> bool:
    own = {Origin.TYPED, Origin.OWN}
    both_own = first.origin in own and second.origin in own
    return both_own or (bool(first.author) and first.author == second.author)


def _otherwise(early: Telling, late: Telling) -> bool:
    if late.event.moment.at - early.event.moment.at < _DAY:
        return False
    news = late.exact - early.exact or late.own - early.own
    return len(late.own - early.own) >= _OWN_WORDS and bool(news)


def _past(hit: Hit, later: Event | None) -> Hit:
    if later is None:
        return hit
    reason = Reason(kind=ReasonKind.EARLIER, detail=str(later.id))
    return msgspec.structs.replace(hit, reasons=(*hit.reasons, reason))
