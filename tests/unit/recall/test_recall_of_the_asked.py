"""An adapter is shown what speaks of whom the question names, and only that."""

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.protocol.recall import Hit
from second_me.core.records import Event, EventKind, Origin
from second_me.recall.passages import passages
from second_me.recall.short_answers import of_the_asked

NOW = Timestamp(1_686_000_000_000)
SAID = (
    ("Ben", "I ran a marathon for charity."),
    ("Anna", "Wow, Ben, that is great!"),
    ("Ben", "Thanks, Anna! It made me think of my health."),
    ("Ben", "Anna wants to run one too, she told me."),
    ("Anna", "I painted the fence."),
)


def _passages(question):
    hits = [
        Hit(
            event=Event(
                id=EventId(number),
                source_id=SourceId(1),
                batch_id=None,
                kind=EventKind.MESSAGE,
                origin=Origin.OTHER,
                text=text,
                moment=Moment(NOW, Precision.MINUTE, 0),
                received_at=NOW,
                author=author,
            ),
            score=1.0,
            channels=(),
        )
        for number, (author, text) in enumerate(SAID, start=1)
    ]
    return passages(question, hits)


def _kept(question, most=6):
    return [one.number for one in of_the_asked(question, _passages(question), most)]


def test_what_another_says_of_themselves_is_left_out():
    assert _kept("What does Anna want to do?") == [2, 4, 5]
    assert _kept("What did Ben run for?") == [1, 3, 4]


def test_a_question_that_names_nobody_or_both_is_shown_all():
    assert _kept("Who ran a marathon?") == [1, 2, 3, 4, 5]
    assert _kept("Did Anna run with Ben?") == [1, 2, 3, 4, 5]
    assert _kept("What did Clara do?") == [1, 2, 3, 4, 5]


def test_no_more_are_shown_than_asked_for_and_keep_their_numbers():
    assert _kept("What did Anna paint?", most=2) == [2, 4]


def test_a_question_that_mixes_two_people_up_is_shown_nothing():
    assert _kept("What charity marathon did Anna run?") == []
    assert _kept("What charity marathon did Ben run?") == [1, 3, 4]
