"""What a PDF form asks: its fields in the order in which a person reads them, as a `Page`.

What stands beside a field on the paper is its label where the file gives none.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, RectangleObject

from second_me.autofill.pdf.words_on_paper import Word, beside
from second_me.core.forms import MAX_FIELDS, Field, Form, Page

ORIGIN: Final = "file:"
LONGEST: Final = 160
_MOST_PAGES: Final = 100
_MOST_OPTIONS: Final = 320
_DEEPEST: Final = 12
_READ_ONLY, _REQUIRED = 1, 1 << 1
_MULTILINE, _SECRET, _FILE = 1 << 12, 1 << 13, 1 << 20
_RADIO, _BUTTON = 1 << 15, 1 << 16
_SIGNED: Final = 2  # SigFlags: the file may only be added to
_INVISIBLE, _HIDDEN, _NO_VIEW = 1, 1 << 1, 1 << 5
_DATE_SCRIPT: Final = ("AFDate_FormatEx(", "AFDate_KeystrokeEx(")


class Unfit(Exception):
    """The file cannot be filled; `reason` is one of the words of `faults.py`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Widget(msgspec.Struct, frozen=True):
    """A field as it lies on a sheet: its own entries and those with what it inherits, its whole
    name, and its rectangle.
    """

    entries: Any
    name: str
    about: dict[str, Any]
    place: tuple[float, float, float, float]
    flags: int


def read_form(reader: PdfReader) -> tuple[Page, tuple[str, ...]]:
    """Return what a form asks, and each field's name in the file, in the same order.

    Raises Unfit, and whatever pypdf raises for a damaged file.
    """
    check(reader)
    fields: list[Field] = []
    names: dict[str, int] = {}
    headings: list[str] = []
    for sheet in reader.pages[:_MOST_PAGES]:
        words = list(_words(sheet))
        headings += [words[0].text] if words else []
        for widget in sorted(
            widgets(sheet), key=lambda one: (-round(one.place[3] / 6), one.place[0])
        ):
            if widget.name not in names and len(fields) < MAX_FIELDS:
                names[widget.name] = len(fields)
                fields.append(_field(len(fields) + 1, widget, words, sheet.cropbox))
    if not fields:
        raise Unfit("no-form")
    title = _short((reader.metadata.title if reader.metadata else "") or (headings or [""])[0])
    page = Page(
        origin=ORIGIN,
        title=title,
        language=_short(reader.root_object.get("/Lang", ""))[:20],
        forms=(Form(heading=title),),
        fields=tuple(fields),
    )
    return page, tuple(names)


def check(reader: PdfReader) -> None:
    """Raise Unfit where a form cannot be filled, or must not be: what was signed would no longer
    be what was signed.
    """
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unfit("locked")
    form = _resolved(reader.root_object.get("/AcroForm"))
    if not isinstance(form, DictionaryObject):
        raise Unfit("no-form")
    fields = _resolved(form.get("/Fields")) or ()
    if form.get("/XFA") is not None and not fields:
        raise Unfit("xfa")
    if int(form.get("/SigFlags", 0)) & _SIGNED or any(_signed(one) for one in fields):
        raise Unfit("signed")


def _signed(field: Any) -> bool:  # noqa: ANN401  (objects of a PDF)
    found = _resolved(field)
    return isinstance(found, DictionaryObject) and found.get("/FT") == "/Sig" and "/V" in found


def widgets(sheet: Any) -> Iterator[Widget]:  # noqa: ANN401
    """Yield the fields of a sheet."""
    for one in _resolved(sheet.get("/Annots")) or ():
        widget = _resolved(one)
        if not isinstance(widget, DictionaryObject) or widget.get("/Subtype") != "/Widget":
            continue
        about, name = _inherited(widget)
        rectangle = _resolved(widget.get("/Rect")) or (0, 0, 0, 0)
        left, low, right, high = (float(number) for number in rectangle)
        place = (min(left, right), min(low, high), max(left, right), max(low, high))
        if name and "/FT" in about:
            yield Widget(widget, name, about, place, int(widget.get("/F", 0)))


