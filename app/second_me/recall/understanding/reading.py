"""A question read without a language model: who, when, what, and how much of it."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from second_me.core.clock import Moment, Timestamp
from second_me.recall.understanding import extent
from second_me.recall.understanding.anchors import anchor
from second_me.recall.understanding.asked import Asked, When
from second_me.recall.understanding.clauses import Clause, main_clause
from second_me.recall.understanding.known import Known
from second_me.recall.understanding.languages import language_of, wants_in
from second_me.recall.understanding.mentions import Mention
from second_me.recall.understanding.names import Names, names
from second_me.recall.understanding.phrases import numbers, quoted
from second_me.recall.understanding.question_terms import question_terms
from second_me.recall.understanding.relations import relations
from second_me.recall.understanding.time_reading import Setting
from second_me.recall.understanding.times import Stretch, Times, main, times
from second_me.recall.understanding.tokens import Token, bounded, tokenise, word_set
from second_me.recall.understanding.wants import Wanted, wanted

_OWN: Final = word_set(
    "i i'm i've i'd i'll me my mine myself we we've we're we'd we'll us our ours ourselves"
)
_ADDRESSED: Final = frozenset({"you", "your", "yours"})
_NOT_ADDRESSED: Final = word_set("can could would will do thank thanks as if should may might")
_TO_COME: Final = word_set("will tomorrow upcoming next i'll we'll she'll he'll they'll planned")
_GONE: Final = word_set("did was were had happened said told went got gave")
_NOW: Final = frozenset({"am", "is", "are"})
_PLANNED: Final = word_set("planned scheduled booked need invited")
_LATELY: Final = word_set("recently lately nowadays")
_MOST_QUOTED: Final = 0.8
_MINUTE: Final = 60_000
_DAY: Final = 86_400_000
_EPOCH: Final = date(1970, 1, 1).toordinal()


def understand(text: str, asked: Moment, known: Known, *, date_order: str = "dmy") -> Asked:
    """Return what a question asks, as far as its words show it, asked at that moment.

    Of a very long text the two ends are read. `date_order` ("dmy", "mdy") is how dates in figures
    are read where both ways are dates. Raises nothing, whatever the text.
    """
    return _Question(bounded(text), asked, known, date_order).read(text.strip())


class _Question:
    """One question on its way to being understood."""

    def __init__(self, text: str, asked: Moment, known: Known, date_order: str) -> None:
        self._text = text
        self._known = known
        self._tokens = tokenise(text)
        self._offset = asked.utc_offset_minutes or 0
        setting = Setting(
            said=_day(asked.at, self._offset),
            future=_is_to_come(self._tokens),
            date_order=date_order,
        )
        self._quotes = quoted(text)
        self._in_quotes = _places(self._tokens, _parts(text, self._quotes))
        self._language = language_of(self._tokens)
        self._times: Times = times(
            text,
            self._tokens,
            setting,
            self._offset,
            quoted=self._in_quotes,
            language=self._language,
        )
        self._dated = _places(self._tokens, self._times.stretches)
        self._clause: Clause = main_clause(text, self._tokens)
        self._want: Wanted = self._wanted()
        self._names: Names = names(self._tokens, known, self._dated | self._in_quotes)

    def read(self, text: str) -> Asked:
        tokens, found, want = self._tokens, self._names, self._want
        whens = _without_lately(self._times.whens)
        own = self._speaks_of_owner()
        people, mentions, owner = self._people(own)
        place = self._clause.place
        asking = tokens[place].start if 0 <= place < len(tokens) else -1
        event = anchor(self._text, asking, self._times.stretches)
        nouns = self._language is not None and self._language.capital_nouns
        others = () if nouns else found.others
        kin = relations(tokens, found.people, self._known)
        named = _of(found.people)
        terms = question_terms(tokens, want.asks, self._dated, named, self._empty())
        sums, compares = extent.sums(self._text), extent.compares(self._text)
        return Asked(
            text=text,
            words=terms.words,
            terms=terms.stems,
            content_terms=terms.content,
            phrases=_phrases(self._quotes, others),
            numbers=numbers(self._text, self._times.stretches),
            people=people,
            mentions=mentions,
            owner=owner,
            relations=kin,
            entities=_spelled(found.things),
            unknown_names=_spelled(found.unknown),
            other_names=_spelled(others),
            when=main(whens),
            times=whens,
            anchor=event.words,
            anchor_side=event.side,
            during=event.during,
            wants=want.wants,
            thing=want.thing,
            many=want.plural or want.counts or sums or extent.says_all(tokens),
            counts=want.counts,
            chain=sums
            or compares
            or bool(event.words)
            or self._clause.asks > 1
            or _together(tokens, found.people)
            or any(relation.through for relation in kin)
            or extent.describes_somebody(self._text),
            order=extent.order(self._text, dated=any(not when.vague for when in whens)),
        )

    def _empty(self) -> frozenset[str]:
        """Return the words that say nothing in the question's language, but for English."""
        language = self._language
        if language is None:
            return frozenset()
        lows = {self._tokens[place].low for place in self._dated}
        return language.empty | language.own | {low for low in lows if not language.is_date(low)}

    def _wanted(self) -> Wanted:
        if self._language:
            wants, asks = wants_in(self._language, self._tokens)
            return Wanted(wants, asks=asks)
        return wanted(self._tokens, self._clause, self._in_quotes)

    def _people(self, own: bool) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], bool]:  # noqa: FBT001
        """Return the names of all people, each mention's names, and whether the owner is one."""
        mentions = tuple(mention.names for mention in self._names.people)
        people = dict.fromkeys(name for bearers in mentions for name in bearers)
        named = any(self._known.is_owner(name) for name in people)
        if own and not named and self._known.owner:
            people[self._known.owner] = None
        return tuple(people), mentions, own or named

    def _speaks_of_owner(self) -> bool:
        """Say whether "I" or "my" take part, or the owner is spoken to as "you"."""
        if self._language:
            return any(self._language.is_own(token.low) for token in self._tokens)
        last = ""
        for place, token in enumerate(self._tokens):
            low = token.low
            if low in _OWN and place not in self._want.asks and place not in self._in_quotes:
                return True
            if low in _ADDRESSED and last not in _NOT_ADDRESSED and place not in self._want.asks:
                return True
            last = low
        return False


