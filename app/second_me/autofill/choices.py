"""Which option of a list a value means."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from second_me.autofill.words import plain
from second_me.core.countries import country
from second_me.core.forms import Field, FieldKind

_MEANINGS: Final = {
    FieldKind.SEX: (
        ("male", "m", "man", "männlich", "herr", "homme", "masculin", "hombre", "masculino", "uomo",
         "maschio", "homem", "mand", "mandlig", "kille", "mies", "mężczyzna", "muž", "férfi",
         "bărbat", "мъж", "мужской", "άνδρας", "erkek", "男性", "男", "남성"),
        ("female", "f", "w", "woman", "weiblich", "frau", "femme", "féminin", "mujer", "femenino",
         "donna", "femmina", "mulher", "feminino", "vrouw", "kvinde", "kvinna", "nainen", "kobieta",
         "žena", "nő", "femeie", "жена", "женский", "γυναίκα", "kadın", "女性", "女", "여성"),
        ("other", "x", "d", "diverse", "divers", "non binary", "nonbinary", "autre", "otro",
         "altro", "outro", "anders", "inna", "друго", "その他"),
    ),
    FieldKind.HONORIFIC_PREFIX: (
        ("mr", "herr", "m", "monsieur", "sr", "señor", "sig", "signor", "dhr", "heer", "hr", "pan",
         "г н", "господин", "κ", "κος", "bay"),
        ("mrs", "frau", "mme", "madame", "sra", "señora", "sig ra", "signora", "mevr", "mevrouw",
         "fr", "fru", "pani", "paní", "г жа", "госпожа", "κα", "bayan"),
        ("ms", "frau", "mme", "madame", "sra", "signora", "mevrouw", "fru", "pani", "paní",
         "г жа", "госпожа", "κα", "bayan"),
        ("miss", "fräulein", "mlle", "srta", "señorita", "signorina", "frøken"),
        ("dr", "doctor", "doktor", "dott", "dra"),
        ("prof", "professor", "professeur"),
    ),
}  # fmt: skip
_MONTHS: Final = 12
_DIAL: Final = re.compile(r"\+\s?(\d{1,4})|\(\s?(\d{1,4})\)|^00(\d{1,4})$|^(\d{1,4})$")


def option_for(kind: FieldKind, field: Field, written: Sequence[str], where: str) -> str | None:
    """Return the value of the option that a value in any of these spellings means; None if no
    option does, or if it cannot be told which. `where`: the country lived in, as two letters.
    """
    for means in _ways(kind, written, where):
        found = [value for value, text in field.options if means(value, text)]
        if found and (len(found) == 1 or kind is FieldKind.TEL_COUNTRY_CODE):
            return found[0]
    if kind is FieldKind.BDAY_MONTH and written and written[0].isdecimal():
        return _by_place(field, int(written[0]))
    return None


Means = Callable[[str, str], bool]


def _ways(kind: FieldKind, written: Sequence[str], where: str) -> list[Means]:
    """Return tests of an option, from the surest to the loosest."""
    said = {plain(one) for one in written}
    ways: list[Means] = [lambda value, text: plain(text) in said or plain(value) in said]
    if kind in {FieldKind.BDAY_DAY, FieldKind.BDAY_MONTH, FieldKind.BDAY_YEAR}:
        numbers = {one.lstrip("0") for one in written}
        return [lambda _, text: text.strip().lstrip("0") in numbers,
                lambda value, _: value.strip().lstrip("0") in numbers]  # fmt: skip
    if kind in {FieldKind.COUNTRY, FieldKind.NATIONALITY}:
        codes = {country(one) for one in written} - {""}
        ways.append(lambda value, text: country(text) in codes or country(value) in codes)
        ways.append(lambda value, _: value.upper() in codes)
    elif kind is FieldKind.TEL_COUNTRY_CODE:
        dials = {one.lstrip("+0") for one in written}
        ways = [
            lambda value, text: _dial(text, value) in dials and _names(where, value, text),
            lambda value, text: _dial(text, value) in dials,
        ]
    elif kind in _MEANINGS:
        meant = [row for row in _MEANINGS[kind] if said & {plain(one) for one in row}]
        words = {plain(one) for row in meant[:1] for one in row}
        ways.append(lambda _, text: plain(text) in words)
        ways.append(lambda value, _: plain(value) in words)
    else:
        ways.append(lambda _, text: any(_within(one, plain(text)) for one in said))
    return ways


def _dial(text: str, value: str) -> str:
    for one in (text, value):
        found = _DIAL.search(one.strip())
        if found:
            return next(group for group in found.groups() if group)
    return ""


def _names(where: str, value: str, text: str) -> bool:
    letters = set(re.findall(r"\b[A-Z]{2}\b", f"{value} {text}"))
    bare = re.sub(r"[^\w ]|\d", " ", text).strip()
    return bool(where) and (where in letters or country(bare) == where)


def _within(said: str, text: str) -> bool:
    return bool(said) and f" {said} " in f" {text} "


def _by_place(field: Field, month: int) -> str | None:
    """Months by their names in any language stand in their order."""
    named = [value for value, text in field.options if text.strip()]
    if len(named) == _MONTHS + 1:
        named = named[1:]
    return named[month - 1] if len(named) == _MONTHS else None