def _inherited(widget: DictionaryObject) -> tuple[dict[str, Any], str]:
    """Return what a field and those above it say, the nearest first, and its whole name."""
    about: dict[str, Any] = {}
    parts: list[str] = []
    at: Any = widget
    for _ in range(_DEEPEST):
        if not isinstance(at, DictionaryObject):
            break
        about = {
            **{key: _resolved(value) for key, value in at.items() if key != "/Parent"},
            **about,
        }
        if "/T" in at:
            parts.append(str(at["/T"]))
        at = _resolved(at.get("/Parent"))
    return about, ".".join(reversed(parts))


def _field(number: int, widget: Widget, words: list[Word], paper: RectangleObject) -> Field:
    about = widget.about
    bits = int(about.get("/Ff", 0))
    tag, type_ = _sort(str(about["/FT"]), bits)
    before, after = beside(widget.place, words, behind=type_ in {"checkbox", "radio"})
    told = _short(about.get("/TU", ""))
    own = widget.name.rsplit(".", 1)[-1]
    most = about.get("/MaxLen", 0)
    value = about.get("/V", "")
    return Field(
        id=number,
        form=0,
        tag=tag,
        type=type_,
        name=_short(own),
        label=told or (after if type_ in {"checkbox", "radio"} else before),
        before=before,
        after=after,
        placeholder=_date_pattern(about),
        options=tuple(_options(about)) if tag == "select" else (),
        max_length=int(most) if isinstance(most, int) and most > 0 else 0,
        required=bool(bits & _REQUIRED),
        editable=not bits & _READ_ONLY,
        empty=not str(value or "").strip() or str(value) == "/Off",
        unseen=_unseen(widget, paper),
    )


def _sort(kind: str, bits: int) -> tuple[str, str]:
    """Return tag and type of a field as a page would have it."""
    if kind == "/Ch":
        return "select", "select-one"
    if kind == "/Btn":
        return "input", "button" if bits & _BUTTON else "radio" if bits & _RADIO else "checkbox"
    if kind == "/Sig" or bits & _FILE:
        return "input", "file"
    if bits & _SECRET:
        return "input", "password"
    return ("textarea", "textarea") if bits & _MULTILINE else ("input", "text")


def _options(about: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for one in list(_resolved(about.get("/Opt")) or ())[:_MOST_OPTIONS]:
        option = _resolved(one)
        if isinstance(option, ArrayObject) and len(option) > 1:
            yield _short(option[0]), _short(option[1])
        else:
            yield _short(option), _short(option)


def _unseen(widget: Widget, paper: RectangleObject) -> str:
    left, low, right, high = widget.place
    if widget.flags & (_HIDDEN | _NO_VIEW | _INVISIBLE):
        return "hidden"
    if right - left < 4 or high - low < 4:  # noqa: PLR2004  (points)
        return "small"
    beside = right <= paper.left or left >= paper.right
    return "away" if beside or high <= paper.bottom or low >= paper.top else ""


def _date_pattern(about: dict[str, Any]) -> str:
    """Return the pattern that a date is to have, where the file's own script tells it."""
    actions = _resolved(about.get("/AA")) or {}
    for action in actions.values() if isinstance(actions, DictionaryObject) else ():
        script = str((_resolved(action) or {}).get("/JS", ""))
        for name in _DATE_SCRIPT:
            if name in script:
                return _short(script.partition(name)[2].partition(")")[0].strip("\"' "))
    return ""


def _words(sheet: Any) -> Iterator[Word]:  # noqa: ANN401
    """Yield the text of a sheet with where it stands."""
    found: list[Word] = []

    def take(text: str, _: Any, matrix: Any, __: Any, size: float) -> None:  # noqa: ANN401
        if text.strip():
            found.append(Word(_short(text), float(matrix[4]), float(matrix[5]), float(size or 10)))

    sheet.extract_text(visitor_text=take)
    yield from found


def _resolved(value: Any) -> Any:  # noqa: ANN401
    return value.get_object() if isinstance(value, IndirectObject) else value


def _short(text: object) -> str:
    return " ".join(str(text or "").split())[:LONGEST]
