from datetime import UTC, datetime

import pytest

from second_me.core.clock import Moment, Precision, Timestamp, from_datetime
from second_me.core.protocol.recall import Hit
from second_me.core.records import Event, EventKind, Origin
from second_me.recall.grounding import bearers, citations, cited, without_citations
from second_me.recall.passages import MAX_CHARACTERS, date_words, heading, passages
from second_me.recall.quoting import WHOLE, quote

AT = Timestamp(from_datetime(datetime(2024, 3, 12, 14, 30, tzinfo=UTC)))


def hit(text, author="Lena", number=1, **fields):
    given = {
        "kind": EventKind.MESSAGE, "origin": Origin.OTHER, "moment": Moment(AT, Precision.MINUTE, 0)
    } | fields  # fmt: skip
    event = Event(
        id=number, source_id=1, batch_id=None, text=text, author=author, received_at=AT, **given
    )
    return Hit(event=event, score=1.0, channels=())


def numbered(question, *texts):
    return passages(question, [hit(text, number=10 + n) for n, text in enumerate(texts)])


def test_passages_are_numbered_with_who_and_when():
    first, second = numbered("boat", "I sold the boat.", "No boat\nfor me.")
    assert (first.number, second.number) == (1, 2)
    assert first.heading == "Lena, Tuesday 12 March 2024, 14:30"
    assert first.text == "I sold the boat."
    assert second.text == "No boat for me."


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (Precision.UNKNOWN, ""),
        (Precision.YEAR, "2024"),
        (Precision.MONTH, "March 2024"),
        (Precision.DAY, "Tuesday 12 March 2024"),
        (Precision.SECOND, "Tuesday 12 March 2024, 14:30"),
    ],
)
def test_a_date_is_said_no_more_precisely_than_it_is_known(precision, words):
    assert date_words(Moment(AT, precision, 0)) == words


def test_a_date_is_said_as_it_was_where_it_was_written():
    assert date_words(Moment(AT, Precision.MINUTE, 600)) == "Wednesday 13 March 2024, 00:30"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"author": "", "origin": Origin.TYPED, "kind": EventKind.NOTE}, "You, 2024"),
        ({"author": "", "kind": EventKind.NOTE, "title": "Soup"}, "Note, “Soup”, 2024"),
        ({"author": "Anna", "kind": EventKind.MAIL, "title": "Offer"}, "Anna, “Offer”, 2024"),
    ],
)
def test_headings_name_what_there_is(fields, words):
    moment = Moment(AT, Precision.YEAR, 0)
    assert heading(hit("x", **({"moment": moment} | fields)).event) == words


def test_dates_stand_beside_words_for_time():
    (passage,) = numbered("boat", "I sold the boat yesterday.")
    assert passage.text == "I sold the boat yesterday."
    assert passage.dated == "I sold the boat yesterday (11 March 2024)."
    assert bearers("The boat was sold on 11 March 2024.", "boat", [passage]) == [1]


def test_without_a_day_no_dates_are_worked_out():
    hits = [hit("I sold the boat yesterday.", moment=Moment(AT, Precision.MONTH, 0))]
    assert passages("boat", hits)[0].dated == "I sold the boat yesterday."


def test_of_a_long_text_the_part_to_the_point_is_given():
    filler = " ".join(f"Day {n} was sunny and we swam in the lake." for n in range(60))
    told = "Then the boiler broke. The plumber Huber fixed the boiler for 340 euros."
    text = f"{filler} {told} {filler}"
    (passage,) = numbered("What did the plumber ask for the boiler?", text)
    assert "340 euros" in passage.text
    assert "Then the boiler broke." in passage.text
    assert len(passage.text) <= MAX_CHARACTERS + 10
    assert passage.text.startswith("… ")
    assert passage.text.endswith(" …")


def test_a_text_without_sentences_is_cut():
    (passage,) = numbered("x", "x" * 5000)
    assert len(passage.text) <= MAX_CHARACTERS + 2


NUTS = numbered(
    "What is Lena allergic to?",
    "I am allergic to hazelnuts, so please no pralines.",
    "The train to Graz leaves at 7:58.",
)


LENA = "What is Lena allergic to?"


