"""Which importer reads a file or folder, and why none does."""

from pathlib import Path

from second_me.core.errors import SecondMeError
from second_me.core.outcomes import Rejected
from second_me.ingest.chatgpt import ChatGpt
from second_me.ingest.claude import Claude
from second_me.ingest.events_jsonl import EventsJsonl
from second_me.ingest.items import Importer
from second_me.ingest.lines import looks_binary
from second_me.ingest.mail import Mail
from second_me.ingest.markdown import MarkdownFolder
from second_me.ingest.plain_text import PlainText
from second_me.ingest.sources import HEAD, is_zip, reading
from second_me.ingest.whatsapp import WhatsApp

_IMPORTERS: tuple[Importer, ...] = (
    WhatsApp(),
    ChatGpt(),
    Claude(),
    Mail(),
    EventsJsonl(),
    MarkdownFolder(),
    PlainText(),
)
_KNOWN_BINARY = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "a rich text document"),
)
_UNLIKELY = 0.05  # below this only if the person says so


def importers() -> tuple[Importer, ...]:
    """Return all importers, the surest in its claims first."""
    return _IMPORTERS


def detect(path: Path, format_name: str = "") -> Importer | Rejected:
    """Find the importer for `path`, or the reason why nothing in it can be read.

    `format_name` is the person's own choice; it is held against the content too.
    """
    try:
        with reading(path):
            return _detect(path, format_name)
    except SecondMeError as error:
        return Rejected(f"{error.title}. {error.message}", error.action)


def size(path: Path, importer: Importer) -> int:
    """Return the total that positions of `importer` count up to. Raises as reading does."""
    with reading(path):
        return importer.size(path)


def describe(path: Path, importer: Importer) -> tuple[str, str]:
    """Return what the source is called and where it lies."""
    with reading(path):
        return importer.name(path), str(path.absolute())


def _detect(path: Path, format_name: str) -> Importer | Rejected:
    head = b""
    if not path.is_dir():
        refused, head = _open(path)
        if refused:
            return refused
    candidates = [one for one in _IMPORTERS if format_name in {"", one.format.name}]
    if not candidates:
        return Rejected("This format is not known.", "Leave the format out to have it found.")
    if is_zip(head):
        candidates = [one for one in candidates if ".zip" in one.format.suffixes]
    ranked = [(one.accepts(path, head), one) for one in candidates]
    surest, importer = max(ranked, key=lambda pair: pair[0], default=(0.0, _IMPORTERS[0]))
    if surest > (0 if format_name else _UNLIKELY):
        return importer
    return _nothing_fits(path, head, format_name)


def _open(path: Path) -> tuple[Rejected | None, bytes]:
    if not path.exists():
        return Rejected("There is no such file or folder.", "Check the path."), b""
    if not path.is_file():
        return Rejected("This is neither a file nor a folder.", "Choose a file or folder."), b""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except PermissionError:
        return Rejected(
            "The file may not be read.", "Give yourself permission to read it, then try again."
        ), b""
    if not head:
        return Rejected("The file is empty.", "Make the export again; nothing was added."), b""
    return _binary(head), head


def _binary(head: bytes) -> Rejected | None:
    """Refuse what is not text, saying what it is where that can be told."""
    if is_zip(head):
        return None
    for magic, kind in _KNOWN_BINARY:
        if head.startswith(magic):
            return Rejected(f"This is {kind}, which cannot be imported.", _ACTION)
    if looks_binary(head):
        return Rejected("This is a binary file, not text.", _ACTION)
    return None


_ACTION = "Choose a text export: a WhatsApp chat, notes, mail, or an AI chat's conversations.json."


def _nothing_fits(path: Path, head: bytes, format_name: str) -> Rejected:
    if format_name:
        return Rejected(
            f"The content does not look like the format “{format_name}”.",
            "Leave the format out to have it found, or choose another file.",
        )
    if path.is_dir():
        return Rejected(
            "Nothing in this folder can be read.",
            "Choose a folder with Markdown or text notes, or a single export file.",
        )
    if is_zip(head):
        return Rejected(
            "Nothing in this zip file can be read.",
            "It should hold a WhatsApp chat or an AI chat's conversations.json, "
            "and need no password.",
        )
    return Rejected("No importer knows this kind of file.", _ACTION)
