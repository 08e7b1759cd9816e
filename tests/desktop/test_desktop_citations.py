"""Parting an answer into words and citations."""

import re

from hypothesis import given
from hypothesis import strategies as st

from second_me.desktop.ask.citations import Cited, Words, plain, settled, split


def test_known_numbers_become_citations():
    assert split("On Monday [1], or so [2].", 2) == [
        Words("On Monday "),
        Cited(1),
        Words(", or so "),
        Cited(2),
        Words("."),
    ]


def test_unknown_numbers_stay_words():
    assert split("See [3] and [0].", 2) == [Words("See [3] and [0].")]


def test_half_a_citation_waits():
    assert settled("On Monday [") == "On Monday "
    assert settled("On Monday [1") == "On Monday "
    assert settled("On Monday [1]") == "On Monday [1]"
    assert settled("a [b") == "a [b"


def test_control_characters_go():
    assert plain("a\x1b[31mred\u202eb\nc\td\x00") == "a[31mredb\nc\td"


@given(st.text(), st.integers(0, 20))
def test_nothing_is_lost_by_parting(text: str, known: int):
    assert "".join(part.text for part in split(text, known)) == _normal(text, known)


def _normal(text: str, known: int) -> str:
    """A citation such as [01] reads [1] afterwards."""

    def once(match: "re.Match[str]") -> str:
        number = int(match[1])
        return f"[{number}]" if 1 <= number <= known else match[0]

    return re.sub(r"\[(\d{1,2})\]", once, text)


@given(st.lists(st.sampled_from(["[1]", "[2]", " so", "[", "]", "1"]), max_size=12))
def test_streaming_never_shows_what_the_end_takes_back(parts: list[str]):
    shown = ""
    for end in range(1, len(parts) + 1):
        text = settled("".join(parts[:end]))
        assert text.startswith(shown) or shown.startswith(text)
        shown = text
