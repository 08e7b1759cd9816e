from hypothesis import given
from hypothesis import strategies as st

from second_me.inference.vocabulary import Assembler


def assembled(data: bytes, stop: tuple[str, ...], cuts: list[int]) -> tuple[list[str], Assembler]:
    assembler = Assembler(stop)
    pieces = []
    at = 0
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        pieces.append(assembler.add(data[at:cut]))
        at = cut
        if assembler.stopped:
            break
    pieces.append(assembler.rest())
    return pieces, assembler


@given(st.text(max_size=40), st.lists(st.integers(0, 200), max_size=20))
def test_no_piece_holds_half_a_character(text, cuts):
    pieces, _ = assembled(text.encode(), (), cuts)
    assert "".join(pieces) == text.removesuffix("\ufffd")
    assert all("\ufffd" not in piece for piece in pieces) or "\ufffd" in text


@given(
    st.text("abc.\n", max_size=30),
    st.lists(st.text("abc.\n", min_size=1, max_size=4), min_size=1, max_size=3),
    st.lists(st.integers(0, 60), max_size=12),
)
def test_nothing_of_a_stop_word_comes_out(text, stop, cuts):
    pieces, assembler = assembled(text.encode(), tuple(stop), cuts)
    whole = "".join(pieces)
    assert text.startswith(whole)
    assert not any(word in whole for word in stop)
    assert assembler.stopped == any(word in text for word in stop)
    if not assembler.stopped:
        assert whole == text


def test_half_a_character_at_the_very_end_is_dropped():
    pieces, _ = assembled("né".encode()[:-1], (), [])
    assert "".join(pieces) == "n"
