"""A question that leans on those before it, made to stand by itself.

"And when was that?", "What about her sister?" and "Where does he live?" say little alone. Who,
when and what they point back to is found by program in the last few turns and put in their place,
so that searching and answering see a whole question. A question that names all it needs stays as
it is.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from second_me.core.clock import Moment
from second_me.core.conversations import Said
from second_me.recall.understanding.clauses import AUXILIARIES
from second_me.recall.understanding.known import Known
from second_me.recall.understanding.reading import understand
from second_me.recall.understanding.referents import Before, before, people_in
from second_me.recall.understanding.tokens import LONGEST, tokenise, word_set

LOOKED_BACK: Final = 3
"""Turns in which somebody is looked for that the last one does not name."""

_LEAD: Final = re.compile(
    r"^\s*(?:(?:and|but|so|also|ok|okay|then|well|yes|no)\b[\s,]*)+(?=\S)", re.IGNORECASE
)
_ABOUT: Final = re.compile(r"^\s*(?:and\s+)?(?:what|how)\s+about\s+(.+?)[\s?.!]*$", re.IGNORECASE)
_ASKS: Final = re.compile(
    r"^((?:(?:since|until|till|with|from|to|at|for|by)\s+)?"
    r"(?:when|where|why|who|whom|whose|what|which|how(?:\s+(?:much|many|long|often|old|far))?))\b",
    re.IGNORECASE,
)
_EMPTY: Final = (
    word_set(
        """
        it that this there then exactly again about for of with in on at to from by else more the a
        an time year day month date place happen happened happening be been go going again really
        kind sort reason anything something only all me i my myself you know tell
        """
    )
    | AUXILIARIES
)
"""Words with which a question asks nothing of its own."""

_ADJUNCTS: Final = frozenset({"when", "where", "why", "how"})
_PREPOSITION: Final = re.compile(
    r"(?:since|until|till|with|without|from|to|at|for|by|in|on|about|of)\b", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_FORMS: Final = {
    "she": re.compile(r"\b(she|her|hers|herself)\b", re.IGNORECASE),
    "he": re.compile(r"\b(he|him|his|himself)\b", re.IGNORECASE),
    "they": re.compile(r"\b(they|them|their|theirs|themselves)\b", re.IGNORECASE),
}
_POSSESSIVES: Final = frozenset({"his", "hers", "their", "theirs"})
_NO_NOUN: Final = word_set(
    "again about for with in on at to from by and or when then there first last today yesterday"
)
_THAT_TIME: Final = re.compile(
    r"\b(?:on |in |at |during )?(?:that|the same) (?:day|date|time|week|weekend|month|year|evening"
    r"|morning|night|summer|winter)\b|\b(?:back )?then(?=\W*$)",
    re.IGNORECASE,
)
_THERE: Final = re.compile(
    r"\b(?:in |at )?(?:there|that place)\b(?!\s+(?:is|are|was|were|any))", re.IGNORECASE
)
_IT: Final = re.compile(
    r"\b(?:it|that|this|that one|this one)(?=\s*\W*$|\s+(?:cost|was|is)\b)", re.IGNORECASE
)
_NOUN_AT_END: Final = re.compile(
    r"\b(?:the|a|an|my|our|his|her|their|this|that|'s)\s+[\w'-]+(?:\s+[\w'-]+)?(?=[\s?.!]*$)",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"\bwhat (?:time|day|date|year|month) is it\b", re.IGNORECASE)
"""Points to nothing that was said."""

_MARKS: Final = "?.! "


def follow(question: str, earlier: Sequence[Said], at: Moment, known: Known) -> str:
    """Return a question as it is meant after `earlier` turns, the oldest first.

    It comes back as it was where it leans on nothing that was said. Raises nothing.
    """
    if not earlier or not question.strip() or len(question) > LONGEST or _CLOCK.search(question):
        return question
    turns = [before(said, at, known) for said in reversed(earlier[-LOOKED_BACK:])]
    return _Following(question.strip(), turns, at, known).read() or question


class _Following:
    """One question on its way to stand alone; `turns` are those before it, the latest first."""

    def __init__(self, question: str, turns: Sequence[Before], at: Moment, known: Known) -> None:
        self._question = question
        self._turns = turns
        self._last = turns[0]
        self._at = at
        self._known = known

    def read(self) -> str:
        """Return the whole question; empty if it was whole before."""
        led = _LEAD.match(self._question)
        rest = self._question[led.end() :] if led else self._question
        about = _ABOUT.match(rest)
        if about is None and led and self._is_bare(rest):
            about = re.match(r"(.+?)[\s?.!]*$", rest, re.DOTALL)
        if about is not None:
            return self._instead(self._put_people(about[1]))
        placed = self._put_time_and_place(rest)
        if placed == rest and self._asks_nothing(rest):
            return self._of_all(rest)
        whole = self._put_thing(self._put_people(placed))
        return _capital(whole) if whole != rest else ""

    def _is_bare(self, text: str) -> bool:
        """Say whether a text only names something: "Tom?", "in May?", "her sister?"."""
        tokens = tokenise(text)
        return not _ASKS.match(text) and not any(one.low in AUXILIARIES for one in tokens)

    def _asks_nothing(self, text: str) -> bool:
        """Say whether a question has nothing of its own: "when was that?", "why?"."""
        asks = _ASKS.match(text)
        rest = tokenise(text[asks.end() :] if asks else text)
        return asks is not None and all(token.low in _EMPTY for token in rest)

    def _put_time_and_place(self, text: str) -> str:
        """Put in what "that day" and "there" point to."""
        last = self._last
        if last.time:
            text = _THAT_TIME.sub(_as_is(_with_preposition(last.time, "on")), text)
        if last.place:
            text = _THERE.sub(_as_is(_with_preposition(last.place, "in")), text, count=1)
        return text

    def _put_thing(self, text: str) -> str:
        """Put in what "it" points to."""
        thing = self._last.thing
        return _IT.sub(_as_is(_as_thing(thing)), text, count=1) if thing else text

    def _put_people(self, text: str) -> str:
        """Put names where there are pronouns, unless somebody is named before them."""
        people = people_in(text, tokenise(text), self._known)
        first = min((one.start for one in people if one.text[:1].isupper()), default=len(text))
        for sex, form in _FORMS.items():
            if (
                (meant := self._meant(sex))
                and (found := form.search(text))
                and found.start() < first
            ):
                text = form.sub(_named(meant, text), text)
        return text

    def _meant(self, sex: str) -> str:
        found = (turn.all_people if sex == "they" else turn.person(sex) for turn in self._turns)
        return next((one for one in found if one), "")

    def _of_all(self, rest: str) -> str:
        """Ask something else of all that was asked: "and when was that?"."""
        asks = _ASKS.match(rest)
        assert asks is not None
        word, last = asks[1].lower(), self._last.asked.text.strip(_MARKS)
        if word not in _ADJUNCTS and not _PREPOSITION.match(word):
            return f"{rest.strip(_MARKS)}: {self._told()}?"
        before_it = _ASKS.match(last)
        clause = last[before_it.end() :].strip() if before_it else last
        first, _, _ = clause.partition(" ")
        if first.lower() in AUXILIARIES:  # "did Anna give me", "was the party"
            if before_it is None:
                clause = first.lower() + clause[len(first) :]
            return f"{_capital(word)} {clause}{self._answered()}?"
        if before_it is not None and before_it[1].lower() in {"who", "whom"} and self._last.answer:
            return f"{_capital(word)} was it that {self._last.answer} {clause}?"
        return f"{rest.strip(_MARKS)}: {self._told()}?"

    def _answered(self) -> str:
        """Return the last answer to stand behind its question; empty if it is a mere yes."""
        answer = self._last.answer
        said = {"yes", "no", ""} | {self._last.asked.text.lower()}
        if answer.lower() in said:
            return ""
        return f", {_with_preposition(answer, 'in') if self._last.place else _as_thing(answer)}"

    def _told(self) -> str:
        last = self._last.asked.text.strip(_MARKS)
        return last[:1].lower() + last[1:] + self._answered()

    def _instead(self, other: str) -> str:
        """Ask the last question of something else: somebody, a time, a thing."""
        last = self._last.asked.text
        if _YEAR.fullmatch(other):
            other = f"in {other}"
        lead = _PREPOSITION.match(other)
        same = re.search(rf"\b{lead[0]}\s+[^,?]*(?=\W*$)", last, re.IGNORECASE) if lead else None
        if same is not None and not self._last.asked.times:
            return f"{last[: same.start()].rstrip()} {other}?"
        if understand(other, self._at, self._known).times:
            return self._at_another_time(last, other)
        if lead is not None:
            return f"{last.strip(_MARKS)} {other}?"
        return self._of_another(last, other)

    def _of_another(self, last: str, other: str) -> str:
        """Put somebody or something in the place of the one that the last question names."""
        named = people_in(other, tokenise(other), self._known)
        if named or self._looks_like_somebody(other):
            here = people_in(last, tokenise(last), self._known)
            own = re.search(r"\bI\b", last)
            if here or own:
                start, end = (here[0].start, here[0].end) if here else own.span() if own else (0, 0)
                return last[:start] + other + last[end:]
        if found := _NOUN_AT_END.search(last):
            start = found.start() + (2 if found[0].startswith("'s") else 0)
            return f"{last[:start].rstrip()} {other}?"
        return f"{_capital(other)}: {last.strip(_MARKS)}?"

    def _looks_like_somebody(self, other: str) -> bool:
        """Say whether a name that memory does not know stands for the one that was asked about."""
        return other[:1].isupper() and bool(self._last.people)

    def _at_another_time(self, last: str, other: str) -> str:
        for when in self._last.asked.times:
            place = last.lower().find(when.words.lower())
            if place >= 0:
                end = place + len(when.words)
                lead = re.search(
                    r"\b(?:in|on|at|during|since|until)\s+$", last[:place], re.IGNORECASE
                )
                start = lead.start() if lead and " " in other else place
                return last[:start] + other + last[end:]
        return f"{last.strip(_MARKS)} {other}?"


def _named(meant: str, text: str) -> Callable[[re.Match[str]], str]:
    """Return what puts a name in the place of a pronoun, with its ending where it owns."""

    def put(found: re.Match[str]) -> str:
        word = found[0].lower()
        after = re.match(r" ([^\W_]+)", text[found.end() :])
        owns = word in _POSSESSIVES or (
            word == "her" and after is not None and after[1].lower() not in _NO_NOUN
        )
        return f"{meant}'s" if owns else meant

    return put


def _as_is(text: str) -> Callable[[re.Match[str]], str]:
    return lambda _: text


def _with_preposition(text: str, word: str) -> str:
    first = text.split(" ", 1)[0].lower()
    led = {
        "in",
        "on",
        "at",
        "last",
        "this",
        "next",
        "yesterday",
        "today",
        "during",
        "every",
        "near",
    }
    return text if first in led else f"{word} {text}"


def _as_thing(answer: str) -> str:
    """Return an answer to stand within a sentence: "A red scarf" is "a red scarf" there."""
    first = answer.split(" ", 1)[0]
    small = first.lower() in {"a", "an", "the", "my", "your", "some", "in", "on", "at", "two"}
    return answer[:1].lower() + answer[1:] if small else answer


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
