"""What exports of all AI chats share: where the file lies, and turns made into events."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from second_me.core.clock import Precision
from second_me.core.protocol.memory import Format
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.ingest.items import Item, ReadOptions, Skipped, resumed, unit
from second_me.ingest.json_array import array_elements
from second_me.ingest.natural_keys import EqualCounter
from second_me.ingest.passages import LONG_TEXT, passages, tidy
from second_me.ingest.sources import Part, is_zip, members, reading
from second_me.ingest.untrusted_json import JsonObject, an_object, decode
from second_me.ingest.wall_clock import WallClock

_CONVERSATIONS = re.compile(r"conversations(?:[-_]\d+)?\.json")
_LONGEST_TITLE = 200


class Turn(msgspec.Struct, frozen=True):
    """One message of a conversation; `at` is UTC milliseconds, if known."""

    id: str
    own: bool
    text: str
    at: int | None


class Conversation(msgspec.Struct, frozen=True):
    id: str
    title: str
    at: int | None
    turns: tuple[Turn, ...]


class AiChats(ABC):
    """Reads the conversations.json of one assistant's export, or the folder or zip around it.

    A subclass gives `format`, the assistant's name as `source`, the `mark` by which its
    files are known, and how to read one conversation.
    """

    format: Format
    source: str
    mark: bytes

    @abstractmethod
    def conversation(self, untrusted: JsonObject) -> Conversation:
        """Return what one element of the export says."""

    def accepts(self, path: Path, head: bytes) -> float:
        return 0.95 if self.mark in opening(path, head) else 0.0

    def size(self, path: Path) -> int:
        return sum(part.size() for part in parts_of(path))

    def name(self, path: Path) -> str:
        del path
        return self.source

    def read(self, path: Path, options: ReadOptions, resume_at: int = 0) -> Iterator[Item]:
        with reading(path):
            chats = read_chats(path, self.source, self.conversation, options)
            yield from resumed(chats, resume_at)


def parts_of(path: Path, head: bytes | None = None) -> tuple[Part, ...]:
    """Return the files of conversations at `path`: itself, or inside a folder or zip."""
    if path.is_dir():
        found = (one for one in path.iterdir() if _CONVERSATIONS.fullmatch(one.name))
        return tuple(Part(one) for one in sorted(found))
    if is_zip(Part(path).head(4) if head is None else head):
        names = sorted(n for n in members(path) if _CONVERSATIONS.fullmatch(Path(n).name))
        return tuple(Part(path, name) for name in names)
    return (Part(path),)


def opening(path: Path, head: bytes) -> bytes:
    """Return the first bytes of the conversations at `path`; none if there are none."""
    parts = parts_of(path, head)
    if not parts:
        return b""
    return head if parts[0] == Part(path) else parts[0].head()


def read_chats(
    path: Path,
    assistant: str,
    understand: Callable[[JsonObject], Conversation],
    options: ReadOptions,
) -> Iterator[Item]:
    """Yield the turns of all conversations at `path`, as `understand` makes them out."""
    clock = WallClock(options.clock)
    base = 0
    for part in parts_of(path):
        done = base
        for index, untrusted, end in _elements(part):
            locator = f"conversation {index}"
            if isinstance(untrusted, str):
                yield Skipped(locator, untrusted, done)
                continue
            turns = _events(understand(untrusted), assistant, locator, clock, options)
            yield from unit(turns, done, base + end)
            done = base + end
        base += part.size()


def _elements(part: Part) -> Iterator[tuple[int, JsonObject | str, int]]:
    """Yield each conversation, or why it cannot be read."""
    index, end = 0, 0
    with part.open() as stream:
        try:
            for index, (raw, end) in enumerate(array_elements(stream, "conversations"), start=1):
                yield index, _decoded(raw), end
        except ValueError:
            yield index + 1, "The file breaks off here; what came before was read.", end


def _decoded(raw: bytes | None) -> JsonObject | str:
    if raw is None:
        return "The conversation is too large to be read."
    try:
        found = an_object(decode(raw))
    except ValueError:
        return "The conversation is not valid JSON."
    return found or "This is not a conversation."


def _events(
    conversation: Conversation,
    assistant: str,
    locator: str,
    clock: WallClock,
    options: ReadOptions,
) -> Iterator[NewEvent]:
    equals = EqualCounter()
    at, position = conversation.at, 0
    for number, turn in enumerate(conversation.turns, start=1):
        precision = Precision.SECOND if turn.at is not None else Precision.DAY
        at = at if turn.at is None else turn.at
        moment = clock.at(
            options.clock.now() if at is None else at,
            Precision.UNKNOWN if at is None else precision,
        )
        for index, piece in enumerate(passages(tidy(turn.text), LONG_TEXT)):
            position += 1
            same = equals.count(at or 0, str(turn.own), piece)
            yield NewEvent(
                kind=EventKind.CHAT,
                origin=Origin.OWN if turn.own else Origin.ASSISTANT,
                text=piece,
                moment=moment,
                natural_key=f"{turn.id}\x1f{index}" if turn.id else f"{at}\x1f{same}\x1f{piece}",
                author=(options.owner or "You") if turn.own else assistant,
                thread=conversation.id or conversation.title,
                position=position,
                locator=f"{locator}, message {number}",
                title=tidy(conversation.title)[:_LONGEST_TITLE],
            )


def with_attachments(text: str, names: Iterable[str]) -> str:
    """Return the text with the names of its attachments as a short note."""
    listed = ", ".join(name for name in names if name)
    return f"{text}\n\n[attached: {listed}]".strip() if listed else text
