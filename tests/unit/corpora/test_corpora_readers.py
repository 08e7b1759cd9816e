"""Each reader on a made-up file of the shape of its collection."""

import msgspec
import pytest

from second_me.core.clock import to_datetime
from second_me.core.records import EventKind, Origin
from second_me.corpora import lifebench, locomo, longmemeval, realmem
from second_me.corpora.corpus import UNANSWERABLE


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(value))
    return path


def when(moment):
    return to_datetime(moment.at).strftime("%Y-%m-%d %H:%M")


TALK = {
    "sample_id": "talk-1",
    "conversation": {
        "session_1_date_time": "1:56 pm on 8 May, 2023",
        "session_1": [
            {"speaker": "Ada", "dia_id": "D1:1", "text": "I bought a kite."},
            {"speaker": "Bo", "dia_id": "D1:2", "text": "Look!", "blip_caption": "a red kite"},
        ],
        "session_2_date_time": "12:05 am on 9 May, 2023",
        "session_2": [{"speaker": "Ada", "dia_id": "D2:1", "text": "It flew away."}],
    },
    "qa": [
        {"question": "What flew?", "evidence": ["D1:1; D2:1"], "category": 1, "answer": "a kite"},
        {"question": "What sank?", "evidence": ["D1:2"], "category": 5},
        {"question": "Lost?", "evidence": ["D9:9"], "category": 4, "answer": "x"},
        {"question": "None?", "evidence": [], "category": 4, "answer": "x"},
    ],
}


def test_locomo_turns_and_questions(tmp_path):
    (corpus,) = locomo.read(write(tmp_path / "talks.json", [TALK]))
    assert (corpus.name, corpus.owner, corpus.by_thread) == ("talk-1", "", False)
    first, second, third = corpus.events
    assert (first.author, first.text, when(first.moment)) == (
        "Ada",
        "I bought a kite.",
        "2023-05-08 13:56",
    )
    assert second.text == "Look! [shares a red kite]"
    assert (when(third.moment), third.position, third.thread) == ("2023-05-09 00:05", 2, "talk-1")
    flew, sank = corpus.questions
    assert (flew.evidence, flew.category, flew.answer) == (
        ("D1:1", "D2:1"),
        "1 multi-hop",
        "a kite",
    )
    assert sank.category == UNANSWERABLE
    assert flew.asked == third.moment


@pytest.fixture
def person(tmp_path):
    folder = tmp_path / "people" / "Ada"
    write(folder / "persona.json", {"name": "Ada Byron"})
    sms = [
        {
            "phone_id": 1,
            "datetime": "2025-03-02 10:00:00",
            "contactName": "Bo",
            "message_type": "Receive",
            "message_content": "Kite at noon?",
        },
        {
            "phone_id": 2,
            "datetime": "2025-03-02 09:00:00",
            "contactName": "Bo",
            "message_type": "Send",
            "message_content": "Bring string.",
        },
    ]
    photo = [
        {
            "phone_id": 5,
            "datetime": "2025-03-02 12:00:00",
            "caption": "A kite",
            "location": {"city": "Graz"},
        }
    ]
    call = [
        {
            "phone_id": 6,
            "datetime": "2025-03-03 12:00:00",
            "direction": 0,
            "contactName": "Bo",
            "call_result": "missed",
        }
    ]
    health = [{"phone_id": 7, "日期": "2025-03-04", "步数": "9000", "睡眠": {"时长": "7h"}}]
    note = [{"phone_id": 8, "datetime": "2025-03-05 12:00:00", "title": "List", "content": ""}]
    push = [{"phone_id": 9, "datetime": "2025-03-06 12:00:00", "title": "Parcel", "source": "Post"}]
    kinds = {"sms": sms, "photo": photo, "call": call, "fitness_health": health, "note": note}
    for kind, records in (kinds | {"push": push, "calendar": []}).items():
        write(folder / "phone_data" / f"{kind}.json", records)
    questions = [
        {
            "question": "When is the kite?",
            "evidence": [{"type": "sms", "id": 1}, {"type": "sms", "id": 1}],
            "ask_time": "2025-12",
            "question_type": "Temporal",
            "options": [{"option": "A", "content": "noon"}, {"option": "B", "content": "never"}],
            "answer": "A",
        },
        {
            "question": "Who sang?",
            "evidence": [{"type": "photo", "id": 5}],
            "ask_time": "2025-03",
            "question_type": "Unanswerable",
            "answer": "not known",
        },
        {
            "question": "Said to the assistant?",
            "evidence": [{"type": "agent_chat", "id": 3}],
            "question_type": "Temporal",
            "answer": "x",
        },
    ]
    write(folder / "QA" / "QA_clean.json", questions)
    return folder


