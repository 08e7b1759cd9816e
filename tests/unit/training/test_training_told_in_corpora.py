import msgspec
import pytest

from second_me.corpora import realmem_memories
from second_me.training import extract_data, told_in_corpora
from second_me.training.texts import Turn, mixed
from second_me.training.windows import Window

NOTE = "【Diet】 User avoids sugar since January; User's dog is called Rex."


def memory(content, turn, role="User"):
    return {
        "content": content, "source_turn": turn, "source_role_snapshot": role, "type": "Static",
    }  # fmt: skip


SESSION = {
    "session_uuid": "s1",
    "current_time": "2026-01-05 (Monday)",
    "dialogue_turns": [
        {"speaker": "User", "content": "I avoid sugar since January. My dog is called Rex."},
        {"speaker": "Assistant", "content": "Noted. Your plan is ready."},
        {"speaker": "User", "content": "Thanks, show me the plan please."},
    ],
    "extracted_memory": [
        memory(NOTE, 1),
        memory("The plan is ready.", 2, "Assistant"),
        memory("User fears deep water and heights.", 3),
        memory({"odd": 1}, 1),
    ],
}


@pytest.fixture
def corpora(tmp_path):
    folder = tmp_path / "realmem"
    folder.mkdir()
    whole = {"_metadata": {"person_name": "Ann_Lee"}, "dialogues": [SESSION]}
    (folder / "Ann_Lee.json").write_bytes(msgspec.json.encode(whole))
    return tmp_path


def test_long_notes_are_read_statement_by_statement(corpora):
    (persona,) = realmem_memories.read(corpora / "realmem")
    first, second, third = persona.sessions[0].noted
    assert first.statements == ("User avoids sugar since January", "User's dog is called Rex.")
    assert (first.turn, second.role, third.turn) == (0, "Assistant", 2)


def test_the_person_is_named(corpora):
    (persona,) = realmem_memories.read(corpora / "realmem")
    said = persona.sessions[0].noted[0].statements[1]
    assert realmem_memories.named(said, "Bo") == "Bo's dog is called Rex."
    assert told_in_corpora.named("The plan is ready.", "Bo") == "Bo's plan is ready."


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("Directive to book a flight.", "Bo wants to book a flight."),
        ("Goal is to sleep more.", "Bo aims to sleep more."),
        ("Prefers tea.", "Bo prefers tea."),
        ("Confirmed the travel window.", "Bo confirmed the travel window."),
        ("Travel window: 1 to 7 February.", "Bo's travel window: 1 to 7 February."),
        ("RV booking number: 7.", "Bo's RV booking number: 7."),
        ("Flights are booked.", "Bo's flights are booked."),
        ("Our House on Elm Street.", "Bo: Our House on Elm Street."),
    ],
)
def test_statements_of_nobody_become_sentences_about_the_person(statement, named):
    assert told_in_corpora.named(statement, "Bo") == named


def test_a_sentence_that_goes_on_is_one_statement(corpora):
    note = 'Topics include: 1. The river, 2. The mill. User likes both; User wrote "so." for fun.'
    path = corpora / "realmem" / "Ann_Lee.json"
    whole = msgspec.json.decode(path.read_bytes())
    whole["dialogues"][0]["extracted_memory"] = [memory(note, 1)]
    path.write_bytes(msgspec.json.encode(whole))
    (persona,) = realmem_memories.read(corpora / "realmem")
    assert persona.sessions[0].noted[0].statements == (
        "Topics include: The river, The mill.",
        "User likes both",
        'User wrote "so." for fun.',
    )


def test_a_long_turn_is_cut_and_its_memory_stands_by_the_piece_that_tells_it(corpora):
    path = corpora / "realmem" / "Ann_Lee.json"
    whole = msgspec.json.decode(path.read_bytes())
    session = whole["dialogues"][0]
    talk = "The weather report said that it would rain all day in the mountains again. " * 3
    session["dialogue_turns"][0]["content"] = f"{talk}I avoid sugar since January."
    session["extracted_memory"] = [memory("User avoids sugar since January.", 1)]
    path.write_bytes(msgspec.json.encode(whole))
    windows = list(told_in_corpora.realmem(corpora, 1, ("Bo",)))
    (telling,) = (window for window in windows if window.facts)
    (fact,) = telling.facts
    assert "sugar" in telling.lines[fact.number - 1].text
    assert len(windows) > 1


def test_only_what_the_turn_bears_out_is_taught_and_a_turn_that_tells_more_is_left_out(corpora):
    (window,) = told_in_corpora.realmem(corpora, 1, ("Bo",))
    assert len(window.lines) == 1  # the turn with a fear that nobody can read in it is gone
    name = window.lines[0].author
    assert [fact.text for fact in window.facts] == [
        f"{name} avoids sugar since January.",
        f"{name}'s dog is called Rex.",
    ]


def test_people_held_back_teach_nothing():
    for person in told_in_corpora.HELD_BACK:
        assert extract_data.held_back(Window("RealMem", person, ()))
    assert not extract_data.held_back(Window("RealMem", "Ann_Lee", ()))


def test_blocks_hold_every_turn_once():
    turns = [Turn(f"question {number} " * 9, "none") for number in range(40)]
    found = list(mixed("shared", turns, 400, seed=1))
    assert sorted(turn.asked for block in found for turn in block.turns) == sorted(
        turn.asked for turn in turns
    )
    assert all(sum(len(turn.asked) for turn in block.turns) <= 400 for block in found)
    assert list(mixed("shared", turns, 400, seed=1)) == found


def test_what_the_assistant_took_up_is_taught_where_the_person_told_it(corpora):
    path = corpora / "realmem" / "Ann_Lee.json"
    whole = msgspec.json.decode(path.read_bytes())
    whole["dialogues"][0]["extracted_memory"] = [
        memory("**1. User's dog is called Rex.**", 2, "Assistant"),
        memory("Rivers are deep in the north.", 2, "Assistant"),
    ]
    path.write_bytes(msgspec.json.encode(whole))
    windows = list(told_in_corpora.realmem(corpora, 1, ("Mia",)))
    facts = [fact.text for window in windows for fact in window.facts]
    assert len(facts) == 1
    assert facts[0].endswith("'s dog is called Rex.")
