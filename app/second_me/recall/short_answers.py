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
_PLAIN: Final = frozenset({"yes", "no", "likely yes", "likely no"})


class Short(msgspec.Struct, frozen=True):
    """The answer as it is shown; empty when nothing came that stands in the memories."""

    text: str = ""
    declined: bool = False


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

    It declines when the adapter does, and when the memories that bear the answer out speak of
    somebody else than the question. What stands in no memory is not shown; where it stands in
    another than the adapter names, that one is cited.
    """
    reading = adapter_prompts.read_answer(written)
    if reading.declined:
        return Short(declined=True)
    named = [evidence[number - 1] for number in reading.numbers if 1 <= number <= len(evidence)]
    cited = _bearing(reading.text, question, named, evidence)
    if not cited:
        return Short()
    names = asked_about(question, evidence)
    if names and not any(speaks_of(passage, names) for passage in cited):
        return Short(declined=True)
    marks = "".join(f" [{passage.number}]" for passage in cited)
    said = without_citations(reading.text)
    return Short(said[:1].upper() + said[1:].rstrip(". ") + marks)


def _bearing(
    answer: str, question: str, named: Sequence[Passage], evidence: Sequence[Passage]
) -> Sequence[Passage]:
    """Return the memories that were named if they bear the answer out, else the one that does."""
    if named and _stands(answer, question, named):
        return named
    claim, said = Claim.of(answer, question), stems(answer)
    others = [passage for passage in evidence if claim.stands_in(passage.stems)]
    return sorted(others, key=lambda passage: -len(said & passage.stems))[:1]


def _stands(answer: str, question: str, cited: Sequence[Passage]) -> bool:
    """Return whether the memories that are named bear the answer out."""
    if answer.lower().rstrip(".") in _PLAIN:
        return True
    held = frozenset[str]().union(*(passage.stems for passage in cited))
    return Claim.of(answer, question).stands_in(held)


def _day(passage: Passage) -> str:
    moment = passage.event.moment
    return day(moment.local().date()) if date_words(moment) else "no date"


def _signed(passage: Passage) -> str:
    event = passage.event
    if event.origin in {Origin.TYPED, Origin.OWN}:
        return OWN
    return event.author or event.kind.value
