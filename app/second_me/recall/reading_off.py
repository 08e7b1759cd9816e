"""Times and amounts read off the evidence by program, and what any answer is worth beside them.

A small model knows what kind of words answer a question better than which of several such words
does: where one sentence tells what is asked and holds exactly such a time or amount, that is it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from second_me.core.sentences import asks, sentences
from second_me.core.terms import STOP_WORDS, exact, stem, stems
from second_me.recall.measures import asked_for, counted, in_its_year, stated
from second_me.recall.passages import Passage
from second_me.recall.understanding import Asked, Wants

_ASKING: Final = frozenset(
    map(stem, ("when", "many", "much", "long", "old", "time", "times", "date", "day", "number"))
)
"""Words of a question that ask, and that what tells the answer need not hold."""

_NAMING: Final = frozenset(map(stem, ("called", "name", "named", "kind", "type")))

_FORMS: Final = {
    stem(form): stem(verb)
    for verb, *forms in map(
        str.split,
        (
            "pay paid", "buy bought", "sell sold", "find found", "lose lost", "leave left",
            "meet met", "win won", "make made", "build built", "send sent", "spend spent",
            "break broke broken", "steal stole stolen", "write wrote written", "eat ate eaten",
            "drive drove driven", "fly flew flown", "run ran", "swim swam", "begin began begun",
            "bring brought", "teach taught", "catch caught", "think thought", "feel felt",
            "keep kept", "sleep slept", "tell told", "grow grew grown", "choose chose chosen",
        ),
    )
    for form in forms
}  # fmt: skip
"""Past forms of verbs that the stems do not bring together."""

_ARTICLE: Final = r"(?:(?:the|an?|my|his|her|our|their) )?"
_BUT_NOT: Final = r"(?:not|instead of|rather than|no longer)"
_DENIED: Final = rf"\b(?:{_BUT_NOT}|\w+n['\u2019]t)\s+{_ARTICLE}"
"""What stands before something that is not so."""

_ROOT: Final = 6
"""Letters that words of one root mostly share."""

_WHOLE: Final = 0.4
"""Worth of a word that the memory holds, or that it was just asked, but not in the sentence with
the answer.
"""

_LATER: Final = 0.02
"""What each place further down in the evidence takes off."""

ENOUGH: Final = 0.6
"""What is worth less is not read off."""

_ONLY: Final = 0.12
"""The same of the only one of its kind in all of the evidence, beside the names asked about."""


class ReadOff(msgspec.Struct, frozen=True):
    """An answer that stands in one memory; `worth` is about 0 to 1."""

    text: str
    passage: Passage
    worth: float


def read_off(asked: Asked, evidence: Sequence[Passage]) -> ReadOff | None:
    """Return the time or amount whose sentence tells most of what is asked, if one does and
    holds no second one of that kind.
    """
    if asked.many and not asked.counts:
        return None
    alone: list[ReadOff] = []
    values: set[str] = set()
    for place, passage in enumerate(evidence):
        for sentence in telling_sentences(passage):
            found = list(dict.fromkeys(_fitting(asked, sentence)))
            values.update(found)
            if len(found) == 1:
                text = in_its_year(found[0], passage.event.moment)
                alone.append(ReadOff(text, passage, _worth(asked, sentence, passage, place)))
    best = max(alone, key=lambda one: one.worth, default=None)
    if best is None:
        return None
    only = len(values) == 1 and exact(asked.text) <= best.passage.stems
    return best if best.worth >= (_ONLY if only else ENOUGH) else None


def worth(answer: str, asked: Asked, evidence: Sequence[Passage]) -> float:
    """Return how well the sentences that hold the answer tell what is asked: of the best one. A
    time that is none by itself ("a while ago") is worth half.
    """
    wanted = stems(answer)
    whole = asked.wants is not Wants.TIME or any(map(str.isdigit, answer))
    best = max(
        (
            _worth(asked, sentence, passage, place)
            for place, passage in enumerate(evidence)
            for sentence in telling_sentences(passage)
            if wanted <= stems(sentence) and not _denied(answer, sentence)
        ),
        default=0.0,
    )
    return best if whole else best / 2


def tells(wanted: frozenset[str], answer: str, passage: Passage) -> bool:
    """Say whether a sentence of a memory holds an answer, its stems `wanted`, and does not deny
    it.
    """
    return wanted <= passage.told and any(
        wanted <= stems(sentence) and not _denied(answer, sentence)
        for sentence in telling_sentences(passage)
    )


def put_right(answer: str, passage: Passage) -> str:
    """Return what a memory says in place of an answer that it denies, which has as many words:
    "hazelnuts" for "walnuts" in "hazelnuts, not walnuts". Another answer stays as it is.
    """
    as_many = r"\s+".join([r"[^\s,.;:!?]+"] * len(answer.split()))
    pattern = rf"({as_many}),?\s+(?:and |but )?{_BUT_NOT}\s+{_ARTICLE}{re.escape(answer)}\b"
    found = re.search(pattern, passage.dated, re.IGNORECASE)
    if found is None or found[1].split()[-1].casefold() in STOP_WORDS:  # "it is not Anna"
        return answer
    return found[1]


def beside_the_point(asked: Asked, bearing: Passage, evidence: Sequence[Passage]) -> bool:
    """Say whether a memory holds nothing of what the question is about, and another all of it."""
    wanted = stems(asked.text) - _ASKING - _NAMING
    wanted = wanted - frozenset().union(*(passage.by for passage in evidence))
    told = [passage.told | stems(passage.heading) for passage in evidence]
    here = bearing.told | stems(bearing.heading)
    return bool(wanted) and not wanted & here and any(wanted <= held for held in told)


def measured(answer: str, asked: Asked) -> bool:
    """Say whether an answer is of the measure that is asked for, or may be."""
    kind = asked_for(asked.text, asked.wants)
    return kind in _LOOSE or any(stated(answer, kind)) or not _other(answer, kind)


_LOOSE: Final = frozenset({"", "date", "age", "frequency"})
_MEASURES: Final = ("clock", "duration", "money", "weight", "length", "share")


def _other(answer: str, kind: str) -> bool:
    """Say whether an answer states another measure, or no figure at all."""
    figures = any(map(str.isdigit, answer))
    return not figures or any(any(stated(answer, one)) for one in _MEASURES if one != kind)


def telling_sentences(passage: Passage) -> Iterator[str]:
    """Yield the sentences of a memory that do not only ask."""
    return (one for one in sentences(passage.dated) if not asks(one))


def _fitting(asked: Asked, sentence: str) -> Iterator[str]:
    kind = asked_for(asked.text, asked.wants)
    if kind:
        yield from stated(sentence, kind)
    elif asked.counts and asked.thing:
        yield from counted(sentence, asked.thing)


def _worth(asked: Asked, sentence: str, passage: Passage, place: int) -> float:
    wanted = _alike(stems(asked.text) - _ASKING)
    if not wanted:
        return 0.0
    here = _alike(stems(f"{passage.event.title} {sentence}") | passage.by)
    nearby = (_alike(passage.told | passage.put) - here) & wanted
    return (len(here & wanted) + _WHOLE * len(nearby)) / len(wanted) - _LATER * place


def _denied(answer: str, sentence: str) -> bool:
    """Say whether a sentence says that it is not this: "hazelnuts, not walnuts"."""
    return re.search(rf"{_DENIED}{re.escape(answer)}\b", sentence, re.IGNORECASE) is not None


def _alike(words: frozenset[str]) -> frozenset[str]:
    """Return stems so that those of one root meet: "allergy" and "allergic"."""
    return frozenset(_FORMS.get(word, word)[:_ROOT] for word in words)
