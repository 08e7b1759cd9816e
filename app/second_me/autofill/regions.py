"""States and provinces by their letters, which a form may list in place of their names."""

from functools import cache
from pathlib import Path

from second_me.autofill.words import plain


def spellings(region: str, country: str) -> tuple[str, ...]:
    """Return a region as it is given and, where it has letters in its country, the other way."""
    by_name, by_letters = _tables()
    other = by_name.get((country, plain(region))) or by_letters.get((country, region.upper()))
    return (region, other) if other else (region,)


@cache
def _tables() -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    names, letters = {}, {}
    text = Path(__file__).with_name("regions.txt").read_text("utf-8")
    for line in text.splitlines():
        for one in () if line.startswith("#") else line.split("|"):
            where, code, name = one.split(" ", 2)
            names[where, plain(name)] = code
            letters[where, code] = name
    return names, letters
