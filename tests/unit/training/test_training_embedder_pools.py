"""Corpora become pools: each question with what answers it, near misses beside it."""

import msgspec
import pytest

from second_me.training import embedder_pools as pools


def put(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(value))


@pytest.fixture
def person(tmp_path):
    folder = tmp_path / "lifebench" / "mina"
    put(folder / "persona.json", {"name": "Mina"})
    sms = [
        {"phone_id": 1, "contactName": "Otto", "message_type": "Receive",
         "message_content": "Where shall we meet?"},
        {"phone_id": 2, "contactName": "Otto", "message_type": "Send",
         "message_content": "At the tram stop by the theatre"},
        {"phone_id": 3, "contactName": "Ruth", "message_type": "Receive",
         "message_content": "The parcel is here"},
    ]  # fmt: skip
    notes = [{"phone_id": 1, "title": "Jam", "content": "Plums and sugar",
              "summarized_info": "Mina wrote down that jam takes plums and sugar."}]  # fmt: skip
    for kind in ("push", "photo", "calendar", "fitness_health"):
        put(folder / "phone_data" / f"{kind}.json", [])
    put(folder / "phone_data" / "sms.json", sms)
    put(folder / "phone_data" / "note.json", notes)
    asked = [
        {"question": "Where did Mina meet Otto?", "evidence": [{"type": "sms", "id": "2"}]},
        {"question": "What cannot be known?", "evidence": [{"type": "agent_chat", "id": "2"}]},
        {"question": "What is the jam made of?", "evidence": [{"type": "note", "id": 1}]},
    ]
    put(folder / "QA" / "QA_clean.json", asked)
    return folder


def test_records_are_memories_with_who_wrote_them(person):
    pool = pools.lifebench(person, 1)
    assert [memory.document() for memory in pool.memories] == [
        "Otto: Where shall we meet?",
        "Mina: At the tram stop by the theatre (before: Where shall we meet?)",
        "Ruth: The parcel is here",
        "note: Jam. Plums and sugar",
    ]


def test_questions_lead_to_their_evidence_and_those_without_are_left_out(person):
    pool = pools.lifebench(person, 1)
    gold = {query.text: query.gold for query in pool.queries}
    assert gold["Where did Mina meet Otto?"] == (1,)
    assert gold["What is the jam made of?"] == (3,)
    assert "What cannot be known?" not in gold


def test_what_looks_alike_is_near_unless_it_says_the_same():
    memories = [
        *(pools.Memory("Otto", f"Filler number {n} about other {n}") for n in range(240)),
        pools.Memory("Mina", "The concert in Ghent was sold out"),
        pools.Memory("Mina", "The concert in Ghent was sold out again"),
        *(pools.Memory("Otto", f"A concert in Ghent, take {n} of {n}") for n in range(8)),
    ]
    (query,) = pools._with_near([pools.Query("Which concert in Ghent?", (240,))], memories)
    assert query.near
    assert 241 not in query.near
    assert all(memories[at].text.startswith("A concert") for at in query.near)


def test_the_memories_of_realmem_lead_to_their_turns(tmp_path):
    turns = [
        {"speaker": "User", "content": "I sleep badly.", "is_query": False},
        {"speaker": "Assistant", "content": "Since when?", "is_query": False},
        {"speaker": "User", "content": "How do I sleep, and what helps?", "is_query": True},
        {"speaker": "Assistant", "content": "Badly; tea.",
         "memory_used": [{"session_uuid": "s", "content": "【Sleep】 User sleeps badly."}]},
    ]  # fmt: skip
    kept = [{"session_uuid": "s", "content": "【Sleep】 User sleeps badly.", "source_turn": 0},
            {"session_uuid": "s", "content": {"a": "table"}, "source_turn": 1}]  # fmt: skip
    dialogue = {"session_uuid": "s", "dialogue_turns": turns, "extracted_memory": kept}
    put(tmp_path / "one.json", {"dialogues": [dialogue]})
    (pool,) = pools.realmem(tmp_path / "one.json")
    assert [(query.text, query.gold) for query in pool.queries] == [
        ("User sleeps badly.", (0,)),
        ("How do I sleep, and what helps?", (0,)),
    ]
    assert pool.memories[1].document() == "assistant: Since when? (before: I sleep badly.)"


def test_questions_of_longmemeval_lie_among_other_sessions(tmp_path):
    one = {
        "question_id": "q1", "question": "What did I buy?",
        "evidence_sessions": [{"turns": [{"role": "user", "content": "I bought a kite."}]}],
    }  # fmt: skip
    put(tmp_path / "train.json", [one, {**one, "question_id": "q2_abs"}])
    (pool,) = pools.longmemeval(tmp_path / "train.json", [["Hello.", "I like tea."]], 1)
    assert [(query.text, query.gold) for query in pool.queries] == [("What did I buy?", (0,))]
    assert [memory.text for memory in pool.memories] == [
        "I bought a kite.",
        "Hello.",
        "I like tea.",
    ]


def test_one_person_is_kept_for_development(person):
    held = person.rename(person.parent / pools.DEVELOPMENT_PERSON)
    found = pools.load(person.parents[1], 1, 1)
    assert [pool.name for pool in found.development if pool.source == "LifeBench"] == [held.name]
    assert not any(pool.source == "LifeBench" for pool in found.train)
