"""The sources and memories of the made-up life."""

from typing import Any

import msgspec

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.ids import BatchId, EventId, SourceId
from second_me.core.protocol import memory, recall
from second_me.core.records import Event, EventKind, Origin, Source

NOW = Timestamp(1_762_776_000_000)  # 10 November 2025, 12:00 UTC
HOUR = 3_600_000
DAY = 24 * HOUR

SOURCES = (
    Source(
        id=SourceId(1),
        format="whatsapp",
        name="WhatsApp: Family",
        locator="/home/mara/Family.txt",
        created_at=NOW,
        events=8412,
    ),
    Source(
        id=SourceId(2),
        format="markdown",
        name="Notes",
        locator="/home/mara/notes",
        created_at=NOW,
        events=371,
    ),
    Source(
        id=SourceId(3),
        format="mbox",
        name="Mail archive 2019 to 2024 (personal account)",
        locator="/home/mara/mail.mbox",
        created_at=NOW,
        events=2210,
    ),
)

FORMATS = memory.Formats(
    formats=(
        memory.Format(
            name="whatsapp",
            label="WhatsApp chat",
            hint="In the chat, choose Export chat, Without media.",
            suffixes=(".txt",),
        ),
        memory.Format(
            name="markdown",
            label="Notes in Markdown",
            hint="The folder of your notes, such as an Obsidian vault.",
            suffixes=(".md",),
        ),
        memory.Format(
            name="mbox", label="Mail", hint="An .mbox archive or .eml files.", suffixes=(".mbox",)
        ),
    )
)


def event(number: int, text: str, **values: Any) -> Event:  # noqa: ANN401  (any field)
    """Return an event of the made-up life; later numbers are older."""
    made = Event(
        id=EventId(number),
        source_id=SourceId(1),
        batch_id=BatchId(1),
        kind=EventKind.MESSAGE,
        origin=Origin.OTHER,
        text=text,
        moment=Moment(Timestamp(NOW - number * 9 * DAY), Precision.MINUTE, 60),
        received_at=NOW,
        author="Lena",
    )
    return msgspec.structs.replace(made, **values)


def hit(found: Event, *channels: str, reasons: tuple[recall.Reason, ...] = ()) -> recall.Hit:
    scores = tuple(
        recall.ChannelScore(channel=name, score=0.8, rank=1) for name in channels or ("meaning",)
    )
    return recall.Hit(event=found, score=0.9, channels=scores, reasons=reasons)


def reason(kind: recall.ReasonKind, detail: str = "", weight: float = 0.0) -> recall.Reason:
    return recall.Reason(kind=kind, detail=detail, weight=weight)


WHY = (
    reason(recall.ReasonKind.PERSON, "Mara"),
    reason(recall.ReasonKind.TIME),
    reason(recall.ReasonKind.WORDS, "dentist, check", 0.67),
    reason(recall.ReasonKind.MEANING, weight=0.62),
    reason(recall.ReasonKind.TASTE, "own", 0.4),
)


EVIDENCE = (
    hit(
        event(
            1,
            "Dentist is done, Dr. Novak says all fine. Next check on 9 September at 8:15, "
            "please remind me!",
            author="Mara",
            origin=Origin.OWN,
        ),
        "meaning",
        "words",
        reasons=WHY,
    ),
    hit(
        event(
            2,
            "Don't forget your dentist appointment tomorrow at 14:30, Dr. Novak moved to the "
            "first floor, Lindenstrasse 12.",
        ),
        "words",
    ),
    hit(
        event(
            3,
            "Health\n- dentist: Dr. Novak, every six months\n- eye doctor: Dr. Adler, new "
            "glasses since spring\n- vaccinations: tetanus until 2031. " + "Details follow. " * 30,
            source_id=SourceId(2),
            kind=EventKind.NOTE,
            origin=Origin.OWN,
            author="",
            title="Health.md",
            moment=Moment(Timestamp(NOW - 40 * DAY), Precision.DAY, 60),
        ),
        "meaning",
    ),
)
