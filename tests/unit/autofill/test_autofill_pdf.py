"""Forms in PDF files: what they ask, filled copies, and files that cannot be filled."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from paper_forms import MULTILINE, READ_ONLY, SECRET, form, text_field
from second_me.autofill.pdf.asking import copy_of, page_of
from second_me.autofill.pdf.child import Question, answered
from second_me.core.errors import UnfitPdf

WHOLE = form(
    text_field("given", "First name"),
    text_field("f2", told="Family name"),
    text_field("f3", "Date of birth", script='AFDate_FormatEx("dd/mm/yyyy")'),
    text_field("f4", "Country", kind="/Ch", options=[("PT", "Portugal"), ("ES", "Spain")]),
    text_field("f5", "About you", bits=MULTILINE, most=300),
    text_field("f6", "Password", bits=SECRET),
    text_field("f7", "For the office", bits=READ_ONLY),
    text_field("f8", "Last name", flags=2),
    text_field("f9", "E-mail", left=900),
    title="Registration",
)


def read(file: bytes):
    return answered(Question(file))


def test_a_form_is_read_as_a_page():
    page = read(WHOLE).page
    assert page.origin == "file:"
    assert page.title == "Registration"
    assert [one.label for one in page.fields[:4]] == [
        "First name", "Family name", "Date of birth", "Country"
    ]  # fmt: skip
    assert [one.tag for one in page.fields[3:5]] == ["select", "textarea"]
    assert page.fields[2].placeholder == "dd/mm/yyyy"
    assert page.fields[3].options == (("PT", "Portugal"), ("ES", "Spain"))
    assert page.fields[4].max_length == 300
    assert page.fields[5].type == "password"
    assert not page.fields[6].editable
    assert [one.unseen for one in page.fields[6:]] == ["", "hidden", "away"]
    assert all(one.empty for one in page.fields)


def test_a_copy_is_filled_and_can_be_read_again():
    told = answered(Question(WHOLE, {1: "Ana", 2: "Sõusa", 4: "PT", 5: "One\nTwo", 99: "nowhere"}))
    assert told.filled == (1, 2, 4, 5)
    fields = PdfReader(io.BytesIO(told.copy)).get_fields()
    assert fields["given"]["/V"] == "Ana"
    assert fields["f2"]["/V"] == "Sõusa"
    assert fields["f4"]["/V"] == "PT"
    assert [one.empty for one in read(told.copy).page.fields][:2] == [False, False]


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (form(text_field("a"), xfa=True), "xfa"),
        (form(text_field("a"), password="secret"), "locked"),
        (form(text_field("a"), signed=True), "signed"),
        (form(text_field("a"), flags=3), "signed"),
        (form(), "no-form"),
        (b"", "damaged"),
        (b"Hello", "damaged"),
        (WHOLE[: len(WHOLE) // 2], "damaged"),
    ],
)
def test_what_cannot_be_filled_is_told_apart(file, fault):
    assert read(file).fault == fault
    assert answered(Question(file, {1: "x"})).fault == fault


CHANGE = st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))


@settings(max_examples=20, deadline=None)
@given(st.lists(CHANGE, min_size=1, max_size=40))
def test_a_mangled_file_is_read_or_refused_and_nothing_else(changes):
    file = bytearray(WHOLE)
    for place, byte in changes:
        file[place] = byte
    told = read(bytes(file))
    assert (told.page is None) == bool(told.fault)


def test_a_child_reads_and_fills_a_file(tmp_path):
    file = tmp_path / "form.pdf"
    file.write_bytes(WHOLE)
    assert len(page_of(file).fields) == 9
    copy, fields = copy_of(file, {1: "Ana"})
    assert fields == (1,)
    assert copy.startswith(b"%PDF")
    assert file.read_bytes() == WHOLE


def test_faults_have_words(tmp_path):
    file = tmp_path / "form.pdf"
    with pytest.raises(UnfitPdf, match="not there"):
        page_of(file)
    file.write_bytes(form(text_field("a"), signed=True))
    with pytest.raises(UnfitPdf) as fault:
        page_of(file)
    assert fault.value.title == "This file is signed"
    assert fault.value.action
