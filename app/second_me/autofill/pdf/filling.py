"""Puts values into a copy of a PDF form; the file itself stays as it is."""

import io
from collections.abc import Mapping
from typing import cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, TextStringObject

from second_me.autofill.pdf.reading import check, read_form, widgets


def filled(reader: PdfReader, values: Mapping[int, str]) -> tuple[bytes, tuple[int, ...]]:
    """Return a copy with these values in its fields (by their numbers in the `Page`), and which
    of the fields took theirs. Raises Unfit, and whatever pypdf raises.
    """
    check(reader)
    _, names = read_form(reader)
    wanted = {
        names[number - 1]: value for number, value in values.items() if 0 < number <= len(names)
    }
    writer = PdfWriter(clone_from=reader)
    form = writer.root_object["/AcroForm"].get_object()
    if (
        isinstance(form, DictionaryObject) and "/XFA" in form
    ):  # the other way to draw the same form: it would hide what is filled in
        del form[NameObject("/XFA")]
    for sheet in writer.pages:
        here = [one for one in widgets(sheet) if one.name in wanted]
        typed = {one.name: wanted[one.name] for one in here if one.about["/FT"] == "/Tx"}
        if typed:
            writer.update_page_form_field_values(sheet, typed, auto_regenerate=False)
        for one in here:
            if one.about["/FT"] == "/Ch":
                _choose(one.entries, wanted[one.name])
    writer.set_need_appearances_writer(True)
    whole = io.BytesIO()
    writer.write(whole)
    took = _took(whole.getvalue(), wanted)
    return whole.getvalue(), tuple(
        number for number in values if 0 < number <= len(names) and names[number - 1] in took
    )


def _choose(entries: DictionaryObject, value: str) -> None:
    """Choose an option of a list; whoever shows the file draws it, as pypdf cannot."""
    holder = entries
    while "/FT" not in holder and isinstance(
        above := holder.get("/Parent", None), DictionaryObject | IndirectObject
    ):
        holder = cast("DictionaryObject", above.get_object())
    holder[NameObject("/V")] = TextStringObject(value)
    for old in ("/AP", "/I"):
        entries.pop(NameObject(old), None)


def _took(copy: bytes, wanted: Mapping[str, str]) -> set[str]:
    """Return which fields of a copy hold what was to be put into them."""
    found = {
        widget.name: str(widget.about.get("/V", ""))
        for sheet in PdfReader(io.BytesIO(copy)).pages
        for widget in widgets(sheet)
    }
    return {name for name, value in wanted.items() if found.get(name) == value}
