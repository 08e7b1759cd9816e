"""Whether an author is the person whose memory this is."""

import unicodedata

from second_me.core.records import Origin

_SELF = frozenset({"you", "me", "myself"})


def plain_name(name: str) -> str:
    """Return a name without case, emoji, marks and spare blanks; itself if nothing else is left."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(
        character if unicodedata.category(character)[0] in "LNMP" else " "
        for character in folded
        if unicodedata.category(character) not in {"Cf", "Mn"} or character.isalnum()
    )
    return " ".join(kept.split()) or folded.strip()


def plain_number(name: str) -> str:
    """Return the digits of a telephone number, "" if it is none."""
    digits = "".join(character for character in name if character.isdigit())
    others = [c for c in name if not c.isdigit() and c not in "+-()./" and not c.isspace()]
    letters = any(character.isalpha() for character in others)
    return digits if len(digits) >= 6 and not letters else ""  # noqa: PLR2004  (shortest number)


class Owner:
    """Knows the person by the name they gave; names are looked at once and remembered."""

    def __init__(self, name: str) -> None:
        self.name = name.strip()
        self._plain = plain_name(self.name) if self.name else ""
        self._number = plain_number(self.name)
        self._origins: dict[str, Origin] = {}

    def is_author(self, author: str) -> bool:
        """Return whether `author` is the person: by name, telephone number or "You"."""
        return self.origin(author) is Origin.OWN

    def origin(self, author: str) -> Origin:
        """Return whose words a message of `author` is."""
        known = self._origins.get(author)
        if known is None:
            known = Origin.OWN if self._compare(author) else Origin.OTHER
            self._origins[author] = known
        return known

    def _compare(self, author: str) -> bool:
        plain = plain_name(author.removeprefix("~"))
        if plain in _SELF or (self._plain and plain == self._plain):
            return True
        return bool(self._number) and plain_number(author) == self._number
