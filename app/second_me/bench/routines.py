"""How-to memory on a year of a person's phone: `second-me bench routines --dataset lifebench PATH`.

Routines are found in what happened until three months before the end, and then tried: on what
share of the days that their rhythm tells they came up, beside the share on all other days. Nobody
wrote down the right answer; the hobbies that a person's profile names say what one would hope for.
"""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.core.ids import EventId, SourceId
from second_me.core.records import Event, Origin
from second_me.core.routines import NewRoutine, Rhythm
from second_me.core.terms import stems
from second_me.corpora import lifebench
from second_me.memory.how_to import how_tos
from second_me.memory.routines import routines

HELD_BACK: Final = 91
"""Days at the end on which what was found is tried."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=("lifebench",), required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="a person's folder or the parent")


def run(arguments: argparse.Namespace) -> Report:
    """Find what recurs in each person's year."""
    parts: dict[str, Part] = {}
    for corpus in lifebench.read(arguments.path):
        progress(f"looking at {corpus.name}")
        folder = arguments.path / corpus.name
        persona = (folder if folder.is_dir() else arguments.path) / "persona.json"
        hobbies = msgspec.json.decode(persona.read_bytes()).get("hobbies", [])
        events = [
            Event(
                id=EventId(number),
                source_id=SourceId(1),
                batch_id=None,
                kind=one.kind,
                origin=one.origin,
                text=one.text,
                title=one.title,
                moment=one.moment,
                received_at=one.moment.at,
                author=one.author,
            )
            for number, one in enumerate(corpus.events, start=1)
            if one.origin in {Origin.TYPED, Origin.OWN}
        ]
        parts[corpus.name] = measured(events, hobbies)
    return join("routines", parts)


def measured(events: Sequence[Event], hobbies: Sequence[str]) -> Part:
    """Return what is found and how often it came up when it was due."""
    last = events[-1].moment.local().toordinal()
    until = last - HELD_BACK
    before = [one for one in events if one.moment.local().toordinal() <= until]
    after = [one for one in events if one.moment.local().toordinal() > until]
    found, ways = list(routines(before)), list(how_tos(events))
    tried = [_tried(one, after, range(until + 1, last + 1)) for one in found]
    due = sum(one[1] for one in tried)
    other = sum(one[3] for one in tried)
    named = [hobby for hobby in hobbies if any(_names(one, hobby) for one in found)]
    figures: Figures = {
        "routines": len(found),
        "came_up_when_due": 100 * sum(one[0] for one in tried) / due if due else None,
        "hobbies_named": 100 * len(named) / len(hobbies) if hobbies else None,
        "ways_to_do": len(ways),
        "noted_again": sum(one.times > 1 for one in ways),
        "steps_a_way": sum(len(one.steps) for one in ways) / len(ways) if ways else None,
    }
    reference: Figures = {
        "came_up_when_due": 100 * sum(one[2] for one in tried) / other if other else None
    }
    return Part(
        figures=figures,
        reference=reference,
        settings={"events": len(events), "tried_days": HELD_BACK},
    )


def _tried(routine: NewRoutine, events: Sequence[Event], days: range) -> tuple[int, int, int, int]:
    """Return on how many due days of how many it came up, and the same of the other days."""
    words = set(routine.key.split())
    said = [(one, stems(f"{one.title} {one.text}")) for one in events]
    came = {one.moment.local().toordinal() for one, told in said if words <= told}
    due = {day for day in days if _due(routine, day)}
    others = set(days) - due
    return len(came & due), len(due), len(came & others), len(others)


def _due(routine: NewRoutine, day: int) -> bool:
    if routine.rhythm is Rhythm.WEEKLY:
        return date.fromordinal(day).weekday() in routine.weekdays
    return routine.rhythm is Rhythm.DAILY


def _names(routine: NewRoutine, hobby: str) -> bool:
    return bool(stems(hobby) & (stems(routine.title) | set(routine.key.split())))
