"""People named by what they are to somebody: "my sister", "Anna's boss", "the vet of Tom"."""

from collections.abc import Sequence
from typing import Final

from second_me.recall.understanding.asked import Relation
from second_me.recall.understanding.known import Known
from second_me.recall.understanding.mentions import Mention
from second_me.recall.understanding.tokens import Token, word_set

_WORDS: Final = {
    "mother": "mother mom mum mommy mummy mama mam ma",
    "father": "father dad daddy papa pa",
    "parents": "parents parent folks",
    "sister": "sister sisters sis",
    "brother": "brother brothers bro",
    "siblings": "sibling siblings",
    "son": "son sons",
    "daughter": "daughter daughters",
    "children": "child children kid kids baby toddler",
    "husband": "husband hubby",
    "wife": "wife",
    "partner": "partner spouse",
    "boyfriend": "boyfriend",
    "girlfriend": "girlfriend",
    "fiancé": "fiance fiancee",
    "ex": "ex",
    "grandmother": "grandmother grandma granny nana gran",
    "grandfather": "grandfather grandpa granddad grandad",
    "grandparents": "grandparents grandparent",
    "grandchildren": "grandchild grandchildren grandson granddaughter grandkids",
    "aunt": "aunt auntie aunts",
    "uncle": "uncle uncles",
    "cousin": "cousin cousins",
    "niece": "niece nieces",
    "nephew": "nephew nephews",
    "family": "family relatives relative",
    "godmother": "godmother",
    "godfather": "godfather",
    "friend": "friend friends bestie buddy pal",
    "roommate": "roommate roommates flatmate flatmates housemate",
    "neighbour": "neighbour neighbours neighbor neighbors",
    "boss": "boss manager supervisor",
    "colleague": "colleague colleagues coworker coworkers teammate teammates workmate",
    "classmate": "classmate classmates",
    "teacher": "teacher teachers professor tutor instructor",
    "coach": "coach trainer",
    "mentor": "mentor mentors",
    "student": "student students",
    "doctor": "doctor physician gp",
    "dentist": "dentist",
    "therapist": "therapist counselor counsellor psychologist",
    "vet": "vet veterinarian",
    "lawyer": "lawyer attorney",
    "landlord": "landlord landlady",
    "client": "client clients customer",
    "assistant": "assistant secretary",
    "dog": "dog dogs puppy",
    "cat": "cat cats kitten",
    "pet": "pet pets",
}
_PLAIN: Final = {word: plain for plain, words in _WORDS.items() for word in words.split()}
_OWN: Final = frozenset({"my", "our"})
_THEIRS: Final = frozenset({"his", "her", "their"})
_BEGIN: Final = _OWN | _THEIRS | frozenset(_PLAIN)
_IN_LAW: Final = ("in", "law")
_STEPS: Final = ("step", "half")
_MOST_BETWEEN: Final = 3
"""Words like "older" and "best" that may stand between an owner and the relation."""

_LONGEST_CHAIN: Final = 3
_NOT_BETWEEN: Final = word_set(
    """
    and or with to from at in on of for is was are were did does has had said who that
    """
)
_CALLED: Final = word_set("mother father grandmother grandfather")
"""What the owner's own are called without "my"."""


def plain_relation(word: str) -> str:
    """Return the plain word of a relation ("sister" for "sis"); empty if a folded word is none."""
    return _PLAIN.get(word, "")


def is_relation(word: str) -> bool:
    """Say whether a folded word is one for what people are to each other."""
    return word in _PLAIN


def relations(
    tokens: Sequence[Token], mentions: Sequence[Mention], known: Known
) -> tuple[Relation, ...]:
    """Return who is named by a relation, each once, in order."""
    people = {mention.end: mention for mention in mentions}
    named = {place for mention in mentions for place in range(mention.first, mention.end)}
    found: list[Relation] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if not (token.possessive or token.low in _BEGIN):
            place += 1
            continue
        relation, end = _relation_at(tokens, place, people, known)
        if relation is None and place not in named:
            relation, end = _called(tokens, place)
        if relation is not None:
            found.append(relation)
            place, end = end, _and_more(tokens, end, relation, found)
        place = max(end, place + 1)
    return tuple(dict.fromkeys(found))


