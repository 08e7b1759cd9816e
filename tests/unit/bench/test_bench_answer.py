"""Corpora are read with their traps, and figures say what they should."""

import json

import pytest

from second_me.bench import answer_figures, conversations, found_turns
from second_me.bench.answer_figures import Given


def _asked(question, category, *evidence, **more):
    return {"question": question, "category": category, "evidence": list(evidence), **more}


WHOLE = [
    {
        "sample_id": "conv-1",
        "conversation": {
            "speaker_a": "Anna",
            "speaker_b": "Ben",
            "session_1_date_time": "1:56 pm on 8 May, 2023",
            "session_1": [
                {"speaker": "Anna", "dia_id": "D1:1", "text": "I adopted a beagle yesterday."},
                {"speaker": "Ben", "dia_id": "D1:2", "text": "Nice!", "blip_caption": "a dog"},
                {"speaker": "Anna", "dia_id": "D1:3", "text": "His name is Rufus."},
            ],
            "session_2_date_time": "1:56 pm on 9 May, 2023",
        },
        "qa": [
            _asked("What did Anna adopt?", 4, "D1:1", answer="a beagle"),
            _asked("How old is Ben?", 1, "D1:1; D1:3", answer=7),
            _asked("No evidence?", 4, answer="x"),
            _asked("Of another talk?", 4, "D9:9", answer="x"),
            _asked("What did Ben adopt?", 5, "D1:1", adversarial_answer="x"),
        ],
    }
]


@pytest.fixture
def talk(tmp_path):
    path = tmp_path / "locomo.json"
    path.write_text(json.dumps(WHOLE))
    (found,) = conversations.locomo(path)
    return found


def test_questions_without_their_evidence_are_left_out(talk):
    asked = [(one.answer, one.category, one.evidence) for one in talk.questions]
    assert asked == [("a beagle", 4, ("D1:1",)), ("7", 1, ("D1:1", "D1:3")), ("", 5, ("D1:1",))]
    assert talk.turns[1].text == "Nice! [shares a dog]"
    assert answer_figures.day_of(talk.turns[0]) == "8 May 2023"
    assert answer_figures.dated(talk.turns[0]) == "I adopted a beagle yesterday (7 May 2023)."


def test_gold_is_the_evidence_and_among_hides_it(talk):
    question = talk.questions[1]
    assert [turn.id for turn in found_turns.gold(talk)(question)] == ["D1:1", "D1:3"]
    mixed = found_turns.among(talk)(question)
    assert {turn.id for turn in mixed} == {"D1:1", "D1:2", "D1:3"}
    assert mixed == found_turns.among(talk)(question)


@pytest.mark.embedder
def test_retrieved_turns_come_from_the_products_own_search(talk):
    retrieved = found_turns.Retrieved(talk, limit=2)
    try:
        found = retrieved(talk.questions[0])
    finally:
        retrieved.close()
    assert len(found) == 2
    assert "D1:1" in {turn.id for turn in found}


def test_figures_tell_answers_declines_and_citations_apart(talk):
    first, second, none = talk.questions
    shown = talk.turns
    figures = answer_figures.figures_of(
        [
            Given(first, shown, "a beagle", (1,), False, 1.0),
            Given(second, shown, "Not in memory.", (), True, 1.0),
            Given(none, shown, "Not in memory.", (), True, 1.0),
        ]
    )
    assert figures["f1_category_4"] == 100
    assert figures["f1_category_1"] == 0
    assert figures["f1"] == 50
    assert figures["unanswerable_declined"] == 100
    assert figures["answerable_declined"] == 50
    assert figures["citation_precision"] == 100


def test_a_citation_of_the_wrong_turn_counts_against(talk):
    first = talk.questions[0]
    given = Given(first, talk.turns, "a beagle", (1, 2, 9), False, 1.0)
    assert answer_figures.figures_of([given])["citation_precision"] == 50
