"""Filled copies of PDF forms: whole, or not there at all, and over nothing."""

import tempfile

import pytest

from second_me.agent import pdf_forms
from second_me.core.errors import NotWritable

COPY = b"%PDF filled"


def test_a_copy_is_written_beside_its_form_under_a_name_that_is_free(tmp_path):
    form = tmp_path / "form.pdf"
    names = [pdf_forms._beside(COPY, form).name for _ in range(2)]
    assert names == ["form (filled).pdf", "form (filled 2).pdf"]
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(names)
    assert (tmp_path / names[0]).read_bytes() == COPY


def test_a_full_disk_leaves_nothing_of_what_was_filled_in(tmp_path, monkeypatch):
    def full(**more):
        part = made(**more)

        def write(copy):
            part.file.write(copy[:4])
            raise OSError(28, "full")

        part.write = write
        return part

    made = tempfile.NamedTemporaryFile
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)
    with pytest.raises(NotWritable):
        pdf_forms._write(COPY, tmp_path / "copy.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_links_takes_a_copy_too(tmp_path, monkeypatch):
    def link(_, target):
        raise PermissionError(1, "Operation not permitted", str(target))

    monkeypatch.setattr("os.link", link)
    target = tmp_path / "copy.pdf"
    assert pdf_forms._write(COPY, target).read_bytes() == COPY
    with pytest.raises(NotWritable):
        pdf_forms._write(b"another", target)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [COPY]
