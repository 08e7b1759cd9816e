"""A short answer by the generate adapter: a few words, and the memories that they stand in."""

from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.clock import Moment
from second_me.core.records import Origin
from second_me.core.said_times import day
from second_me.core.terms import stems
from second_me.inference import adapter_prompts
from second_me.inference.adapter_prompts import OWN, Line
from second_me.inference.text_model import Generate
from second_me.recall.about import asked_about, speaks_of
from second_me.recall.grounding import Claim, without_citations
from second_me.recall.passages import Passage, date_words

MAX_TOKENS: Final = 60

MIXED_UP: Final = 0.2
"""Share of a question's own words that somebody else's memory holds and none of the right one."""

_PLAIN: Final = frozenset({"yes", "no", "likely yes", "likely no"})


class Short(msgspec.Struct, frozen=True):
    """The answer as it is shown; empty when nothing came that stands in the memories."""

    text: str = ""
    declined: bool = False


def of_the_asked(question: str, evidence: Sequence[Passage], most: int) -> list[Passage]:
    """Return the first `most` passages that speak of whom the question names; of all if it names
    nobody who speaks in them.

    What the other one of two people says of themselves answers nothing, however alike it is. If
    it is clearly more alike than all that speaks of the right one, then the question mixes them
    up, and nothing is returned.
    """
    names = asked_about(question, evidence)
    if not names:
        return list(evidence[:most])
    right = [one for one in evidence if speaks_of(one, names)]
    others = [one for one in evidence if one not in right]
    wanted = stems(question) - stems(" ".join(names))
    apart = _most_shared(wanted, others) - _most_shared(wanted, right)
    return [] if apart > MIXED_UP * len(wanted) else right[:most]


def _most_shared(wanted: frozenset[str], passages: Sequence[Passage]) -> int:
    return max((len(wanted & one.stems) for one in passages), default=0)


def request(question: str, at: Moment, evidence: Sequence[Passage], adapter: str) -> Generate:
    """Return what the adapter is asked at that moment."""
    lines = [Line(_day(passage), _signed(passage), passage.dated) for passage in evidence]
    return Generate(
        task="generate",
        prompt=adapter_prompts.generate_prompt(lines, question, day(at.local().date())),
        max_tokens=MAX_TOKENS,
        stop=("\n",),
        adapter=adapter,
        maker=f"generate {adapter_prompts.GENERATE}",
    )


def judge(written: str, question: str, evidence: Sequence[Passage]) -> Short:
    """Return what is shown of what the adapter wrote.

    The memories that bear the answer out are cited, those that the adapter names before
    others. It declines when the adapter does, and when all that bear it out speak of
    somebody else than the question. What stands in no memory is not shown.
    """
    reading = adapter_prompts.read_answer(written)
    if reading.declined:
        return Short(declined=True)
    named = [evidence[number - 1] for number in reading.numbers if 1 <= number <= len(evidence)]
    bearing = _bearing(reading.text, question, named, evidence)
    names = asked_about(question, evidence)
    right = [passage for passage in bearing if not names or speaks_of(passage, names)]
    if not right:
        return Short(declined=bool(bearing))
    cited = [passage for passage in named if passage in right] or right[:1]
    marks = "".join(f" [{passage.number}]" for passage in cited)
    said = without_citations(reading.text)
    return Short(said[:1].upper() + said[1:].rstrip(". ") + marks)


def _bearing(
    answer: str, question: str, named: Sequence[Passage], evidence: Sequence[Passage]
) -> Sequence[Passage]:
    """Return the memories that bear the answer out, each alone, the nearest to it first.

    If none does, the named ones may do so together, as those of a list; "yes" and "no" stand in
    whatever is named.
    """
    if answer.lower().rstrip(".") in _PLAIN:
        return named
    claim, near = Claim.of(answer, question), stems(f"{question} {answer}")
    alone = [passage for passage in evidence if claim.stands_in(passage.stems)]
    if alone:
        return sorted(alone, key=lambda passage: -len(near & passage.stems))
    together = frozenset[str]().union(*(passage.stems for passage in named))
    return named if claim.stands_in(together) else []


def _day(passage: Passage) -> str:
    moment = passage.event.moment
    return day(moment.local().date()) if date_words(moment) else "no date"


def _signed(passage: Passage) -> str:
    event = passage.event
    if event.origin in {Origin.TYPED, Origin.OWN}:
        return OWN
    return event.author or event.kind.value
