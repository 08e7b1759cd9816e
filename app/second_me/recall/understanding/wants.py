"""What kind of answer a question wants, and of what kind of thing."""

from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.terms import STOP_WORDS
from second_me.recall.understanding.asked import Wants
from second_me.recall.understanding.clauses import AUXILIARIES, QUESTION_WORDS, Clause
from second_me.recall.understanding.tokens import Token, word_set

_TIMES: Final = word_set(
    """
    time date day month year hour weekday season century decade deadline birthday week weekend
    holiday anniversary moment times dates
    """
)
_PLACES: Final = word_set(
    """
    city town village country countries cities place places location locations state states
    region area street address venue restaurant hotel museum park airport station room school
    university college hospital clinic shop store cafe café bar neighborhood neighbourhood
    island beach areas continent province county spot destination museums parks restaurants
    """
)
_PEOPLE: Final = word_set(
    """
    person people friend friends colleague colleagues artist author singer actor actress teacher
    doctor man woman guy girl boy musician artists authors relative member members neighbor
    classmate classmates patient
    """
)
_NUMBERS: Final = word_set(
    """
    number total amount percentage percent price cost age count score average sum distance size
    height weight salary rent fee budget temperature ratio quantity rate frequency
    """
)
_REASONS: Final = word_set(
    """
    reason reasons motivation cause motive inspiration purpose trigger
    """
)
_CAUSING: Final = word_set(
    """
    made makes caused causes led motivated motivates inspired inspires triggered prompted drove
    convinced
    """
)
_HOW_MUCH: Final = word_set(
    """
    many much often long old far tall big large high heavy fast late early frequently expensive
    deep wide soon
    """
)
_KINDS: Final = frozenset(
    {"kind", "kinds", "type", "types", "sort", "sorts", "style", "genre", "brand"}
)
_DESCRIBES: Final = frozenset(
    {"describe", "describes", "described", "explain", "summarize", "summarise"}
)
_FEELS: Final = frozenset(
    {"feel", "feels", "felt", "feeling", "like", "describe", "react", "think"}
)
_LISTS: Final = word_set("list name enumerate show find give")
_ADJECTIVES: Final = frozenset(
    {"specific", "exact", "exactly", "main", "other", "else", "new", "own"}
)
_ENDS_NOUNS: Final = (
    STOP_WORDS | AUXILIARIES | word_set("that who whom with from by to of in on at for")
) - {"own", "other"}
_MOST_WORDS: Final = 6


class Wanted(msgspec.Struct, frozen=True):
    """What is wanted; `asks` are the places of words that only ask for it."""

    wants: Wants = Wants.ANY
    thing: str = ""
    plural: bool = False
    counts: bool = False
    asks: frozenset[int] = frozenset()


def wanted(tokens: Sequence[Token], clause: Clause) -> Wanted:
    """Return what is wanted at the clause that asks."""
    if clause.place < 0:
        return _told(tokens)
    reader = {
        "when": _when,
        "where": _where,
        "why": _why,
        "who": _who,
        "whom": _who,
        "whose": _whose,
        "how": _how,
        "what": _what,
        "which": _what,
    }.get(clause.word, _yes_no)
    found = reader(tokens, clause.place)
    return msgspec.structs.replace(found, asks=found.asks | {clause.place, *clause.shell})


def _when(_tokens: Sequence[Token], _place: int) -> Wanted:
    return Wanted(Wants.TIME)


def _where(_tokens: Sequence[Token], _place: int) -> Wanted:
    return Wanted(Wants.PLACE)


def _why(_tokens: Sequence[Token], _place: int) -> Wanted:
    return Wanted(Wants.REASON)


def _who(tokens: Sequence[Token], place: int) -> Wanted:
    behind = _low(tokens, place + 1)
    return Wanted(Wants.PERSON, plural=behind in {"all", "are", "were", "else"})


def _whose(tokens: Sequence[Token], place: int) -> Wanted:
    noun, _ = _noun(tokens, place + 1)
    return Wanted(Wants.PERSON, noun)


def _yes_no(tokens: Sequence[Token], place: int) -> Wanted:
    choice = any(token.low == "or" for token in tokens[place:])
    return Wanted(Wants.THING if choice else Wants.YES_NO)


def _told(tokens: Sequence[Token]) -> Wanted:
    """Read what asks without a question: "List all …", "Describe …", "birthday photos"."""
    first = _low(tokens, 0)
    if first in _DESCRIBES or (first == "tell" and any(token.low == "about" for token in tokens)):
        return Wanted(Wants.DESCRIPTION, asks=frozenset({0}))
    if first in _LISTS:
        start = 1
        while _low(tokens, start) in {"me", "all", "the", "every", "of", "my"}:
            start += 1
        noun, _ = _noun(tokens, start)
        if noun:
            return Wanted(Wants.THING, noun, plural(noun), asks=frozenset({0}))
    return Wanted()


