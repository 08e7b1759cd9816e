"""A life by time, and the person's word on it, through the running agent."""

import pytest
from agent_process import until

from second_me.client import Client
from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import ReviewId
from second_me.core.protocol.deciding import AnswerReviews, Word
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.timeline import (
    GetStretch,
    Grain,
    ListDays,
    ListFacets,
    ListFactsOf,
    Only,
)
from second_me.core.records import EventKind

DAY = 86_400_000


def test_days_and_rows_agree(open_client: Client) -> None:
    for number in range(5):
        at = Timestamp(1_700_000_000_000 - number * DAY)
        open_client.call(AddText(text=f"Day {number} " + "word " * 30, at=at))
    until(lambda: open_client.call(ListDays()).ready)
    days = open_client.call(ListDays()).days
    assert [one.count for one in days] == [1] * 5
    assert [one.day for one in days] == sorted((one.day for one in days), reverse=True)
    stretch = open_client.call(GetStretch(first=1, limit=2, clip=6))
    assert [event.text for event in stretch.events] == ["Day 1 ", "Day 2 "]
    kinds = open_client.call(ListFacets()).kinds
    assert kinds == (EventKind.NOTE,)
    assert open_client.call(ListDays(only=Only(authors=("Nobody",)))).days == ()
    assert open_client.call(GetStretch(first=0, grain=Grain.EPISODES)).events == ()
    ids = tuple(event.id for event in stretch.events)
    assert open_client.call(ListFactsOf(event_ids=ids)).facts == ()


def test_a_review_that_is_not_there_is_refused(open_client: Client) -> None:
    with pytest.raises(PersonFault, match="decide"):
        open_client.call(AnswerReviews(ids=(ReviewId(7),), word=Word.BOTH))
    both = AnswerReviews(ids=(ReviewId(7), ReviewId(8)), word=Word.BOTH)
    assert open_client.call(both).answered == ()