@pytest.mark.parametrize(
    ("sentence", "question", "numbers"),
    [
        ("Lena is allergic to hazelnuts.", LENA, [1]),
        ("Hazelnuts [1].", LENA, [1]),
        ("Hazelnuts [1].", "And hazelnuts?", []),
        ("Hazelnuts and the train.", "What comes to mind?", []),
        ("Lena is allergic to peanuts and shellfish.", LENA, []),
        ("Lena is allergic.", LENA, []),
        ("So no pralines, please, for Okafor.", LENA, []),
        ("Are hazelnuts a problem?", LENA, []),
        ("The train leaves at 7:58.", "When does the train leave?", [2]),
        ("The train leaves at 8:15.", "When does the train leave?", []),
        ("The train to Graz leaves at 7:58.", "When does the train to Linz leave?", [2]),
        ("The train to Linz leaves at 7:58.", "When does the train to Linz leave?", []),
        ("On 12 March 2024 she said hazelnuts.", LENA, [1]),
        ("On 13 March 2024 she said hazelnuts.", LENA, []),
        ("", LENA, []),
    ],
)
def test_one_memory_must_bear_out_a_sentence_alone(sentence, question, numbers):
    assert bearers(sentence, question, NUTS) == numbers


def test_a_memory_of_somebody_else_bears_nothing_out():
    hits = [hit("I love the cello.", "Tom"), hit("I love swimming, Tom.", "Lena")]
    evidence = passages("", hits)
    assert bearers("Tom loves swimming.", "What does Tom love?", evidence) == []
    assert bearers("Swimming.", "What does Tom love?", evidence) == []
    assert bearers("Swimming.", "What does Lena love?", evidence) == [2]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Lena is allergic to hazelnuts.", "Lena is allergic to hazelnuts [1]."),
        ("Lena is allergic to hazelnuts [1].", "Lena is allergic to hazelnuts [1]."),
        ("Lena is allergic to hazelnuts. [1]", "Lena is allergic to hazelnuts [1]."),
        ("[1] hazelnuts", "hazelnuts [1]"),
        ("[1][2] hazelnuts", "hazelnuts [1]"),
        ("Lena is allergic to hazelnuts [7].", "Lena is allergic to hazelnuts [1]."),
        ("Lena is allergic to hazelnuts [2].", "Lena is allergic to hazelnuts [1]."),
        ("Hazelnuts [n].", "Hazelnuts [1]."),
    ],
)
def test_citations_point_at_evidence_that_bears_them(sentence, shown):
    assert cited(sentence, bearers(sentence, LENA, NUTS)) == shown


def test_of_several_that_bear_it_those_that_were_cited_are_kept():
    assert cited("Hazelnuts [3] [2].", [1, 2, 3]) == "Hazelnuts [3] [2]."


def test_citations_are_read_once_in_order():
    assert citations("a [2] b [1], c [2] [12]") == [2, 1, 12]
    assert without_citations("a [2] b [1].") == "a b."


def test_the_quote_is_marked_and_cited():
    assert quote("What is Lena allergic to?", NUTS) == (
        "The nearest memory is Lena, Tuesday 12 March 2024, 14:30: "
        "“I am allergic to hazelnuts, so please no pralines.” [1]"
    )


def test_a_number_in_the_memorys_own_brackets_cites_nothing():
    evidence = numbered("When is it?", "The concert is on page [1] of the paper [12].")
    said = quote("On which page is the concert?", evidence)
    assert "page (1) of the paper (12)" in said
    assert citations(said) == [1]


def test_what_tells_is_quoted_rather_than_what_asks():
    evidence = numbered(
        "When does the train leave?", "When does the train leave?", "The train leaves at 7:58."
    )
    assert quote("When does the train leave?", evidence).endswith("“The train leaves at 7:58.” [2]")


def test_who_says_it_counts_more_than_whom_it_is_said_to():
    hits = [hit("Great news about the cello, Lena!", "Tom"), hit("I got a cello today!", "Lena")]
    question = "What did Lena get today, a cello?"
    assert "“I got a cello today!” [2]" in quote(question, passages(question, hits))


def test_words_of_a_question_beside_a_statement_do_not_count():
    evidence = numbered(
        "What does Lena sing in the choir?",
        "That is great! What does Lena sing in the choir?",
        "In the choir I sing the alto.",
    )
    assert quote("What does Lena sing in the choir?", evidence).endswith("[2]")


def test_of_a_long_passage_the_best_sentence_is_quoted():
    text = (
        "We swam in the lake for hours. " * 8
        + "The plumber Huber fixed the boiler. "
        + "It was warm. " * 8
    )
    evidence = numbered("Who fixed the boiler?", text)
    assert "“The plumber Huber fixed the boiler.”" in quote("Who fixed the boiler?", evidence)


def test_an_endless_sentence_is_cut():
    evidence = numbered("boat", "boat " * 400)
    assert len(quote("boat", evidence)) < WHOLE + 100
