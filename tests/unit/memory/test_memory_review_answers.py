"""What the person says to a review, and taking it back."""

import pytest

from second_me.core.clock import Moment, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import FactId, ReviewId
from second_me.core.protocol.deciding import Answered, Word
from second_me.core.records import (
    Actor,
    EventKind,
    FactStatus,
    NewEvent,
    NewFact,
    NewReview,
    Origin,
    Quote,
    ReviewKind,
)
from second_me.memory.review_answers import answer_review, reopen_review

NOW = Timestamp(1_700_000_000_000)
OLD, NEW = "Mara lives in Ulm.", "Mara lives in Bonn."


@pytest.fixture
def asked(vault) -> ReviewId:
    """Return a review of two facts that stand."""

    def fill(session) -> ReviewId:
        source = session.sources.ensure("typed", "Typed", "", NOW)
        event = NewEvent(
            kind=EventKind.NOTE,
            origin=Origin.TYPED,
            text=f"{OLD} {NEW}",
            moment=Moment(NOW),
            natural_key="1",
        )
        (id_,) = session.events.append(source, None, [event], NOW).event_ids
        facts = []
        for text in (OLD, NEW):
            start = event.text.index(text)
            fact = NewFact(
                subject="Mara",
                kind="home",
                text=text,
                quotes=(Quote(id_, start, start + len(text), text),),
                status=FactStatus.CURRENT,
            )
            facts.append(session.facts.add(fact, Actor.EXTRACT, NOW))
        review = NewReview(
            kind=ReviewKind.UPDATE,
            proposal="supersede",
            confidence=0.5,
            fact_id=facts[1],
            target_id=facts[0],
        )
        return session.reviews.add(review, NOW)

    return vault.write(fill)


def states(vault) -> dict[str, FactStatus]:
    facts = vault.read(lambda session: session.facts.list())
    return {view.fact.text: view.fact.status for view in facts}


def say(vault, asked: ReviewId, word: Word, text: str = "") -> Answered:
    return vault.write(lambda session: answer_review(session, asked, word, text, NOW))[0]


@pytest.mark.parametrize(
    ("word", "old", "new"),
    [
        (Word.ACCEPT, FactStatus.SUPERSEDED, FactStatus.CURRENT),
        (Word.BOTH, FactStatus.CURRENT, FactStatus.CURRENT),
        (Word.REJECT, FactStatus.CURRENT, FactStatus.RETRACTED),
    ],
)
def test_a_word_settles_both_facts_and_can_be_taken_back(vault, asked, word, old, new):
    before = states(vault)
    answered = say(vault, asked, word)
    assert states(vault) == {OLD: old, NEW: new}
    assert vault.read(lambda session: session.reviews.count()) == 0
    vault.write(lambda session: reopen_review(session, answered, NOW))
    assert states(vault) == before
    assert vault.read(lambda session: session.reviews.count()) == 1


def test_other_words_take_the_place_of_the_new_ones_on_the_same_evidence(vault, asked):
    answered = say(vault, asked, Word.ACCEPT, "Mara lives in Bonn-Beuel.")
    assert states(vault) == {
        OLD: FactStatus.SUPERSEDED,
        NEW: FactStatus.MERGED,
        "Mara lives in Bonn-Beuel.": FactStatus.CURRENT,
    }
    (written,) = vault.read(lambda session: session.facts.get([FactId(3)]))
    assert [quote.text for quote in written.quotes] == [NEW]
    assert written.fact.maker == "person"
    vault.write(lambda session: reopen_review(session, answered, NOW))
    assert states(vault) == {OLD: FactStatus.CURRENT, NEW: FactStatus.CURRENT}


def test_what_was_decided_cannot_be_decided_again(vault, asked):
    say(vault, asked, Word.BOTH)
    with pytest.raises(PersonFault):
        say(vault, asked, Word.ACCEPT)


def test_what_changed_since_is_not_undone(vault, asked):
    answered = say(vault, asked, Word.ACCEPT)
    vault.write(
        lambda session: session.facts.set_status(FactId(2), FactStatus.RETRACTED, Actor.PERSON, NOW)
    )
    with pytest.raises(PersonFault, match="changed again"):
        vault.write(lambda session: reopen_review(session, answered, NOW))
