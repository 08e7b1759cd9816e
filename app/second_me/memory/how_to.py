"""How things are done, as the person noted it: "Renew the passport: form, photos, six weeks".

A note tells how to do something if it lists at least three points and says by its title or its
first words that they are steps, points or things to have. A later note on the same adds what it
has new.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from second_me.core.records import OWN_WORDS, Event, EventKind
from second_me.core.routines import NewRoutine, RoutineKind
from second_me.core.terms import stems

FEWEST: Final = 3
MOST: Final = 12
LONGEST: Final = 160
"""Characters of a step."""

_TELLS: Final = re.compile(
    r"\b(?:how to|how i|steps?|process|procedure|guide|checklist|check-list|instructions?|recipe"
    r"|techniques?|method|tips?|tricks?|key points|requirements?|preparations?|to bring|to pack"
    r"|packing list|settings?|lessons? learn(?:ed|t)|next time|renew\w*|apply\w*|application"
    r"|memo|precautions?)\b",
    re.IGNORECASE,
)
_POINT: Final = re.compile(
    r"^\s*(?:\d{1,2}[.)]|[-*\u2022\u2013]|\[[ x]\]|step \d+[:.]?)\s*(\S.*)$", re.IGNORECASE
)
_INLINE: Final = re.compile(r"^[^:\n]{4,80}: ([^.\n]+(?:, [^.\n,]+){2,})\.?$")
_KINDS: Final = frozenset({EventKind.NOTE, EventKind.DOCUMENT})
_SAME: Final = 0.5
"""The share of telling words that titles of notes on the same thing have in common."""


def how_tos(events: Iterable[Event]) -> Iterator[NewRoutine]:
    """Yield how things are done, one for each thing, from events in order of time."""
    found: list[tuple[frozenset[str], list[tuple[Event, list[str]]]]] = []
    for event in events:
        points = steps_of(event)
        if not points:
            continue
        about = stems(_heading(event))
        same = next((notes for other, notes in found if _alike(about, other)), None)
        if same is None:
            found.append((about, [(event, points)]))
        else:
            same.append((event, points))
    for about, notes in found:
        if about:
            yield _how_to(about, notes)


def steps_of(event: Event) -> list[str]:
    """Return the steps that a note lists; none if it does not tell how something is done."""
    if event.kind not in _KINDS or event.origin not in OWN_WORDS:
        return []
    heading = _heading(event)
    if not _TELLS.search(heading):
        return []
    lines = event.text.splitlines()
    points = [found[1] for line in lines if (found := _POINT.match(line))]
    if not points and (inline := next(filter(None, map(_INLINE.match, lines)), None)):
        points = inline[1].split(", ")
    cut = [_cut(point.strip(" ;.")) for point in points]
    return cut[:MOST] if len(cut) >= FEWEST else []


def _how_to(about: frozenset[str], notes: Sequence[tuple[Event, list[str]]]) -> NewRoutine:
    """Return what all notes on a thing say: the newest first, then what only earlier ones have."""
    steps: list[str] = []
    for _, points in reversed(notes):
        known = [stems(step) for step in steps]
        steps += [one for one in points if not any(_alike(stems(one), other) for other in known)]
    newest, first = notes[-1][0], notes[0][0]
    return NewRoutine(
        kind=RoutineKind.HOW_TO,
        key=" ".join(sorted(about)),
        title=_cut(_heading(newest)),
        steps=tuple(steps[:MOST]),
        times=len(notes),
        first_at=first.moment.at,
        last_at=newest.moment.at,
        events=tuple(event.id for event, _ in reversed(notes)),
    )


def _heading(event: Event) -> str:
    lines = event.text.strip().splitlines()
    return event.title.strip() or (lines[0].partition(":")[0].strip("# ") if lines else "")


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    both = len(first | second)
    return bool(both) and len(first & second) / both >= _SAME


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rsplit(' ', 1)[0]}…"
