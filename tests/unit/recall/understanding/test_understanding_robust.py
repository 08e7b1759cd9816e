"""Whatever is asked, it is understood somehow: nothing raises, nothing takes long."""

import random
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from second_me.core.clock import Moment, Timestamp
from second_me.recall.understanding import Asked, Known, Wants, understand
from second_me.recall.understanding.tokens import LONGEST

KNOWN = Known("Sam Weber", ["Clara", "Anna Kovács", "May Chen", "Will"])
NOW = Moment(Timestamp(1_684_941_000_000))

_WORDS = """
when where who what which how why did do is will the a my your Clara Clara's Anna
Kovács May may Will in on at from to between and or before after since until last
next this past two 3 12 31 2023 0 9999 1/2 05/07/2023 2023-02-31 February Friday
weekend summer week months years ago early mid late end of 90s Christmas Eve 's ' "
\u201c \u201d \u00ab \u00bb ( ) * : - \u2013 ^ NEAR AND OR NOT sister husband 昨天 где
когда 🎉 é \u0301 \u200b \0 \ud800 , . ? !
"""
_PIECES = _WORDS.split()


@given(st.lists(st.sampled_from(_PIECES), max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=150, deadline=None)
def test_any_words_in_any_order_are_understood(pieces, gap):
    _check(understand(gap.join(pieces), NOW, KNOWN))


@given(st.text(max_size=300), st.integers(-(2**55), 2**55), st.integers(-840, 840))
@settings(max_examples=100, deadline=None)
def test_any_text_at_any_time_is_understood(text, at, offset):
    _check(understand(text, Moment(Timestamp(at), utc_offset_minutes=offset), KNOWN))


@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_names_may_be_known(names, text):
    known = Known(names[0] if names else "", names)
    _check(understand(f"{text} {' '.join(names)}", NOW, known))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "?",
        "🎉🎉",
        '"',
        "a AND (b OR c)* NEAR/3 -d",
        "'; DROP TABLE events; --",
        "\ud800\udfff",
        "\x00",
        "في أي يوم سافرت؟",
        "我昨天吃了什么",
        "Когда я переехал?",
    ],
)
def test_what_is_no_english_question_stays_a_text(text):
    asked = understand(text, NOW, KNOWN)
    assert asked.text == text.strip()
    assert asked.people == ()
    assert asked.wants is Wants.ANY


@pytest.mark.parametrize(
    "piece",
    [
        "what ", "how many between ", "Anna Bo ", "1/2/2023 ", "before x ", '"', "'a ", "June 5 ",
        "(", " ", "the last few ", "who is more ", "🎉", "昨天", "both a ", "a", "a-", "a'",
        "from June to ", "Will ", "my sister's ", "'", "«", "and ", "1,",
    ],
)  # fmt: skip
def test_the_work_does_not_outgrow_the_text(piece):
    """Python's own calls are counted, not seconds: twice the text makes at most so many more."""
    once, twice = (_calls(piece * (LONGEST * share // len(piece) // 4)) for share in (2, 4))
    assert twice <= 2.6 * once + 500


def test_of_a_very_long_text_both_ends_are_read():
    text = "When did Clara leave? " + "blah " * 3_000 + "I mean in May 2021."
    asked = understand(text, NOW, KNOWN)
    assert asked.text == text
    assert asked.people == ("Clara", "Sam Weber")
    assert asked.when is not None
    assert asked.wants is Wants.TIME
    assert len(asked.words) < 20


def test_many_names_make_no_question_slow():
    few, many = Known(people=["Clara"]), Known(people=["Clara"])
    many.add_people(f"Name{number} Clara{number % 7}" for number in range(5_000))
    question = "What did Clara and Name77 say to Name78 Clara1 on Friday?"
    assert _calls(question, many) <= _calls(question, few) + 100


def _check(asked: Asked) -> None:
    for when in asked.times:
        assert when.span[0] < when.span[1]
        assert when.window[0] < when.window[1]
    assert not asked.times or asked.when in asked.times
    assert len(set(asked.terms)) == len(asked.terms)
    assert set(asked.content_terms) <= set(asked.terms)
    assert all(phrase.strip() for phrase in asked.phrases)
    assert all(asked.people) or not any(KNOWN.is_owner(name) for name in asked.people)
    assert all(relation.word for relation in asked.relations)


def _calls(text: str, known: Known = KNOWN) -> int:
    """Return how many calls it takes to understand a text."""
    counts: Counter[str] = Counter()
    sys.setprofile(lambda _frame, event, _arg: counts.update((event,)))
    try:
        understand(text, NOW, known)
    finally:
        sys.setprofile(None)
    return counts["call"] + counts["c_call"]


def test_pieces_are_shuffled_the_same_way_each_time():
    """A seeded run of long questions, so that a failure can be run again."""
    chance = random.Random(3)
    for _ in range(20):
        _check(understand(" ".join(chance.choices(_PIECES, k=400)), NOW, KNOWN))
