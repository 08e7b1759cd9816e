"""WhatsApp's text export of a chat, as a .txt file or inside a .zip."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from second_me.core.clock import Precision
from second_me.core.protocol.memory import Format
from second_me.core.records import EventKind, NewEvent
from second_me.ingest.items import Item, Read, ReadOptions, Skipped, resumed
from second_me.ingest.lines import Line, read_lines
from second_me.ingest.natural_keys import EqualCounter, message_key
from second_me.ingest.passages import LONG_TEXT, passages, scrub
from second_me.ingest.people import Owner
from second_me.ingest.sources import Part, is_zip, members, reading
from second_me.ingest.wall_clock import MINUTE, WallClock
from second_me.ingest.whatsapp_lines import is_app_note, split_author, wording
from second_me.ingest.whatsapp_style import day_start, time_of_day
from second_me.ingest.whatsapp_survey import Chat, confidence, survey

_LONGEST = 1 << 16
_NO_DATE = "The date or time of this message cannot be read, so the message was left out."
_ORPHAN = "The text from here to the next message belongs to no message and was left out."
_UNSURE = (
    "All dates of this chat can be read as day/month or as month/day; {order} was taken. "
    "If that is wrong, undo the import and give the order of the dates."
)
_ORDER_WORDS = {"dmy": "day/month", "mdy": "month/day", "ymd": "year/month/day"}
_UNPACKED = "_chat.txt"
_COPY = re.compile(r"[ _]?\(\d+\)$")
_TITLE = re.compile(
    r"(?:WhatsApp[ -]Chat(?: with| -| mit| met)|Chat de WhatsApp con|Conversa do WhatsApp com"
    r"|(?:Discussion|Conversation) WhatsApp avec|Chat WhatsApp con)[ _]+(.+)",
    re.IGNORECASE,
)
_ZIPPED = re.compile(r"(?:_chat|.*whatsapp.*|.*chat.*)\.txt", re.IGNORECASE)


class Head(msgspec.Struct, frozen=True, gc=False):
    """What is known of a message before its text is complete."""

    author: str
    minute: int
    local: int
    precision: Precision
    line: int
    first: str


class WhatsApp:
    """Reads chats exported by WhatsApp."""

    format = Format(
        name="whatsapp",
        label="WhatsApp chat",
        hint="In the chat: More, Export chat, Without media. Choose the .txt or .zip file.",
        suffixes=(".txt", ".zip"),
    )

    def accepts(self, path: Path, head: bytes) -> float:
        part = self._part(path, head)
        if part is None:
            return 0.0
        if part.member or path.is_dir():
            with reading(path):
                head = part.head()
        return confidence(head)

    def size(self, path: Path) -> int:
        return self._need(path).size()

    def name(self, path: Path) -> str:
        return title_of(path) or _COPY.sub("", path.stem) or "WhatsApp"

    def read(self, path: Path, options: ReadOptions, resume_at: int = 0) -> Iterator[Item]:
        with reading(path):
            yield from resumed(_read(self._need(path), self.name(path), options), resume_at)

    def _need(self, path: Path) -> Part:
        return self._part(path) or Part(path)

    def _part(self, path: Path, head: bytes | None = None) -> Part | None:
        if path.is_dir():
            found = [p for p in sorted(path.glob("*.txt")) if _ZIPPED.fullmatch(p.name)]
            return Part(found[0]) if len(found) == 1 else None
        if is_zip(Part(path).head(4) if head is None else head):
            texts = [name for name in members(path) if name.lower().endswith(".txt")]
            texts.sort(key=lambda name: (not _ZIPPED.fullmatch(Path(name).name), name))
            return Part(path, texts[0]) if texts else None
        return Part(path)


def title_of(path: Path) -> str:
    """Return the chat's name as WhatsApp put it into the name of the file; "" if it did not.

    An unpacked export from an iPhone is always called _chat.txt; its folder has the name.
    """
    named = path.parent.name if path.name == _UNPACKED else path.stem
    match = _TITLE.fullmatch(_COPY.sub("", named))
    return match[1].strip() if match else ""


def _read(part: Part, name: str, options: ReadOptions) -> Iterator[Item]:
    with part.open() as stream:
        chat = survey(read_lines(stream), name, title_of(part.path), options)
    if chat is None:
        yield Skipped("line 1", "No WhatsApp message was found in this file.", part.size())
        return
    if not chat.order.sure and not options.date_order:
        yield Skipped("dates", _UNSURE.format(order=_ORDER_WORDS[chat.order.order]), 0)
    with part.open() as stream:
        yield from _Reader(chat, options).items(read_lines(stream))


class _Reader:
    """Goes through the lines of a chat once, holding the message it is at."""

    def __init__(self, chat: Chat, options: ReadOptions) -> None:
        self._chat = chat
        self._match = chat.style.pattern().match
        self._owner = Owner(chat.owner)
        self._clock = WallClock(options.clock)
        self._equals = EqualCounter()
        self._days: dict[str, int | None] = {}
        self._times: dict[str, tuple[int, bool] | None] = {}
        self._count = 0

    def items(self, lines: Iterator[Line]) -> Iterator[Item]:
        """Yield the messages of a chat, given its lines from the first."""
        head: Head | None = None
        texts: list[str] = []
        length, done, told = 0, 0, False
        for number, text, end, fault in lines:
            match = self._match(text)
            if head is not None and (match or length > _LONGEST):
                yield from self._events(head, texts, done)
                texts, length = [], 0
            if fault:
                yield Skipped(f"line {number}", fault, done)
            if match:
                found = self._head(match, number)
                told = isinstance(found, str)
                if isinstance(found, str):
                    yield Skipped(f"line {number}", found, done)
                    found = None
                head = found
            elif head is None and not told and text.strip():
                told = True
                yield Skipped(f"line {number}", _ORPHAN, done)
            if head is not None:
                texts.append(head.first if match else text)
                length += len(text)
            done = end
        if head is not None:
            yield from self._events(head, texts, done)

    def _head(self, match: re.Match[str], number: int) -> Head | str | None:
        """Return the head, why it cannot be read, or None for a note by the app."""
        day, time, rest = match.group("date", "time", "rest")
        split = split_author(rest)
        if split is None:
            return None
        author, text = split
        if text[:1] == "\u200e" and (author == self._chat.name or is_app_note(text)):
            return None
        when = self._when(day, time)
        if when is None:
            return _NO_DATE
        local, precision = when
        return Head(author, local // MINUTE, local, precision, number, text)

    def _when(self, day: str, time: str) -> tuple[int, Precision] | None:
        try:
            start, clock = self._days[day], self._times[time]
        except KeyError:
            start = self._days[day] = day_start(day, self._chat.order.order)
            clock = self._times[time] = time_of_day(time)
        if start is None or clock is None:
            return None
        return start + clock[0], Precision.SECOND if clock[1] else Precision.MINUTE

    def _events(self, head: Head, texts: list[str], end: int) -> Iterator[Read]:
        text = scrub(wording(texts[0] if len(texts) == 1 else "\n".join(texts)))
        if len(text) <= LONG_TEXT:
            if text:
                yield Read(self._event(head, text), end)
            return
        for piece in passages(text, LONG_TEXT):
            yield Read(self._event(head, piece), end)

    def _event(self, head: Head, text: str) -> NewEvent:
        before = self._equals.count(head.minute, head.author, text)
        self._count += 1
        return NewEvent(
            kind=EventKind.MESSAGE,
            origin=self._owner.origin(head.author),
            text=text,
            moment=self._clock.moment(head.local, head.precision),
            natural_key=message_key(head.minute, head.author, text, before),
            author=head.author,
            thread=self._chat.thread,
            position=self._count,
            locator=f"line {head.line}",
        )
