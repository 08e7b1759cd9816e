"""Whether a text names somebody: whole words, in any case of letters, with or without accents."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 2
"""A single letter names nobody."""

_UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts that put no spaces between words: a name has no borders there."""


def fold(text: str) -> str:
    """Return a text without accents and case, its spaces and apostrophes made one kind."""
    parts = unicodedata.normalize("NFKD", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    plain = "".join(one for one in parts if not unicodedata.combining(one))
    return " ".join(plain.casefold().split())


class Names:
    """Some names that mean the same one."""

    def __init__(self, names: Iterable[str]) -> None:
        """Names of a single letter are left out."""
        given = [name for name in names if len(fold(name)) >= SHORTEST]
        self.given = tuple(dict.fromkeys(given))
        self.folded = frozenset(fold(name) for name in given)
        longest_first = sorted(self.folded, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_bordered, longest_first)) or r"(?!)")

    def __bool__(self) -> bool:
        return bool(self.folded)

    def are(self, text: str) -> bool:
        """Return whether a text is one of the names and nothing else."""
        return fold(text) in self.folded

    def stand_in(self, *texts: str) -> bool:
        """Return whether any of the texts names them."""
        return any(self._pattern.search(fold(text)) for text in texts if text)

    def author(self, author: str) -> bool:
        """Return whether a writer is meant: one of the names, or it and more of the same name."""
        return bool(author) and self.stand_in(author)

    @property
    def plain(self) -> bool:
        """Return whether an index of spaced words can find them all."""
        return all(name.isascii() and re.search(r"[a-z0-9]", name) for name in self.folded)


def _bordered(name: str) -> str:
    before = "" if _unspaced(name[0]) else r"(?<!\w)"
    after = "" if _unspaced(name[-1]) else r"(?!\w)"
    return f"{before}{re.escape(name)}{after}"


def _unspaced(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_UNSPACED)
