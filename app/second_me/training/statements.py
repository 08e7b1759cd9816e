"""Made-up people who tell of made-up lives, and what of it is worth writing down.

What they say comes from `lives/topics.txt`; what is to be written down of it from
`lives/told_facts.txt`, which has sayings of its own too; lines that tell nothing from
`lives/told_nothing.txt`.
"""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from typing import Final

import msgspec

from second_me.core.said_times import annotate, day, month, resolve
from second_me.inference.adapter_prompts import Line
from second_me.inference.fact_lines import Stated
from second_me.training import topics
from second_me.training.topics import Blanks, World
from second_me.training.windows import Window, borne_out

_PAST: Final = (
    "yesterday", "last night", "this morning", "today", "two days ago", "last week",
    "last weekend", "two weeks ago", "last month", "two months ago", "three months ago",
    "last year", "two years ago", "five years ago", "the other day", "last Friday", "last Sunday",
    "a few weeks ago", "the day before yesterday",
)  # fmt: skip
_AHEAD: Final = (
    "tomorrow", "tonight", "this weekend", "next week", "next month", "in two weeks",
    "in three days", "next weekend", "next year", "the day after tomorrow", "next Monday",
    "next Thursday", "next Saturday", "in two months",
)  # fmt: skip
_PART: Final = re.compile(r"\[([^\]]*)\]")
_IN: Final = re.compile(r"^(?:\w+ )?\d{4}$")
_WEEK: Final = re.compile(r"^the (week|weekend) ")
OWN_WORDS: Final = re.compile(r"\b(?:I|me|my|mine|we|us|our)\b|\bI'", re.IGNORECASE)
"""Who uses them may tell something of themselves."""

_ABOUT: Final = re.compile(r"^(?:around|a few)")
_PAST_BLANKS: Final = ("{on}", "{when_bare}")
_AHEAD_BLANKS: Final = ("{at}", "{soon_bare}")
"""The first of each may stay empty in a whole statement."""


class Telling(msgspec.Struct, frozen=True):
    """Ways to say something, and what may be written down of it: (kind, statement)."""

    says: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


class Facts(msgspec.Struct, frozen=True):
    """All that the files hold."""

    world: World
    tellings: tuple[Telling, ...]
    nothing: tuple[str, ...]


def load() -> Facts:
    """Return what the files tell. Raises ValueError for a line that makes no sense."""
    world = topics.load()
    slots = dict(world.slots)
    for line in _lines("told_slots.txt"):
        name, values = line.split(" = ", 1)
        slots[name] = tuple(values.split(" | "))
    says = {topic.name: topic.says for topic in world.topics}
    facts: dict[str, list[tuple[str, str]]] = {}
    current = ""
    for line in _lines("told_facts.txt"):
        head, _, rest = line.partition(": ")
        first, _, second = head.partition(" ")
        if line.startswith("topic "):
            current = line.removeprefix("topic ")
        elif head == "say":
            says[current] = (*says.get(current, ()), rest)
        elif first == "fact":
            facts.setdefault(current, []).append((second, rest))
        elif first in says and rest:
            facts.setdefault(first, []).append((second, rest))
        else:
            raise ValueError(f"not understood: {line}")
    tellings = tuple(Telling(says[name], tuple(found)) for name, found in facts.items())
    return Facts(
        msgspec.structs.replace(world, slots=slots), tellings, tuple(_lines("told_nothing.txt"))
    )


