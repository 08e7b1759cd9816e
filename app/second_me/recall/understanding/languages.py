"""Questions in German, French and Spanish: what is wanted, when, and which words say nothing.

Names, figures, quotes and dates are read alike in all languages; of these three a little more.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from second_me.core.calendar_days import SEASONS
from second_me.core.terms import STOP_WORDS
from second_me.recall.understanding.asked import Wants
from second_me.recall.understanding.time_points import Point, points
from second_me.recall.understanding.time_reading import Setting
from second_me.recall.understanding.tokens import Token, fold, tokenise, word_set

_FEWEST: Final = 2
"""Function words that a language must show before a question is taken to be in it."""


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a language, all in folded words.

    `asks` are question words, of one word or two; `times` patterns with what they are in English,
    where `words` says what their groups are. `own_start` begins words of the owner ("j'ai");
    `capital_nouns`: a capital is no sign of a name.
    """

    asks: Mapping[str, Wants]
    own: frozenset[str]
    empty: frozenset[str]
    words: Mapping[str, str]
    times: tuple[tuple[re.Pattern[str], str], ...]
    own_start: str = "\0"
    capital_nouns: bool = False

    def is_own(self, word: str) -> bool:
        """Say whether a folded word is of the owner: "I", "my"."""
        return word in self.own or word.startswith(self.own_start)

    def is_date(self, word: str) -> bool:
        """Say whether a folded word of a time stands in what was written then: a month."""
        said = self.words.get(word, "")
        return word.isdecimal() or said in SEASONS or said[:1].isupper()


def _pairs(text: str) -> dict[str, str]:
    """Return "foreign=English" words as a table; a dot stands for a blank."""
    pairs = (pair.split("=") for pair in text.split())
    return {foreign: english.replace(".", " ") for foreign, english in pairs}


def _asks(text: str) -> dict[str, Wants]:
    return {foreign: Wants(kind) for foreign, kind in _pairs(text).items()}


def _times(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"\b{pattern}\b", re.IGNORECASE), said) for pattern, said in pairs)


_GERMAN: Final = Language(
    capital_nouns=True,
    asks=_asks(
        "wann=time wo=place wohin=place woher=place wer=person wen=person wem=person wessen=person"
        " wieso=reason warum=reason weshalb=reason wie=manner was=thing welche=thing welcher=thing"
        " welches=thing welchen=thing welchem=thing"
    )
    | {f"wie {word}": Wants.NUMBER for word in ("viel", "viele", "oft", "lange", "alt", "teuer")},
    own=word_set(
        "ich mich mir mein meine meinen meinem meiner meines wir uns unser unsere unserem"
    ),
    empty=word_set(
        """
        der die das den dem des ein eine einen einem einer und oder ist sind war waren hat habe
        haben hatte hatten wird werden wurde bin hast du er sie es ihr ihn ihm ihre sein seine im in
        am an auf zu zum zur von vom mit bei fur uber aus nach vor seit um als wenn dass nicht auch
        noch schon mal denn so viel viele oft lange gesagt gemacht
        """
    ),
    words=_pairs(
        "tag=day tagen=days woche=week wochen=weeks monat=month monaten=months jahr=year"
        " jahren=years einem=a einer=a zwei=two drei=three vier=four funf=five sechs=six"
        " januar=January janner=January februar=February marz=March april=April mai=May juni=June"
        " juli=July august=August september=September oktober=October"
        " november=November dezember=December"
        " sommer=summer winter=winter herbst=autumn fruhling=spring montag=Monday dienstag=Tuesday"
        " mittwoch=Wednesday donnerstag=Thursday freitag=Friday samstag=Saturday sonntag=Sunday"
        " wochenende=weekend weihnachten=Christmas ostern=Easter"
    ),
    times=_times(
        ("vorgestern", "the day before yesterday"),
        ("gestern", "yesterday"),
        ("heute", "today"),
        ("morgen", "tomorrow"),
        (r"vor (\w+) (tag|tagen|woche|wochen|monat|monaten|jahr|jahren)", "{0} {1} ago"),
        (r"(?:letzte|vorige|vergangene)[nrs]? (\w+)", "last {0}"),
        (r"diese[nrs]? (woche|monat|jahr|sommer|winter|wochenende)", "this {0}"),
        (r"(\d{1,2})\. (\w+) (\d{4})", "{0} {1} {2}"),
        (r"(?:im|seit|bis) (?:(?:sommer|winter|herbst|fruhling) )?(\w+) (\d{4})", "in {0} {1}"),
        (r"im (\w+)", "in {0}"),
        (r"zu (weihnachten|ostern)", "at {0}"),
        (r"am (\w+tag|mittwoch)", "on {0}"),
    ),
)
_FRENCH: Final = Language(
    own_start="j'",
    asks=_asks(
        "quand=time ou=place qui=person pourquoi=reason comment=manner combien=number que=thing"
        " quoi=thing quel=thing quelle=thing quels=thing quelles=thing"
    )
    | {"qu'est ce": Wants.THING},
    own=word_set("je j'ai me moi mon ma mes nous notre nos"),
    empty=word_set(
        """
        le la les un une des du de au aux et ou est sont etait a ai as ont avait suis ete fait dit
        il elle ils elles on ce cette ces que qui se sa son ses ne pas plus dans en sur avec chez
        pour par quand quel quelle est-ce t-il tu vous c'est qu'il qu'elle j l d c m n s t y qu
        """
    ),
    words=_pairs(
        "jour=day jours=days semaine=week semaines=weeks mois=month an=year ans=years annee=year"
        " un=a une=a deux=two trois=three quatre=four cinq=five six=six janvier=January"
        " fevrier=February mars=March avril=April mai=May juin=June juillet=July aout=August"
        " septembre=September octobre=October novembre=November decembre=December ete=summer"
        " hiver=winter automne=autumn printemps=spring lundi=Monday mardi=Tuesday"
        " mercredi=Wednesday jeudi=Thursday vendredi=Friday samedi=Saturday dimanche=Sunday"
        " week-end=weekend noel=Christmas paques=Easter"
    ),
    times=_times(
        ("avant-hier", "the day before yesterday"),
        ("hier", "yesterday"),
        ("aujourd'hui", "today"),
        ("demain", "tomorrow"),
        (r"il y a (\w+) (jours?|semaines?|mois|ans?)", "{0} {1} ago"),
        (
            r"(?:la |le |l')?(semaine|mois|annee|an|ete|hiver) (?:derniere|dernier|passee?)",
            "last {0}",
        ),
        (r"(\w+di|dimanche) (?:dernier|passe)", "last {0}"),
        (r"(\d{1,2}) (\w+) (\d{4})", "{0} {1} {2}"),
        (r"en (\w+) (\d{4})", "in {0} {1}"),
        (r"en (\w+|\d{4})", "in {0}"),
        (r"a (noel|paques)", "at {0}"),
    ),
)
_SPANISH: Final = Language(
    asks=_asks(
        "cuando=time donde=place adonde=place quien=person quienes=person como=manner"
        " cuanto=number cuanta=number cuantos=number cuantas=number que=thing"
        " cual=thing cuales=thing"
    )
    | {"por que": Wants.REASON},
    own=word_set("yo me mi mis mio nosotros nuestro nuestra nos conmigo"),
    empty=word_set(
        """
        el la los las un una unos unas de del al y o es son era fue fui ha he han hay esta estaba
        estuvo en con por para que se su sus le les lo no si mas muy cuando como donde dijo hizo
        hice tu te ella ellos
        """
    ),
    words=_pairs(
        "dia=day dias=days semana=week semanas=weeks mes=month meses=months ano=year anos=years"
        " un=a una=a dos=two tres=three cuatro=four cinco=five seis=six enero=January"
        " febrero=February"
        " marzo=March abril=April mayo=May junio=June julio=July agosto=August septiembre=September"
        " octubre=October noviembre=November diciembre=December verano=summer invierno=winter"
        " otono=autumn primavera=spring lunes=Monday martes=Tuesday miercoles=Wednesday"
        " jueves=Thursday viernes=Friday sabado=Saturday domingo=Sunday navidad=Christmas"
    ),
    times=_times(
        ("anteayer", "the day before yesterday"),
        ("ayer", "yesterday"),
        ("hoy", "today"),
        (r"hace (\w+) (dias?|semanas?|mes|meses|anos?)", "{0} {1} ago"),
        (r"(?:la |el )?(\w+) pasad[oa]", "last {0}"),
        (r"(\d{1,2}) de (\w+) (?:de |del )?(\d{4})", "{0} {1} {2}"),
        (r"en (\w+) (?:de |del )?(\d{4})", "in {0} {1}"),
        (r"en (\w+|\d{4})", "in {0}"),
    ),
)  # fmt: skip
_ALL: Final = (_GERMAN, _FRENCH, _SPANISH)
_ASKING: Final = frozenset(word for language in _ALL for word in language.asks)
_MOST: Final = 8


