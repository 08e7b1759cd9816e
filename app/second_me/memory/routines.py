"""How-to memory: what the person does again and again, and how they noted that things are done.

What recurs is found as pairs of neighbouring words in the person's own records and notes that come
back in a rhythm; what mostly follows within hours becomes its steps. How a thing is done is taken
from notes that list it. Found again it is refined, and what is no longer done is let go in the end.
"""

import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Final

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.errors import Cancelled
from second_me.core.ids import EventId
from second_me.core.records import OWN_WORDS, Event
from second_me.core.routines import NewRoutine, RoutineKind
from second_me.core.terms import STOP_WORDS, stem, words
from second_me.memory.gist import common_stems
from second_me.memory.how_to import how_tos
from second_me.memory.outcomes import Distilled
from second_me.memory.rhythm import FEWEST_MONTHS, Found, rhythm_of
from second_me.vault.session import Session
from second_me.vault.vault import Vault

READ: Final = 20_000
"""The person's newest events are looked at."""

READ_CHARACTERS: Final = 300
MOST: Final = 40
SHOWN: Final = 8
"""Events that a routine is shown by: the newest."""

LONGEST: Final = 60
"""Characters of a text that is a title by itself."""

STEPS: Final = 4
FOLLOWS: Final = 0.5
"""The share of its days on which a step has to come with a routine."""

HOURS: Final = 3 * 60
"""Minutes around a routine within which its steps lie."""

SAME: Final = 0.5
"""Two that are told by such a share of the same events are one."""

FORGOTTEN: Final = 365 * 86_400_000
"""What was not done for so long, and shows no rhythm any more, is let go."""

_COMMON: Final = 400
"""Everyday stems: a pair has to hold one that is rarer."""


Pair = tuple[str, str]


class Happened(msgspec.Struct):
    """When a pair of words came up: minutes by day, its events, and how the pair and what holds
    it were written.
    """

    days: dict[int, int | None]
    events: list[EventId]
    written: Counter[str]
    headings: Counter[str]


class Act(msgspec.Struct, frozen=True):
    """Something that recurs: in what words, when, and in which rhythm."""

    pair: Pair
    happened: Happened
    found: Found

    @property
    def weight(self) -> float:
        return self.found.covered * math.sqrt(len(self.happened.days))


def distill(vault: Vault, now: Timestamp, cancel: threading.Event | None = None) -> Distilled:
    """Bring how-to memory up to what the person does by now.

    Raises Cancelled when `cancel` is set, and what the vault raises.
    """
    events = vault.read(_own_events)
    found = [*routines(events, cancel), *how_tos(events)]

    def write(session: Session) -> ChangeSet:
        ids = [session.routines.put(new, now) for new in found if session.events.get(new.events)]
        kept = {(new.kind.value, new.key) for new in found}
        gone = session.routines.forget(kept, Timestamp(now - FORGOTTEN))
        changed = [id_ for id_ in ids if id_ is not None]
        return ChangeSet.of(Topic.ROUTINES, *changed) if changed or gone else ChangeSet()

    return Distilled(routines=len(found), changes=vault.write(write))


def routines(
    events: Sequence[Event], cancel: threading.Event | None = None
) -> Iterator[NewRoutine]:
    """Yield what recurs in a rhythm in some events of the person's own, in order of time."""
    acts = _acts(_happened(events, cancel))
    anchors = _distinct(acts)
    for anchor in anchors:
        yield _routine(anchor, [one for one in anchors if one is not anchor], events)


def _happened(events: Iterable[Event], cancel: threading.Event | None) -> dict[Pair, Happened]:
    found: dict[Pair, Happened] = {}
    common = {one for one, rank in common_stems().items() if rank <= _COMMON}
    for event in events:
        if cancel is not None and cancel.is_set():
            raise Cancelled("Stopped", "What recurs is looked for next time.")
        if not event.moment.to_the_day:
            continue
        local = event.moment.local()
        minute = local.hour * 60 + local.minute if event.moment.to_the_minute else None
        heading = _heading(event)
        for pair, written in _pairs(event, common).items():
            known = found.setdefault(pair, Happened({}, [], Counter(), Counter()))
            known.days.setdefault(local.toordinal(), minute)
            known.events.append(event.id)
            known.written[written] += 1
            known.headings[heading] += 1
    return found


