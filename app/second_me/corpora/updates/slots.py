"""What can be known of somebody and how it changes, read from `slots.txt`."""

import random
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

import msgspec

_BLANK: Final = re.compile(r"\{(a )?v(\|cap)?\}")
_ARTICLE: Final = re.compile(r"^(?:an?|the) ")
WAYS: Final = (
    "fact", "more", "next", "end", "turn", "past", "say", "now", "over", "back", "joke",
    "ask", "check", "count",
)  # fmt: skip


class Slot(msgspec.Struct, frozen=True):
    """Something that has one value at a time, or several. `ways` are templates by their kind."""

    name: str
    kind: str
    single: bool
    values: tuple[str, ...]
    ways: dict[str, tuple[str, ...]]

    def put(self, way: str, value: str, person: str, rng: random.Random) -> str:
        """Return one of the templates of a kind, filled."""
        return fill(rng.choice(self.ways[way]), value, person)


def fill(template: str, value: str, person: str) -> str:
    """Return a template with its value and its person."""

    def filled(found: re.Match[str]) -> str:
        words = value
        if found[1] and not _ARTICLE.match(value):
            words = f"{'an' if value[0] in 'aeiouAEIOU' else 'a'} {value}"
        return words[:1].upper() + words[1:] if found[2] else words

    return _BLANK.sub(filled, template).replace("{X}", person)


def load() -> tuple[Slot, ...]:
    """Return all slots. Raises ValueError for a line that makes no sense."""
    known = values()
    slots: list[Slot] = []
    for line in _lines("slots.txt"):
        head, _, rest = line.partition(" ")
        if head == "slot":
            name, kind, count, source = rest.split(" ")
            slots.append(Slot(name, kind, count == "one", known[source], {}))
        elif head.rstrip(":") in WAYS and head.endswith(":"):
            ways, way = slots[-1].ways, head.rstrip(":")
            ways[way] = (*ways.get(way, ()), rest)
        else:
            raise ValueError(f"not understood: {line}")
    return tuple(slots)


def values() -> dict[str, tuple[str, ...]]:
    """Return all values by their name; those of "given" are names of people."""
    return {
        name: tuple(told.split(" | "))
        for name, told in (line.split(" = ", 1) for line in _lines("values.txt"))
    }


def _lines(name: str) -> Iterator[str]:
    text = (files("second_me.corpora.updates") / name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
