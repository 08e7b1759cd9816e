"""Made-up people: what is known of them, new facts, and what is to be decided of each.

Right for a new value is: beside a slot that holds one, it takes its place; beside a slot that
holds many, it joins them.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from second_me.core.said_times import day
from second_me.corpora.updates import slots as told_slots
from second_me.corpora.updates.scenes import Case, Scene
from second_me.corpora.updates.slots import Slot
from second_me.inference.update_prompts import Change, Statement

_NEW: Final = 13
_TURNED: Final = 0.5
_SPOKEN: Final = 0.75
"""How often the words that were said stand beside a new fact."""


class Known(msgspec.Struct, frozen=True):
    """A fact that is known: of which slot, with which value, and whether told at length."""

    slot: Slot
    value: str
    long: bool
    statement: Statement


def scenes(slots: tuple[Slot, ...], seed: int, count: int, *, held: bool) -> Iterator[Scene]:
    """Yield scenes, the same for the same seed; `held` chooses the people who are kept for
    development, of whom no other scene tells.
    """
    names = [name for name in told_slots.values()["given"] if held_back(name) == held]
    for number in range(count):
        rng = random.Random(f"decisions:{seed}:{held}:{number}")  # noqa: S311  (repeatable)
        yield _Person(slots, names, rng).scene()


def held_back(name: str) -> bool:
    """Say whether a made-up person is kept for development."""
    return sum(name.encode()) % 6 == 0


class _Person:
    """Somebody of whom some things are known."""

    def __init__(self, slots: tuple[Slot, ...], names: list[str], rng: random.Random) -> None:
        self.slots = slots
        self.rng = rng
        self.name, *self.others = rng.sample(names, min(len(names), 6))
        self.start = date(2020, 1, 1) + timedelta(days=rng.randrange(1900))
        self.known: list[Known] = []

    def scene(self) -> Scene:
        rng = self.rng
        for slot in rng.sample(self.slots, rng.randint(1, 5)):
            again = not slot.single and rng.random() < 0.4  # noqa: PLR2004
            for value in rng.sample(self._values(slot), 1 + again):
                self.known.append(self._known(slot, value))
        rng.shuffle(self.known)
        del self.known[6:]
        makers: list[tuple[Callable[[], Case | None], float]] = [
            (self._confirm, 0.17),
            (self._refine, 0.14),
            (self._supersede, 0.2),
            (self._retract, 0.13),
            (self._ignore, 0.12),
            (self._join, 0.1),
            (self._other, 0.07),
            (self._alike, 0.09),
        ]
        ways, weights = zip(*makers, strict=True)
        drawn = (rng.choices(ways, weights)[0]() for _ in range(_NEW))
        cases = tuple(case for case in drawn if case)
        known = tuple(one.statement for one in self.known)
        return Scene(self.name, known, cases or (self._other(),))

    # Each returns a new fact of one kind, or None if what is known has no room for it.

    def _confirm(self) -> Case | None:
        number, one = self._any()
        told = self._worded("fact", one) if one.long or self.rng.random() < 0.8 else ""  # noqa: PLR2004
        text = told or one.statement.text.rstrip(".")
        return self._case(one.slot, text, one.value, "say", number, Change.CONFIRM)

    def _refine(self) -> Case | None:
        number, one = self._any()
        if one.long:
            return None
        text = self._worded("more", one)
        return self._case(one.slot, text, one.value, "say", number, Change.REFINE)

    def _supersede(self) -> Case | None:
        number, one = self._any()
        if "turn" in one.slot.ways and self.rng.random() < _TURNED:
            text = self._worded("turn", one)
            return self._case(one.slot, text, one.value, "back", number, Change.SUPERSEDE)
        value = self._another(one.slot)
        if not one.slot.single:  # a correction: the one value, not the other
            text = one.slot.put("fact", value, self.name, self.rng).rstrip(".")
            text += f", not {one.value}."
            words = f"Sorry, I meant {value}, not {one.value}."
            new = self._new(one.slot.kind, text, words)
            return Case(new, number, Change.SUPERSEDE)
        way = self.rng.choice(("fact", "next", "next"))
        text = one.slot.put(way, value, self.name, self.rng)
        return self._case(one.slot, text, value, "now", number, Change.SUPERSEDE)

    def _retract(self) -> Case | None:
        number, one = self._any()
        text = self._worded("end", one)
        return self._case(one.slot, text, one.value, "over", number, Change.RETRACT)

    def _ignore(self) -> Case | None:
        slot = self._any()[1].slot if self.rng.random() < 0.6 else self._unknown()  # noqa: PLR2004
        value = self.rng.choice(self._values(slot))
        text = slot.put(self.rng.choice(("fact", "next")), value, self.name, self.rng)
        new = self._new(slot.kind, text, slot.put("joke", value, self.name, self.rng))
        return Case(new, 0, Change.IGNORE)

    def _join(self) -> Case | None:
        many = [one.slot for one in self.known if not one.slot.single]
        if not many:
            return None
        slot = self.rng.choice(many)
        value = self._another(slot)
        text = slot.put(self.rng.choice(("fact", "fact", "next")), value, self.name, self.rng)
        return self._case(slot, text, value, "now", 0, Change.ADD)

    def _other(self) -> Case:
        slot = self._unknown()
        value = self.rng.choice(self._values(slot))
        way = self.rng.choice(("fact", "fact", "next", "more"))
        text = slot.put(way, value, self.name, self.rng)
        return self._case(slot, text, value, "now" if way == "next" else "say", 0, Change.ADD)

    def _alike(self) -> Case | None:
        """Return what sounds like a change of something known and is of the past or of others."""
        told = [one for one in self.known if "past" in one.slot.ways]
        if not told:
            return None
        slot = self.rng.choice(told).slot
        value = self._another(slot)
        text = slot.put("past", value, self.name, self.rng)
        return Case(self._new(slot.kind, text, ""), 0, Change.ADD)

    # Parts

    def _any(self) -> tuple[int, Known]:
        place = self.rng.randrange(len(self.known))
        return place + 1, self.known[place]

    def _known(self, slot: Slot, value: str) -> Known:
        way = self.rng.choices(("fact", "next", "more"), (0.65, 0.15, 0.2))[0]
        said = day(self.start + timedelta(days=self.rng.randrange(500)))
        text = slot.put(way, value, self.name, self.rng)
        return Known(slot, value, way == "more", Statement(said, slot.kind, text))

    def _worded(self, way: str, one: Known) -> str:
        """Return the value in other words than it is known by."""
        ways = one.slot.ways[way]
        own = one.statement.text
        texts = [text for text in ways if self._filled(text, one) != own] or list(ways)
        return self._filled(self.rng.choice(texts), one)

    def _filled(self, template: str, one: Known) -> str:
        slot = msgspec.structs.replace(one.slot, ways={"any": (template,)})
        return slot.put("any", one.value, self.name, self.rng)

    def _case(  # noqa: PLR0917  (what is said, how, and what is right)
        self, slot: Slot, text: str, value: str, way: str, number: int, change: Change
    ) -> Case:
        spoken = self.rng.random() < _SPOKEN
        words = slot.put(way, value, self.name, self.rng) if spoken else ""
        return Case(self._new(slot.kind, text, words), number, change)

    def _new(self, kind: str, text: str, words: str) -> Statement:
        said = self.start + timedelta(days=self.rng.randint(500, 1100))
        return Statement(day(said), kind, text, words)

    def _values(self, slot: Slot) -> list[str]:
        return [value for value in slot.values if value != self.name]

    def _another(self, slot: Slot) -> str:
        taken = {one.value for one in self.known if one.slot is slot}
        return self.rng.choice([value for value in self._values(slot) if value not in taken])

    def _unknown(self) -> Slot:
        taken = {one.slot.name for one in self.known}
        return self.rng.choice([slot for slot in self.slots if slot.name not in taken])
