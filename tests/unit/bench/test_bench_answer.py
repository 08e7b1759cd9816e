"""Corpora are read with their traps, and figures say what they should."""

import json

import pytest

from second_me.bench import answer_figures, conversations, found_turns
from second_me.bench.answer_figures import Given
from second_me.bench.token_f1 import UNANSWERABLE


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


def test_a_phones_year_is_read_with_its_questions(tmp_path):
    folder = tmp_path / "anna"
    (folder / "phone_data").mkdir(parents=True)
    (folder / "QA").mkdir()
    (folder / "persona.json").write_text('{"name": "Anna Berg"}')
    for kind in ("push", "photo", "call", "note", "calendar", "fitness_health"):
        (folder / "phone_data" / f"{kind}.json").write_text("[]")
    sms = {
        "phone_id": 7,
        "datetime": "2025-03-01 10:00:00",
        "message_type": "Receive",
        "contactName": "Ben",
        "message_content": "I got the cello!",
    }
    (folder / "phone_data" / "sms.json").write_text(json.dumps([sms]))
    asked = {
        "question": "What did Ben get?",
        "answer": "B",
        "options": [{"option": "B", "content": "the cello"}],
        "question_type": "Information Extraction",
        "evidence": [{"type": "sms", "id": 7}],
        "ask_time": "2025-12",
    }
    refused = asked | {"question_type": "Unanswerable", "answer": "Unable to answer"}
    (folder / "QA" / "QA_clean.json").write_text(json.dumps([asked, refused]))
    (year,) = conversations.lifebench(tmp_path)
    assert [turn.text for turn in year.turns] == ["I got the cello!"]
    assert year.questions[0].answer == "the cello"
    assert year.questions[0].category == 4
    assert year.questions[1].category == UNANSWERABLE
    assert found_turns.gold(year)(year.questions[0]) == list(year.turns)
