"""Countries by their names: what "UK", "Deutschland" and "a German" name, as ISO 3166 codes."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).with_name("countries.txt")
"""A line each: code, names (the first is shown), and what its people are called."""

_CODE: Final = 2


def country(text: str) -> str:
    """Return the two letters of a country from its name, its code or its people's; else ""."""
    said = _plain(text).removeprefix("the ")
    if len(said) == _CODE and text.strip().isupper() and said.upper() in _names():
        return said.upper()
    return _codes().get(said, "")


def name_of(code: str) -> str:
    """Return the name of the country of a code; "" if there is none."""
    return _names().get(code.upper(), "")


@cache
def _rows() -> tuple[tuple[str, list[str], list[str]], ...]:
    lines = _TABLE.read_text("utf-8").splitlines()
    cut = [[*line.split("\t"), ""][:3] for line in lines]
    return tuple((code, names.split("|"), people.split("|")) for code, names, people in cut)


@cache
def _codes() -> dict[str, str]:
    return {
        _plain(name): code for code, names, people in _rows() for name in (*names, *people) if name
    }


@cache
def _names() -> dict[str, str]:
    return {code: names[0] for code, names, _ in _rows()}


def _plain(text: str) -> str:
    """Return a name in lower case, without accents and full stops."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    kept = (char for char in folded if not unicodedata.combining(char) and char != ".")
    return " ".join("".join(kept).split()).strip(" ,")
