import pytest

from second_me.inference.documents import BEFORE_WORDS, document


@pytest.mark.parametrize(
    ("author", "title", "text", "before", "expected"),
    [
        ("Lena", "", "Lisbon", "", "Lena: Lisbon"),
        ("", "", "Lisbon", "", "Lisbon"),
        ("Lena", "Trip", "Lisbon", "", "Lena: Trip\nLisbon"),
        ("Lena", "", "Lisbon", "Where to?", "Lena: Lisbon (before: Where to?)"),
        ("", "", "Lisbon", "Where\n  to?", "Lisbon (before: Where to?)"),
        ("Lena", " ", "\n", "Where to?", ""),
    ],
)
def test_it_has_the_speaker_the_words_and_what_went_before(author, title, text, before, expected):
    assert document(author, title, text, before) == expected


def test_of_a_long_turn_before_only_the_start_goes_with_it():
    before = " ".join(str(number) for number in range(BEFORE_WORDS + 1))
    found = document("", "", "Lisbon", before)
    assert found.endswith(f" {BEFORE_WORDS - 1} …)")
