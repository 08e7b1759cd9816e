"""Secrets in a text: numbers that prove themselves by a checksum, keys, and passwords.

What proves itself needs no word beside it. Numbers with a single check digit, which one number in
ten has by chance, count only where words or the way they are written say what they are.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

import msgspec

from second_me.trust import checksums

Check = Callable[[str], bool]


class Secret(msgspec.Struct, frozen=True):
    """A secret in characters `start` to `end` of a text; `kind` is "card", "account", "id",
    "key" or "password".
    """

    kind: str
    start: int
    end: int


MASKS: Final = {
    "card": "[card number not kept]",
    "account": "[account number not kept]",
    "id": "[identity number not kept]",
    "key": "[key not kept]",
    "password": "[password not kept]",
}


def secrets(text: str) -> list[Secret]:
    """Return the secrets in a text in their order; where two overlap, the longer one."""
    found = sorted(
        (*_numbers(text), *_keys(text), *_passwords(text)),
        key=lambda one: (one.start, one.start - one.end),
    )
    kept: list[Secret] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def masked(text: str) -> str:
    """Return a text with words in place of its secrets."""
    found = secrets(text)
    for one in reversed(found):
        text = text[: one.start] + MASKS[one.kind] + text[one.end :]
    return text


_DIGITS: Final = re.compile(r"(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-])")
_IBAN: Final = re.compile(r"(?<![A-Za-z\d])[A-Za-z]{2}\d{2}(?: ?[A-Za-z\d]){11,30}(?![A-Za-z\d])")
_CODES: Final[tuple[tuple[re.Pattern[str], Check], ...]] = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\w)"), checksums.chinese_id),
    (re.compile(r"(?<!\w)(?:\d{8}|[XYZxyz]\d{7})-?[A-Za-z](?!\w)"), checksums.spanish_id),
    (re.compile(r"(?<!\w)[A-Za-z]{6}\d{2}[A-EHLMPR-Ta-ehlmpr-t]\d{2}[A-Za-z]\d{3}[A-Za-z](?!\w)"),
     checksums.italian_id),
    (re.compile(r"(?<!\d)[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}(?!\d)"),
     checksums.french_id),
    (re.compile(r"(?<![\d.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)"), checksums.brazilian_id),
    (re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"), checksums.american_id),
    (re.compile(r"(?<!\d)\d{4} \d{4} \d{4}(?! ?\d)"), checksums.indian_id),
)  # fmt: skip
_CUED: Final[tuple[tuple[int, Check], ...]] = (
    (9, checksums.dutch_id),
    (11, checksums.polish_id),
    (11, checksums.german_tax_id),
    (11, checksums.brazilian_id),
    (12, checksums.indian_id),
)
_CUE: Final = re.compile(
    r"\b(?:BSN|PESEL|CPF|Aadhaar|SSN|sofi|tax|steuer\w*|social security|insurance|national|citizen"
    r"|identity|identification|personal|burgerservice\w*|id|nr|no)\b",
    re.IGNORECASE,
)
_CUE_REACH: Final = 40
_BARE: Final = re.compile(r"(?<![\w.+-])\d{9,12}(?![\w-])")


def _numbers(text: str) -> Iterator[Secret]:
    for found in _DIGITS.finditer(text):
        if checksums.card(_plain(found[0])):
            yield Secret("card", *found.span())
    for found in _IBAN.finditer(text):
        if length := _iban_within(found[0]):
            yield Secret("account", found.start(), found.start() + length)
    for pattern, check in _CODES:
        for found in pattern.finditer(text):
            whole = found[0] if check is checksums.american_id else _plain(found[0])
            if check(whole):
                yield Secret("id", *found.span())
    for found in _BARE.finditer(text):
        before = text[max(0, found.start() - _CUE_REACH) : found.start()]
        right = any(len(found[0]) == size and check(found[0]) for size, check in _CUED)
        if right and _CUE.search(before):
            yield Secret("id", *found.span())


def _iban_within(text: str) -> int:
    """Return how many characters of a run an IBAN takes that it begins with; 0 for none.

    Words may follow it after a blank: they are tried away from the end.
    """
    end = len(text)
    while end > 0:
        if checksums.iban(_plain(text[:end])):
            return end
        end = text.rfind(" ", 0, end)
    return 0


def _plain(text: str) -> str:
    return re.sub(r"[ .-]", "", text)


_KEYS: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
    r"|\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bgithub_pat_\w{30,}\b|\bglpat-[\w-]{18,}"
    r"|\bsk-(?:[a-z]{2,8}-)*[\w-]{20,}|\b[rsp]k_(?:live|test)_[A-Za-z0-9]{16,}\b"
    r"|\bxox[abeoprs]-[\w-]{10,}|\bAIza[\w-]{33,36}|\bya29\.[\w-]{20,}|\bhf_[A-Za-z0-9]{30,}\b"
    r"|\bnpm_[A-Za-z0-9]{34,}\b|\bpypi-[\w-]{30,}|\bSG\.[\w-]{16,}\.[\w-]{30,}|\bdop_v1_[a-f0-9]{60,}"
    r"|\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{30,}\b|\bEAA[A-Za-z0-9]{40,}\b|\bAGE-SECRET-KEY-1[A-Z0-9]{50,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}|\b\d{8,10}:[\w-]{35}\b|\bSK[a-f0-9]{32}\b|\bAC[a-f0-9]{32}\b"
)
_KEY_CUE: Final = re.compile(
    r"\b(?:api|access|secret|private|auth\w*|bearer|client|encryption|signing|license|licence|app)"
    r"?[ _-]?(?:key|token|secret)s?\b(?: (?:is|was|for [\w ]{1,20}?))?[\"']?\s*[:=]?\s*[\"'`]?"
    r"(?P<value>[\w+/=.~-]{16,})",
    re.IGNORECASE,
)
_RANDOM: Final = re.compile(r"(?<![\w/.@=-])[A-Za-z0-9_+/-]{24,}={0,2}(?![\w/.@-])")
_BITS: Final = 3.6
"""Bits a character at least: words and names have fewer, for their letters repeat."""


def _keys(text: str) -> Iterator[Secret]:
    for found in _KEYS.finditer(text):
        yield Secret("key", *found.span())
    for found in _KEY_CUE.finditer(text):
        if any(map(str.isdigit, found["value"])):
            yield Secret("key", *found.span("value"))
    for found in _RANDOM.finditer(text):
        if _is_random(found[0]):
            yield Secret("key", *found.span())


def _is_random(run: str) -> bool:
    """Say whether a long run is random letters and digits, and no path, name or hash: those have
    words, or sixteen signs alone.
    """
    if re.fullmatch(r"[0-9a-fA-F-]+", run) or run.count("/") > 2 or run.count("-") > 2:  # noqa: PLR2004
        return False
    mixed = [any(map(test, run)) for test in (str.islower, str.isupper, str.isdigit)]
    switches = sum(_sort(a) != _sort(b) for a, b in pairwise(run))
    return all(mixed) and switches > len(run) / 4 and _bits(run) >= _BITS


def _sort(char: str) -> str:
    return "d" if char.isdigit() else "u" if char.isupper() else "l"


def _bits(run: str) -> float:
    """Return the entropy of a run's characters, in bits a character."""
    counts = Counter(run).values()
    return -sum(count / len(run) * math.log2(count / len(run)) for count in counts)


