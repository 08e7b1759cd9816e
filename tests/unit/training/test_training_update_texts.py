"""Scenes of changes: what is right is there, and nobody is on both sides."""

import json
from collections import Counter

import pytest

from second_me.corpora.updates import made_up, realmem, slots
from second_me.inference import update_prompts
from second_me.inference.update_prompts import ALONE, Change
from second_me.training import update_texts


@pytest.fixture(scope="module")
def made():
    return list(made_up.scenes(slots.load(), 3, 150, held=False))


def test_every_answer_can_be_read_and_touches_what_is_known(made):
    for scene in made:
        texts = update_texts.texts(scene)
        assert 1 <= len(scene.known) <= update_prompts.MOST_KNOWN
        for case, turn in zip(scene.cases, texts.turns, strict=True):
            read = update_prompts.read(turn.answer, len(scene.known))
            assert read is not None
            assert (read.number, read.change) == (case.number, case.change)
            assert (case.number == 0) == (case.change in ALONE)


def test_all_changes_are_there_and_none_rules(made):
    counts = Counter(case.change for scene in made for case in scene.cases)
    total = sum(counts.values())
    assert set(counts) == set(Change)
    assert all(0.08 < count / total < 0.3 for count in counts.values())


def test_people_are_on_one_side_only(made):
    held = list(made_up.scenes(slots.load(), 3, 60, held=True))
    assert not {scene.person for scene in made} & {scene.person for scene in held}


def test_the_same_seed_makes_the_same_scenes(made):
    assert list(made_up.scenes(slots.load(), 3, 5, held=False)) == made[:5]


def test_a_new_value_supersedes_only_where_there_is_one(made):
    single = {slot.name for slot in slots.load() if slot.single}
    assert "home" in single
    assert "pets" not in single
    for scene in made:
        for case in scene.cases:
            if case.change is Change.SUPERSEDE:
                old = scene.known[case.number - 1]
                assert old.kind == case.new.kind
                assert old.text != case.new.text


def _memory(index, content, source="It is so."):
    return {
        "index": index,
        "type": "Static",
        "content": content,
        "source_content_snapshot": source,
    }


def test_realmems_memories_become_changes(tmp_path):
    whole = {
        "dialogues": [
            {
                "current_time": "2026-01-04 (Sunday)",
                "extracted_memory": [
                    _memory("a", "【Plan】 User pays 40 dollars for swimming lessons."),
                    _memory("b", "User has a brother who lives near Boston."),
                ],
            },
            {
                "current_time": "2026-02-04 (Wednesday)",
                "extracted_memory": [
                    _memory(
                        "a",
                        "User pays 40 dollars for swimming lessons every Tuesday at the lake,"
                        " with two friends from work.",
                    ),
                    _memory("c", "User's brother lives near Boston."),
                    _memory("d", {"not": "text"}),
                ],
            },
        ]
    }
    path = tmp_path / "Somebody_dialogues.json"
    path.write_text(json.dumps(whole))
    found = list(realmem.scenes(path))
    changes = [scene.cases[0].change for scene in found if scene.cases[0].number]
    assert changes == [Change.REFINE, Change.CONFIRM]
    refine = found[[scene.cases[0].change for scene in found].index(Change.REFINE)]
    assert "40 dollars" in refine.known[refine.cases[0].number - 1].text
    changed = realmem.refigured(refine)
    assert changed is not None
    assert changed.cases[0].change is Change.SUPERSEDE
    assert "40 dollars" not in changed.cases[0].new.text
