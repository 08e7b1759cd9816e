"""A first look over a whole WhatsApp export: its style, its dates, who speaks in it.

Day and month can often be told apart only by a date far down, and the name of the chat
only by who takes part, so one quick pass comes before the reading.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import msgspec

from second_me.ingest.items import ReadOptions
from second_me.ingest.lines import Line, read_lines
from second_me.ingest.people import Owner
from second_me.ingest.whatsapp_lines import speaker, split_author
from second_me.ingest.whatsapp_style import DateOrder, Style, find_order, find_style

_FIRST_LINES = 500
_SURVEYED = 64 << 20  # bytes; a chat of ten years is smaller
_MOST_DATES = 20_000
_MOST_SPEAKERS = 2_000
_SURE, _UNSURE = 0.95, 0.04
_SECONDS = re.compile(r"\d[:.]\d+[:.]\d")
_AMERICAN = re.compile(r"[AP]M")


class Chat(msgspec.Struct, frozen=True):
    """What holds for a whole chat: how it is written, what it is called, whose it is."""

    style: Style
    order: DateOrder
    name: str
    thread: str
    owner: str


def confidence(head: bytes) -> float:
    """Return how surely the first bytes of a file are a chat.

    Logs and diaries begin their lines with a date and a dash as well: what has seconds
    but no bracket, or mostly lines without an author, is a chat only on the person's word.
    """
    lines = [text for _, text, _, _ in islice(read_lines(io.BytesIO(head)), _FIRST_LINES)]
    style = find_style(lines)
    if style is None:
        return 0.0
    match = style.pattern().match
    heads = [found for found in map(match, lines) if found]
    spoken = sum(1 for found in heads if split_author(found["rest"]))
    logged = not style.bracket and _SECONDS.search(heads[0]["time"])
    return _UNSURE if logged or 3 * spoken < len(heads) else _SURE


def survey(lines: Iterator[Line], name: str, title: str, options: ReadOptions) -> Chat | None:
    """Look over a chat; None if no line of its beginning is a message.

    `name` is what the chat is called if nothing better is found, `title` the name that
    WhatsApp itself gave to the file.
    """
    first = list(islice(lines, _FIRST_LINES))
    style = find_style(text for _, text, _, _ in first)
    if style is None:
        return None
    dates, times, heads = _seen(style, chain(first, lines))
    american = any("/" in day for day in dates) and any(_AMERICAN.search(time) for time in times)
    order = find_order(dates, options.clock.now(), american=american)
    if options.date_order:
        order = DateOrder(options.date_order, sure=True)
    speakers = {author for written in heads if (author := speaker(written))}
    thread, owner = _sides(speakers, name, title, options.owner)
    return Chat(style, order, name, thread, owner)


def _seen(style: Style, lines: Iterable[Line]) -> tuple[list[str], set[str], set[str]]:
    """Return dates as they change down the file, some of its times, and all its speakers."""
    match = style.pattern().match
    dates: list[str] = []
    times: set[str] = set()
    speakers: set[str] = set()
    for _, text, end, _ in lines:
        found = match(text)
        if not found:
            continue
        day, rest = found.group("date", "rest")
        if (not dates or dates[-1] != day) and len(dates) < _MOST_DATES:
            dates.append(day)
            times.add(found["time"])
        written, colon, said = rest.partition(": ")
        if colon and written not in speakers and said[:1] != "\u200e":
            speakers.add(written)
        if end > _SURVEYED or len(speakers) > _MOST_SPEAKERS:
            break
    return dates, times, speakers


def _sides(speakers: set[str], name: str, title: str, owner: str) -> tuple[str, str]:
    """Return the thread's name, and the owner as the chat names them.

    A chat of two is named by both, so that exports under different file names are one
    chat; of a group only the name of the file is known. Where the file's title names the
    one, the other is the person who exported it.
    """
    people, person = set(speakers), Owner(owner)
    known = bool(owner) and any(person.is_author(author) for author in people)
    if len(people) == 1 and owner and not known:
        people.add(owner)
    if len(people) != 2:  # noqa: PLR2004
        return name, owner
    others = people - {title}
    if not known and len(others) == 1:
        owner = others.pop()
    return " & ".join(sorted(people)), owner