def _lines(name: str) -> list[str]:
    text = (files("second_me.training") / "lives" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def windows(facts: Facts, seed: int, count: int, aside: tuple[str, ...] = ()) -> Iterator[Window]:
    """Yield `count` windows, the same for the same seed; some lines come from `aside`."""
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")  # noqa: S311  (repeatable, not secret)
        yield _Stretch(facts, rng, aside).window(f"made-up-{seed}-{number}")


class _Stretch:
    """A few messages of one or two people, drawn from one random stream."""

    def __init__(self, facts: Facts, rng: random.Random, aside: tuple[str, ...]) -> None:
        self.facts = facts
        self.rng = rng
        self.aside = aside
        given = rng.sample(facts.world.slots["given"], 2)
        self.people = [self._named(name) for name in given[: rng.choice((1, 2, 2))]]
        self.said = date(2021, 1, 1) + timedelta(days=rng.randrange(2000))

    def _named(self, name: str) -> str:
        family = self.rng.choice(self.facts.world.slots["family"])
        return f"{name} {family}" if self.rng.random() < 0.3 else name  # noqa: PLR2004

    def window(self, person: str) -> Window:
        rng = self.rng
        lines: list[Line] = []
        found: list[Stated] = []
        quiet = rng.random() < 0.28  # noqa: PLR2004
        for number in range(1, rng.choice((1, 1, 2, 2)) + 1):
            if rng.random() < 0.1:  # noqa: PLR2004
                self.said += timedelta(days=rng.randint(1, 9))
            speaker = rng.choice(self.people)
            if quiet or rng.random() < 0.35:  # noqa: PLR2004
                text = self._nothing(speaker)
            else:
                text, facts = self._telling(speaker)
                found += [Stated(number, fact, kind) for kind, fact in facts]
            lines.append(Line(day(self.said), speaker, annotate(text, self.said)))
        return Window("made up", person, tuple(lines), tuple(found))

    def _telling(self, speaker: str) -> tuple[str, list[tuple[str, str]]]:
        rng = self.rng
        telling = rng.choice(self.facts.tellings)
        when, soon = self._time(_PAST, -1), self._time(_AHEAD, 1)
        blanks = Blanks(self.facts.world, rng, {"when": when[0], "soon": soon[0]})
        text = blanks.fill(rng.choice(telling.says))
        said = self._dressed(text, speaker)
        text_read = annotate(said, self.said)
        filled = [(kind, self._fact(fact, text, blanks, speaker, when, soon))
                  for kind, fact in telling.facts]  # fmt: skip
        kept = [(kind, fact) for kind, fact in filled if fact]
        if all(borne_out(fact, text_read, speaker) for _, fact in kept):
            return said, kept
        return self._telling(speaker)  # what the product would refuse teaches nothing

    def _fact(  # noqa: PLR0917  (what, from what, whose, when)
        self,
        template: str,
        text: str,
        blanks: Blanks,
        speaker: str,
        when: tuple[str, str],
        soon: tuple[str, str],
    ) -> str:
        """Return the statement; empty if the words told do not hold it."""
        past = when[1] if when[0].lower() in text.lower() else ""
        ahead = soon[1] if soon[0].lower() in text.lower() else ""

        def holds(part: str, *, whole: bool) -> bool:
            return (
                blanks.tells(text, part)
                and (bool(past) or not any(blank in part for blank in _PAST_BLANKS[whole:]))
                and (bool(ahead) or not any(blank in part for blank in _AHEAD_BLANKS[whole:]))
            )

        chosen = _PART.sub(lambda part: part[1] if holds(part[1], whole=False) else "", template)
        if not holds(chosen, whole=True):
            return ""
        values = {
            "on": with_preposition(past),
            "at": with_preposition(ahead),
            "when_bare": past,
            "soon_bare": ahead,
        }
        chosen = chosen.replace("{X}", speaker)
        said = " ".join(blanks.fill(chosen, values).split())
        return said.replace(" .", ".").replace(" ,", ",")

    def _time(self, phrases: tuple[str, ...], sign: int) -> tuple[str, str]:
        """Return words for a time and what they mean on the day they are said."""
        rng = self.rng
        kind = rng.random()
        other = self.said + sign * timedelta(days=rng.randint(2, 120))
        if kind < 0.15:  # noqa: PLR2004
            return f"on {other.day} {month(other).split()[0]}", f"{day(other).rsplit(' ', 1)[0]}"
        if kind < 0.25:  # noqa: PLR2004
            return f"in {month(other)}", month(other)
        words = rng.choice(phrases)
        return words, resolve(words, self.said)

    def _dressed(self, text: str, speaker: str) -> str:
        """Return the text with some talk around it."""
        chance = self.rng.random()
        if chance < 0.2:  # noqa: PLR2004
            return f"{self._chatter(speaker)} {text}"
        if chance < 0.35:  # noqa: PLR2004
            return f"{text} {self._chatter(speaker)}"
        if chance < 0.45:  # noqa: PLR2004
            return f"{text} {self._filled(self.facts.nothing[: len(self.facts.nothing) // 6])}"
        return text.lower() if chance > 0.98 else text  # noqa: PLR2004

    def _nothing(self, speaker: str) -> str:
        chance = self.rng.random()
        if self.aside and chance < 0.35:  # noqa: PLR2004
            return self.rng.choice(self.aside)
        if chance < 0.8:  # noqa: PLR2004
            return self._filled(self.facts.nothing)
        return self._chatter(speaker)

    def _chatter(self, speaker: str) -> str:
        others = [name for name in self.people if name != speaker]
        given = (others or self.facts.world.slots["given"])[0].split()[0]
        template = self.rng.choice(self.facts.world.chatter)
        return Blanks(self.facts.world, self.rng, {"given": given}).fill(template)

    def _filled(self, templates: tuple[str, ...]) -> str:
        return Blanks(self.facts.world, self.rng, {}).fill(self.rng.choice(templates))


def with_preposition(meaning: str) -> str:
    """Return "on 7 May 2023", "in May 2023", "in the week before 7 May 2023"."""
    if not meaning or _ABOUT.match(meaning):
        return meaning
    if found := _WEEK.match(meaning):
        return f"{'in' if found[1] == 'week' else 'on'} {meaning}"
    return f"in {meaning}" if _IN.match(meaning) else f"on {meaning}"
