"""Questions on records are taken only with their answer in sight."""

import json

import pytest

from second_me.inference.adapter_prompts import DECLINE
from second_me.training import real_questions


def test_covered_counts_the_words_that_matter():
    assert real_questions.covered("the blue bicycle", "She bought a bicycle, blue.") == 1.0
    assert real_questions.covered("the blue bicycle", "She bought a car, blue.") == 0.5
    assert real_questions.covered("the", "the") == 0.0


@pytest.fixture
def person(tmp_path):
    folder = tmp_path / "somebody"
    (folder / "phone_data").mkdir(parents=True)
    (folder / "QA").mkdir()
    kinds = ("sms", "push", "photo", "note", "calendar", "fitness_health")
    for kind in kinds:
        (folder / "phone_data" / f"{kind}.json").write_text("[]")
    texts = [("Shed", "Painted it green yesterday."), ("Soup", "Leek."), ("Bus", "Late again.")]
    notes = [
        {"phone_id": str(number), "datetime": "2025-05-02 09:00", "title": title, "content": text}
        for number, (title, text) in enumerate(texts, start=1)
    ]
    (folder / "phone_data" / "note.json").write_text(json.dumps(notes))
    (folder / "persona.json").write_text(json.dumps({"name": "Some Body"}))
    common = {"ask_time": "2025-06", "evidence": [{"type": "note", "id": "1"}]}
    questions = [
        common | {"question": "What colour is the shed?", "answer": "Green."},
        common | {"question": "Who built the shed?", "answer": "An uncle."},
    ]
    (folder / "QA" / "QA_clean.json").write_text(json.dumps(questions))
    return folder


def test_an_answer_that_is_not_in_the_records_is_left_out(person):
    (block,) = real_questions.lifebench(person, seed=1)
    shown = [one for one in block.asked if one.answer != DECLINE]
    assert [one.question for one in shown] == ["What colour is the shed?"]
    (number,) = shown[0].shown_by
    assert block.lines[number - 1].text == "Shed. Painted it green yesterday (1 May 2025)."
    assert shown[0].asked == "June 2025"


def test_questions_without_an_answer_become_declines(tmp_path):
    turn = {"role": "user", "content": "I bought a red kettle today."}
    row = {
        "question_date": "2023/05/29 (Mon) 21:10",
        "evidence_sessions": [{"date": "2023/05/24 (Wed) 19:56", "turns": [turn]}],
    }
    rows = [
        row | {"question_id": "a", "question": "What colour is my kettle?", "answer": "red"},
        row | {"question_id": "b_abs", "question": "Where is my pan?", "answer": "Not told."},
        row | {"question_id": "c", "question": "How much was it?", "answer": "40 euros"},
    ]
    path = tmp_path / "questions.json"
    path.write_text(json.dumps(rows))
    aside = tuple(f"Tell me about the number {number}, please." for number in range(9))
    blocks = list(real_questions.longmemeval(path, 1, aside))
    assert [(block.person, block.asked[0].answer) for block in blocks] == [
        ("a", "red"),
        ("b_abs", DECLINE),
    ]
    (number,) = blocks[0].asked[0].shown_by
    assert blocks[0].lines[number - 1].text == "I bought a red kettle today (24 May 2023)."