_PASSWORD_CUE: Final = re.compile(
    r"\b(?:pass ?words?|passwd|pwd|passcode|pass ?phrase|pass|pin(?: code)?|log ?in|credentials?"
    r"|wi-?fi|kennwort|passwort|contrase\u00f1a|mot de passe|senha|密码)\b"
    r"(?:[ \t]+(?:for|of|to|on)[ \t]+(?:the |my |our )?[\w.-]{1,24}(?:[ \t]\w{1,16})?)?"
    r"[\"']?[ \t]*(?:(?:is|was|are|now|=|:|->|\u2192|\uff1a)[ \t]*)+(?:now |set to |changed to )?"
    r"[\"'`\u201c]?(?!\[)(?P<value>[^\s\"'`\u201d,;]{4,64})",
    re.IGNORECASE,
)
_AFTER_NAME: Final = re.compile(
    r"(?:user(?:name)?|login|account|e-?mail)[ \t]*[:=]?[ \t]*\S{2,40}[ \t]*[/,|;][ \t]*"
    r"(?P<value>[^\s,;\"']{6,64})",
    re.IGNORECASE,
)
_STRONG: Final = re.compile(r"(?<!\S)[\"'(`]?(?P<value>[^\s\"'()`<>]{8,40})[\"')`]?(?!\S)")
_SIGNS: Final = frozenset("!@#$%^&*?~+=|")
_NO_PASSWORD: Final = re.compile(r"://|^[@#]|\w@\w+\.\w|^\W*\w+\W*$|[/\\]\w+[/\\]|^\$?\d")


def _passwords(text: str) -> Iterator[Secret]:
    for pattern in (_PASSWORD_CUE, _AFTER_NAME):
        for found in pattern.finditer(text):
            value = found["value"].rstrip(".,;:!?)") or found["value"]
            if _may_be_password(value):
                yield Secret("password", found.start("value"), found.start("value") + len(value))
    for found in _STRONG.finditer(text):
        value = found["value"].rstrip(".,;:!?")
        if _is_strong(value):
            yield Secret("password", found.start("value"), found.start("value") + len(value))


def _may_be_password(value: str) -> bool:
    """Say whether what follows the word is no word itself: "password is required" is nothing."""
    return not value.isalpha() or (not value.islower() and not value.istitle() and len(value) > 5)  # noqa: PLR2004


def _is_strong(value: str) -> bool:
    """Say whether a run has capitals, small letters, digits and signs, as passwords must have."""
    if _NO_PASSWORD.search(value):
        return False
    kinds = (str.islower, str.isupper, str.isdigit, lambda char: char in _SIGNS)
    return all(any(map(kind, value)) for kind in kinds)
