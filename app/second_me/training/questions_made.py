"""Questions on what people say of themselves, made by rules: "I got a lamp at a fair last week"
becomes "When did Anna get the lamp?", "Where did Anna get a lamp?", "What did Anna get?".

The part that is asked for is left out, and some words are put by others of the same meaning,
since a question seldom has the words of its answer.
"""

import random
import re
from collections.abc import Iterator
from typing import Final

from second_me.training import said_patterns as said
from second_me.training.verb_forms import EMPTY, PRESENT, Words, plain

_GOOD_LENGTH: Final = range(4, 41)
_SHORTEST: Final = 4
_OTHER_WORD: Final = 0.35
_LIKED: Final = frozenset(("love", "like", "enjoy", "hate", "prefer", "miss"))
_SEEKING: Final = frozenset(("looking", "wondering", "hoping", "trying"))
_NAMING: Final = re.compile(r"^(?:called|named|titled) ")
_BE: Final = frozenset(("is", "was", "are", "were"))
_THING_LENGTH: Final = range(2, 8)
_ABOUT: Final = (
    "What did {name} say about {thing}?",
    "What has {name} told of {thing}?",
    "What happened with {name} and {thing}?",
)
_PARTS: Final = (
    ("When", said.TIME), ("How long", said.LENGTH), ("Where", said.PLACE), ("Who", said.WITH),
    ("Why", said.WHY), ("How much", said.AMOUNT), ("Where", said.SOMEWHERE),
)  # fmt: skip


