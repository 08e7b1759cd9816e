"""The trees that decide: read from a file, asked with NumPy, right on plain cases."""

import msgspec
import numpy as np
import pytest

from second_me.inference.update_prompts import Change, Statement
from second_me.memory import update_trees
from second_me.memory.update_features import COLUMNS, KINDS, features
from second_me.memory.update_trees import Trees, choose

CLASSES = ("none", "ignore", "confirm", "refine", "supersede", "retract")
ONE = Trees(
    columns=2,
    classes=("none", "confirm"),
    baseline=(0.0, 0.0),
    roots=((0,), (3,)),
    feature=(1, 0, 0, 0),
    threshold=(0.5, 0.0, 0.0, 0.0),
    left=(1, -1, -1, -1),
    right=(2, -1, -1, -1),
    unknown_left=(False, False, False, False),
    value=(0.0, 2.0, -2.0, 0.0),
)


def test_a_tree_sends_values_left_right_and_the_unknown_where_it_learned():
    found = ONE.arrays().probabilities(np.array([[9, 0.5], [9, 0.6], [9, np.nan]]))
    high = 1 / (1 + np.exp(-2.0))
    assert found[:, 0] == pytest.approx([high, 1 - high, 1 - high])
    assert found.sum(axis=1) == pytest.approx([1, 1, 1])


@pytest.mark.parametrize("broken", [b"", b"{}", b"[1]", msgspec.json.encode(ONE)[:-40]])
def test_a_damaged_file_is_as_none(tmp_path, broken):
    path = tmp_path / "trees.json"
    path.write_bytes(broken)
    assert update_trees.load(path) is None


def test_lists_that_do_not_fit_together_are_refused(tmp_path):
    path = tmp_path / "trees.json"
    fitting = msgspec.structs.replace(ONE, columns=COLUMNS)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(fitting, right=(9, -1, -1, -1))))
    assert update_trees.load(path) is None


def test_trees_of_other_features_are_not_used(tmp_path):
    path = tmp_path / "trees.json"
    path.write_bytes(msgspec.json.encode(ONE))
    assert update_trees.load(path) is None
    assert update_trees.load(tmp_path / "missing.json") is None


def test_nothing_is_touched_only_if_that_is_likely_beside_every_known_fact():
    beside = np.array([[0.9, 0, 0, 0, 0.1, 0], [0.3, 0, 0, 0, 0.7, 0]])
    assert choose(beside, CLASSES).change is Change.SUPERSEDE
    assert choose(beside, CLASSES).number == 2
    assert choose(beside[:1], CLASSES).change is Change.ADD


def test_features_are_as_many_with_and_without_vectors():
    known = [Statement("1 May 2022", "work", "Tom works at a bakery."), Statement("", "x", "")]
    new = Statement("2 May 2023", "work", "Tom's sister works at a bank.", "My sister!")
    blind = features(new, known, "Tom", np.array([np.nan, np.nan]))
    told = features(new, known, "Tom", np.array([0.7, 0.1]))
    assert blind.shape == told.shape == (2, COLUMNS)
    assert np.isnan(blind).sum() == 6
    assert not np.isnan(told).any()


@pytest.mark.parametrize(
    ("text", "kind", "words", "change"),
    [
        ("Tom lives in Oslo now.", "place", "I moved to Oslo!", Change.SUPERSEDE),
        ("Tom no longer lives in Ghent.", "place", "", Change.RETRACT),
        ("Tom's home is in Ghent.", "place", "My flat here in Ghent is tiny.", Change.CONFIRM),
        ("Tom lives in Ghent, in a flat near the river.", "place", "", Change.REFINE),
        ("Tom is allergic to peanuts.", "health", "I am allergic to peanuts.", Change.ADD),
        ("Tom lives on the moon.", "place", "haha, imagine I lived there, lol", Change.IGNORE),
    ],
)
def test_the_shipped_trees_decide_plain_cases(text, kind, words, change):
    trees = update_trees.load()
    assert trees is not None
    known = [Statement("1 May 2022", "place", "Tom lives in Ghent.")]
    found = update_trees.guess(
        trees, Statement("2 May 2023", kind, text, words), known, "Tom", np.array([np.nan])
    )
    assert found.change is change


def test_kinds_are_those_of_facts():
    assert len(set(KINDS)) == len(KINDS)
