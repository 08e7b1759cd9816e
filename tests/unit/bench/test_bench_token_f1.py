"""Answers are scored as LoCoMo scores them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.bench import porter, token_f1


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("caresses", "caress"), ("ponies", "poni"), ("cats", "cat"), ("feed", "feed"),
        ("agreed", "agre"), ("plastered", "plaster"), ("bled", "bled"), ("motoring", "motor"),
        ("sing", "sing"), ("conflated", "conflat"), ("troubled", "troubl"), ("sized", "size"),
        ("hopping", "hop"), ("tanned", "tan"), ("falling", "fall"), ("hissing", "hiss"),
        ("failing", "fail"), ("filing", "file"), ("happy", "happi"), ("sky", "sky"),
        ("relational", "relat"), ("conditional", "condit"), ("digitizer", "digit"),
        ("operator", "oper"), ("feudalism", "feudal"), ("decisiveness", "decis"),
        ("hopefulness", "hope"), ("formalize", "formal"), ("electrical", "electr"),
        ("goodness", "good"), ("revival", "reviv"), ("allowance", "allow"),
        ("adjustment", "adjust"), ("adoption", "adopt"), ("effective", "effect"),
        ("probate", "probat"), ("rate", "rate"), ("cease", "ceas"), ("controlling", "control"),
        ("roll", "roll"), ("is", "is"), ("generalizations", "gener"), ("oscillators", "oscil"),
    ],
)  # fmt: skip
def test_words_of_porters_paper(word, stem):
    assert porter.stem(word) == stem


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_a_stem_is_never_much_longer(word):
    assert len(porter.stem(word)) <= len(word) + 1


def test_articles_commas_and_endings_do_not_count():
    assert token_f1.f1("The running shoes, and a hat!", "hats run shoe") == pytest.approx(1.0)
    assert token_f1.exact("a beagle.", "Beagle")
    assert not token_f1.exact("beagle", "beagles and cats")


def test_half_of_the_words_is_less_than_all():
    assert token_f1.f1("7 May 2023", "8 May 2023") == pytest.approx(2 / 3)
    assert token_f1.f1("", "x") == 0.0
    assert token_f1.f1("x", "") == 0.0


def test_lists_are_compared_part_by_part():
    assert token_f1.score("tea, milk", "milk, tea", 1) == pytest.approx(1.0)
    assert token_f1.score("tea", "milk, tea", 1) == pytest.approx(0.5)


def test_only_the_first_half_of_a_reasoned_answer_counts():
    assert token_f1.score("likely no", "Likely no; she moved", 3) == pytest.approx(1.0)
