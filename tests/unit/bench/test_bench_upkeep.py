import pytest

from second_me.bench import upkeep
from second_me.inference.scripted_embedder import ScriptedEmbedder

WHOLE = {
    "dialogues": [
        {
            "current_time": "2025-01-02 (Thursday)",
            "extracted_memory": [
                {"index": "a", "content": "【Home】 The user lives in Lisbon near the harbour."},
                {"index": "b", "content": "The user keeps two cats called Mika and Sol."},
            ],
        },
        {
            "current_time": "2025-02-02 (Sunday)",
            "extracted_memory": [
                {"index": "a", "content": "The user lives in Lisbon near the harbour."},
                {"index": "c", "content": "The user bakes rye bread on Sundays."},
            ],
        },
    ]
}


def test_the_last_wording_of_a_memory_is_what_should_stand():
    found = upkeep.noted(WHOLE)
    assert [one.last for one in found] == [False, True, True, True]
    assert found[0].text == "The user lives in Lisbon near the harbour."
    assert len(upkeep.noted(WHOLE, 2)) == 2


def test_what_was_told_twice_stands_once():
    part = upkeep.measured(upkeep.noted(WHOLE), ScriptedEmbedder())
    assert part.figures["present"] == 100
    assert part.figures["standing"] == 3
    assert part.figures["duplicates"] == part.figures["retired"] == 0
    assert part.figures["everything.standing"] == 4
    assert part.figures["everything.duplicates"] == pytest.approx(25)
    assert part.figures["newest.standing"] == 3
