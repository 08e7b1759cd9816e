"""Made-up people who tell of made-up lives, and questions that their words answer or do not."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from second_me.core.said_times import annotate, day, month, resolve
from second_me.inference.adapter_prompts import DECLINE, OWN, Line
from second_me.training.blocks import Asked, Block
from second_me.training.topics import Blanks, Topic, World

_PAST: Final = (
    "yesterday", "last night", "this morning", "today", "two days ago", "a few days ago",
    "last week", "last weekend", "two weeks ago", "last month", "two months ago",
    "three months ago", "last year", "two years ago", "three years ago", "five years ago",
    "the other day", "three days ago", "three weeks ago", "the day before yesterday",
)  # fmt: skip
_AHEAD: Final = (
    "tomorrow", "tonight", "this weekend", "next week", "next month", "in two weeks",
    "in three days", "next weekend", "next year", "the day after tomorrow", "this month",
    "in two months", "next Monday", "next Thursday", "next Saturday",
)  # fmt: skip
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Told(msgspec.Struct, frozen=True):
    """One telling: who, when, what topic, in what words, and what it is worth in questions."""

    topic: Topic
    speaker: str
    said: date
    text: str
    asks: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]


def blocks(world: World, seed: int, count: int, aside: tuple[str, ...] = ()) -> Iterator[Block]:
    """Yield `count` blocks, the same for the same seed; memories are hidden among `aside`."""
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")  # noqa: S311  (repeatable, not secret)
        yield Life(world, rng, aside).block(f"made-up-{seed}-{number}")


def tellings(
    world: World, rng: random.Random, count: int
) -> tuple[str, str, list[Told], list[tuple[str, str, tuple[str, ...]]]]:
    """Return two people, what they tell, some of it of the same topic, and what may be asked
    for several tellings at once: who, the question, and the texts of the tellings.
    """
    life = Life(world, rng, (), owned=False)
    topics = rng.sample(world.topics, min(count, len(world.topics)))
    told = [life.told(topic, rng.choice((life.first, life.second))) for topic in topics]
    told += [
        life.told(one.topic, life.other(one.speaker)) for one in rng.sample(told, len(told) // 3)
    ]
    lists = [
        (
            speaker,
            life.as_others(rng.choice(world.lists[key]), speaker),
            tuple(one.text for one, _ in group),
        )
        for (speaker, key), group in life.gathered(told).items()
        if len(group) > 1 and key in world.lists
    ]
    return life.first, life.second, told, lists


class Life:
    """Two people who talk, drawn from one random stream."""

    def __init__(
        self,
        world: World,
        rng: random.Random,
        aside: tuple[str, ...],
        *,
        owned: bool | None = None,
    ) -> None:
        self.world = world
        self.rng = rng
        self.aside = aside
        self.first, self.second = rng.sample(world.slots["given"], 2)
        self.owned = rng.random() < 0.4 if owned is None else owned  # noqa: PLR2004
        self.start = date(2021, 1, 1) + timedelta(days=rng.randrange(1800))

    def block(self, name: str) -> Block:
        told = self._tell()
        lines: list[tuple[Line, Told | None]] = [(self.line(one), one) for one in told]
        lines += [(line, None) for line in self.others(len(told))]
        self._order(lines)
        number = {id(one): place for place, (_, one) in enumerate(lines, start=1) if one}
        asked = self._ask(told, number)
        self.rng.shuffle(asked)
        return Block("made up", name, tuple(line for line, _ in lines), tuple(asked))

    def _order(self, lines: list[tuple[Line, Told | None]]) -> None:
        self.rng.shuffle(lines)
        if self.rng.random() < 0.3:  # noqa: PLR2004
            lines.sort(key=lambda pair: pair[1].said if pair[1] else self.start)

    # What they tell

    def _tell(self) -> list[Told]:
        rng = self.rng
        topics = rng.sample(self.world.topics, rng.randint(2, 8))
        told = [self.told(topic, rng.choice((self.first, self.second))) for topic in topics]
        if rng.random() < 0.5:  # noqa: PLR2004
            told += self._of_one_kind({topic.name for topic in topics})
        if rng.random() < 0.4:  # noqa: PLR2004
            twin = rng.choice(told)
            told.append(self.told(twin.topic, self.other(twin.speaker)))
        return told

    def _of_one_kind(self, taken: set[str]) -> list[Told]:
        """Return two or three tellings that one list question gathers."""
        key = self.rng.choice(sorted(self.world.lists))
        topics = [
            topic
            for topic in self.world.topics
            if any(key == own for own, _ in topic.keys) and topic.name not in taken
        ]
        chosen = self.rng.choices(topics, k=self.rng.randint(2, 3)) if topics else []
        speaker = self.rng.choice((self.first, self.second))
        return [self.told(topic, speaker) for topic in chosen]

    def told(self, topic: Topic, speaker: str) -> Told:
        rng = self.rng
        said = self.start + timedelta(days=rng.randrange(400))
        when, when_answer = self._time(_PAST, said)
        soon, soon_answer = self._time(_AHEAD, said)
        blanks = Blanks(self.world, rng, {"when": when, "soon": soon})
        text = blanks.fill(rng.choice(topic.says))
        grammar = {"when": when_answer, "soon": soon_answer}
        person = self._person(speaker)
        asks = tuple(
            (
                self._as(person, blanks, ask.question, grammar),
                self._as(person, blanks, ask.answer, grammar, "your"),
            )
            for ask in topic.asks
            if self._known(ask.answer, text, when, soon)
            and blanks.tells(text, f"{ask.question} {ask.answer}")
        )
        keys = tuple(
            (key, blanks.fill(value)) for key, value in topic.keys if blanks.tells(text, value)
        )
        return Told(topic, speaker, said, self.dressed(text, speaker), asks, keys)

    def _known(self, answer: str, text: str, when: str, soon: str) -> bool:
        """Return whether the chosen words tell what the answer needs."""
        if "{when}" in answer:
            return not when or when.lower() in text.lower()
        if "{soon}" in answer:
            return soon.lower() in text.lower()
        return True

    def _time(self, phrases: tuple[str, ...], said: date) -> tuple[str, str]:
        """Return words for a time and what they mean on the day they are said."""
        rng = self.rng
        kind = rng.random()
        away = timedelta(days=rng.randint(2, 120))
        other = said - away if phrases is _PAST else said + away
        if kind < 0.15:  # noqa: PLR2004
            return f"on {other.day} {month(other).split()[0]}", day(other)
        if kind < 0.2:  # noqa: PLR2004
            return f"in {month(other)}", month(other)
        if kind < 0.3 and phrases is _PAST:  # noqa: PLR2004
            words = f"last {rng.choice(_WEEKDAYS)}"
            return words, resolve(words, said)
        words = rng.choice(phrases)
        return words, resolve(words, said)

    def dressed(self, text: str, speaker: str) -> str:
        """Return the text with some talk around it."""
        rng = self.rng
        chat = Blanks(self.world, rng, {"given": self.other(speaker)})
        chance = rng.random()
        if chance < 0.25:  # noqa: PLR2004
            return f"{chat.fill(rng.choice(self.world.chatter))} {text}"
        if chance < 0.4:  # noqa: PLR2004
            return f"{text} {chat.fill(rng.choice(self.world.chatter))}"
        return text

    def line(self, told: Told) -> Line:
        return Line(day(told.said), self.signed(told.speaker), annotate(told.text, told.said))

    def others(self, count: int) -> Iterator[Line]:
        """Yield lines that tell nothing that is asked."""
        rng = self.rng
        for _ in range(rng.randint(0, max(2, 11 - count))):
            said = self.start + timedelta(days=rng.randrange(400))
            speaker = rng.choice((self.first, self.second))
            if self.aside and rng.random() < 0.5:  # noqa: PLR2004
                text = rng.choice(self.aside)
            else:
                chat = Blanks(self.world, rng, {"given": self.other(speaker)})
                text = " ".join(map(chat.fill, rng.sample(self.world.chatter, rng.randint(1, 2))))
            yield Line(day(said), self.signed(speaker), annotate(text, said))

    # What is asked

    def _ask(self, told: list[Told], number: dict[int, int]) -> list[Asked]:
        self.asked_on = day(self.start + timedelta(days=self.rng.randint(400, 500)))
        found: dict[str, Asked] = {}
        twice: set[str] = set()
        many = self.gathered(told)
        for one in told:
            values = {value for key, value in one.keys if len(many[one.speaker, key]) > 1}
            for question, answer in self.rng.sample(one.asks, min(len(one.asks), 2)):
                if answer in values:
                    continue
                (twice.add if question in found else lambda _: None)(question)
                found[question] = self._answered(question, answer, (number[id(one)],))
        for (speaker, key), tellings in many.items():
            if len(tellings) > 1 and key in self.world.lists:
                listed = self._listed(speaker, key, tellings, number)
                found[listed.question] = listed
        for question in self._unanswerable(told):
            found.setdefault(question, self._answered(question, DECLINE, ()))
        return [one for question, one in found.items() if question not in twice]

    def _answered(self, question: str, answer: str, shown_by: tuple[int, ...]) -> Asked:
        return Asked(question, self.asked_on, answer, shown_by)

    def gathered(self, told: list[Told]) -> dict[tuple[str, str], list[tuple[Told, str]]]:
        many: dict[tuple[str, str], list[tuple[Told, str]]] = {}
        for one in told:
            for key, value in one.keys:
                many.setdefault((one.speaker, key), []).append((one, value))
        return many

    def _listed(
        self, speaker: str, key: str, tellings: list[tuple[Told, str]], number: dict[int, int]
    ) -> Asked:
        question = self.rng.choice(self.world.lists[key])
        blanks = Blanks(self.world, self.rng, {})
        ordered = sorted(tellings, key=lambda pair: number[id(pair[0])])
        answer = ", ".join(dict.fromkeys(value for _, value in ordered))
        numbers = tuple(dict.fromkeys(number[id(one)] for one, _ in ordered))
        return self._answered(
            self._as(self._person(speaker), blanks, question, {}), answer, numbers
        )

    def _unanswerable(self, told: list[Told]) -> Iterator[str]:
        """Yield questions that nothing here answers: of the other person, or of another topic."""
        rng = self.rng
        taken = {(one.topic.name, one.speaker) for one in told}
        keys = {(key, one.speaker) for one in told for key, _ in one.keys}
        for one in rng.sample(told, min(len(told), rng.randint(1, 3))):
            other = self.other(one.speaker)
            shared = any((key, other) in keys for key, _ in one.topic.keys)
            if (one.topic.name, other) not in taken and not shared:
                yield from self.swapped(one, other)
        if rng.random() < 0.6:  # noqa: PLR2004
            topic = rng.choice(self.world.topics)
            speaker = rng.choice((self.first, self.second))
            shared = any((key, speaker) in keys for key, _ in topic.keys)
            if (topic.name, speaker) not in taken and not shared:
                asks = [question for question, _ in self.told(topic, speaker).asks]
                yield rng.choice(asks or [f"Who is {self.world.slots['pet'][0]}?"])

    def swapped(self, one: Told, other: str) -> Iterator[str]:
        """Yield a question that `one` answers, asked of the other person instead."""
        mine, theirs = self._person(one.speaker), self._person(other)
        named = [
            q
            for q, _ in one.asks
            if "{X}" in q or mine["X"] in q.split() or mine["X's"] in q.split()
        ]
        if not named:
            return
        place = [q for q, _ in one.asks].index(self.rng.choice(named))
        yield self._turn(one.asks[place][0], mine, theirs)

    @staticmethod
    def _turn(question: str, mine: dict[str, str], theirs: dict[str, str]) -> str:
        words = question.split(" ")
        swaps = {mine[key]: theirs[key] for key in ("X", "X's", "does", "is", "has", "was")}
        return " ".join(
            swaps.get(word.rstrip("?"), word.rstrip("?")) + ("?" if word.endswith("?") else "")
            for word in words
        )

    # Names

    def other(self, speaker: str) -> str:
        return self.second if speaker == self.first else self.first

    def as_others(self, template: str, speaker: str) -> str:
        """Return a question on `speaker` as somebody else asks it."""
        return self._as(self._person(speaker), Blanks(self.world, self.rng, {}), template, {})

    def signed(self, speaker: str) -> str:
        return OWN if self.owned and speaker == self.first else speaker

    def _person(self, speaker: str) -> dict[str, str]:
        if self.owned and speaker == self.first:
            return {"X": "I", "X's": "my", "does": "do", "is": "am", "was": "was", "has": "have"}
        others = {word: word for word in ("does", "is", "was", "has")}
        return {"X": speaker, "X's": f"{speaker}'s"} | others

    @staticmethod
    def _as(
        person: dict[str, str],
        blanks: Blanks,
        template: str,
        fixed: dict[str, str],
        own: str = "my",
    ) -> str:
        for blank, words in person.items():
            told = own if blank == "X's" and words == "my" else words
            template = template.replace(f"{{{blank}}}", told)
        return blanks.fill(template, fixed)
