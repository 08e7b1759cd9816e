"""Of two memories that tell the same thing otherwise, the earlier one is marked."""

import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.protocol.recall import Hit, ReasonKind
from second_me.core.records import Event, EventKind, Origin
from second_me.recall.tellings import marked
from second_me.recall.understanding import Known, understand

DAY = 86_400_000
NOW = Moment(Timestamp(900 * DAY), Precision.MINUTE, 0)


def hit(id_, text, day, origin=Origin.OWN, author=""):
    moment = Moment(Timestamp(day * DAY), Precision.MINUTE, 0)
    event = Event(
        id=EventId(id_),
        source_id=SourceId(1),
        batch_id=None,
        kind=EventKind.CHAT,
        origin=origin,
        text=text,
        moment=moment,
        received_at=moment.at,
        author=author,
    )
    return Hit(event=event, score=1.0, channels=())


def past(question, *hits):
    """Return the later memory's id by the id of each hit that is marked as past."""
    asked = understand(question, NOW, Known(people=["Rachel"]))
    return {
        one.event.id: reason.detail
        for one in marked(asked, hits)
        for reason in one.reasons
        if reason.kind is ReasonKind.EARLIER
    }


OLD = hit(1, "Hello! I keep my old sneakers under the bed for now.", 10)
NEW = hit(2, "By the way, my old sneakers are in a shoe rack in my closet. Any tips?", 40)


def test_the_earlier_telling_is_past_in_whatever_order_they_are_found():
    asked = "Where do I keep my old sneakers?"
    assert past(asked, OLD, NEW) == {1: "2"}
    assert past(asked, NEW, OLD) == {1: "2"}


def test_a_question_may_tell_as_well():
    old = hit(1, "I got pre-approved for $350,000 from Wells Fargo.", 10)
    new = hit(2, "Remember when I got pre-approved for $400,000 from Wells Fargo?", 90)
    assert past("How much was I pre-approved for by Wells Fargo?", old, new) == {1: "2"}


@pytest.mark.parametrize(
    "other",
    [
        hit(2, "My old sneakers, I keep them under the bed for now.", 40),
        hit(2, "The weather is fine in Graz today, is it not?", 40),
        hit(2, "Keep your old sneakers in a shoe rack in the closet.", 40, Origin.ASSISTANT),
        hit(2, "I keep my old sneakers in a rack in the closet.", 40, Origin.OTHER, "Rachel"),
        hit(2, "I keep my old sneakers in a rack in the closet.", 10),
    ],
)
def test_the_same_again_another_matter_or_another_mouth_marks_nothing(other):
    assert past("Where do I keep my old sneakers?", OLD, other) == {}
