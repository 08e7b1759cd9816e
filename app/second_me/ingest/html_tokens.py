"""HTML cut into texts and tags, in time that grows with its length and no faster.

The standard library's parser takes hours over a megabyte of what somebody wrote to
that end, and a mail is written by others.
"""

import re
from collections.abc import Iterator
from html import unescape

import msgspec

_TAG = re.compile(r"</?([A-Za-z][^\s/>]{0,60})")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s=>/]+)(?:\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s>]*))?""")
_RAW = {
    tag: re.compile(rf"</{tag}", re.IGNORECASE)
    for tag in ("script", "style", "title", "textarea", "noscript", "template")
}
_LONGEST_VALUE = 4_000


class Text(msgspec.Struct, frozen=True):
    """Words between tags, entities resolved."""

    text: str


class Opening(msgspec.Struct, frozen=True):
    """A tag that opens an element, its attributes by lower-case name."""

    tag: str
    given: dict[str, str]


class Closing(msgspec.Struct, frozen=True):
    """A tag that closes an element."""

    tag: str


def tokens(html: str) -> Iterator[Text | Opening | Closing]:
    """Yield texts and tags in order. What never ends is left out, as a browser does."""
    at = 0
    while at < len(html):
        begin = html.find("<", at)
        if begin < 0:
            yield Text(unescape(html[at:]))
            return
        if begin > at:
            yield Text(unescape(html[at:begin]))
        tag = _TAG.match(html, begin)
        if tag:
            token, at = _read_tag(html, tag)
            yield token
            if isinstance(token, Opening) and token.tag in _RAW:
                ended = _RAW[token.tag].search(html, at)
                yield Text(html[at : ended.start() if ended else len(html)])
                at = ended.start() if ended else len(html)
        elif html.startswith(("<!", "<?", "</"), begin):
            mark = "-->" if html.startswith("<!--", begin) else ">"
            end = html.find(mark, begin + 2)
            at = len(html) if end < 0 else end + len(mark)
        else:
            yield Text("<")
            at = begin + 1


def _read_tag(html: str, tag: re.Match[str]) -> tuple[Opening | Closing, int]:
    """Return the tag and the position after it."""
    given: dict[str, str] = {}
    at = tag.end()
    while found := _ATTRIBUTE.match(html, at):
        at = found.end()
        value = (found[2] or "")[:_LONGEST_VALUE]
        if value[:1] in "\"'":
            value = value[1:-1]
        given.setdefault(found[1][:60].lower(), unescape(value))
    end = html.find(">", at)
    name = tag[1].lower()
    token = Closing(name) if html[tag.start() + 1] == "/" else Opening(name, given)
    return token, len(html) if end < 0 else end + 1
