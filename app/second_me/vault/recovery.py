"""The recovery code: 160 random bits in eight groups that a person can copy from paper.

Each group is four characters of code and one of check, over Crockford's 32 letters and
digits. The check is a polynomial over GF(32) with a different weight for each place and a
different offset for each group, so any one wrong character, any two swapped ones within a
group and any two swapped groups are noticed, and the person is told which group to look at.
"""

import secrets

from second_me.core.errors import WrongSecret

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 8
GROUP_LENGTH = 5
CODE_BYTES = 20
_LOOKALIKES = str.maketrans("OIL", "011")
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


def new_secret() -> bytes:
    """Return 20 random bytes for a new code."""
    return secrets.token_bytes(CODE_BYTES)


def write(secret: bytes) -> str:
    """Return 20 bytes as a code: `XXXXX-XXXXX-…`, eight groups of five."""
    number = int.from_bytes(secret, "big")
    digits = [(number >> shift) & 31 for shift in range(CODE_BYTES * 8 - 5, -1, -5)]
    groups = []
    for index in range(GROUPS):
        group = digits[index * 4 : index * 4 + 4]
        groups.append("".join(ALPHABET[digit] for digit in (*group, _check(group, index))))
    return "-".join(groups)


def read(code: str) -> bytes:
    """Return the 20 bytes of a code, however it is spaced or cased.

    Raises WrongSecret that says which group holds a typing mistake, or that it is too short.
    """
    plain = "".join(character for character in code.upper() if character.isalnum())
    plain = plain.translate(_LOOKALIKES)
    if len(plain) != GROUPS * GROUP_LENGTH:
        raise _fault(
            f"It has {len(plain)} letters and digits; a whole code has {GROUPS * GROUP_LENGTH}."
        )
    wrong = [index + 1 for index in range(GROUPS) if not _sound(plain, index)]
    if wrong:
        where = ", ".join(map(str, wrong))
        raise _fault(f"There is a typing mistake in group {where} of {GROUPS}.")
    number = 0
    for index, character in enumerate(plain):
        if index % GROUP_LENGTH < GROUP_LENGTH - 1:
            number = number << 5 | ALPHABET.index(character)
    return number.to_bytes(CODE_BYTES, "big")


def _sound(plain: str, index: int) -> bool:
    group = plain[index * GROUP_LENGTH : (index + 1) * GROUP_LENGTH]
    digits = [ALPHABET.find(character) for character in group]
    return -1 not in digits and _check(digits[:-1], index) == digits[-1]


def _check(digits: list[int], group: int) -> int:
    """Return the check digit: every place weighs a different power of x, from x upward."""
    total = group
    for digit in digits:
        total = _double(total ^ digit)
    return total


def _double(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 32 else value


def _fault(why: str) -> WrongSecret:
    return WrongSecret(
        "The recovery code was not read", why, "Compare it with the printed one and try again."
    )
