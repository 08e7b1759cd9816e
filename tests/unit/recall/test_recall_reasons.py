"""Why a hit was found, in parts."""

import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.protocol.recall import ChannelScore, Hit, Reason, ReasonKind
from second_me.recall.reasons import explained
from second_me.recall.understanding import Known, understand

NOW = Moment(Timestamp(1_714_979_289_000), Precision.MINUTE, 0)  # 6 May 2024
KNOWN = Known(people=["Lena", "Tom"])


@pytest.fixture
def told(vault, life):
    """Return a function that gives the reasons of one event for a question."""
    events = vault.read(lambda session: session.events.get(life))

    def reasons(question, number, *channels, already=()):
        hit = Hit(event=events[number], score=1.0, channels=channels, reasons=already)
        found = explained(understand(question, NOW, KNOWN), hit).reasons
        return [(one.kind, one.detail) for one in found]

    return reasons


def near(cosine):
    return ChannelScore(channel="meaning", score=cosine, rank=1)


def test_all_that_speaks_for_a_hit_is_told_what_says_most_first(told):
    question = "What did Lena say about her allergic reactions in March 2024?"
    assert told(question, 0, near(0.62)) == [
        (ReasonKind.PERSON, "Lena"),
        (ReasonKind.TIME, ""),
        (ReasonKind.WORDS, "allergic"),
        (ReasonKind.MEANING, ""),
    ]


def test_words_are_told_as_the_memory_has_them(told):
    assert told("trains leaving for Graz", 1) == [(ReasonKind.WORDS, "train, leaves, graz")]


def test_another_time_or_person_is_no_reason(told):
    kinds = {kind for kind, _ in told("What did Tom eat in May 2023?", 0)}
    assert kinds.isdisjoint({ReasonKind.PERSON, ReasonKind.TIME})


def test_quoted_words_are_a_reason_of_their_own(told):
    assert (ReasonKind.PHRASE, "platform 4") in told('the train at "platform 4"', 1)


def test_what_is_far_in_meaning_is_not_told(told):
    assert told("zebra", 1, near(0.1)) == []


def test_what_was_there_comes_last(told):
    taste = Reason(kind=ReasonKind.TASTE, detail="own", weight=0.5)
    assert told("Graz", 1, already=(taste,)) == [
        (ReasonKind.WORDS, "graz"),
        (ReasonKind.TASTE, "own"),
    ]


@pytest.mark.parametrize("question", ["", "?", "\x00", "是什么", "😀", "a" * 10_000, '"" AND ('])
def test_no_question_is_too_odd(told, question):
    assert isinstance(told(question, 0, near(0.5)), list)