def _and_more(tokens: Sequence[Token], end: int, relation: Relation, found: list[Relation]) -> int:
    """Take "and brother" of "my aunt and brother"; return where it ends."""
    while end + 1 < len(tokens) and tokens[end].low == "and" and not tokens[end].broken:
        plain = _PLAIN.get(tokens[end + 1].low)
        if not plain:
            break
        found.append(Relation(word=plain, of=relation.of, through=relation.through))
        end += 2
    return end


def _relation_at(
    tokens: Sequence[Token], place: int, people: dict[int, Mention], known: Known
) -> tuple[Relation | None, int]:
    """Return the relation that "my" or "Anna's" at a place begins, and where it ends."""
    token = tokens[place]
    owner = people.get(place + 1)
    if token.low in _OWN:
        of = ""
    elif token.low in _THEIRS and len(people) > 0:
        bearer = _next_word(tokens, place + 1)
        other = _other_than_bearer(people, bearer[1] if bearer else 0)
        if other is None:
            return None, place + 1
        of = _name(other, known)
    elif owner and token.possessive:
        of = _name(owner, known)
    else:
        return _of(tokens, place, people, known)
    path: list[str] = []
    end = place + 1
    while len(path) < _LONGEST_CHAIN:
        step = _next_word(tokens, end)
        if step is None:
            break
        word, end = step
        path.append(word)
        if not tokens[end - 1].possessive:
            break
    if not path:
        return None, place + 1
    return Relation(word=path[-1], of=of, through=tuple(path[:-1])), end


def _of(
    tokens: Sequence[Token], place: int, people: dict[int, Mention], known: Known
) -> tuple[Relation | None, int]:
    """Return the relation of "the mother of Anna"."""
    plain = _PLAIN.get(tokens[place].low)
    if not plain or place + 2 >= len(tokens) or tokens[place + 1].low != "of":
        return None, place
    for end in range(place + 3, min(place + 6, len(tokens)) + 1):
        mention = people.get(end)
        if mention and mention.first == place + 2:
            return Relation(word=plain, of=_name(mention, known)), end
    if tokens[place + 2].low == "mine":
        return Relation(word=plain), place + 3
    return None, place


def _other_than_bearer(people: dict[int, Mention], end: int) -> Mention | None:
    """Return who is named first, but for a name right behind the relation: it is its bearer's."""
    return next((people[last] for last in sorted(people) if people[last].first != end), None)


def _name(mention: Mention, known: Known) -> str:
    """Return the name that is most likely meant, empty for the owner's."""
    return "" if known.is_owner(mention.names[0]) else mention.names[0]


def _next_word(tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
    """Return the relation word from a place on, past a few words like "older"."""
    for place in range(start, min(start + _MOST_BETWEEN, len(tokens))):
        token = tokens[place]
        if token.broken or token.low in _NOT_BETWEEN:
            return None
        if plain := _PLAIN.get(token.low):
            law = tuple(later.low for later in tokens[place + 1 : place + 3])
            step = tokens[place - 1].low if place > start else ""
            if law == _IN_LAW:
                return f"{plain}-in-law", place + 3
            return (
                f"{step}{plain}" if step in _STEPS else _joined_step(token.low) or plain
            ), place + 1
        if joined := _joined_step(token.low):
            return joined, place + 1
    return None


def _joined_step(word: str) -> str:
    """Return "stepmother" for "stepmom", empty for what is no such word."""
    plain = _PLAIN.get(word.removeprefix("step")) if word.startswith("step") else None
    return f"step{plain}" if plain else ""


def _called(tokens: Sequence[Token], place: int) -> tuple[Relation | None, int]:
    """Return the owner's own "Mom" and "grandpa", called so without "my"."""
    token = tokens[place]
    plain = _PLAIN.get(token.low)
    before = tokens[place - 1].low if place else ""
    free = before not in {"the", "a", "an", "his", "her", "their", "your", "every", "any", "new"}
    short = token.low not in {"mother", "father", "ma", "pa"}
    if plain in _CALLED and free and short and (not place or not tokens[place - 1].possessive):
        return Relation(word=plain), place + 1
    return None, place
