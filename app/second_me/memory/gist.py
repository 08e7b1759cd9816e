"""What an episode is about, said in its own words: title, summary, people and place.

No model is asked. The title names the words that stand out, the summary quotes the sentences
that say most of them (Luhn, "The automatic creation of literature abstracts", 1958).
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from heapq import nsmallest
from importlib import resources
from typing import Final

import msgspec

from second_me.core.records import Event, Origin
from second_me.core.sentences import asks, sentences
from second_me.core.terms import STOP_WORDS, stem, words

TITLE_TERMS: Final = 3
TITLE_CHARACTERS: Final = 80
SUMMARY_CHARACTERS: Final = 240
SUMMARY_SENTENCES: Final = 2
READ_CHARACTERS: Final = 1_000
"""Of one event: what matters of a long text stands near its beginning."""

_PEOPLE: Final = 12
_LEAST_WEIGHT: Final = 0.01
_FEWEST_WORDS: Final = 4
_NAMED: Final = 2.0
"""What a name or a figure is worth in a sentence, beside its words."""

_SHORT: Final = 4
"""Added to a sentence's length, so that the shortest do not win."""

_NAME: Final = re.compile(r"(?<!^)\b(?:[A-Z]\w+|\w*\d\w*)")
_NOBODY: Final = frozenset({Origin.ASSISTANT, Origin.WEB, Origin.PROGRAM})
_REPLY: Final = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg)\s*:)+\s*", re.IGNORECASE)
_PLACE: Final = re.compile(
    r"\b(?:in|near|visit(?:ed|ing)?"
    r"|(?:trip|went|go|going|moved?|moving|flew|fly|drove|travel\w*) to) "
    r"((?:[A-Z]\w+)(?: (?:of |de |the )?[A-Z]\w+){0,3})"
)
_NO_PLACE: Final = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Christmas|Easter|I\b|AM\b|PM\b)"
)


class Gist(msgspec.Struct, frozen=True, kw_only=True):
    """Words for the person; all of them stand in the episode's events."""

    title: str
    summary: str
    people: tuple[str, ...] = ()
    place: str = ""


def gist(events: Sequence[Event]) -> Gist:
    """Return what some events, in order, are about."""
    people = _people(events)
    texts = [event.text[:READ_CHARACTERS] for event in events]
    stems = _Stems()
    spoken = [[(stems[word], word) for word in words(text)] for text in texts]
    salience = _salience(spoken, people)
    return Gist(
        title=_title(events, texts, _phrases(spoken, salience)),
        summary=_summary(events, texts, stems, salience),
        people=people,
        place=_place(texts, people),
    )


@cache
def common_stems() -> dict[str, int]:
    """Return the everyday stems of English, by their rank in how common they are."""
    text = (resources.files("second_me.memory") / "common_stems.txt").read_text("utf-8")
    return {line: rank for rank, line in enumerate(text.split(), start=1)}


def _people(events: Sequence[Event]) -> tuple[str, ...]:
    authors = Counter(
        event.author for event in events if event.author and event.origin not in _NOBODY
    )
    return tuple(name for name, _ in authors.most_common(_PEOPLE))


class _Stems(dict[str, str]):
    """Stems of the words met so far; empty for a word that tells no topic."""

    def __missing__(self, word: str) -> str:
        telling = len(word) > 1 and word not in STOP_WORDS and not word.isdigit()
        self[word] = found = stem(word) if telling else ""
        return found


Spoken = Sequence[Sequence[tuple[str, str]]]
"""Each text as its words, with their stems before them."""


def _salience(spoken: Spoken, people: Sequence[str]) -> dict[str, float]:
    """Return for each stem in how many texts it stands, times how telling it is."""
    known = common_stems()
    names = {stem(word) for name in people for word in words(name)} | {""}
    found = Counter(one for text in spoken for one in {one for one, _ in text})
    return {
        one: count * max(known.get(one, len(known)) / len(known), _LEAST_WEIGHT) ** 0.5
        for one, count in found.items()
        if one not in names
    }


def _title(events: Sequence[Event], texts: Sequence[str], phrases: Sequence[str]) -> str:
    titles = Counter(_REPLY.sub("", event.title).strip() for event in events if event.title.strip())
    if titles and titles.most_common(1)[0][1] * 2 >= len(events):
        return _cut(titles.most_common(1)[0][0], TITLE_CHARACTERS)
    chosen: list[str] = []
    used: set[str] = set()
    for phrase in phrases:
        own = {stem(word) for word in words(phrase)}
        if not own & used:
            chosen.append(phrase)
            used |= own
        if len(chosen) == TITLE_TERMS:
            break
    first = next((line for text in texts for line in sentences(text)), events[0].author)
    title = ", ".join(chosen) or first
    return _cut(title[:1].upper() + title[1:], TITLE_CHARACTERS)


def _phrases(spoken: Spoken, salience: dict[str, float]) -> list[str]:
    """Return words and pairs of neighbouring words, the most telling first, as they were written
    first.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    written: dict[str | tuple[str, str], str] = {}
    for text in spoken:
        neighbours: dict[tuple[str, str], str] = {}
        last = ("", "")
        for one, word in text:
            telling = one in salience
            if telling:
                written.setdefault(one, word)
                if last[0] and last[0] != one:
                    neighbours.setdefault((last[0], one), f"{last[1]} {word}")
            last = (one, word) if telling else ("", "")
        pairs.update(neighbours.keys())
        for pair, both in neighbours.items():
            written.setdefault(pair, both)
    scored: dict[str | tuple[str, str], float] = {}
    scored.update(salience)
    for pair, count in pairs.items():
        if count > 1:
            scored[pair] = count * min(salience[one] for one in pair) + 1
    best = nsmallest(
        TITLE_TERMS * 4, (key for key in written if key in scored), lambda key: -scored[key]
    )
    return [written[key] for key in best]


def _summary(
    events: Sequence[Event], texts: Sequence[str], stems: _Stems, salience: dict[str, float]
) -> str:
    scored: list[tuple[float, int, str]] = []
    for place, (event, text) in enumerate(zip(events, texts, strict=True)):
        own = 0.5 if event.origin in _NOBODY else 1.0
        for line in sentences(text):
            found = {stems[word] for word in words(line)} - {""}
            if len(found) < _FEWEST_WORDS or asks(line):
                continue
            told = sum(salience.get(one, 0.0) for one in found)
            named = _NAMED * len(_NAME.findall(line))
            scored.append((own * (told + named) / (len(found) + _SHORT), place, line))
    best = nsmallest(SUMMARY_SENTENCES, scored, lambda one: -one[0])
    each = SUMMARY_CHARACTERS // SUMMARY_SENTENCES
    lines = [
        _said(events[place], _cut(line, each)) for _, place, line in sorted(best, key=_place_of)
    ]
    if not lines:
        return _cut(next((line for text in texts for line in sentences(text)), ""), each)
    return "\n".join(lines)


def _place_of(scored: tuple[float, int, str]) -> int:
    return scored[1]


def _said(event: Event, line: str) -> str:
    return f"{event.author}: {line}" if event.author else line


def _place(texts: Sequence[str], people: Sequence[str]) -> str:
    """Return the place that is named most often, if any is."""
    names = {name.casefold() for person in people for name in (person, *person.split())}
    found = Counter(
        place
        for text in texts
        for place in dict.fromkeys(_PLACE.findall(text))
        if not _NO_PLACE.match(place) and place.casefold() not in names
    )
    return found.most_common(1)[0][0] if found else ""


def _cut(text: str, most: int) -> str:
    """Return the text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
