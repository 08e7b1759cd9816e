import msgspec
import numpy as np
import pytest

from second_me.bench import extract_figures
from second_me.bench.extract_figures import Read
from second_me.core.records import NewFact, Quote
from second_me.corpora import same_meaning, told_turns
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.memory.extraction import Proposals

TURNS = ("I avoid sugar since January. My dog is called Rex.", "Show me the plan please.")


@pytest.fixture
def person(tmp_path):
    session = {
        "session_uuid": "s1",
        "current_time": "2026-01-05 (Monday)",
        "dialogue_turns": [
            {"speaker": "User", "content": TURNS[0]},
            {"speaker": "Assistant", "content": "Here is a plan without sugar."},
            {"speaker": "User", "content": TURNS[1]},
        ],
        "extracted_memory": [
            {"content": "User avoids sugar; User's dog is called Rex.", "source_turn": 1,
             "source_role_snapshot": "User"},
            {"content": "User fears deep water.", "source_turn": 1, "source_role_snapshot": "User"},
            {"content": "The plan has no sugar.", "source_turn": 2,
             "source_role_snapshot": "Assistant"},
        ],
    }  # fmt: skip
    quiet = session | {"session_uuid": "s2", "extracted_memory": []}
    whole = {"_metadata": {"person_name": "Ann_Lee"}, "dialogues": [session, quiet]}
    path = tmp_path / "Ann_Lee.json"
    path.write_bytes(msgspec.json.encode(whole))
    (one,) = told_turns.realmem(path)
    return one


def fact(told, text, subject="Ann Lee", event=0):
    words = told.events[event]
    quote = Quote(words.id, 0, len(words.text), words.text)
    return NewFact(subject=subject, kind="other", text=text, quotes=(quote,))


def test_gold_statements_are_those_that_the_person_said(person):
    told = person.sessions[0]
    assert [event.text for event in told.events] == list(TURNS)
    assert told.said == ("Ann Lee avoids sugar", "Ann Lee's dog is called Rex.")
    assert len(told.drawn) == 3
    assert len(told.noted) == 4


def test_found_and_right_are_counted_statement_by_statement(person):
    told, quiet = person.sessions
    found = Proposals(
        facts=[
            fact(told, "Ann Lee avoids sugar since January."),
            fact(told, "Ann Lee wants to be shown some other thing.", event=1),
        ],
        readings=1,
    )
    read = [Read(told, found), Read(quiet, Proposals(facts=[], readings=1))]
    figures = extract_figures.of(read, [Proposals()] * 4, ScriptedEmbedder(), 0.6)
    assert figures["gold_statements"] == 2
    assert figures["found"] == 50
    assert figures["precision"] == 50
    assert figures["junk_of_nothing_lines"] == 0
    assert figures["junk_of_sessions_without_gold"] == 0
    assert figures["wrong_subject"] == 0
    assert figures["ungrounded"] == 1  # of "some other thing" nobody spoke


def test_the_threshold_parts_same_from_different(person):
    class Told:
        """Vectors by what is said: all made-up statements are alike, the person's are not."""

        model, dims = "told", 2

        def embed(self, texts):
            of = {True: [1.0, 0.0], False: [0.6, 0.8]}
            return np.array([of["Ann Lee's dog" in text] for text in texts], np.float32)

    found = same_meaning.threshold([person], Told())
    assert 0.6 < found <= 1.0
    quiet = msgspec.structs.replace(person, sessions=person.sessions[1:])
    with pytest.raises(ValueError, match="no session"):
        same_meaning.threshold([quiet], Told())


def test_junk_and_wrong_subjects_are_counted(person):
    told, quiet = person.sessions
    junk = Proposals(facts=[fact(quiet, "Bo avoids sugar.", subject="Bo")], readings=1)
    figures = extract_figures.of(
        [Read(told, Proposals(readings=1)), Read(quiet, junk)], [junk, Proposals()],
        ScriptedEmbedder(), 0.6,
    )  # fmt: skip
    assert figures["junk_of_nothing_lines"] == 50
    assert figures["junk_of_sessions_without_gold"] == 50
    assert figures["wrong_subject"] == 100


def test_nothing_lines_are_many_and_one_message_each():
    lines = told_turns.nothing()
    assert len(lines) >= 50
    assert all(line.text.strip() for line in lines)
