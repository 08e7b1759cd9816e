import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.sentences import asks, ends_in_abbreviation, sentences, spans
from second_me.core.terms import stem, stems, terms, topical, words


@pytest.mark.parametrize(
    "forms",
    [
        ("move", "moves", "moved", "moving"),
        ("plan", "plans", "planned", "planning"),
        ("city", "cities"),
        ("allergy", "allergies"),
        ("class", "classes"),
        ("book", "books", "booked", "booking", "bookings"),
        ("happy", "happily", "happier", "happiest"),
    ],
)
def test_forms_of_a_word_meet(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("pair", [("cello", "cell"), ("boss", "bus"), ("train", "rain")])
def test_other_words_stay_apart(pair):
    assert stem(pair[0]) != stem(pair[1])


def test_topical_words_leave_out_what_says_nothing():
    assert topical("When did I last see the dentist in May?") == ["last", "see", "dentist", "may"]


def test_terms_of_nothing_but_stop_words_are_those():
    assert terms("who was it?") == ["who", "was", "it"]
    assert topical("who was it?") == []


def test_words_of_other_scripts_are_words():
    assert words("Привет, мир! 東京 café_42 \ud83d 😀") == ["привет", "мир", "東京", "café", "42"]


def test_endless_words_are_left_out():
    assert words("a" * 65 + " b") == ["b"]


@given(st.text())
def test_any_text_has_terms_and_stems(text):
    assert all(terms(text))
    assert all(stems(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("I saw Dr. Novak. He smiled.", ["I saw Dr. Novak.", "He smiled."]),
        ("On 12. March we met.\nThen not", ["On 12. March we met.", "Then not"]),
        ('She said "no." Then left.', ['She said "no."', "Then left."]),
        ("costs 3.50 at example.org today", ["costs 3.50 at example.org today"]),
        ("  \n\n ", []),
        ("", []),
    ],
)
def test_texts_are_cut_into_sentences(text, parts):
    assert list(sentences(text)) == parts


@given(st.text(alphabet='aB. \n?!"\u2019)]12', max_size=80))
def test_spans_hold_all_but_white_space_in_order(text):
    found = list(spans(text))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in found)
    assert found == sorted(found)


def test_a_long_text_of_initials_is_cut_in_no_time():
    assert len(list(spans("A. B. " * 20_000 + "The end. Then more."))) == 2


def test_questions_and_abbreviations_are_known():
    assert asks('Did he say "yes?"')
    assert not asks("He asked why.")
    assert ends_in_abbreviation("It was Dr.")
    assert not ends_in_abbreviation("It was a doctor.")
