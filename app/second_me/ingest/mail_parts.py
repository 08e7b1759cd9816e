"""Reads one mail with the standard library, whatever state it is in."""

import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

import msgspec

from second_me.ingest.html_text import text_of_html
from second_me.ingest.mail_text import own_words
from second_me.ingest.passages import scrub, tidy

_DEEPEST = 20
_MOST_PARTS = 500
_LONGEST_BODY = 1 << 20
_LONGEST_HEADER = 2_000
_ADDRESS = re.compile(r"[^\s<>\"',;:]{1,64}@[^\s<>\"',;:]{1,255}")
_ID = re.compile(r"<([^<>\s]{1,400})>")
_ANSWER = re.compile(
    r"(?:\s*(?:re|fwd?|aw|wg|sv|antw|tr|rv)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE
)


class ReadMail(msgspec.Struct, frozen=True):
    """A mail as far as it could be read. `date` is None if it has none that makes sense."""

    sender: str
    address: str
    subject: str
    text: str
    date: datetime | None
    id: str
    root: str  # id of the first mail of the conversation
    attachments: tuple[str, ...]
    shortened: bool  # the text was too long to be kept whole


def read_mail(raw: bytes) -> ReadMail:
    """Return what a mail says. Raises ValueError if the parser breaks on it."""
    try:
        return _read(message_from_bytes(raw))
    except Exception as error:
        raise ValueError(type(error).__name__) from error


def _read(message: Message) -> ReadMail:
    bodies: list[str] = []
    shortened = False
    attachments: list[str] = []
    for part in _leaves(message):
        if isinstance(part, str):
            attachments.append(part)
        else:
            text = _payload(part)
            shortened = shortened or len(text) > _LONGEST_BODY
            bodies.append(_body(text[:_LONGEST_BODY], part.get_content_type()))
    name, address = _sender(_header(message, "from"))
    ids = _ID.findall(" ".join((*_values(message, "references"), *_values(message, "in-reply-to"))))
    own = _ID.findall(" ".join(_values(message, "message-id")))
    return ReadMail(
        sender=name or address,
        address=address,
        subject=_header(message, "subject"),
        text=tidy("\n\n".join(body for body in bodies if body)),
        date=_date(message),
        id=own[0] if own else "",
        root=(ids or own or [""])[0],
        attachments=tuple(dict.fromkeys(name for name in attachments if name)),
        shortened=shortened,
    )


def _leaves(message: Message, depth: int = 0) -> Iterator[Message | str]:
    """Yield the parts to be read, and the names of those that only are attached."""
    kind = message.get_content_type()
    if message.get_content_disposition() == "attachment" or depth > _DEEPEST:
        yield _name(message)
    elif kind == "message/rfc822":
        inner = message.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        yield _header(first, "subject") if isinstance(first, Message) else _name(message)
    elif message.is_multipart():
        parts = [part for part in message.get_payload() if isinstance(part, Message)]
        chosen = _alternative(parts) if kind == "multipart/alternative" else parts[:_MOST_PARTS]
        for part in chosen:
            yield from _leaves(part, depth + 1)
    elif kind in {"text/plain", "text/html"}:
        yield message
    else:
        yield _name(message)


def _alternative(parts: list[Message]) -> list[Message]:
    """Return the plain version if it says anything, else the HTML one, else the first."""
    by_kind = {part.get_content_type(): part for part in reversed(parts)}
    plain = by_kind.get("text/plain")
    if plain is not None and _payload(plain).strip():
        return [plain]
    for kind in ("text/html", "multipart/related", "multipart/mixed"):
        if kind in by_kind:
            return [by_kind[kind]]
    return parts[:1]


def _body(text: str, kind: str) -> str:
    return own_words(scrub(text_of_html(text) if kind == "text/html" else text))


def _payload(part: Message) -> str:
    """Return a text part decoded; a wrong or unknown charset falls back to what reads well."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    for candidate in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(candidate)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode(errors="replace")


def _name(part: Message) -> str:
    return _decoded(part.get_filename() or "")


def _values(message: Message, name: str) -> list[str]:
    """Return the values of a header, eight-bit bytes read as UTF-8 or else Windows-1252."""
    found = (value for key, value in message.raw_items() if key.lower() == name)
    return [_plain(str(value)[:_LONGEST_HEADER]) for value in found]


def _plain(value: str) -> str:
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _header(message: Message, name: str) -> str:
    return _decoded(next(iter(_values(message, name)), ""))


def _decoded(value: str) -> str:
    """Return a header with its encoded words decoded, on one line."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        pieces = [(value, None)]
    words = [_word(piece, charset) for piece, charset in pieces]
    return " ".join(scrub("".join(words)).split())


def _word(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        # What stands between encoded words was escaped by the standard library.
        return piece.decode(charset or "raw-unicode-escape")
    except (LookupError, UnicodeError):
        return piece.decode("utf-8", "replace")


def _sender(value: str) -> tuple[str, str]:
    """Return name and address of a From header."""
    try:
        name, address = email.utils.parseaddr(value)
    except (RecursionError, IndexError, ValueError):
        name, address = "", ""
    if not address:
        found = _ADDRESS.search(value)
        address = found[0] if found else ""
        name = name or value.replace(address, "").strip(' <>"')
    return name.strip("'\" "), address.lower()


def _date(message: Message) -> datetime | None:
    """Return the time of the Date header, else of the last hop; aware, else None."""
    hops = (hop.rpartition(";")[2] for hop in _values(message, "received")[:3])
    for written in (*_values(message, "date"), *_values(message, "delivery-date"), *hops):
        try:
            found = email.utils.parsedate_to_datetime(written.strip()[:100])
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        if 1970 <= aware.year < 2100:  # noqa: PLR2004  (mail is not older)
            return aware
    return None


def plain_subject(subject: str) -> str:
    """Return a subject without the marks of answers and forwards."""
    return _ANSWER.sub("", subject, count=1) if _ANSWER.match(subject) else subject
