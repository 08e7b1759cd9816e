"""The sections of a Markdown note: what stands under which headings, in plain words."""

import re
from collections.abc import Iterator

import msgspec

BELOW = " \u203a "
"""Stands between a heading and the one below it."""

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_WIKI = re.compile(r"(!?)\[\[([^\[\]\n]{1,300})\]\]")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\]\([^()\n]{0,2000}\)")
_COMMENTS = (("<!--", "-->"), ("%%", "%%"))


class Section(msgspec.Struct, frozen=True):
    """The blocks under one heading. `path` holds the headings from the outermost in."""

    path: tuple[str, ...]
    blocks: tuple[str, ...]
    line: int

    @property
    def heading(self) -> str:
        """Return the heading right above, or ""."""
        return self.path[-1] if self.path else ""


def sections(lines: list[str], first_line: int = 1) -> Iterator[Section]:
    """Yield the sections of a note that hold anything, in order."""
    path: list[tuple[int, str]] = []
    blocks: list[list[str]] = [[]]
    fence, begin = "", first_line
    for number, line in enumerate(lines, start=first_line):
        opening = _FENCE.match(line)
        if fence or opening:
            fence = _after(opening, line, fence)
            blocks[-1].append(line)
            continue
        level, heading = _heading(line, blocks[-1])
        if level:
            if level < 0:
                blocks[-1].pop()
            yield from _section(path, blocks, begin)
            path = [*(one for one in path if one[0] < abs(level)), (abs(level), heading)]
            blocks, begin = [[]], number
        elif line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    yield from _section(path, blocks, begin)


def _after(found: re.Match[str] | None, line: str, fence: str) -> str:
    """Return the fence that is open after a line which opens a code block or stands in one."""
    if not found:
        return fence
    if not fence:
        return found[1]
    closed = found[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if closed else fence


def _heading(line: str, block: list[str]) -> tuple[int, str]:
    """Return level and words of a heading; a negative level if its words are the line above."""
    if match := _HEADING.match(line):
        return len(match[1]), plain(match[2].rstrip().rstrip("#").rstrip())
    if len(block) == 1 and (match := _UNDERLINE.match(line)):
        return (-1 if match[1][0] == "=" else -2), plain(block[0].strip())
    return 0, ""


def _section(path: list[tuple[int, str]], blocks: list[list[str]], line: int) -> Iterator[Section]:
    texts = (plain("\n".join(block)) for block in blocks)
    kept = tuple(text for text in texts if re.search(r"\w", text))
    if kept:
        yield Section(tuple(heading for _, heading in path if heading), kept, line)


def plain(text: str) -> str:
    """Return Markdown without link brackets, pictures and comments; all other marks stay."""
    if "[[" in text:
        text = _WIKI.sub(_wiki, text)
    if "![" in text:
        text = _IMAGE.sub(r"\1", text)
    for opening, closing in _COMMENTS:
        if opening in text:
            text = _without_comments(text, opening, closing)
    return text


def _without_comments(text: str, opening: str, closing: str) -> str:
    """Return text without what stands between the marks; an open end stays as it is."""
    kept: list[str] = []
    at = 0
    while (begin := text.find(opening, at)) >= 0:
        end = text.find(closing, begin + len(opening))
        if end < 0:
            break
        kept.append(text[at:begin])
        at = end + len(closing)
    return "".join((*kept, text[at:]))


def _wiki(match: re.Match[str]) -> str:
    target, _, alias = match[2].partition("|")
    return alias.strip() or target.strip().replace("#", BELOW).strip()
