"""Trust at the door: secrets of made-up people, and texts of others that want to be believed."""

import random
import string
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from second_me.bench.trials.report import Report
from second_me.trust import secrets
from second_me.trust.checksums import chinese_id, iban, luhn, spanish_id

CONTEXTS: Final = (
    "{}",
    "It is {}.",
    "Please pay with {} before Friday",
    "Hi Anna, here you go: {} - see you",
    "Notes\n- {}\n- milk, bread",
    "({})",
    "{}, and then call me back at noon",
    "Old one was lost; use {} from now on!",
    "> {}\nthanks for that",
    "A: {} B: fine",
)
_LETTERS: Final = string.ascii_letters + string.digits
_BEGINS: Final = (("4", 16), ("51", 16), ("55", 16), ("37", 15), ("6011", 16), ("62", 16))
_IBANS: Final = (("DE", 18), ("AT", 16), ("NL", 0), ("FR", 23), ("ES", 20), ("PL", 24))
_KEYS: Final = ("AKIA", "ghp_", "sk-", "xoxb-", "AIza", "glpat-", "hf_", "npm_", "sk_live_")


def masked_secrets(folder: Path, *, each: int) -> Report:
    """Look for so many made-up secrets of each kind, in ten contexts."""
    del folder
    report = Report(promise="secrets", what="made-up secrets found")
    chance = random.Random(11)  # noqa: S311  (repeatable, not secret)
    for kind, make in _MADE.items():
        for number in range(each):
            secret = make(chance)
            text = CONTEXTS[number % len(CONTEXTS)].format(secret)
            rest = text
            for one in reversed(secrets(text)):
                rest = rest[: one.start] + rest[one.end :]
            core = secret.rpartition(": ")[2]
            report.note("" if core not in rest else f"a {kind} was kept, try {number}")
    return report


def kept_look_alikes(folder: Path, *, each: int) -> Report:
    """Look at so many numbers and words of each kind that only look like secrets."""
    del folder
    report = Report(promise="secrets", what="look-alikes left alone")
    chance = random.Random(12)  # noqa: S311  (repeatable, not secret)
    for kind, make in _ALIKE.items():
        for number in range(each):
            text = CONTEXTS[number % len(CONTEXTS)].format(make(chance))
            report.note("" if not secrets(text) else f"a {kind} was taken, try {number}")
    return report


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices(string.digits, k=count))


def _until(make: Callable[[], str], check: Callable[[str], bool]) -> str:
    while not check(found := make()):
        pass
    return found


def _card(chance: random.Random) -> str:
    begin, length = chance.choice(_BEGINS)
    number = _until(lambda: begin + _digits(chance, length - len(begin)), luhn)
    spaced = " ".join(number[at : at + 4] for at in range(0, length, 4))
    return chance.choice((number, spaced, spaced.replace(" ", "-")))


def _iban(chance: random.Random) -> str:
    country, size = chance.choice(_IBANS)

    def make() -> str:
        own = "ABNA" + _digits(chance, 10) if country == "NL" else _digits(chance, size)
        return f"{country}{chance.randint(2, 98):02}{own}"

    number = _until(make, iban)
    spaced = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    return chance.choice((number, spaced))


def _id(chance: random.Random) -> str:
    if chance.random() < 0.5:  # noqa: PLR2004  (of two kinds)
        year, month, day = chance.randint(1940, 2010), chance.randint(1, 12), chance.randint(1, 28)

        def make() -> str:
            born = f"{year}{month:02}{day:02}"
            return f"{chance.randint(110000, 650000)}{born}{_digits(chance, 3)}" + chance.choice(
                string.digits + "X"
            )

        return _until(make, chinese_id)
    return _until(lambda: _digits(chance, 8) + chance.choice(string.ascii_uppercase), spanish_id)


def _key(chance: random.Random) -> str:
    begin = chance.choice(_KEYS)
    if begin == "AKIA":
        return begin + "".join(chance.choices(string.ascii_uppercase + string.digits, k=16))
    return begin + "".join(chance.choices(_LETTERS, k=36))


def _password(chance: random.Random) -> str:
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@#$%^&*?")
    signs = [chance.choice(kind) for kind in kinds] + chance.choices("".join(kinds), k=8)
    chance.shuffle(signs)
    said = chance.choice(("password: {}", "my password is {}", "pwd = {}", "Wi-Fi password: {}"))
    return said.format("".join(["x", *signs, "y"]))


_MADE: Final[dict[str, Callable[[random.Random], str]]] = {
    "card": _card,
    "account": _iban,
    "id": _id,
    "key": _key,
    "password": _password,
}


def _wrong(make: Callable[[random.Random], str]) -> Callable[[random.Random], str]:
    """Return what makes numbers with a wrong last digit."""

    def made(chance: random.Random) -> str:
        number = make(chance)
        last = next(at for at in range(len(number) - 1, -1, -1) if number[at].isdigit())
        other = str((int(number[last]) + 1) % 10)
        return number[:last] + other + number[last + 1 :]

    return made


def _phone(chance: random.Random) -> str:
    return chance.choice(("+49 170 ", "+86 139 ", "0044 20 ", "(212) ", "13")) + _digits(chance, 8)


def _order(chance: random.Random) -> str:
    return chance.choice(("order #", "tracking 1Z", "invoice 2024-", "flight LH")) + _digits(
        chance, chance.randint(3, 9)
    )


def _hash(chance: random.Random) -> str:
    return "".join(chance.choices("0123456789abcdef", k=chance.choice((7, 32, 40, 64))))


def _moment(chance: random.Random) -> str:
    day = f"{chance.randint(1990, 2030)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return f"{day}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}"


def _words(chance: random.Random) -> str:
    said: Sequence[str] = (
        "the password is required", "reset your password here", "https://example.org/a/B1?c=2",
        "COVID-19 (Delta)", "room B12, seat 14C", "C++17 and Qt6", "report_final_v2.PDF",
        "anna.novak+list@example.org", "see section 4.2.1", "the pin is on the map",
    )  # fmt: skip
    return chance.choice(said)


_ALIKE: Final[dict[str, Callable[[random.Random], str]]] = {
    "card with a wrong digit": _wrong(_card),
    "account with a wrong digit": _wrong(_iban),
    "telephone": _phone,
    "order": _order,
    "hash": _hash,
    "time": _moment,
    "phrase": _words,
}
