"""What was said before in the same words is not read again, but shows what was drawn from it."""

import pytest

from second_me.core.records import Actor, FactStatus, NewFact, Origin, Quote
from second_me.memory.extraction import extract_window
from second_me.memory.outcomes import NothingToExtract
from second_me.memory.prediction import predicted

SAID = "I moved to Leeds in the spring, and I keep bees."
MARKED = "i moved to Leeds in the spring and I keep bees!!"


class Unasked:
    """A model that nobody may ask."""

    def generate(self, *_args, **_values):
        raise AssertionError("the model was asked")


@pytest.fixture
def foretold(vault):
    def of(*ids):
        found = vault.read(lambda session: predicted(session, session.events.get(ids)))
        return [(one.event.id, one.earlier.id) for one in found]

    return of


def drawn(vault, clock, event_id, status=FactStatus.CURRENT):
    quote = Quote(event_id, 0, 16, SAID[:16])
    fact = NewFact(
        subject="Marta", kind="place", text="Marta lives in Leeds", quotes=(quote,), status=status
    )
    return vault.write(lambda session: session.facts.add(fact, Actor.EXTRACT, clock.now()))


def test_the_same_words_are_known_whatever_their_marks(remember, foretold):
    first, again, other = remember(SAID, MARKED, SAID + " And ducks.", author="Marta")
    assert foretold(first, again, other) == [(again, first)]


@pytest.mark.parametrize("more", range(8))
def test_long_words_are_known_wherever_they_are_cut(remember, foretold, more):
    text = "x" * more + " Yesterday we were walking along the riverbank, talking of relatives," * 4
    first, again = remember(text, text, author="Marta")
    assert foretold(again) == [(again, first)]


@pytest.mark.parametrize("text", ["Yes, I do", "123 456", "!!! ???", ""])
def test_what_is_short_or_holds_no_words_is_read(remember, foretold, text):
    ids = remember(text, text, author="Marta")
    assert foretold(*ids) == []


def test_anothers_words_are_anothers(remember, foretold):
    (first,) = remember(SAID, author="Marta")
    (theirs,) = remember(SAID, author="Jonas", origin=Origin.OTHER)
    assert foretold(first, theirs) == []


def test_the_fact_is_shown_by_both_and_no_model_is_asked(vault, clock, remember):
    first, again = remember(SAID, SAID, author="Marta")
    fact = drawn(vault, clock, first)
    done = extract_window(vault, Unasked(), again, again, clock)
    assert done == NothingToExtract((again,))
    (view,) = vault.read(lambda session: session.facts.get([fact]))
    assert {quote.event_id for quote in view.quotes} == {first, again}


@pytest.mark.parametrize("status", [FactStatus.SUPERSEDED, FactStatus.RETRACTED])
def test_what_ended_since_is_news_when_it_is_said_again(vault, clock, remember, foretold, status):
    first, again = remember(SAID, SAID, author="Marta")
    fact = drawn(vault, clock, first)
    vault.write(lambda session: session.facts.set_status(fact, status, Actor.UPDATE, clock.now()))
    assert foretold(again) == []


def test_a_thousand_times_shows_a_fact_by_a_few_words(vault, clock, remember):
    first, *others = remember(*[SAID] * 30, author="Marta")
    fact = drawn(vault, clock, first)
    extract_window(vault, Unasked(), others[0], others[-1], clock)
    (view,) = vault.read(lambda session: session.facts.get([fact]))
    assert len(view.quotes) <= 8
