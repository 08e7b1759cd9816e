"""Several rankings made into one."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from second_me.core.ids import EventId
from second_me.core.protocol.recall import ChannelScore
from second_me.recall.channels import Found

RANK_OFFSET: Final = 10
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009). They take 60 for
dozens of rankings; with two or three the first ranks must weigh more.
"""


class Fused(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its fused score and what each channel that found it says."""

    event_id: EventId
    score: float
    channels: tuple[ChannelScore, ...]


def fuse(rankings: Mapping[str, Sequence[Found]]) -> list[Fused]:
    """Return all events found, best first, by reciprocal rank.

    An event gains 1 / (offset + rank) from each channel. Equal ones are ordered newest first.
    """
    traces: dict[EventId, list[ChannelScore]] = {}
    for name, ranking in rankings.items():
        for rank, found in enumerate(ranking, start=1):
            trace = ChannelScore(channel=name, score=found.score, rank=rank)
            traces.setdefault(found.event_id, []).append(trace)
    fused = [
        Fused(
            event_id=event_id,
            score=sum(1 / (RANK_OFFSET + trace.rank) for trace in trail),
            channels=tuple(trail),
        )
        for event_id, trail in traces.items()
    ]
    return sorted(fused, key=lambda one: (-one.score, -one.event_id))
