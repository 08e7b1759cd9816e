"""What was typed: a passphrase, or a recovery code?"""

from typing import Final

_PARTS: Final = 6


def looks_like_code(secret: str) -> bool:
    """Return whether a secret has the look of a recovery code: groups of capitals and digits."""
    word = secret.strip()
    return word.count("-") >= _PARTS - 1 and word.upper() == word
