"""A short answer by the generate adapter: a few words, and the memories that they stand in.

A small model takes the right words out of the right memory, and seldom finds that among others:
so it reads the nearest ones each alone, and the draft that is borne out best is the answer.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from second_me.core.clock import Moment
from second_me.core.records import OWN_WORDS
from second_me.core.said_times import day
from second_me.core.terms import stems
from second_me.inference import adapter_prompts
from second_me.inference.adapter_prompts import OWN, Line
from second_me.inference.text_model import Generate, Generated
from second_me.recall.about import asked_about, speaks_of
from second_me.recall.answer_forms import fits
from second_me.recall.choice import TYPICAL, Found, Row, features, likely, shipped
from second_me.recall.grounding import Claim, without_citations
from second_me.recall.passages import Passage, date_words
from second_me.recall.reading_off import beside_the_point, measured, put_right, read_off
from second_me.recall.understanding import Asked, Wants

MAX_TOKENS: Final = 60

SCORED: Final = 10
"""Tokens whose probability is told: the first words say how sure the model is."""

ALONE: Final = 4
"""So many memories are read each alone; if nothing comes of that, all together."""

_AS_GOOD: Final = 0.5
"""Of a list is what is at least so likely beside the likeliest."""

_PLAIN: Final = frozenset({"yes", "no", "likely yes", "likely no"})


class Short(msgspec.Struct, frozen=True):
    """The answer as it is shown, how likely it is and by what (`choice.FEATURES`); empty when
    nothing came that stands in the memories.
    """

    text: str = ""
    said: str = ""
    """The words alone."""
    chance: float = 0.0
    row: Row = ()
    read: bool = False
    """It was read off by program."""
    declined: bool = False
    """The adapter itself says that the memories do not tell."""


def chosen(
    draft: Callable[[Sequence[Passage]], Generated],
    asked: Asked,
    evidence: Sequence[Passage],
    found: Found,
) -> Short:
    """Return the likeliest of what `draft` writes from the evidence and what is read off by
    program, or where many are asked for all that are likely; empty if nothing holds, or what does
    is too unlikely.
    """
    weights = shipped()
    listed = asked.many and not asked.counts
    drafts = [_read(asked, evidence, found)]
    for passage in evidence[:ALONE]:
        if drafts[-1].chance >= weights.enough and not listed:
            break
        drafts.append(judge(draft([passage]), asked, [passage], found))
    best = max(drafts, key=lambda one: one.chance)
    if not best.text and len(evidence) > 1:
        best = judge(draft(evidence), asked, evidence, found)
    if best.chance < weights.least:
        return Short(declined=bool(best.text) or any(one.declined for one in drafts))
    if listed:
        best = _list([one for one in drafts if one.chance >= _AS_GOOD * best.chance] or [best])
    if best.chance < weights.sure:
        text = f"Perhaps {best.said}{best.text[len(best.said) :]}"
        best = msgspec.structs.replace(best, text=text)
    return best


def _list(drafts: Sequence[Short]) -> Short:
    """Return one answer of several that say different things, the likeliest first."""
    kept: list[Short] = []
    for one in sorted(drafts, key=lambda one: -one.chance):
        told = frozenset[str]().union(*(stems(other.said) for other in kept))
        if not stems(one.said) <= told:
            kept.append(one)
    said = ", ".join(one.said + one.text[len(one.said) :] for one in kept)
    return msgspec.structs.replace(kept[0], said=said, text=said[:1].upper() + said[1:])


def request(question: str, at: Moment, evidence: Sequence[Passage], adapter: str) -> Generate:
    """Return what the adapter is asked at that moment. Each memory that is read alone stays
    computed beside the others, for the next question on them.
    """
    lines = [
        Line(_day(passage), _signed(passage, question), _titled(passage)) for passage in evidence
    ]
    alone = f" {evidence[0].number}" if len(evidence) == 1 else ""
    return Generate(
        task=f"generate{alone}",
        prompt=adapter_prompts.generate_prompt(lines, question, day(at.local().date())),
        max_tokens=MAX_TOKENS,
        stop=("\n",),
        adapter=adapter,
        scored=SCORED,
        maker=f"generate {adapter_prompts.GENERATE}",
    )


def judge(made: Generated, asked: Asked, evidence: Sequence[Passage], found: Found) -> Short:
    """Return what is shown of what the adapter wrote.

    The memories that bear the answer out are cited, those that the adapter names before
    others. What stands in no memory, or is not of the kind that is wanted, is not shown.
    """
    reading = adapter_prompts.read_answer(made.text)
    said = without_citations(reading.text).rstrip(". ")
    if len(evidence) == 1:
        said = put_right(said, evidence[0])
    if reading.declined or not fits(said, asked.wants) or not measured(said, asked):
        return Short(declined=reading.declined)
    named = [evidence[number - 1] for number in reading.numbers if 1 <= number <= len(evidence)]
    bearing = [
        one
        for one in _bearing(said, asked, named, evidence)
        if not beside_the_point(asked, one, evidence) and not _only_called(said, asked, one)
    ]
    if not bearing:
        return Short()
    cited = [passage for passage in named if passage in bearing] or bearing[:1]
    row = features(said, bearing[0], asked, found, likely(made.probabilities))
    return Short(shown(said, cited), said, shipped().chance(row), row)


def _read(asked: Asked, evidence: Sequence[Passage], found: Found) -> Short:
    """Return what a program reads off, if it does."""
    read = read_off(asked, evidence)
    if read is None:
        return Short()
    row = features(read.text, read.passage, asked, found, TYPICAL)
    return Short(shown(read.text, [read.passage]), read.text, shipped().chance(row), row, read=True)


def shown(said: str, cited: Sequence[Passage]) -> str:
    """Return an answer as a person reads it, with the memories that bear it out."""
    return said[:1].upper() + said[1:] + "".join(f" [{passage.number}]" for passage in cited)


def _bearing(
    answer: str, asked: Asked, named: Sequence[Passage], evidence: Sequence[Passage]
) -> Sequence[Passage]:
    """Return the memories that bear the answer out, each alone, the nearest to it first.

    If none does, the named ones may do so together, as those of a list; "yes" and "no" stand in
    what is named and tells something of the question.
    """
    if answer.lower() in _PLAIN:
        return [passage for passage in named if passage.told & stems(asked.text)]
    claim, near = Claim.of(answer, asked.text), stems(f"{asked.text} {answer}")
    who = asked.wants is Wants.PERSON
    alone = [passage for passage in evidence if claim.stands_in([passage], who=who)]
    if alone:
        return sorted(alone, key=lambda passage: -len(near & passage.stems))
    return named if claim.stands_in(named, who=who) else []


def _only_called(answer: str, asked: Asked, passage: Passage) -> bool:
    """Say whether the one named as the answer is only spoken to, as in "Thanks, Anna!"."""
    return (
        asked.wants is Wants.PERSON and answer in passage.text and not speaks_of(passage, [answer])
    )


def _day(passage: Passage) -> str:
    moment = passage.event.moment
    return day(moment.local().date()) if date_words(moment) else "no date"


def _titled(passage: Passage) -> str:
    """Return the text under its title, which often says of whom or what it tells."""
    title = passage.event.title
    return f"{title}. {passage.dated}" if title else passage.dated


def _signed(passage: Passage, question: str) -> str:
    """Return who it is from: the person's own words are theirs by name in a question that names
    them so.
    """
    event = passage.event
    own = event.origin in OWN_WORDS
    if own and not asked_about(question, [passage]):
        return OWN
    return event.author or event.kind.value