class Maker:
    """Makes questions from sentences, drawing from one random stream."""

    def __init__(self, words: Words, rng: random.Random) -> None:
        self._words = words
        self._rng = rng

    def ask(self, sentence: str, name: str) -> str:
        """Return a question by others about what `name` says in `sentence`, or nothing."""
        found = [question for question, _ in self._found(sentence, name)]
        if not found:
            return ""
        # Questions that leave something out come first in worth; the vague ones fill in.
        return self._reworded(self._rng.choice(found[: max(2, len(found) - 1)]))

    def answered(self, sentence: str, name: str) -> list[tuple[str, str]]:
        """Return questions by others about what `name` says in `sentence`, each with the words of
        the sentence that answer it.
        """
        found = [(question, answer) for question, answer in self._found(sentence, name) if answer]
        return [(self._reworded(question), answer) for question, answer in found]

    def _found(self, sentence: str, name: str) -> list[tuple[str, str]]:
        made = self._all(said.LEAD.sub("", sentence.strip()).rstrip(".!"), name)
        plain = [
            (" ".join(question.split()), " ".join(answer.split())) for question, answer in made
        ]
        return [pair for pair in plain if len(pair[0].split()) > _SHORTEST]

    def topic(self, sentence: str) -> str:
        """Return the thing that a sentence of the kind is about, for others to speak of."""
        bare = said.LEAD.sub("", sentence.strip()).rstrip(".!")
        for pattern in (said.BEEN, said.DOING, said.DID):
            found = pattern.match(bare)
            if found:
                return _thing(found["rest"])
        return ""

    def _all(self, bare: str, name: str) -> Iterator[tuple[str, str]]:
        """Yield questions with their answers; these are empty for the vague ones."""
        if "?" in bare or len(bare.split()) not in _GOOD_LENGTH:
            return
        mine, been = said.MINE.match(bare), said.BEEN.match(bare)
        doing, did = said.DOING.match(bare), said.DID.match(bare)
        if mine:
            yield from self._of_theirs(mine, name)
        elif been and been["verb"].removesuffix("ing") not in EMPTY:
            yield from self._parts(f"has {name} been {been['verb']}", been["rest"], name)
            yield f"What has {name} been {been['verb']}?", _thing(been["rest"])
        elif doing:
            if doing["verb"] not in _SEEKING:
                start = f"is {name} {doing['verb']}"
                yield from self._parts(start, doing["rest"], name)
                what = f"What {start} {self._tail(doing['rest'], name)}".strip() + "?"
                yield what, _thing(doing["rest"])
        elif did:
            yield from self._did(did, name)

    def _did(self, did: re.Match[str], name: str) -> Iterator[tuple[str, str]]:
        verb, rest = did["verb"].lower(), did["rest"]
        if verb in self._words.base or (verb.endswith("ed") and len(verb) > len("need")):
            base = self._words.base.get(verb) or plain(verb)
            if base in EMPTY:
                return
            yield from self._parts(f"did {name} {base}", rest, name)
            yield f"What did {name} {base} {self._tail(rest, name)}?", _thing(rest)
        elif verb in PRESENT and verb not in EMPTY:
            yield from self._parts(f"does {name} {verb}", rest, name)
            yield f"What does {name} {verb} {self._tail(rest, name)}?", _thing(rest)
            thing = self._other(_thing(rest), name)
            if thing and verb in _LIKED:
                yield f"How does {name} feel about {thing}?", ""

    def _of_theirs(self, mine: re.Match[str], name: str) -> Iterator[tuple[str, str]]:
        whose, verb = f"{name}'s {mine['what'].strip()}", mine["verb"]
        rest = self._other(mine["rest"], name)
        when = said.TIME.search(rest)
        if when:
            asked = f"{verb} {whose}" if verb in _BE else f"did {whose}"
            yield f"When {asked} {_cut(_without(rest, when))}?", when[0]
        yield f"What do we know about {whose}?", ""
        yield f"What about {whose} {_cut(said.CLAUSE.sub('', rest), 3)}?", ""
        if verb in _BE:
            yield f"{self._rng.choice(('What', 'Who', 'How'))} {verb} {whose}?", ""

    def _parts(self, start: str, rest: str, name: str) -> Iterator[tuple[str, str]]:
        """Yield questions that each leave out the part that they ask for."""
        for word, pattern in _PARTS:
            found = pattern.search(rest)
            if not found or (found.start() == 0 and word not in {"When", "Where"}):
                continue
            left = rest[: found.start()] if word == "Why" else _without(rest, found)
            left = _cut(said.CLAUSE.sub("", self._other(said.TIME.sub("", left), name)))
            yield f"{word} {start} {left}{' with' if word == 'Who' else ''}?", found[0]
        number = said.NUMBER.search(rest)
        if number:
            left = said.CLAUSE.sub("", self._other(_without(rest, number), name))
            yield f"How many {number[2]} {start} {_cut(left, 6)}?", number[1]
        named = said.NAMED.search(rest) or said.QUOTED.search(rest)
        if named and named.start() > 0:
            thing = self._other(rest[: named.start()], name).strip()
            thing = thing.removeprefix("a ").removeprefix("an ")
            of = f"What is the name of the {_cut(thing, 6)} that {name} talks about?"
            yield of, _NAMING.sub("", named[0]).strip('"')
        thing = self._other(_thing(rest), name)
        if thing:
            yield self._rng.choice(_ABOUT).format(name=name, thing=thing), ""

    def _tail(self, rest: str, name: str) -> str:
        """Return what follows the object of the verb: the words from the first preposition on."""
        found = said.BY_PREPOSITION.search(rest)
        return _cut(said.CLAUSE.sub("", self._other(found[0], name))) if found else ""

    def _other(self, words: str, name: str) -> str:
        """Return what the person says as others would say it."""
        own = self._rng.choice(("their", "their", "his", "her", f"{name}'s"))
        they = {"their": "they", "his": "he", "her": "she"}.get(own, name)
        them = {"their": "them", "his": "him", "her": "her"}.get(own, name)
        for mine, theirs in (
            ("my|our", own), ("I'm", f"{they} is"), ("I've", f"{they} has"), ("I|we", they),
            ("me|us", them), ("myself", them),
        ):  # fmt: skip
            words = re.sub(rf"\b(?:{mine})\b", theirs, words)
        return words

    def _reworded(self, question: str) -> str:
        words = question.rstrip("?").split(" ")
        for place, word in enumerate(words):
            others = self._words.alike.get(word.lower())
            if others and word.islower() and self._rng.random() < _OTHER_WORD:
                words[place] = self._rng.choice(others)
        return " ".join(words) + "?"


def _thing(rest: str) -> str:
    """Return the object of the verb, as far as it can be told: up to the first preposition."""
    bare = said.OBJECT_ENDS.split(said.CLAUSE.sub("", said.TIME.sub("", rest)))[0]
    bare = re.sub(r"^(?:of|about) ", "", bare)
    return bare.strip() if len(bare.split()) in _THING_LENGTH else ""


def _without(text: str, part: re.Match[str]) -> str:
    return text[: part.start()] + text[part.end() :]


def _cut(words: str, longest: int = 12) -> str:
    return " ".join(words.strip(" ,.-").split()[:longest])
