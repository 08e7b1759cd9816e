"""Long talks of two people for the embedder to learn from.

What they tell comes from made-up lives and from what people said of themselves to assistants.
Between the tellings lies small talk, and the other one echoes what was told: a turn that has
the words and the name of the question but not the answer.
"""

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from second_me.training import lives
from second_me.training.lives import Told
from second_me.training.pools import Memory, Pool, Query
from second_me.training.questions_made import Maker
from second_me.training.topics import Blanks, World
from second_me.training.verb_forms import Words

_ECHOES: Final = (
    "Wow, {thing}! That sounds great, {name}.",
    "Congrats on {thing}, {name}!",
    "{thing}? How did that go?",
    "What made you think of {thing}, {name}?",
    "I would love to hear more about {thing}.",
    "Oh nice, {name}! I never had {thing} myself.",
    "That's so cool. Tell me more about {thing}, {name}!",
    "{name}, {thing} sounds like a lot of fun.",
    "I'm so glad for you, {name}. {thing} must mean a lot to you.",
    "How long did {thing} take you?",
    "Good luck with {thing}, {name}! Let me know how it goes.",
    "I have been thinking about {thing} too.",
)
_ANSWERS: Final = (
    "{}.",
    "{}, actually!",
    "Oh, {}.",
    "It was {}.",
    "{}, and I am happy with it.",
    "Well, {}. What about you?",
)
_TO_YOU: Final = {"does": "do", "is": "are", "has": "have", "was": "were"}
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_FOR_ASSISTANTS: Final = re.compile(
    r"\b(?:can you|could you|do you|any (?:tips|advice|ideas|suggestions|recommendations)|"
    r"recommend|looking for|help me|I'd like to know|I was wondering|suggest)\b",
    re.IGNORECASE,
)
_LONGEST: Final = 60
_TELLINGS: Final = 16
_STATEMENTS: Final = 26


class _Turn(msgspec.Struct):
    author: str
    text: str
    of: int = -1
    """Which telling the turn holds, or, below minus one, echoes."""


def statements(sessions: Sequence[Sequence[str]], maker: Maker) -> list[list[str]]:
    """Return, for each session of lines that somebody wrote to an assistant, what they told of
    themselves there; sessions that have too little of it are left out.
    """
    found = []
    for lines in sessions:
        told = [
            sentence
            for line in lines
            for sentence in _SENTENCE.split(line)
            if not _FOR_ASSISTANTS.search(sentence) and maker.ask(sentence, "Anna")
        ]
        if len(told) > 1:
            found.append(told)
    return found


def user_sessions(sessions: Sequence[dict[str, Any]]) -> list[list[str]]:
    """Return the users' lines of the sessions that are about themselves."""
    return [
        [turn["content"] for turn in session["messages"] if turn["role"] == "user"]
        for session in sessions
        if not session["session_id"].startswith(("ultrachat", "sharegpt"))
    ]


def talks(
    world: World, words: Words, told: list[list[str]], seed: int, count: int
) -> Iterator[Pool]:
    """Yield `count` talks, the same for the same seed."""
    for number in range(count):
        rng = random.Random(f"{seed}:talk:{number}")  # noqa: S311  (repeatable, not secret)
        yield _Talk(world, Maker(words, rng), rng).pool(f"talk-{seed}-{number}", told)


