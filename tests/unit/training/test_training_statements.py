import re

import pytest

from second_me.inference.fact_lines import KINDS, read_facts
from second_me.training import statements
from second_me.training.kinds import kind_of
from second_me.training.statements import with_preposition
from second_me.training.third_person import third_person
from second_me.training.windows import balanced, borne_out, turn

ASIDE = ("Which river is the longest?",)


@pytest.fixture(scope="module")
def facts():
    return statements.load()


@pytest.fixture(scope="module")
def windows(facts):
    return list(statements.windows(facts, 3, 300, ASIDE))


def test_the_same_seed_makes_the_same_windows_and_another_makes_others(facts, windows):
    assert list(statements.windows(facts, 3, 20, ASIDE)) == windows[:20]
    assert list(statements.windows(facts, 4, 20, ASIDE)) != windows[:20]


def test_every_statement_is_borne_out_by_its_message(windows):
    for window in windows:
        for fact in window.facts:
            line = window.lines[fact.number - 1]
            assert borne_out(fact.text, line.text, line.author), fact


def test_no_blank_is_left_open(windows):
    said = [line.text for window in windows for line in window.lines]
    written = [fact.text for window in windows for fact in window.facts]
    assert not [text for text in said + written if re.search(r"[{}]", text)]


def test_kinds_are_those_of_the_format(windows):
    assert {fact.kind for window in windows for fact in window.facts} <= set(KINDS)


def test_a_good_part_tells_nothing(windows):
    silent = sum(not window.facts for window in windows)
    assert 0.2 * len(windows) < silent < 0.6 * len(windows)


def test_what_is_to_be_written_can_be_read(windows):
    for window in windows:
        found = read_facts(turn(window).answer)
        assert found is not None
        assert len(found) == len(window.facts)


def test_balancing_keeps_all_that_tell(windows):
    kept = balanced(windows, 0.1, seed=1)
    telling = [window for window in windows if window.facts]
    assert [window for window in kept if window.facts] == telling
    assert len(kept) - len(telling) == pytest.approx(len(telling) / 9, abs=1)


@pytest.mark.parametrize(
    ("meaning", "said"),
    [
        ("", ""),
        ("7 May 2023", "on 7 May 2023"),
        ("May 2023", "in May 2023"),
        ("2021", "in 2021"),
        ("around 3 May 2023", "around 3 May 2023"),
        ("the week before 7 May 2023", "in the week before 7 May 2023"),
        ("the weekend of 6 May 2023", "on the weekend of 6 May 2023"),
    ],
)
def test_a_time_gets_its_preposition(meaning, said):
    assert with_preposition(meaning) == said


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("By the way, I need help with my car.", "Anna needs help with their car."),
        ("I've been walking daily.", "Anna has been walking daily."),
        ("I bought my bike, and it is good.", "Anna bought their bike."),
        ("My cat is called Luna.", "Anna's cat is called Luna."),
        ("You told me so.", ""),
        ("I think that you and I should go.", ""),
    ],
)
def test_what_people_say_of_themselves_is_turned_or_left(sentence, turned):
    assert third_person(sentence, "Anna") == turned


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("Anna wants to move.", "plan"),
        ("Anna prefers tea.", "preference"),
        ("Anna has pain in the knee.", "health"),
        ("Anna lives in Oslo.", "place"),
        ("Anna is tall.", "other"),
    ],
)
def test_a_statement_has_a_kind(statement, kind):
    assert kind_of(statement) == kind
