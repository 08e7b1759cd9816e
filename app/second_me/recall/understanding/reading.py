"""A question read without a language model: who, when, what, and how much of it."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from second_me.core.clock import Moment, Timestamp
from second_me.core.terms import STOP_WORDS, stem
from second_me.core.terms import words as words_of
from second_me.recall.understanding import extent
from second_me.recall.understanding.anchors import anchor
from second_me.recall.understanding.asked import Asked
from second_me.recall.understanding.clauses import main_clause
from second_me.recall.understanding.known import Known
from second_me.recall.understanding.names import Mention, names
from second_me.recall.understanding.phrases import numbers, quoted
from second_me.recall.understanding.relations import relations
from second_me.recall.understanding.time_reading import Setting
from second_me.recall.understanding.times import Stretch, main, times
from second_me.recall.understanding.tokens import Token, bounded, tokenise, word_set
from second_me.recall.understanding.wants import wanted

_OWN: Final = word_set(
    """
    i i'm i've i'd i'll me my mine myself we we've we're we'd we'll us our ours ourselves
    """
)
_TO_COME: Final = word_set(
    """
    will tomorrow upcoming next i'll we'll she'll he'll they'll soon
    """
)
_GONE: Final = word_set("did was were had")
_ASSISTANT: Final = re.compile(
    r"\byou(?:'d|\u2019d)?\s+(?:just\s+|also\s+|had\s+|have\s+)?(?:told|said|mentioned|recommended|suggested|gave|provided|wrote"
    r"|created|listed|explained|made|shared|advised|described|came up|helped|proposed|say|recommend"
    r"|suggest|mention|give)\b|\bour\s+(?:previous|last|earlier|past)\s+(?:chat|conversation|discussion)"
    r"|\bremind me of the\b.{0,80}\byou\b",
    re.IGNORECASE,
)
_DAY: Final = 86_400_000
_EPOCH: Final = date(1970, 1, 1).toordinal()


def understand(text: str, asked: Moment, known: Known, *, date_order: str = "dmy") -> Asked:
    """Return what a question asks, as far as its words show it, asked at that moment.

    Of a very long text the two ends are read. `date_order` ("dmy", "mdy") is how dates in figures
    are read where both ways are dates. Raises nothing, whatever the text.
    """
    read = bounded(text)
    tokens = tokenise(read)
    clause = main_clause(tokens)
    want = wanted(tokens, clause)
    offset = asked.utc_offset_minutes or 0
    lows = {token.low for token in tokens}
    setting = Setting(
        said=_day(asked.at, offset),
        future=bool(lows & _TO_COME or "going to" in read) and not lows & _GONE,
        date_order=date_order,
    )
    found_times = times(read, tokens, setting, offset)
    dated = _places(tokens, found_times.stretches)
    quotes = quoted(read)
    found = names(tokens, known, dated | _places(tokens, [span for _, span in quotes]))
    own = any(token.low in _OWN for place, token in enumerate(tokens) if place not in want.asks)
    mentions = tuple(mention.names for mention in found.people)
    people = list(dict.fromkeys(name for bearers in mentions for name in bearers))
    named_owner = any(known.is_owner(name) for name in people)
    if own and known.owner and not named_owner:
        people.append(known.owner)
    before, side = anchor(read, tokens, found_times.stretches)
    words, terms = _terms(tokens, want.asks, _of(found.people))
    _, content = _terms(tokens, want.asks | dated | _of(found.people), frozenset())
    kin = relations(tokens, found.people, known)
    compared = extent.compares(read)
    return Asked(
        text=text.strip(),
        words=words,
        terms=terms,
        content_terms=content,
        phrases=tuple(
            dict.fromkeys(
                [phrase for phrase, _ in quotes]
                + [mention.names[0] for mention in found.others if mention.end - mention.first > 1]
            )
        ),
        numbers=numbers(read, found_times.stretches),
        people=tuple(people),
        mentions=mentions,
        owner=own or named_owner,
        relations=kin,
        entities=_spelled(found.things),
        unknown_names=_spelled(found.unknown),
        other_names=_spelled(found.others),
        assistant=_ASSISTANT.search(read) is not None,
        when=main(found_times.whens),
        times=found_times.whens,
        anchor=before,
        anchor_side=side,
        wants=want.wants,
        thing=want.thing,
        many=want.plural or want.counts or extent.says_all(tokens) or compared,
        counts=want.counts,
        chain=compared
        or bool(before)
        or clause.asks > 1
        or len(mentions) > 1
        or any(relation.through for relation in kin)
        or extent.describes_somebody(read),
        order=extent.order(read),
    )


def _day(at: Timestamp, utc_offset_minutes: int) -> date:
    """Return the asker's day, the calendar's first or last for times beyond it."""
    day = (at + utc_offset_minutes * 60_000) // _DAY + _EPOCH
    return date.fromordinal(min(max(day, date.min.toordinal()), date.max.toordinal()))


def _places(tokens: Sequence[Token], stretches: Collection[Stretch]) -> frozenset[int]:
    """Return the places of the words that lie in stretches of the text."""
    return frozenset(
        place
        for place, token in enumerate(tokens)
        if any(start <= token.start < end for start, end in stretches)
    )


def _of(mentions: Sequence[Mention]) -> frozenset[int]:
    return frozenset(place for mention in mentions for place in range(mention.first, mention.end))


def _spelled(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for mention in mentions for name in mention.names))


def _terms(
    tokens: Sequence[Token], without: Collection[int], kept: Collection[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that carry the topic and their stems, each once.

    Words that only ask are left out, `kept` ones never are; all words stay if none says anything.
    """
    found = [
        word
        for place, token in enumerate(tokens)
        if place not in without or place in kept
        for word in words_of(token.text)
        if place in kept or word not in STOP_WORDS
    ]
    if not found and not kept:
        found = []
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(stem(word) for word in found))
