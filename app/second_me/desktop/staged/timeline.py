"""The made-up life by time: a few years of days, made as they are asked for."""

from collections.abc import Callable
from typing import Any

import msgspec

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.ids import EpisodeId, EventId, FactId, SourceId
from second_me.core.protocol import episodes, memory, timeline
from second_me.core.records import Episode, Event, EventKind, Fact, FactStatus, Origin
from second_me.desktop.staged.memories import DAY, HOUR, NOW, event

_LATEST = NOW // DAY
_WORDS = (
    "Are we still on for the lake on Sunday? Jonas brings the boat.",
    "Dentist is done, Dr. Novak says all fine.",
    (
        "I put the keys under the second pot, the blue one. Ring me if the door sticks again, it "
        "has been raining for three days and the wood swells."
    ),
    "Offer from the carpenter: 1,840 for the shelf, delivery in week 12.",
    "Ok!",
    (
        "Thoughts on the move: the flat in Lindenstrasse is smaller but has the garden. Rent "
        "1,150 warm. Ask about the cellar. Notice period three months, so tell Mr. Keller by the "
        "30th."
    ),
)
_WHO = ("Lena", "Mara", "Jonas Weber", "Dr. Novak", "Ida")
_TOPICS = (
    ("Planning the weekend at the lake", "Who brings what, and whether the boat is free."),
    ("Dentist appointment", "The visit was moved to 14:30; the next check is in September."),
    ("The carpenter's offer for the shelf", "Price, delivery, and the colour of the wood."),
    ("Moving to Lindenstrasse", "Rent, garden, and when to tell the landlord."),
    ("A long evening of old stories with everybody from the choir, and what became of them", ""),
)
_KINDS = (EventKind.MESSAGE, EventKind.MESSAGE, EventKind.NOTE, EventKind.MAIL, EventKind.RECORD)


class StagedLife:
    """Answers the timeline's questions. `days` is how many hold anything, `busy` how much."""

    def __init__(self, days: int = 900, busy: int = 9) -> None:
        self.days = days
        self.busy = busy
        self.ready = True

    def script(self) -> dict[type[Any], Callable[[Any], Any]]:
        return {
            timeline.ListDays: self._days,
            timeline.GetStretch: self._stretch,
            timeline.ListFacets: self._facets,
            timeline.ListFactsOf: lambda _: memory.Facts(facts=FACTS if self.days else ()),
            episodes.GetEpisodes: self._episode,
            episodes.FindEpisodes: lambda request: episodes.EpisodesOfEvents(
                pairs=tuple(
                    episodes.EpisodeOfEvent(id_, EpisodeId(8000)) for id_ in request.event_ids
                )
            ),
            episodes.SplitEpisode: self._cut,
            episodes.MergeEpisodes: self._cut,
        }

    def counts(self, grain: timeline.Grain) -> list[timeline.DayCount]:
        """Return the days, each with a count that looks like life."""
        made = []
        for number in range(self.days):
            wave = (number * number * 7 + number * 13) % 11
            day = int(_LATEST) - number * 2 - (wave % 3) * (number % 2)
            count = max(self.busy * wave // 5, 1)
            made.append(timeline.DayCount(day, count))
        if grain is timeline.Grain.EPISODES:
            made = [timeline.DayCount(one.day, -(-one.count // 5)) for one in made]
        return made

    def _days(self, request: timeline.ListDays) -> timeline.Days:
        if not self.ready:
            return timeline.Days(days=(), ready=False)
        days = self.counts(request.grain)
        if request.only != timeline.Only():
            days = days[::3]
        return timeline.Days(days=tuple(days))

    def _stretch(self, request: timeline.GetStretch) -> timeline.Stretch:
        wanted = range(request.first, request.first + request.limit)
        rows: list[tuple[int, int, int]] = []
        before = 0
        for one in self.counts(request.grain):
            if before + one.count > request.first:
                inside = range(max(request.first - before, 0), one.count)
                rows += [(before + place, one.day, place) for place in inside]
            before += one.count
            if before >= wanted.stop:
                break
        rows = rows[: request.limit]
        if request.grain is timeline.Grain.EPISODES:
            found = tuple(self.episode(*row) for row in rows)
            return timeline.Stretch(first=request.first, episodes=found)
        events = tuple(self._event(*row) for row in rows)
        return timeline.Stretch(first=request.first, events=events)

    def episode(self, row: int, day: int, place: int) -> Episode:
        title, summary = _TOPICS[row % len(_TOPICS)]
        start = Timestamp(day * DAY + (19 - place % 10) * HOUR)
        people = ("Mara", *_WHO[: 1 + row % 5], *(f"Guest {n}" for n in range(row % 7)))
        return Episode(
            id=EpisodeId(row + 1),
            title=title,
            summary=summary,
            start=start,
            end=Timestamp(start + (row % 4) * 20 * 60_000),
            people=tuple(dict.fromkeys(people)),
            place="Lindenstrasse" if row % 6 == 2 else "",  # noqa: PLR2004  (now and then)
        )

    def moment(self, id_: EventId) -> Event:
        """Return the event with a number."""
        return self._event(int(id_) - 1, int(_LATEST), 0)

    def _event(self, row: int, day: int, place: int) -> Event:
        at = Timestamp(day * DAY + 20 * HOUR - place * 700_000)
        who = _WHO[row % len(_WHO)]
        return event(
            row + 1,
            _WORDS[row % len(_WORDS)],
            author=who,
            origin=Origin.OWN if who == "Mara" else Origin.OTHER,
            kind=_KINDS[row % len(_KINDS)],
            source_id=SourceId(1 + row % 3),
            moment=Moment(at, Precision.MINUTE, 60),
        )

    def _facets(self, _: timeline.ListFacets) -> timeline.Facets:
        if not self.days:
            return timeline.Facets(authors=(), kinds=())
        authors = [
            timeline.AuthorCount(name=name, count=4000 // place)
            for place, name in enumerate(_WHO, 1)
        ]
        kinds = tuple(dict.fromkeys(_KINDS))
        places = (timeline.PlaceCount(name="Lindenstrasse", count=12),)
        return timeline.Facets(authors=tuple(authors), kinds=kinds, places=places)

    def _cut(self, _request: object) -> memory.Episodes:
        return memory.Episodes(episodes=(self.episode(0, int(_LATEST), 0),))

    def _episode(self, request: episodes.GetEpisodes) -> episodes.EpisodeViews:
        made = self.episode(int(request.ids[0]) - 1, int(_LATEST), 0)
        events = tuple(
            msgspec.structs.replace(self._event(n, int(_LATEST), 6 - n), id=EventId(9000 + n))
            for n in range(6)
        )
        view = episodes.EpisodeView(episode=made, events=events)
        return episodes.EpisodeViews(episodes=(view,))


FACTS = tuple(
    memory.FactView(
        fact=Fact(
            id=FactId(number),
            subject="Mara",
            kind="event",
            text=text,
            status=FactStatus.CURRENT,
            confidence=0.9,
            learned_at=NOW,
        ),
        quotes=(),
    )
    for number, text in enumerate(
        ("Mara's dentist is Dr. Novak.", "Mara has a check at the dentist on 9 September."), 1
    )
)
