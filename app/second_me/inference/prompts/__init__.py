"""The three tasks as versioned files: a prompt in our own chat template, its grammar, its schema.

`extract`, `update` and `generate` each have a folder with `vN.txt` (settings in TOML,
a line of three dashes, the prompt), `vN.gbnf` and `vN.schema.json`. A number once used
is never changed: what came out of it names it for ever.
"""

import re
from collections.abc import Sequence
from importlib import resources
from typing import Final, Literal

import msgspec

from second_me.core.errors import Bug
from second_me.inference.text_model import Generate

Task = Literal["extract", "update", "generate"]
LATEST: Final[dict[Task, int]] = {"extract": 1, "update": 1, "generate": 1}

_PLACE = re.compile(r"\{\{(\w+)\}\}")
# Only these act as markers (see `vocabulary`); a space breaks them where they are text.
_MARKER = re.compile(r"<\|(?=im_(?:start|end)\|>)")
_SPACES = re.compile(r"\s+")
_ELLIPSIS = "…"

Given = str | Sequence[str]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a prompt file says of itself. Lengths in characters; longer values are cut.

    `item_chars` and `items` bound a list and each of its lines, `value_chars` a single value.
    """

    max_tokens: int
    value_chars: int
    item_chars: int
    items: int
    repetition: float = 1.0
    stop: tuple[str, ...] = ()


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one task's prompt."""

    task: Task
    version: int
    template: str
    grammar: str
    settings: Settings
    schema: msgspec.Raw

    @property
    def maker(self) -> str:
        """Return the name of prompt and grammar that stands in provenance."""
        return f"{self.task} v{self.version}"

    def render(self, **values: Given) -> str:
        """Return the prompt with `values` in their places, a list as numbered lines from [1].

        Whatever they hold stays text: no marker of the chat template and no line of its
        own can come out of a value. Raises Bug when the names are not the template's.
        """
        names = set(_PLACE.findall(self.template))
        if names != values.keys():
            raise Bug(
                "A prompt was filled wrongly",
                f"{self.maker} takes {', '.join(sorted(names))}.",
            )
        return _PLACE.sub(lambda place: self._value(values[place[1]]), self.template)

    def request(self, *, adapter: str = "", **values: Given) -> Generate:
        """Return the whole request: prompt, grammar, bounds, provenance; see `render`."""
        settings = self.settings
        return Generate(
            task=self.task,
            prompt=self.render(**values),
            grammar=self.grammar,
            max_tokens=settings.max_tokens,
            repetition=settings.repetition,
            stop=settings.stop,
            adapter=adapter,
            maker=self.maker,
        )

    def _value(self, value: Given) -> str:
        if isinstance(value, str):
            return clean(value, self.settings.value_chars)
        lines = (clean(item, self.settings.item_chars) for item in value[: self.settings.items])
        return "\n".join(f"[{number}] {line}" for number, line in enumerate(lines, start=1))


def clean(text: str, most: int) -> str:
    """Return `text` as one line of at most `most` characters that holds no chat marker."""
    line = _SPACES.sub(" ", text).strip()
    if len(line) > most:
        line = line[: most - 1].rstrip() + _ELLIPSIS
    return _MARKER.sub("< |", line)


def load(task: Task, version: int = 0) -> Prompt:
    """Return a task's prompt, the latest for version 0. Raises Bug if there is none."""
    number = version or LATEST[task]
    folder = resources.files(__name__) / task
    try:
        head, _, template = (folder / f"v{number}.txt").read_text("utf-8").partition("\n---\n")
        grammar = (folder / f"v{number}.gbnf").read_text("utf-8")
        schema = (folder / f"v{number}.schema.json").read_bytes()
    except OSError as error:
        raise Bug("A prompt is missing", f"There is no version {number} of {task}.") from error
    return Prompt(
        task=task,
        version=number,
        template=template.rstrip("\n") + "\n",
        grammar=grammar,
        settings=msgspec.toml.decode(head, type=Settings),
        schema=msgspec.Raw(schema),
    )
