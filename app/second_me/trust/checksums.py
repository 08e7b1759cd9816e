"""Checksums that cards, bank accounts and identity numbers carry in themselves."""

from collections.abc import Callable
from typing import Final

_CARDS: Final = (
    (("4",), {13, 16, 19}),
    (tuple(map(str, range(51, 56))), {16}),
    (tuple(map(str, range(2221, 2721))), {16}),
    (("34", "37"), {15}),
    (("6011", "65", *map(str, range(644, 650))), {16, 19}),
    (("62", "81"), {16, 17, 18, 19}),
    (tuple(map(str, range(3528, 3590))), {16, 17, 18, 19}),
    (("36", "38", "39", *map(str, range(300, 306))), {14, 16, 19}),
    (("50", *map(str, range(56, 59)), "6304", "6759", "6761", "6762", "6763"), {16, 18, 19}),
)
"""Beginnings and lengths of the numbers of payment cards: Visa, Mastercard (both ranges), Amex,
Discover, UnionPay, JCB, Diners, Maestro.
"""

_IBAN_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24,
    "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24,
    "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip

_CHINESE: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHINESE_CHECK: Final = "10X98765432"
_SPANISH: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_ITALIAN_ODD: Final = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11,
         3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)  # fmt: skip


def luhn(digits: str) -> bool:
    """Say whether the last digit is right by Luhn's rule (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004  (of two digits)
    return total % 10 == 0


def card(digits: str) -> bool:
    """Say whether digits are the number of a payment card: its beginning, length and check."""
    known = any(digits.startswith(begin) and len(digits) in sizes for begin, sizes in _CARDS)
    return known and luhn(digits) and len(set(digits)) > 1


def iban(text: str) -> bool:
    """Say whether a text without spaces is an IBAN: its length, and mod 97 (ISO 13616)."""
    plain = text.upper()
    if _IBAN_LENGTHS.get(plain[:2]) != len(plain) or not plain[2:4].isdigit():
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def chinese_id(text: str) -> bool:
    """Say whether 18 characters are a Chinese resident's number (GB 11643)."""
    if len(text) != 18 or not text[:17].isdigit() or not _is_date(text[6:14]):  # noqa: PLR2004
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _CHINESE, strict=True))
    return _CHINESE_CHECK[total % 11] == text[17].upper()


def spanish_id(text: str) -> bool:
    """Say whether a text is a Spanish DNI or NIE."""
    plain = text.upper().translate(str.maketrans("XYZ", "012")) if text[:1] in "XYZxyz" else text
    return plain[:8].isdigit() and _SPANISH[int(plain[:8]) % 23] == text[-1].upper()


def italian_id(text: str) -> bool:
    """Say whether 16 characters are an Italian codice fiscale."""
    plain = text.upper()
    odd = sum(_ITALIAN_ODD[char] for char in plain[0:15:2])
    even = sum(int(char) if char.isdigit() else ord(char) - 65 for char in plain[1:15:2])
    return chr(65 + (odd + even) % 26) == plain[15]


def french_id(text: str) -> bool:
    """Say whether 15 characters are a French numéro de sécurité sociale."""
    plain = text.upper().replace("2A", "19").replace("2B", "18")
    return plain.isdigit() and 97 - int(plain[:13]) % 97 == int(plain[13:])


def german_tax_id(digits: str) -> bool:
    """Say whether eleven digits are a German Steuer-ID (ISO 7064, mod 11, 10)."""
    counts = [digits[:10].count(one) for one in set(digits[:10])]
    if digits[0] == "0" or not any(count in {2, 3} for count in counts):
        return False
    return _mod_11_10(digits)


def dutch_id(digits: str) -> bool:
    """Say whether nine digits are a Dutch BSN (the test of eleven)."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11 == 0


def brazilian_id(digits: str) -> bool:
    """Say whether eleven digits are a Brazilian CPF."""
    if len(set(digits)) == 1:
        return False
    for length in (9, 10):
        total = sum(int(d) * (length + 1 - place) for place, d in enumerate(digits[:length]))
        if total * 10 % 11 % 10 != int(digits[length]):
            return False
    return True


def indian_id(digits: str) -> bool:
    """Say whether twelve digits are an Indian Aadhaar number (Verhoeff's rule)."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _multiply(check, _permute(place % 8, int(digit)))
    return digits[0] not in "01" and check == 0


def polish_id(digits: str) -> bool:
    """Say whether eleven digits are a Polish PESEL."""
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    month = int(digits[2:4]) % 20
    return total % 10 == 0 and 1 <= month <= 12 and 1 <= int(digits[4:6]) <= 31  # noqa: PLR2004


def american_id(text: str) -> bool:
    """Say whether a number written 123-45-6789 may be a US social security number: it has no
    check digit, but its parts have values that were never given.
    """
    area, group, serial = text[:3], text[4:6], text[7:]
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def _mod_11_10(digits: str) -> bool:
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def _is_date(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31  # noqa: PLR2004


def _multiply(first: int, second: int) -> int:
    """Multiply in the group of the pentagon's symmetries, as Verhoeff's rule does."""
    if first < 5:  # noqa: PLR2004
        return (first + second) % 5 if second < 5 else (first + second) % 5 + 5  # noqa: PLR2004
    return (first - second) % 5 + 5 if second < 5 else (first - second) % 5  # noqa: PLR2004


_FIRST: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _permute(times: int, digit: int) -> int:
    for _ in range(times):
        digit = _FIRST[digit]
    return digit


Check = Callable[[str], bool]
