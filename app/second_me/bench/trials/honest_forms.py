"""Pages that mean well: ten ways to call four fields, in ten ways to lay out a form."""

from collections.abc import Callable, Iterator
from typing import Final

Words = tuple[str, str, str, str]

_WORDS: Final[tuple[Words, ...]] = (
    ("First name", "Last name", "Email", "City"),
    ("Given name", "Surname", "E-mail address", "Town"),
    ("Vorname", "Nachname", "E-Mail-Adresse", "Ort"),
    ("Prénom", "Nom de famille", "Adresse e-mail", "Ville"),
    ("Nombre", "Apellidos", "Correo electrónico", "Ciudad"),
    ("Nome", "Cognome", "Indirizzo email", "Città"),
    ("Voornaam", "Achternaam", "E-mailadres", "Plaats"),
    ("Fornavn", "Efternavn", "E-mail", "By"),
    ("Jméno", "Příjmení", "E-mailová adresa", "Město"),
    ("Όνομα", "Επώνυμο", "Διεύθυνση email", "Πόλη"),
)
NAMES: Final = ("f1", "f2", "f3", "f4")

Layout = Callable[[Words], str]


def _each(words: Words, row: str) -> str:
    return "".join(
        row.replace("NAME", name).replace("WORDS", said)
        for name, said in zip(NAMES, words, strict=True)
    )


def _rows(row: str, *, style: str = "", before: str = "", after: str = "") -> Layout:
    return lambda words: _page(f"{before}<form>{_each(words, row)}</form>{after}", style)


def _page(body: str, style: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Form</title>"
        f"<style>{style}</style><body>{body}</body></html>"
    )


def _shadow(words: Words) -> str:
    inner = _each(words, "<p><label>WORDS <input name=NAME></label>")
    return _page(
        f"<x-form></x-form><script>document.querySelector('x-form').attachShadow({{mode:'open'}})"
        f".innerHTML=`<form>{inner}</form>`</script>"
    )


def _frame(words: Words) -> str:
    inner = _each(words, "<p><label>WORDS <input name=NAME></label>")
    return _page(f'<iframe width=400 height=300 srcdoc="<form>{inner}</form>"></iframe>')


_LABEL: Final = "<p><label for=NAME>WORDS</label> <input id=NAME name=NAME>"
_LAYOUTS: Final[tuple[Layout, ...]] = (
    _rows(_LABEL),
    _rows("<p><label>WORDS <input name=NAME></label>"),
    _rows("<p><input name=NAME placeholder='WORDS'>"),
    _rows("<tr><th>WORDS<td><input name=NAME>", before="<table>", after="</table>"),
    _rows("<p>WORDS<br><input name=NAME aria-label='WORDS'>"),
    _rows("<div class=f><input id=NAME name=NAME placeholder=' '><label for=NAME>WORDS</label></div>",
          style=".f{position:relative;margin:20px}.f input{height:40px;width:300px;border:0;"
          "border-bottom:1px solid;background:transparent}.f label{position:absolute;left:4px;top:2px;"
          "font-size:10px;pointer-events:none;background:white}"),
    _rows(_LABEL, style="form{height:60px;overflow:auto}header{position:sticky;top:0;height:30px;"
          "background:white}", before="<header>Shop</header>"),
    _rows(_LABEL, before="<div style='height:3000px'></div>"),
    _shadow,
    _frame,
)  # fmt: skip


def pages() -> Iterator[tuple[str, str]]:
    """Yield a hundred pages with their names."""
    for number, layout in enumerate(_LAYOUTS):
        for place, words in enumerate(_WORDS):
            yield f"layout {number}, words {place}", layout(words)
