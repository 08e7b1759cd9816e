"""Reads what made-up people can say of themselves from the files in `lives`."""

import random
import re
from importlib.resources import files
from typing import Final

import msgspec

_BLANK: Final = re.compile(
    r"\{(?P<article>a |the )?(?P<name>[a-z_]+?)(?P<second>2)?(?P<cap>\|cap)?\}"
)
_DOUBLED: Final = re.compile(r"\b(the|my|your|a|an) (?:an?|the) ", re.IGNORECASE)


class Ask(msgspec.Struct, frozen=True):
    question: str
    answer: str


class Topic(msgspec.Struct, frozen=True):
    """One thing that somebody may tell. `keys` name the list questions that it adds a value to."""

    name: str
    says: tuple[str, ...]
    asks: tuple[Ask, ...]
    keys: tuple[tuple[str, str], ...]


class World(msgspec.Struct, frozen=True):
    """All that is in the files. `lists` holds the questions for several values by their key."""

    topics: tuple[Topic, ...]
    slots: dict[str, tuple[str, ...]]
    lists: dict[str, tuple[str, ...]]
    chatter: tuple[str, ...]


def load() -> World:
    """Return the world as the files tell it. Raises ValueError for a line that makes no sense."""
    topics: list[Topic] = []
    lists: dict[str, tuple[str, ...]] = {}
    for line in _lines("topics.txt"):
        word, _, rest = line.partition(" ")
        if word == "topic":
            topics.append(Topic(rest, (), (), ()))
        elif word == "list":
            key, question = rest.split(": ", 1)
            lists[key] = (*lists.get(key, ()), question)
        else:
            topics[-1] = _with(topics[-1], word, rest)
    slots = {}
    for line in _lines("slots.txt"):
        name, values = line.split(" = ", 1)
        slots[name] = tuple(values.split(" | "))
    return World(tuple(topics), slots, lists, tuple(_lines("chatter.txt")))


def _with(topic: Topic, word: str, rest: str) -> Topic:
    if word == "say:":
        return msgspec.structs.replace(topic, says=(*topic.says, rest))
    left, arrow, right = rest.partition(" -> ")
    if not arrow:
        raise ValueError(f"no answer in {topic.name}: {rest}")
    if word == "ask:":
        return msgspec.structs.replace(topic, asks=(*topic.asks, Ask(left, right)))
    if word == "key":
        return msgspec.structs.replace(topic, keys=(*topic.keys, (left, right)))
    raise ValueError(f"not understood in {topic.name}: {word}")


def _lines(name: str) -> list[str]:
    text = (files("second_me.training") / "lives" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


class Blanks:
    """The values of one telling: drawn when first asked for, the same afterwards."""

    def __init__(self, world: World, rng: random.Random, fixed: dict[str, str]) -> None:
        self._world = world
        self._rng = rng
        self._fixed = fixed
        self._drawn: dict[str, int] = {}

    def fill(self, template: str, fixed: dict[str, str] | None = None) -> str:
        """Return the template with its blanks filled; `fixed` goes before what was fixed before."""
        values = self._fixed | (fixed or {})
        filled = _BLANK.sub(lambda found: self._value(found, values), template)
        return _DOUBLED.sub(r"\1 ", filled.replace(" .", ".").replace(" ,", ","))

    def tells(self, text: str, template: str) -> bool:
        """Return whether the speaker's words hold every drawn value that `template` needs."""
        said = text.lower()
        return all(
            self._bare(found["name"].removesuffix("_of"), bool(found["second"])) in said
            for found in _BLANK.finditer(template)
            if found["name"] in self._world.slots
        )

    def _bare(self, name: str, second: bool) -> str:  # noqa: FBT001
        root = name if name in self._world.slots else f"{name}_of"
        return re.sub(r"^(?:an?|the) ", "", self._draw(root, second)).lower()

    def _value(self, found: re.Match[str], fixed: dict[str, str]) -> str:
        name = found["name"]
        value = fixed[name] if name in fixed else self._draw(name, bool(found["second"]))
        bare = re.sub(r"^(?:an?|the) ", "", value)
        if found["article"] == "a ":
            value = (
                value if bare != value else f"{'an' if value[0] in 'aeiouAEIOU' else 'a'} {value}"
            )
        elif found["article"] == "the ":
            value = f"the {bare}"
        return value[:1].upper() + value[1:] if found["cap"] else value

    def _draw(self, name: str, second: bool) -> str:  # noqa: FBT001
        root = name.removesuffix("_of") if name.removesuffix("_of") in self._world.slots else name
        values = self._world.slots[name]
        place = self._drawn.setdefault(root, self._rng.randrange(len(values)))
        return values[(place + second * (1 + len(values) // 3)) % len(values)]