def _pairs(event: Event, common: set[str]) -> dict[Pair, str]:
    """Return the pairs of neighbouring telling words, with how they are written."""
    found: dict[Pair, str] = {}
    for text in (event.title, event.text[:READ_CHARACTERS]):
        last = ("", "")
        for word in words(text):
            telling = len(word) > 2 and word not in STOP_WORDS and word.isalpha()  # noqa: PLR2004
            this = (stem(word), word) if telling else ("", "")
            if last[0] and this[0] and this[0] != last[0] and not {last[0], this[0]} <= common:
                found.setdefault((last[0], this[0]), f"{last[1]} {this[1]}")
            last = this
    return found


def _acts(happened: Mapping[Pair, Happened]) -> list[Act]:
    acts = []
    for pair, one in happened.items():
        if len(one.days) < FEWEST_MONTHS:
            continue
        minutes = [minute for minute in one.days.values() if minute is not None]
        found = rhythm_of(sorted(one.days), minutes)
        if found is not None:
            acts.append(Act(pair, one, found))
    return sorted(acts, key=lambda act: (-act.weight, act.pair))


def _distinct(acts: Sequence[Act]) -> list[Act]:
    """Return the weightiest of acts that share a word or fall on the same days."""
    chosen: list[Act] = []
    for act in acts:
        if len(chosen) == MOST:
            break
        if not any(_same(act, other) for other in chosen):
            chosen.append(act)
    return chosen


def _same(first: Act, second: Act) -> bool:
    """Say whether two acts are one: of a word in common, or told by the same events."""
    if set(first.pair) & set(second.pair):
        return True
    ours, theirs = set(first.happened.events), set(second.happened.events)
    return len(ours & theirs) >= SAME * min(len(ours), len(theirs))


def _routine(anchor: Act, others: Sequence[Act], events: Sequence[Event]) -> NewRoutine:
    happened = anchor.happened
    times = {event.id: event.moment.at for event in events}
    shown = sorted(happened.events, key=lambda id_: -times[id_])
    steps = _steps(anchor, others)
    return NewRoutine(
        kind=RoutineKind.ROUTINE,
        key=" ".join(sorted(anchor.pair)),
        title=_title(happened),
        steps=tuple(_title(step.happened) for step in steps),
        times=len(happened.days),
        first_at=times[shown[-1]],
        last_at=times[shown[0]],
        events=tuple(dict.fromkeys(shown))[:SHOWN],
        rhythm=anchor.found.rhythm,
        weekdays=anchor.found.weekdays,
        minute=anchor.found.minute,
    )


def _steps(anchor: Act, others: Sequence[Act]) -> list[Act]:
    """Return what mostly comes with an act within hours, in the order of the day."""
    days = anchor.happened.days
    found: list[tuple[float, Act]] = []
    for other in others:
        apart = [
            minute - days[day]  # type: ignore[operator]
            for day, minute in other.happened.days.items()
            if minute is not None and days.get(day) is not None
        ]
        near = [gap for gap in apart if abs(gap) <= HOURS]
        if len(near) >= FOLLOWS * len(days):
            found.append((median(near), other))
    return [act for _, act in sorted(found, key=lambda one: (one[0], one[1].pair))[:STEPS]]


def _title(happened: Happened) -> str:
    """Return the heading or short text that most of its events have, else the words themselves."""
    heading, count = happened.headings.most_common(1)[0]
    if heading and count >= SAME * len(happened.events):
        return heading
    written = happened.written.most_common(1)[0][0]
    return written[:1].upper() + written[1:]


def _heading(event: Event) -> str:
    line = event.title.strip() or " ".join(event.text.split())
    return line if len(line) <= LONGEST else ""


def _own_events(session: Session) -> list[Event]:
    own = [event for event in session.events.list(limit=2 * READ) if event.origin in OWN_WORDS]
    return sorted(own[:READ], key=lambda event: (event.moment.at, event.id))