def language_of(tokens: Sequence[Token]) -> Language | None:
    """Return the language of a question if it is one of these; None for English and others."""
    lows = {token.low for token in tokens}
    if lows.isdisjoint(_ASKING):
        return None
    english = len(lows & STOP_WORDS)
    best = max(_ALL, key=lambda language: len(lows & language.empty))
    asks = not lows.isdisjoint(best.asks)
    known = len(lows & (best.empty | best.own | frozenset(best.asks)))
    return best if asks and known >= max(_FEWEST, english + 1) else None


def wants_in(language: Language, tokens: Sequence[Token]) -> tuple[Wants, frozenset[int]]:
    """Return what is wanted, and the places of the words that ask for it."""
    for place, token in enumerate(tokens):
        behind = tokens[place + 1].low if place + 1 < len(tokens) else ""
        if kind := language.asks.get(f"{token.low} {behind}"):
            return kind, frozenset({place, place + 1})
        if kind := language.asks.get(token.low):
            return kind, frozenset({place})
    return Wants.ANY, frozenset()


def points_in(language: Language, text: str, setting: Setting) -> list[Point]:
    """Return the times that a text names in a language, in order, none within another."""
    plain = _folded_in_place(text)
    found: list[Point] = []
    for pattern, said in language.times:
        for match in list(pattern.finditer(plain))[:_MOST]:
            groups = [language.words.get(group, group) for group in _lower(match)]
            taken = any(match.start() < one.end and one.start < match.end() for one in found)
            if not taken and (point := _in_english(said.format(*groups), setting)):
                found.append(msgspec.structs.replace(point, start=match.start(), end=match.end()))
    return sorted(found, key=lambda point: point.start)


def _in_english(said: str, setting: Setting) -> Point | None:
    read = points(said, tokenise(said), setting, ())
    return read[0] if read else None


def _lower(match: re.Match[str]) -> list[str]:
    return [group.lower() for group in match.groups()]


def _folded_in_place(text: str) -> str:
    """Return the text without accents, each letter where it was."""
    return "".join(plain if len(plain := fold(mark)) == 1 else mark for mark in text)
