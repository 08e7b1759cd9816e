"""Decisions are counted by kind, and only what is both right and of the right fact counts."""

import pytest

from second_me.bench import update
from second_me.bench.update import Decided
from second_me.corpora.updates import made_up, slots
from second_me.corpora.updates.scenes import Case
from second_me.inference.update_prompts import Change, Statement
from second_me.memory.update_rules import Guess

NEW = Statement("1 May 2023", "work", "Tom works at a bakery.")


def _decided(number, change, said, of, sure=1.0):
    return Decided(Case(NEW, number, change), Guess(said, of, sure), 0.5)


def test_the_change_and_the_fact_must_both_be_right():
    found = update.figures(
        [
            _decided(1, Change.CONFIRM, Change.CONFIRM, 1),
            _decided(1, Change.CONFIRM, Change.CONFIRM, 2),
            _decided(0, Change.ADD, Change.RETRACT, 1),
            _decided(0, Change.ADD, Change.ADD, 0),
            _decided(2, Change.RETRACT, Change.RETRACT, 2, 0.4),
        ]
    )
    assert found["right"] == pytest.approx(60)
    assert found["right_confirm"] == 50
    assert found["right_add"] == 50
    assert found["right_mean_of_kinds"] == pytest.approx(200 / 3)
    assert found["closed_wrongly"] == 100
    assert found["to_review"] == pytest.approx(20)
    assert found["seconds_a_decision"] == 0.5


def test_rules_decide_every_case_of_the_people_held_back():
    for scene in made_up.scenes(slots.load(), 9, 3, held=True):
        for case in scene.cases:
            guess = update.by_rules(scene, case)
            assert 0 <= guess.number <= len(scene.known)
