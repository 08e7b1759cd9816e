"""Mail: an mbox file, a single .eml, or a folder of .eml files."""

import re
from collections.abc import Iterator
from pathlib import Path

from second_me.core.clock import Moment, Precision, from_datetime
from second_me.core.protocol.memory import Format
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.ingest.items import Item, ReadOptions, Skipped, resumed, unit
from second_me.ingest.mail_parts import ReadMail, plain_subject, read_mail
from second_me.ingest.mailbox_split import LARGEST, RawMail, split_mailbox
from second_me.ingest.passages import LONG_TEXT, passages
from second_me.ingest.people import Owner
from second_me.ingest.sources import Part, reading
from second_me.ingest.wall_clock import WallClock

_MAIL = (".eml",)
_MAILBOX = (".mbox", ".mbx")
_HEADERS = re.compile(
    rb"(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|Message-ID|MIME-Version"
    rb"|Content-Type|X-[\w-]+):[ \t]*\S",
    re.IGNORECASE,
)
_UNDATED = "This mail has no date that can be read; it is kept as undated."
_BROKEN = "This mail is too broken to be read."
_CUT = "This mail is very long; only its beginning was kept."
_SILENT = "This mail holds no text."


class Mail:
    """Reads mail. A position counts bytes of a file, or files of a folder."""

    format = Format(
        name="mail",
        label="Mail (mbox or .eml)",
        hint="An mbox file, as Thunderbird or Google Takeout give, or saved .eml messages.",
        suffixes=(*_MAILBOX, *_MAIL),
    )

    def accepts(self, path: Path, head: bytes) -> float:
        if path.is_dir():
            return 0.5 if next(_files(path), None) else 0.0
        headers = sum(1 for line in head[:4096].splitlines()[:20] if _HEADERS.match(line))
        if head.startswith(b"From ") and (headers or path.suffix.lower() in _MAILBOX):
            return 0.95
        if path.suffix.lower() in (*_MAIL, *_MAILBOX):
            return 0.9 if headers else 0.3
        return 0.6 if headers > 3 else 0.0  # noqa: PLR2004

    def size(self, path: Path) -> int:
        return sum(1 for _ in _files(path)) if path.is_dir() else path.stat().st_size

    def name(self, path: Path) -> str:
        return path.absolute().name

    def read(self, path: Path, options: ReadOptions, resume_at: int = 0) -> Iterator[Item]:
        with reading(path):
            yield from resumed(_read(path, options), resume_at)


def _files(folder: Path) -> Iterator[Path]:
    found = (one for one in sorted(folder.rglob("*")) if one.suffix.lower() in _MAIL)
    return (one for one in found if one.is_file())


def _read(path: Path, options: ReadOptions) -> Iterator[Item]:
    reader = _Reader(path, options)
    if path.is_dir():
        for done, file in enumerate(_files(path)):
            locator = file.relative_to(path).as_posix()
            try:
                raw = _whole(file, done + 1)
            except OSError:
                yield Skipped(locator, "The file could not be opened.", done + 1)
                continue
            yield from reader.items(raw, locator, done)
        return
    if not Part(path).head(5).startswith(b"From "):
        yield from reader.items(_whole(path, path.stat().st_size), "message", 0)
        return
    done = 0
    with Part(path).open() as stream:
        for number, raw in enumerate(split_mailbox(stream), start=1):
            yield from reader.items(raw, f"message {number}", done)
            done = raw.end


def _whole(file: Path, end: int) -> RawMail:
    raw = Part(file).head(LARGEST)
    return RawMail(b"", raw, end, file.stat().st_size > LARGEST)


class _Reader:
    """Turns mails into events, one by one."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._owner = Owner(options.owner)
        self._clock = WallClock(options.clock)
        self._undated = self._clock.at(int(path.stat().st_mtime * 1000), Precision.UNKNOWN)
        self._count = 0

    def items(self, raw: RawMail, locator: str, done: int) -> Iterator[Item]:
        """Yield the events of one mail, and what of it could not be read."""
        try:
            mail = read_mail(raw.raw)
        except ValueError:
            yield Skipped(locator, _BROKEN, raw.end)
            return
        if mail.shortened or (raw.cut and not mail.text):
            yield Skipped(locator, _CUT, done)
        events = list(self._events(mail, locator))
        if not events:
            yield Skipped(locator, _SILENT, raw.end)
        elif mail.date is None:
            yield Skipped(locator, _UNDATED, done)
        yield from unit(events, done, raw.end)

    def _events(self, mail: ReadMail, locator: str) -> Iterator[NewEvent]:
        moment = self._moment(mail)
        note = f"[attached: {', '.join(mail.attachments)}]" if mail.attachments else ""
        text = "\n\n".join(part for part in (mail.text, note) if part)
        for index, piece in enumerate(passages(text or mail.subject, LONG_TEXT)):
            self._count += 1
            # The file's own time is no part of a mail: a copy of the file has another one.
            at = moment.at if moment.known else ""
            known = f"{at}\x1f{mail.address}\x1f{mail.subject}\x1f{piece}"
            yield NewEvent(
                kind=EventKind.MAIL,
                origin=self._origin(mail),
                text=piece,
                moment=moment,
                natural_key=f"id\x1f{mail.id}\x1f{index}" if mail.id else known,
                author=mail.sender,
                thread=mail.root or plain_subject(mail.subject),
                position=self._count,
                locator=locator,
                title=mail.subject,
            )

    def _origin(self, mail: ReadMail) -> Origin:
        own = self._owner.is_author(mail.sender) or self._owner.is_author(mail.address)
        return Origin.OWN if own else Origin.OTHER

    def _moment(self, mail: ReadMail) -> Moment:
        if mail.date is None:
            return self._undated
        offset = mail.date.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        return Moment(from_datetime(mail.date), Precision.SECOND, minutes)
