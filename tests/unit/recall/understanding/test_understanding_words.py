"""Words to look for: phrases, figures, and terms without what only asks."""

import pytest


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('Who said "see you later"?', ["see you later"]),
        ("Who said \u201csee you later\u201d?", ["see you later"]),
        ("Wer sagte \u201ebis bald\u201c?", ["bis bald"]),
        ("Qui a dit \u00ab \u00e0 bient\u00f4t \u00bb ?", ["\u00e0 bient\u00f4t"]),
        ("Who said 'see you later'?", ["see you later"]),
        ("Who wrote 'The Cook's Book'?", ["The Cook's Book"]),
        ("谁说了「明天见」?", ["明天见"]),
        ("Clara's and Anna's boat", []),
        ("It's Clara's, isn't it?", []),
        ("the dogs' and cats' food", []),
        ('an " alone', []),
        ('""', []),
        ("Have I seen Northern Harbour Lights?", ["Harbour Lights"]),
    ],
)
def test_what_is_quoted_and_titles_are_phrases(ask, question, phrases):
    assert list(ask(question).phrases) == phrases


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Which bus is the 42?", ["42"]),
        ("Did it cost $1,200.50 or 7?", ["1,200.50", "7"]),
        ("at 18:30", ["18:30"]),
        ("What did I pay on 7 May 2023 for 3 tickets?", ["3"]),
        ("none", []),
    ],
)
def test_figures_are_numbers_but_for_dates(ask, question, numbers):
    assert list(ask(question).numbers) == numbers


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did Clara plant the roses?", ["clara", "plant", "roses"]),
        ("What kind of cake did Anna bake?", ["cake", "anna", "bake"]),
        ("What is the name of the cake?", ["cake"]),
        ("How many times did I bake?", ["bake"]),
        ("Can you remind me what I baked?", ["baked"]),
        ("Please tell me what happened at the fair", ["fair"]),
        ("What did I bake last week?", ["bake"]),
        ("What did I bake in June 2022?", ["bake", "june", "2022"]),
        ("What did Will bake?", ["will", "bake"]),
        ("What did I do last weekend?", []),
        ("who am I", ["who", "am", "i"]),
        ("the of and", ["the", "of", "and"]),
        ("Tee? Kuchen!", ["tee", "kuchen"]),
    ],
)
def test_words_say_what_it_is_about(ask, question, words):
    assert list(ask(question).words) == words


def test_terms_are_stems_in_order(ask):
    asked = ask("Which roses did Clara plant, and which were planted in June?")
    assert asked.terms == ("ros", "clara", "plant", "jun")
    assert asked.content_terms == ("ros", "plant")