def _is_to_come(tokens: Sequence[Token]) -> bool:
    """Say whether a question is of what is still to come."""
    lows = [token.low for token in tokens]
    gone = any(low in _GONE or (low.endswith("ed") and low not in _PLANNED) for low in lows)
    going = any(pair == ("going", "to") for pair in pairwise(lows))
    doing = not _NOW.isdisjoint(lows) and any(low.endswith("ing") for low in lows)
    return not gone and (going or doing or not _TO_COME.isdisjoint(lows))


def _day(at: Timestamp, utc_offset_minutes: int) -> date:
    """Return the asker's day, the calendar's first or last for times beyond it."""
    day = (at + utc_offset_minutes * _MINUTE) // _DAY + _EPOCH
    return date.fromordinal(min(max(day, date.min.toordinal()), date.max.toordinal()))


def _without_lately(whens: Sequence[When]) -> tuple[When, ...]:
    """Leave "recently" out beside a time that is named: it counts from there."""
    sure = [when for when in whens if when.words.lower() not in _LATELY]
    return tuple(sure or whens)


def _places(tokens: Sequence[Token], stretches: Collection[Stretch]) -> frozenset[int]:
    """Return the places of the words that lie in stretches of the text."""
    if not stretches:
        return frozenset()
    return frozenset(
        place
        for place, token in enumerate(tokens)
        if any(start <= token.start < end for start, end in stretches)
    )


def _parts(text: str, quotes: Sequence[tuple[str, Stretch]]) -> list[Stretch]:
    """Return where quotes stand, but for one around all of the question."""
    return [span for _, span in quotes if span[1] - span[0] < _MOST_QUOTED * len(text)]


def _of(mentions: Sequence[Mention]) -> frozenset[int]:
    return frozenset(place for mention in mentions for place in range(mention.first, mention.end))


def _spelled(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for mention in mentions for name in mention.names))


def _phrases(quotes: Sequence[tuple[str, Stretch]], others: Sequence[Mention]) -> tuple[str, ...]:
    """Return what is quoted, and names of several words that may be titles."""
    titles = [mention.names[0] for mention in others if mention.end - mention.first > 1]
    return tuple(dict.fromkeys([*(phrase for phrase, _ in quotes), *titles]))


def _together(tokens: Sequence[Token], people: Sequence[Mention]) -> bool:
    """Say whether two people are named side by side: "Anna and Tom", "Anna or Tom"."""
    return any(
        later.first - mention.end == 1 and tokens[mention.end].low in {"and", "or"}
        for mention, later in pairwise(people)
    )
