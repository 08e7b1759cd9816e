"""Memories among which the right one is hard to tell from its neighbours, and questions on them.

Two people tell the same kind of thing, one of them only talks of it, what held has changed since,
somebody jokes, a detail that is asked for was never told. About three in ten of the questions
have no answer here though the words of all of them stand there.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from second_me.core.said_times import annotate, day
from second_me.core.terms import stems
from second_me.corpora.updates import slots as told_slots
from second_me.corpora.updates.slots import Slot
from second_me.inference.adapter_prompts import DECLINE, OWN, Line
from second_me.training.blocks import Asked, Block
from second_me.training.lives import Life, Told
from second_me.training.topics import Topic, World

_DECLINED: Final = 0.32
_MOST: Final = 13
_ALONE: Final = 0.6
_OFTEN: Final = 0.6
_ECHOES: Final = (
    "{thing}? That sounds great, {name}!",
    "Wow, {name}, {thing}! I never tried anything like it.",
    "I heard about {thing}, {name}. How was it?",
    "So happy for you about {thing}, {name}.",
    "What made you think of {thing}, {name}?",
    "Tell me more about {thing}! When did that start?",
    "{name}, {thing} suits you.",
)


class _Said(msgspec.Struct, frozen=True):
    """A line and where it came from; `told` is None where nothing is told."""

    line: Line
    at: date
    told: Told | None = None


class _Wanted(msgspec.Struct, frozen=True):
    """A question on somebody, the lines that tell it (none: a decline), and the answer. Where it
    is a list, `answers` are told each by the line of its place.
    """

    who: str
    question: str
    answers: tuple[str, ...]
    lines: tuple[_Said, ...] = ()
    surely: bool = False
    """Nothing that the person told can be what is asked for: it asks for what is not mentioned."""

    def asked(self, asked_on: str, place: dict[int, int]) -> Asked:
        """Return the question with the numbers of its lines, a list in their order."""
        numbers = tuple(sorted(place[id(line)] for line in self.lines))
        answers = self.answers
        if len(answers) > 1:
            pairs = zip(self.lines, answers, strict=True)
            answers = tuple(one for _, one in sorted(pairs, key=lambda pair: place[id(pair[0])]))
        return Asked(self.question, asked_on, ", ".join(answers), numbers)


def blocks(world: World, seed: int, count: int, aside: tuple[str, ...] = ()) -> Iterator[Block]:
    """Yield `count` blocks, the same for the same seed."""
    slots = told_slots.load()
    for number in range(count):
        rng = random.Random(f"close:{seed}:{number}")  # noqa: S311  (repeatable, not secret)
        yield _CloseLife(world, rng, aside, slots).close(f"close-{seed}-{number}")


class _CloseLife(Life):
    """Two people who tell of the same things."""

    def __init__(
        self, world: World, rng: random.Random, aside: tuple[str, ...], slots: tuple[Slot, ...]
    ) -> None:
        super().__init__(world, rng, aside)
        self.slots = slots
        self.said: list[_Said] = []
        self.answered: list[_Wanted] = []
        self.declined: list[_Wanted] = []
        self.taken: set[tuple[str, str]] = set()
        alone = rng.random() < _ALONE
        self.only = rng.choice((self.first, self.second)) if alone else ""

    def close(self, name: str) -> Block:
        """Return the block; where it is about one person alone, as the product shows it, of the
        lines of the other one only those that name that person.
        """
        rng = self.rng
        for topic in rng.sample(self.world.topics, rng.randint(1, 3) + 2 * bool(self.only)):
            self._theme(topic)
        if rng.random() < 0.5:  # noqa: PLR2004
            self._gather()
        for slot in rng.sample(self.slots, rng.randint(1, 2)):
            (self._changed if slot.single else self._several)(slot)
        self._talk()
        if self.only:
            self._keep_one()
        asked_on = day(self.start + timedelta(days=rng.randint(420, 500)))
        rng.shuffle(self.said)
        if rng.random() < 0.3:  # noqa: PLR2004
            self.said.sort(key=lambda one: one.at)
        place = {id(one): number for number, one in enumerate(self.said, start=1)}
        asked = tuple(one.asked(asked_on, place) for one in self._chosen())
        return Block("close", name, tuple(one.line for one in self.said), asked)

    def _keep_one(self) -> None:
        """Keep what is by the one person or names them, and the questions on them."""
        signed = self.signed(self.only)
        self.said = [
            one
            for one in self.said
            if one.line.author == signed or (signed != OWN and self.only in one.line.text)
        ]
        held = {id(one) for one in self.said}
        self.answered = [
            one
            for one in self.answered
            if one.who == self.only and held.issuperset(map(id, one.lines))
        ]
        self.declined = [one for one in self.declined if one.who == self.only]

    def _chosen(self) -> list[_Wanted]:
        """Return the questions in a random order, three in ten of them declines."""
        rng = self.rng
        by_question: dict[str, list[_Wanted]] = {}
        for one in self.answered:
            by_question.setdefault(one.question, []).append(one)
        clear = [group[0] for group in by_question.values() if len(group) == 1]
        rng.shuffle(clear)
        refused = {
            one.question: one
            for one in self.declined
            if one.question not in by_question and (one.surely or not self._told_after_all(one))
        }
        open_ = list(refused.values())
        rng.shuffle(open_)
        most = round(min(_MOST, len(clear) / (1 - _DECLINED)) * _DECLINED)
        chosen = clear[: _MOST - most] + open_[:most]
        rng.shuffle(chosen)
        return chosen

    def _told_after_all(self, refused: _Wanted) -> bool:
        """Return whether something that the person told may be what is asked for."""
        names = stems(f"{self.first} {self.second}")
        wanted = stems(refused.question) - names
        asks = [one.question for one in self.answered if one.who == refused.who]
        asks += [
            ask
            for one in self.said
            if one.told and one.told.speaker == refused.who
            for ask, _ in one.told.asks
        ]
        return any(wanted & (stems(ask) - names) for ask in asks)

    def _decline(self, who: str, question: str, *, surely: bool = False) -> None:
        self.declined.append(_Wanted(who, question, (DECLINE,), surely=surely))

    # Things that one or both tell

    def _theme(self, topic: Topic) -> None:
        rng = self.rng
        who = self._either()
        one = self._tell_of(topic, who)
        way = rng.random()
        if way < 0.4:  # noqa: PLR2004
            self._tell_of(topic, self.other(who))
        else:
            self._decline_other(one, self.other(who))
            if way < 0.75:  # noqa: PLR2004
                self._echo(one)
        self._never_told(topic, one)

    def _tell_of(self, topic: Topic, who: str) -> _Said:
        told = self.told(topic, who)
        one = _Said(self.line(told), told.said, told)
        self.said.append(one)
        self.taken.add((topic.name, who))
        for question, answer in self.rng.sample(told.asks, min(2, len(told.asks))):
            self.answered.append(_Wanted(who, question, (answer,), (one,)))
        return one

    def _decline_other(self, one: _Said, other: str) -> None:
        """Ask the other person what only this one told."""
        if one.told is None or (one.told.topic.name, other) in self.taken:
            return
        for question in self.swapped(one.told, other):
            self._decline(other, question)

    def _never_told(self, topic: Topic, one: _Said) -> None:
        """Ask for a detail that other words of the topic would have told."""
        if one.told is None:
            return
        known = {question for question, _ in one.told.asks}
        again = self.told(topic, one.told.speaker)
        open_ = [question for question, _ in again.asks if question not in known]
        if open_:
            self._decline(one.told.speaker, self.rng.choice(open_), surely=True)

    def _echo(self, one: _Said) -> None:
        """Let the other one talk of it without telling anything of their own."""
        if one.told is None or not one.told.asks:
            return
        _, thing = self.rng.choice(one.told.asks)
        who = self.other(one.told.speaker)
        if any(map(str.isdigit, thing)) or len(thing.split()) > 4:  # noqa: PLR2004
            return
        name = "" if self.owned and one.told.speaker == self.first else one.told.speaker
        text = self.rng.choice(_ECHOES).format(thing=thing, name=name)
        text = text.replace(", !", "!").replace(" ,", ",").replace("  ", " ").replace(", .", ".")
        at = one.at + timedelta(days=self.rng.randint(0, 1))
        self._say(who, text[:1].upper() + text[1:], at)

    def _gather(self) -> None:
        """Tell several things that one question gathers, and one of the other person's."""
        rng = self.rng
        key = rng.choice(sorted(self.world.lists))
        topics = [
            topic
            for topic in self.world.topics
            if any(key == own for own, _ in topic.keys)
            and not {(topic.name, who) for who in (self.first, self.second)} & self.taken
        ]
        who = self._either()
        lines: list[tuple[_Said, str]] = []
        for topic in rng.choices(topics, k=rng.randint(2, 4)) if topics else ():
            told = self.told(topic, who)
            values = [value for own, value in told.keys if own == key]
            if values and values[0] not in {value for _, value in lines}:
                lines.append((_Said(self.line(told), told.said, told), values[0]))
        if len(lines) > 1:
            self.said += [one for one, _ in lines]
            question = self.as_others(rng.choice(self.world.lists[key]), who)
            self._list(who, question, lines)
            if rng.random() < 0.5 and topics:  # noqa: PLR2004
                told = self.told(rng.choice(topics), self.other(who))
                self.said.append(_Said(self.line(told), told.said, told))

    def _list(self, who: str, question: str, lines: list[tuple[_Said, str]]) -> None:
        """Ask for all values."""
        shown, values = zip(*lines, strict=True)
        self.answered.append(_Wanted(who, question, values, shown))

    # Things that change

    def _changed(self, slot: Slot) -> None:
        """Tell a value, another one later, and perhaps a joke; the last that is meant counts."""
        rng, who = self.rng, self._named()
        first, second, joke = rng.sample([v for v in slot.values if v != who], 3)
        start = self.start + timedelta(days=rng.randrange(150))
        old = self._say(who, slot.put("say", first, who, rng), start)
        current, value = old, first
        if rng.random() < 0.65:  # noqa: PLR2004
            later = start + timedelta(days=rng.randint(30, 250))
            current = self._say(who, slot.put("now", second, who, rng), later)
            value = second
        if rng.random() < 0.4:  # noqa: PLR2004
            self._say(who, slot.put("joke", joke, who, rng), start + timedelta(days=260))
        question = slot.put("ask", value, who, rng)
        plain = question.replace(" now?", "?")
        asked = question if current is not old else rng.choice((question, plain))
        self.answered.append(_Wanted(who, asked, (value,), (current,)))
        if "check" in slot.ways:
            right = rng.random() < 0.5  # noqa: PLR2004
            other = first if current is not old else joke
            if right or current is not old:
                put = slot.put("check", value if right else other, who, rng)
                told = "yes" if right else "no"
                self.answered.append(_Wanted(who, put, (told,), (current,)))
        self._ask_other(slot, value, who)

    def _several(self, slot: Slot) -> None:
        """Tell several values that hold together, one of them of the other person."""
        rng, who = self.rng, self._named()
        values = rng.sample([v for v in slot.values if v != who], rng.randint(2, 4))
        start = self.start + timedelta(days=rng.randrange(150))
        lines = []
        for number, value in enumerate(values):
            at = start + timedelta(days=number * rng.randint(5, 90))
            way = "say" if number == 0 else rng.choice(("say", "now"))
            lines.append((self._say(who, slot.put(way, value, who, rng), at), value))
        self._list(who, slot.put("ask", values[0], who, rng), lines)
        if "count" in slot.ways:
            shown = tuple(line for line, _ in lines)
            question = slot.put("count", values[0], who, rng)
            self.answered.append(_Wanted(who, question, (str(len(values)),), shown))
        if "check" in slot.ways:
            line, value = rng.choice(lines)
            put = slot.put("check", value, who, rng)
            self.answered.append(_Wanted(who, put, ("yes",), (line,)))
        self._ask_other(slot, values[0], who)

    def _ask_other(self, slot: Slot, value: str, who: str) -> None:
        """Ask the other person the same, if the question can name them."""
        other = self.other(who)
        if not (self.owned and other == self.first):
            way = "check" if "check" in slot.ways and self.rng.random() < 0.3 else "ask"  # noqa: PLR2004
            self._decline(other, slot.put(way, value, other, self.rng))

    # Parts

    def _named(self) -> str:
        """Return whom the slots' questions can name: not the person whose memory it is."""
        return self.second if self.owned else self._either()

    def _either(self) -> str:
        """Return one of the two, more often the one whom the block is about."""
        if self.only and self.rng.random() < _OFTEN:
            return self.only
        return self.rng.choice((self.first, self.second))

    def _say(self, who: str, text: str, at: date) -> _Said:
        said = self.dressed(text, who)
        one = _Said(Line(day(at), self.signed(who), annotate(said, at)), at)
        self.said.append(one)
        return one

    def _talk(self) -> None:
        """Add lines that tell nothing."""
        for line in self.others(max(6, len(self.said))):
            self.said.append(_Said(line, self.start))
