"""PDF forms made by program, as small as they can be and still be forms."""

import io

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

MULTILINE, SECRET, READ_ONLY = 1 << 12, 1 << 13, 1


def text_field(name, label="", **more):
    """Return a field's entries; `label` is printed before it, `told` is its tooltip."""
    return {"name": name, "label": label, "kind": "/Tx", **more}


def form(*fields, title="", flags=0, xfa=False, password="", signed=False):
    """Return the bytes of a PDF with one sheet and these fields, one below the other."""
    writer = PdfWriter()
    sheet = writer.add_blank_page(400, 60 + 40 * len(fields))
    widgets, printed = [], []
    for place, field in enumerate(fields):
        y = 20 + 40 * (len(fields) - place)
        if field["label"]:
            printed.append(f"BT /F1 10 Tf 20 {y + 4} Td ({field['label']}) Tj ET")
        widgets.append(writer._add_object(_widget(field, y)))
    _print(writer, sheet, printed)
    sheet[NameObject("/Annots")] = ArrayObject(widgets)
    if signed:
        value = DictionaryObject({NameObject("/Type"): NameObject("/Sig")})
        widgets.append(writer._add_object(DictionaryObject({
            NameObject("/FT"): NameObject("/Sig"), NameObject("/T"): TextStringObject("signature"),
            NameObject("/V"): value,
        })))  # fmt: skip
    about = DictionaryObject({NameObject("/Fields"): ArrayObject([] if xfa else widgets)})
    if flags:
        about[NameObject("/SigFlags")] = NumberObject(flags)
    if xfa:
        about[NameObject("/XFA")] = TextStringObject("<xdp/>")
    writer.root_object[NameObject("/AcroForm")] = about
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    whole = io.BytesIO()
    writer.write(whole)
    return whole.getvalue()


def _widget(field, y):
    left = field.get("left", 180)
    rectangle = ArrayObject([FloatObject(one) for one in (left, y, left + 180, y + 20)])
    made = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"),
        NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/FT"): NameObject(field["kind"]),
        NameObject("/T"): TextStringObject(field["name"]),
        NameObject("/Rect"): rectangle,
        NameObject("/Ff"): NumberObject(field.get("bits", 0)),
        NameObject("/F"): NumberObject(field.get("flags", 4)),
        NameObject("/DA"): TextStringObject("/Helv 10 Tf 0 g"),
    })  # fmt: skip
    if "told" in field:
        made[NameObject("/TU")] = TextStringObject(field["told"])
    if "most" in field:
        made[NameObject("/MaxLen")] = NumberObject(field["most"])
    if "options" in field:
        made[NameObject("/Opt")] = ArrayObject(
            [ArrayObject([TextStringObject(a), TextStringObject(b)]) for a, b in field["options"]]
        )
    if "script" in field:
        action = DictionaryObject({
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject(field["script"]),
        })  # fmt: skip
        made[NameObject("/AA")] = DictionaryObject({NameObject("/F"): action})
    return made


def _print(writer, sheet, printed):
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data("\n".join(printed).encode("latin-1"))
    sheet[NameObject("/Contents")] = writer._add_object(stream)
