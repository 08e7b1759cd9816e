"""The block of `key: value` lines at the head of a Markdown note, broken ones too.

Only what importers use is read, line by line: a note must not be lost because its
YAML is wrong somewhere.
"""

import re

import msgspec

_KEY = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:(?:\s+(.*))?$")
_ENTRY = re.compile(r"\s*-\s+(.+)$")
_LONGEST = 400  # lines


class FrontMatter(msgspec.Struct, frozen=True):
    """Values by lower-case key; `lines` is how many lines of the note the block takes."""

    values: dict[str, tuple[str, ...]]
    lines: int

    def first(self, *keys: str) -> str:
        """Return the first value of the first key that has one, else ""."""
        for key in keys:
            if self.values.get(key):
                return self.values[key][0]
        return ""


def read_front_matter(lines: list[str]) -> FrontMatter:
    """Read the front matter of a note; an empty one if the note has none."""
    if not lines or lines[0].strip() != "---":
        return FrontMatter({}, 0)
    for index, line in enumerate(lines[1:_LONGEST], start=1):
        if line.strip() in {"---", "..."}:
            return FrontMatter(_values(lines[1:index]), index + 1)
    return FrontMatter({}, 0)


def _values(lines: list[str]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    key = ""
    for line in lines:
        if entry := _ENTRY.match(line):
            if key:
                values[key] = (*values.get(key, ()), _bare(entry[1]))
        elif found := _KEY.match(line):
            key = found[1].lower()
            values[key] = _list(found[2] or "")
    return values


def _list(value: str) -> tuple[str, ...]:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return tuple(_bare(part) for part in value[1:-1].split(",") if part.strip())
    block = value in {"|", ">", "|-", ">-"}  # its text stands on the lines below
    return (_bare(value),) if value and not block else ()


def _bare(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