def _how(tokens: Sequence[Token], place: int) -> Wanted:
    behind = _low(tokens, place + 1)
    if behind in {"many", "much"}:
        return _how_many(tokens, place)
    if behind == "long" and _low(tokens, place + 2) == "ago":
        return Wanted(Wants.TIME, asks=frozenset({place + 1, place + 2}))
    if behind in _HOW_MUCH:
        often = behind in {"often", "frequently"}
        return Wanted(Wants.NUMBER, counts=often, asks=frozenset({place + 1}))
    if behind == "come":
        return Wanted(Wants.REASON, asks=frozenset({place + 1}))
    near = {token.low for token in tokens[place + 1 : place + _MOST_WORDS]}
    if near & _FEELS or behind in {"is", "was", "are", "were", "has", "have"}:
        return Wanted(Wants.DESCRIPTION)
    return Wanted(Wants.MANNER)


def _how_many(tokens: Sequence[Token], place: int) -> Wanted:
    noun, end = _noun(tokens, place + 2)
    asks = {place + 1}
    if noun == "times":
        asks.add(end - 1)
    ago = noun in {"days", "weeks", "months", "years"} and _low(tokens, end) == "ago"
    if ago:
        return Wanted(Wants.TIME, noun, asks=frozenset({*asks, end - 1, end}))
    return Wanted(Wants.NUMBER, noun, counts=True, asks=frozenset(asks))


def _what(tokens: Sequence[Token], place: int) -> Wanted:
    """Read "what book did", "which of my books", "what is the name of the book"."""
    token, behind = tokens[place], _low(tokens, place + 1)
    if behind in _CAUSING:
        return Wanted(Wants.REASON)
    if behind == "happened" or (behind in AUXILIARIES and _ends_like(tokens)):
        return Wanted(Wants.DESCRIPTION)
    if behind == "of":
        noun, end = _noun(tokens, _past_owner(tokens, place + 2))
        return _of_noun(noun, frozenset(), plural_=False)
    if token.possessive or behind in {"is", "are", "was", "were"}:
        start = place + 1 if token.possessive else place + 2
        return _is(tokens, start, many=behind in {"are", "were"})
    if behind in AUXILIARIES:
        return Wanted(Wants.THING)
    asks = {index for index in range(place + 1, place + 4) if _low(tokens, index) in _ADJECTIVES}
    noun, end = _noun(tokens, place + 1)
    if noun in _KINDS and _low(tokens, end) == "of":
        asks |= {end - 1, end}
        noun, end = _noun(tokens, end + 1)
        return _of_noun(noun, frozenset(asks), plural_=False)
    return _of_noun(noun, frozenset(asks), plural_=plural(noun))


def _is(tokens: Sequence[Token], start: int, *, many: bool) -> Wanted:
    """Read what follows "what is": "Anna's favourite book", "the name of the book"."""
    noun, end = _noun(tokens, _past_owner(tokens, start))
    asks: set[int] = set()
    while noun in {"name", "names", "title", "titles", *_KINDS} and _low(tokens, end) == "of":
        asks |= {end - 1, end}
        noun, end = _noun(tokens, _past_owner(tokens, end + 1))
    return _of_noun(noun, frozenset(asks), plural_=many or plural(noun))


def _of_noun(noun: str, asks: frozenset[int], *, plural_: bool) -> Wanted:
    if noun in _TIMES:
        return Wanted(Wants.TIME, noun, plural_, asks=asks)
    if noun in _PLACES:
        return Wanted(Wants.PLACE, noun, plural_, asks=asks)
    if noun in _PEOPLE:
        return Wanted(Wants.PERSON, noun, plural_, asks=asks)
    if noun in _NUMBERS:
        return Wanted(Wants.NUMBER, noun, plural_, counts=noun in {"total", "sum"}, asks=asks)
    if noun in _REASONS:
        return Wanted(Wants.REASON, noun, plural_, asks=asks)
    return Wanted(Wants.THING, noun, plural_, asks=asks)


def _past_owner(tokens: Sequence[Token], start: int) -> int:
    """Return the place behind "the", "my" or "Anna's"."""
    for place in range(start, min(start + 3, len(tokens))):
        if tokens[place].possessive:
            return place + 1
    while _low(tokens, start) in {
        "the",
        "a",
        "an",
        "my",
        "our",
        "his",
        "her",
        "their",
        "all",
        "some",
    }:
        start += 1
    return start


def _noun(tokens: Sequence[Token], start: int) -> tuple[str, int]:
    """Return the last word of the noun phrase at a place, empty for none, and its end."""
    place = start
    while place < len(tokens) and place - start < _MOST_WORDS:
        token = tokens[place]
        if token.low in _ENDS_NOUNS or token.low in QUESTION_WORDS:
            break
        if place > start and (token.broken or (token.capital and not tokens[place - 1].capital)):
            break
        place += 1
    return (tokens[place - 1].low, place) if place > start else ("", start)


def _ends_like(tokens: Sequence[Token]) -> bool:
    """Say whether it ends as "what was it like?"."""
    return bool(tokens) and tokens[-1].low == "like"


def _low(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].low if 0 <= place < len(tokens) else ""


def plural(noun: str) -> bool:
    """Say whether a noun looks like a plural."""
    if noun in {"people", "children", "men", "women", "mice", "feet", "teeth"}:
        return True
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "news"))  # noqa: PLR2004