class _Talk:
    """One talk in the making."""

    def __init__(self, world: World, maker: Maker, rng: random.Random) -> None:
        self._world = world
        self._maker = maker
        self._rng = rng
        self._pieces: list[list[_Turn]] = []
        self._asks: list[tuple[str, int]] = []
        self._lists: list[tuple[str, tuple[int, ...]]] = []
        self._number = 0

    def pool(self, name: str, told: list[list[str]]) -> Pool:
        rng = self._rng
        self._first, self._second, tellings, lists = lives.tellings(self._world, rng, _TELLINGS)
        places = {one.text: self._tell(one) for one in tellings}
        for _, question, texts in lists:
            self._lists.append((question, tuple({places[text] for text in texts})))
        while told and self._number < _TELLINGS + _STATEMENTS:
            speaker = rng.choice((self._first, self._second))
            session = rng.choice(told)
            start = rng.randrange(len(session))
            for sentence in session[start : start + rng.randint(1, 4)]:
                self._state(sentence, speaker)
        rng.shuffle(self._pieces)
        return self._finished(name)

    def _tell(self, one: Told) -> int:
        rng, number = self._rng, self._next()
        other = self._other(one.speaker)
        self._asks += [(question, number) for question, _ in one.asks]
        if one.asks and rng.random() < 0.3:  # noqa: PLR2004
            return self._answer(one, number)
        piece = [_Turn(one.speaker, one.text, number)]
        if one.asks and rng.random() < 0.6:  # noqa: PLR2004
            question, answer = rng.choice(one.asks)
            thing = answer if rng.random() < 0.5 else " ".join(question.rstrip("?").split()[-3:])  # noqa: PLR2004
            piece.append(self._echo(thing, other, one.speaker, number))
        self._pieces.append([*self._small_talk(other), *piece])
        return number

    def _answer(self, one: Told, number: int) -> int:
        """Have the other one ask, so that the answer is understood only by what went before."""
        rng = self._rng
        question, answer = rng.choice(one.asks)
        other, asked = self._other(one.speaker), _to(one.speaker, question)
        said = rng.choice(_ANSWERS)
        own = re.sub(rf"\b{one.speaker}'s\b", "my", answer)
        opener = rng.choice(("", "", f"{one.speaker}, ", "That's nice! ", "By the way, "))
        self._asks = [pair for pair in self._asks if pair[1] != number] + [(question, number)]
        self._pieces.append(
            [_Turn(other, opener + asked), _Turn(one.speaker, said.format(own), number)]
        )
        return number

    def _state(self, sentence: str, speaker: str) -> None:
        question = self._maker.ask(sentence, speaker)
        if not question:
            return
        number, other = self._next(), self._other(speaker)
        self._asks.append((question, number))
        piece = [*self._small_talk(other), _Turn(speaker, sentence, number)]
        thing = self._maker.topic(sentence)
        if thing and self._rng.random() < 0.6:  # noqa: PLR2004
            own = re.sub(r"\b(?:my|our)\b", "your", thing)
            piece.append(self._echo(own, other, speaker, number))
        self._pieces.append(piece)

    def _echo(self, thing: str, author: str, name: str, number: int) -> _Turn:
        said = self._rng.choice(_ECHOES).format(thing=thing, name=name)
        return _Turn(author, said[:1].upper() + said[1:], -2 - number)

    def _small_talk(self, author: str) -> list[_Turn]:
        if self._rng.random() < 0.5:  # noqa: PLR2004
            return []
        chat = Blanks(self._world, self._rng, {"given": self._other(author)})
        return [_Turn(author, chat.fill(self._rng.choice(self._world.chatter)))]

    def _finished(self, name: str) -> Pool:
        turns = [turn for piece in self._pieces for turn in piece]
        memories = tuple(
            Memory(turn.author, _cut(turn.text), turns[at - 1].text if at else "")
            for at, turn in enumerate(turns)
        )
        holds = {turn.of: at for at, turn in enumerate(turns) if turn.of != -1}
        asked: dict[str, set[int]] = {}
        near: dict[str, set[int]] = {}
        for question, number in self._asks:
            asked.setdefault(question, set()).add(holds[number])
            if -2 - number in holds:
                near.setdefault(question, set()).add(holds[-2 - number])
        for question, numbers in self._lists:
            asked.setdefault(question, set()).update(holds[number] for number in numbers)
        queries = tuple(
            Query(question, tuple(sorted(gold)), tuple(sorted(near.get(question, ()))))
            for question, gold in asked.items()
        )
        return Pool("talks", name, memories, queries)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _other(self, speaker: str) -> str:
        return self._second if speaker == self._first else self._first


def _to(person: str, question: str) -> str:
    """Return a question about somebody as it is put to them."""
    asked = re.sub(rf"\b(?:{person}'s)\b", "your", question)
    verbs = "|".join(_TO_YOU)
    asked = re.sub(rf"\b({verbs}) {person}\b", lambda found: f"{_TO_YOU[found[1]]} you", asked)
    return re.sub(rf"\b{person}\b", "you", asked)


def _cut(text: str) -> str:
    return " ".join(text.split()[:_LONGEST])
