"""What a terminal is shown of a text that somebody else wrote."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from second_me.cli.plain_text import REPLACEMENT, escaped, harmless, one_line


def test_words_of_all_scripts_and_joined_emoji_stay():
    for text in ("Grüße aus Köln", "मीटिंग", "שלום", "👩\u200d🚀", "a\tb\nc"):
        assert harmless(text) == text


def test_escape_sequences_are_made_visible():
    assert harmless("\x1b]0;owned\x07x") == f"{REPLACEMENT}]0;owned{REPLACEMENT}x"
    assert harmless("\x9b2J") == f"{REPLACEMENT}2J"
    assert harmless("a\u202eb") == f"a{REPLACEMENT}b"


def test_line_ends_of_every_kind_are_newlines():
    assert harmless("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


@given(st.text())
def test_nothing_is_left_that_a_terminal_obeys(text):
    left = set(harmless(text)) - set("\n\t\u200c\u200d")
    assert not [one for one in left if unicodedata.category(one) in {"Cc", "Cf", "Cs"}]


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_one_line_is_one_line_and_short(text, width):
    line = one_line(text, width)
    assert "\n" not in line
    assert len(line) <= width


@given(st.text())
def test_a_document_says_the_same_and_holds_nothing_that_a_terminal_obeys(text):
    document = json.dumps({"text": text}, ensure_ascii=False, indent=2)
    safe = escaped(document)
    assert json.loads(safe) == {"text": text}
    left = set(safe) - {"\n"}
    assert not [one for one in left if unicodedata.category(one) in {"Cc", "Cf", "Cs"}]
