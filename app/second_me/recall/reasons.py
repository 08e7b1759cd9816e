"""Why a hit was found, in few parts that a front end can put into words."""

from typing import Final

import msgspec

from second_me.core.clock import Precision
from second_me.core.protocol.recall import Hit, Reason, ReasonKind
from second_me.core.records import Event
from second_me.core.terms import stem, words
from second_me.recall.about import speaks_of
from second_me.recall.passages import Passage
from second_me.recall.understanding import Asked

NEAR: Final = 0.3
"""Cosine from which on it is worth saying that a memory is close in meaning."""

_MOST_WORDS: Final = 6
_NEIGHBOURS: Final = frozenset({"neighbour", "neighbours", "window"})


def explained(asked: Asked, hit: Hit) -> Hit:
    """Return the hit with its reasons: whom, when, which words, how close, what stands beside it.

    Reasons that it has already come last.
    """
    found = [
        *_people(asked, hit),
        *_time(asked, hit.event),
        *_phrases(asked, hit.event),
        *_words(asked, hit.event),
        *_meaning(hit),
    ]
    if not found and any(trace.channel in _NEIGHBOURS for trace in hit.channels):
        found.append(Reason(kind=ReasonKind.NEIGHBOUR))
    return msgspec.structs.replace(hit, reasons=(*found, *hit.reasons))


def _people(asked: Asked, hit: Hit) -> list[Reason]:
    """Return those whom the question names and who said it or of whom it tells."""
    named = [name for name in asked.people if name == hit.event.author]
    told = Passage(
        number=1, event=hit.event, heading="", text=hit.event.text, dated="", stems=frozenset()
    )
    named += [name for name in asked.people if name not in named and speaks_of(told, [name])]
    return [Reason(kind=ReasonKind.PERSON, detail=name) for name in named]


def _time(asked: Asked, event: Event) -> list[Reason]:
    dated = event.moment.precision is not Precision.UNKNOWN
    falls = asked.when is not None and dated and asked.when.holds(event.moment.at)
    return [Reason(kind=ReasonKind.TIME)] if falls else []


def _phrases(asked: Asked, event: Event) -> list[Reason]:
    held = f"{event.title}\n{event.text}".casefold()
    return [
        Reason(kind=ReasonKind.PHRASE, detail=phrase)
        for phrase in asked.phrases
        if phrase.casefold() in held
    ]


def _words(asked: Asked, event: Event) -> list[Reason]:
    """Return the words shared, as the memory has them, in the order of the question."""
    held: dict[str, str] = {}
    for word in words(f"{event.title} {event.text}"):
        held.setdefault(stem(word), word)
    wanted = dict.fromkeys(asked.content_terms or asked.terms)
    shared = [held[term] for term in wanted if term in held][:_MOST_WORDS]
    if not shared:
        return []
    share = len(shared) / len(wanted)
    return [Reason(kind=ReasonKind.WORDS, detail=", ".join(shared), weight=share)]


def _meaning(hit: Hit) -> list[Reason]:
    cosines = [trace.score for trace in hit.channels if trace.channel == "meaning"]
    best = max(cosines, default=0.0)
    return [Reason(kind=ReasonKind.MEANING, weight=best)] if best >= NEAR else []
