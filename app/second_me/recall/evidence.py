"""What an answer is drawn from: of all that was found, what tells of whom is asked about.

A memory that only asks tells nothing, but what was said to it does; what somebody else says of
themselves answers nothing, however alike it is.
"""

from collections.abc import Sequence
from typing import Final

from second_me.core.ids import EventId
from second_me.core.protocol.recall import Hit, SearchResult
from second_me.core.records import OWN_WORDS
from second_me.core.sentences import asks, sentences
from second_me.core.terms import stem, stems
from second_me.recall.about import asked_about, speaks_of
from second_me.recall.event_index import NONE
from second_me.recall.indexes import Indexes
from second_me.recall.passages import ANSWERED_WITHIN, Passage, passages, told
from second_me.recall.ranking import Ranker
from second_me.recall.searching import Searched
from second_me.recall.understanding import Asked
from second_me.vault.vault import Vault

READ: Final = 6
"""Memories that an answer is drawn from; replies come beside them."""

MIXED_UP: Final = 0.2
"""Share of a question's own words that somebody else's memory holds and none of the right one."""

_LOOKED_AT: Final = 24
_NO_ANSWER: Final = -20.0
"""Score of what is there for what it asks alone."""

_ASKING: Final = frozenset(stem(word) for word in ("called", "name", "named", "time", "kind"))
"""Words of a question that ask, and that its answer need not hold."""


class Evidence(SearchResult, frozen=True, kw_only=True):
    """The memories to be read, and `beside` what else was found of whom is asked about, which may
    bear out what these tell, and the questions that they reply to.
    """

    beside: tuple[Hit, ...] = ()


def evidence(vault: Vault, indexes: Indexes, found: Searched, limit: int = READ) -> Evidence:
    """Return the memories that a model is to read for a question, best first, and how sure it
    is that they answer it.

    `found` may hold many more than `limit`. Raises what the vault raises.
    """
    pool = found.result.hits[:_LOOKED_AT]
    talk = _with_replies(vault, indexes, found.asked, pool)
    right = of_the_asked(found.asked, talk, indexes)
    hits = tuple(hit for hit in right if told(hit.event.text))[:limit]
    if not hits:
        return _drawn(found.result, pool[:limit], strength=0.0)
    strength = found.result.strength
    if strength < (least := Ranker.shipped().decline_below) and _all_told(found.asked, hits):
        strength = least
    beside = (*right, *_questions(vault, indexes, hits))
    return _drawn(found.result, hits, strength=strength, beside=beside)


def _drawn(
    found: SearchResult, hits: tuple[Hit, ...], *, strength: float, beside: Sequence[Hit] = ()
) -> Evidence:
    others = {hit.event.id: hit for hit in beside}
    for hit in hits:
        others.pop(hit.event.id, None)
    return Evidence(
        hits=hits,
        strength=strength,
        missing=found.missing,
        milliseconds=found.milliseconds,
        trace=found.trace,
        beside=tuple(others.values()),
    )


def of_the_asked(asked: Asked, hits: Sequence[Hit], indexes: Indexes) -> list[Hit]:
    """Return the hits that speak of whom the question names; all if it names nobody who speaks
    in them, or the owner, of whom everybody tells.

    What the other one of two people says of themselves answers nothing, however alike it is. If
    that tells clearly more of what is asked than all that speaks of the right one, then the
    question mixes them up, and nothing is returned.
    """
    near = passages(asked.text, hits)
    names = asked_about(asked.text, near)
    if not names or _of_the_owner(asked, hits, indexes):
        return list(hits)
    right = [one for one in near if speaks_of(one, names)]
    others = [one for one in near if one not in right]
    wanted = stems(asked.text) - stems(" ".join(names))
    apart = _most_told(wanted, others) - _most_told(wanted, right)
    if apart > MIXED_UP * len(wanted):
        return []
    return [hits[one.number - 1] for one in right]


def _of_the_owner(asked: Asked, hits: Sequence[Hit], indexes: Indexes) -> bool:
    """Say whether the owner is asked about: by the name they gave, or one that they write under."""
    own = {hit.event.author for hit in hits if hit.event.origin in OWN_WORDS}
    return any(indexes.names.is_owner(name) or name in own for name in asked.people)


def _most_told(wanted: frozenset[str], near: Sequence[Passage]) -> int:
    return max((len(wanted & one.told) for one in near), default=0)


def _all_told(asked: Asked, hits: Sequence[Hit]) -> bool:
    """Say whether one memory tells all that the question is about."""
    wanted = frozenset(asked.content_terms) - _ASKING
    return bool(wanted) and any(wanted <= one.told | one.by for one in passages(asked.text, hits))


def _with_replies(
    vault: Vault, indexes: Indexes, asked: Asked, hits: Sequence[Hit]
) -> Sequence[Hit]:
    """Return the hits, and behind those of the first that ask what is asked here, too, what
    somebody else said next.
    """
    wanted = stems(asked.text) - stems(" ".join(asked.people))
    replies = _replies(vault, indexes, [hit for hit in hits[:READ] if _puts(hit, wanted)])
    kept: dict[EventId, Hit] = {}
    for hit in hits:
        kept.setdefault(hit.event.id, hit)
        reply = replies.get(hit.event.id)
        if reply is not None:
            kept.setdefault(reply.event.id, reply)
    return list(kept.values())


def _puts(hit: Hit, wanted: frozenset[str]) -> bool:
    """Say whether a memory asks for something of what is wanted."""
    return any(asks(one) and wanted & stems(one) for one in sentences(hit.event.text))


def _questions(vault: Vault, indexes: Indexes, hits: Sequence[Hit]) -> list[Hit]:
    """Return what was said just before each hit, where that asks."""
    if not indexes.events.ready:
        return []
    rows = indexes.events.rows_of([hit.event.id for hit in hits])
    before = indexes.events.ids_of(indexes.events.neighbours(rows, -1)).tolist()
    wanted = [EventId(one) for one in dict.fromkeys(before) if one]
    events = vault.read(lambda session: session.events.get(wanted))
    return [
        Hit(event=event, score=_NO_ANSWER, channels=())
        for event in events
        if any(map(asks, sentences(event.text)))
    ]


def _replies(vault: Vault, indexes: Indexes, asking: Sequence[Hit]) -> dict[EventId, Hit]:
    """Return, by the event that asks, what the next one to speak said to it."""
    if not asking or not indexes.events.ready:
        return {}
    rows = indexes.events.rows_of([hit.event.id for hit in asking])
    authors = indexes.events.columns(rows).author
    chosen: dict[EventId, EventId] = {}
    for offset in range(1, ANSWERED_WITHIN + 1):
        behind = indexes.events.neighbours(rows, offset)
        spoke = indexes.events.columns(behind).author
        said = indexes.events.ids_of(behind).tolist()
        for hit, reply, other in zip(
            asking, said, (spoke != authors) & (behind != NONE), strict=True
        ):
            if other and reply:
                chosen.setdefault(hit.event.id, EventId(reply))
    events = vault.read(lambda session: session.events.get(list(chosen.values())))
    by_id = {event.id: event for event in events}
    scores = {hit.event.id: hit.score for hit in asking}
    return {
        asker: Hit(event=by_id[reply], score=scores[asker], channels=())
        for asker, reply in chosen.items()
        if reply in by_id
    }
