"""Lines out of bytes: encodings, breaks, faults, and memory that stays bounded."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from second_me.ingest import lines as lines_module
from second_me.ingest.lines import MAX_LINE, read_lines

TEXT = "erste Zeile: Grüße\nzweite: ¿qué? 🙂\n\nletzte"


def texts(raw: bytes) -> list[str]:
    return [text for _, text, _, _ in read_lines(io.BytesIO(raw))]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_unicode_in_all_its_encodings(encoding: str, newline: str) -> None:
    raw = TEXT.replace("\n", newline).encode(encoding)
    found = list(read_lines(io.BytesIO(raw)))
    assert [text for _, text, _, _ in found] == TEXT.split("\n")
    assert [number for number, _, _, _ in found] == [1, 2, 3, 4]
    assert not any(fault for _, _, _, fault in found)
    assert found[-1][2] == len(raw)


def test_windows_1252_is_read_without_a_fault() -> None:
    raw = "Grüße: “so”\nnoch eine".encode("cp1252")
    found = list(read_lines(io.BytesIO(raw)))
    assert [text for _, text, _, _ in found] == ["Grüße: “so”", "noch eine"]
    assert not any(fault for _, _, _, fault in found)


def test_a_broken_line_among_good_ones_is_told() -> None:
    raw = "gut: ü\n".encode() + b"kaputt: \xff\xfe!\n" + "wieder: ä".encode()
    found = list(read_lines(io.BytesIO(raw)))
    assert [bool(fault) for _, _, _, fault in found] == [False, True, False]
    assert found[1][1].startswith("kaputt: ")
    assert found[2][1] == "wieder: ä"


def test_bytes_without_any_meaning_are_replaced_and_told() -> None:
    ((_, text, _, fault),) = read_lines(io.BytesIO(b"a\x81b"))
    assert text == "a\ufffdb"
    assert fault


def test_a_line_without_end_comes_in_pieces() -> None:
    raw = "ü".encode() * (2 * MAX_LINE) + b"\nshort"
    found = list(read_lines(io.BytesIO(raw)))
    assert "".join(text for number, text, _, _ in found if number == 1) == "ü" * (2 * MAX_LINE)
    assert max(len(text) for _, text, _, _ in found) < 2 * MAX_LINE
    assert found[-1][:2] == (2, "short")
    assert not any(fault for _, _, _, fault in found)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r\x00"), max_size=8),
        max_size=12,
    )
)
def test_lines_come_back_as_they_were_joined(written: list[str]) -> None:
    raw = "\n".join(written).encode()
    assert texts(raw) == (written if raw else []) or texts(raw + b"\n") == written


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=300), st.integers(min_value=1, max_value=50))
def test_no_bytes_make_it_fail_and_offsets_grow(raw: bytes, block: int) -> None:
    kept = lines_module._BLOCK
    lines_module._BLOCK = block
    try:
        found = list(read_lines(io.BytesIO(raw)))
    finally:
        lines_module._BLOCK = kept
    ends = [end for _, _, end, _ in found]
    assert ends == sorted(ends)
    assert all("\n" not in text for _, text, _, _ in found)
    assert all(text.encode() is not None for _, text, _, _ in found)