def test_lifebench_records_are_a_years_events_in_order(person):
    (corpus,) = lifebench.read(person)
    assert corpus.owner == "Ada Byron"
    told = {event.natural_key: event for event in corpus.events}
    assert [event.natural_key for event in corpus.events] == [
        "sms:2", "sms:1", "photo:5", "call:6", "fitness_health:7", "push:9",
    ]  # fmt: skip
    assert (told["sms:1"].author, told["sms:1"].origin) == ("Bo", Origin.OTHER)
    assert (told["sms:2"].author, told["sms:2"].origin) == ("Ada Byron", Origin.OWN)
    assert told["sms:1"].thread == told["sms:2"].thread == "sms Bo"
    assert told["photo:5"].text == "A kite (Graz)"
    assert told["call:6"].text == "Call from Bo, missed"
    assert told["call:6"].kind is EventKind.RECORD
    assert "9000" in told["fitness_health:7"].text
    assert told["push:9"].text == "Parcel"
    assert told["push:9"].origin is Origin.PROGRAM


def test_lifebench_questions_are_put_after_their_month(person):
    (corpus,) = lifebench.read(person.parent)
    kite, sang = corpus.questions
    assert (kite.evidence, kite.answer, when(kite.asked)) == (
        ("sms:1",),
        "noon",
        "2026-01-01 00:00",
    )
    assert (sang.category, when(sang.asked)) == (UNANSWERABLE, "2025-04-01 00:00")


def session(name, *texts):
    return {
        "session_id": name,
        "date": "2023/05/01 (Mon) 09:00",
        "messages": [
            {"role": ("user", "assistant")[place % 2], "content": text}
            for place, text in enumerate(texts)
        ],
    }


@pytest.fixture
def haystacks(tmp_path):
    pool = tmp_path / "pool.jsonl"
    lines = [msgspec.json.encode(session(f"other-{number}", "Hi", "Ho")) for number in range(9)]
    pool.write_bytes(b"\n".join(lines))
    one = {
        "question_id": "q1",
        "question_date": "2023/05/30 (Tue) 10:00",
        "question": "What is my dog called?",
        "question_type": "single-session-user",
        "answer": "Rex",
        "evidence_sessions": [
            {
                "date": "2023/05/20 (Sat) 02:21",
                "turns": session("", "My dog Rex", "Nice")["messages"],
            }
        ],
    }
    missing = one | {"question_id": "q2_abs"}
    undated = one | {"question_id": "q3", "question_date": ""}
    return write(tmp_path / "questions.json", [one, missing, undated]), pool


def test_longmemeval_hides_the_evidence_among_unrelated_sessions(haystacks):
    first, absent = longmemeval.read(*haystacks, sessions=4)
    assert first.by_thread
    threads = {event.thread for event in first.events}
    assert len(threads) == 4
    assert "own-0" in threads
    (question,) = first.questions
    assert question.evidence == ("own-0:0",)
    assert when(question.asked) == "2023-05-30 10:00"
    times = [event.moment.at for event in first.events if event.position == 0]
    assert times == sorted(times)
    assert times[-1] <= question.asked.at
    own = [event for event in first.events if event.thread == "own-0"]
    assert [event.origin for event in own] == [Origin.OWN, Origin.ASSISTANT]
    assert when(own[0].moment) == "2023-05-20 02:21"
    assert absent.questions[0].category == UNANSWERABLE


def test_longmemeval_draws_the_same_each_time(haystacks):
    one, other = (next(longmemeval.read(*haystacks, sessions=4)) for _ in range(2))
    assert one == other
    assert next(longmemeval.read(*haystacks, sessions=4, seed=2)) != one


def test_realmem_questions_lead_to_the_turns_their_memories_came_from(tmp_path):
    def turn(speaker, content, **more):
        return {"speaker": speaker, "content": content} | more

    told = {
        "session_uuid": "s1",
        "current_time": "Day 1 (2026-02-03)",
        "dialogue_turns": [turn("User", "I paint the shed green."), turn("Assistant", "Lovely.")],
        "extracted_memory": [
            {"content": "Shed is green", "source_content_snapshot": "I paint the shed green."}
        ],
    }
    used = [{"session_uuid": "s1", "content": "Shed is green"}]
    asked = {
        "session_uuid": "s2",
        "current_time": "no date",
        "dialogue_turns": [
            turn("User", "Which colour?", is_query=True, category_name="static"),
            turn("Assistant", "Green.", memory_used=used),
            turn("User", "x" * 500, is_query=True),
            turn("Assistant", "Long.", memory_used=used),
            turn("User", "And what else?", is_query=True),
        ],
        "extracted_memory": [],
    }
    whole = {"_metadata": {"person_name": "Ada_Byron"}, "dialogues": [told, asked]}
    (corpus,) = realmem.read(write(tmp_path / "Ada.json", whole).parent)
    assert corpus.owner == "Ada Byron"
    assert [event.natural_key for event in corpus.events][:2] == ["s1:0", "s1:1"]
    assert corpus.events[0].author == "Ada Byron"
    assert corpus.events[1].origin is Origin.ASSISTANT
    (question,) = corpus.questions
    assert (question.text, question.evidence, question.category, question.answer) == (
        "Which colour?",
        ("s1:0",),
        "static",
        "Green.",
    )
