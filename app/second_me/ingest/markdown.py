"""A folder of Markdown notes, or a single note."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from second_me.core.clock import Moment
from second_me.core.protocol.memory import Format
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.ingest.front_matter import FrontMatter, read_front_matter
from second_me.ingest.items import Item, ReadOptions, Skipped, resumed, unit
from second_me.ingest.lines import looks_binary, read_lines
from second_me.ingest.markdown_sections import BELOW, Section, sections
from second_me.ingest.natural_keys import EqualCounter
from second_me.ingest.passages import PASSAGE, packed, passages, scrub, tidy
from second_me.ingest.plain_text import moment_of_file
from second_me.ingest.sources import Part, reading
from second_me.ingest.wall_clock import WallClock
from second_me.ingest.whatsapp_survey import confidence
from second_me.ingest.written_dates import WrittenDate, date_alone, date_value

_NOTES = (".md", ".markdown", ".mdown", ".txt")
_LARGEST = 8 << 20
_DATE_KEYS = ("date", "created", "created_at", "created at", "date created", "published", "updated")
_TAG_KEYS = ("tags", "tag", "keywords")
_LONGEST_TITLE = 300
_A_CHAT = 0.5


class MarkdownFolder:
    """Reads notes as the person's own writing. A position counts files."""

    format = Format(
        name="markdown",
        label="Markdown notes",
        hint="A folder of notes (.md), as Obsidian, Logseq and others keep them.",
        suffixes=(".md", ".markdown"),
    )

    def accepts(self, path: Path, head: bytes) -> float:
        if path.is_dir():
            return 0.6 if next(_notes(path), None) else 0.0
        if not head:
            return 0.0
        return 0.9 if path.suffix.lower() in {".md", ".markdown", ".mdown"} else 0.02

    def size(self, path: Path) -> int:
        return sum(1 for _ in _notes(path)) if path.is_dir() else 1

    def name(self, path: Path) -> str:
        return path.absolute().name or "Notes"

    def read(self, path: Path, options: ReadOptions, resume_at: int = 0) -> Iterator[Item]:
        with reading(path):
            yield from resumed(_read(path, options, resume_at), resume_at)


def _read(path: Path, options: ReadOptions, resume_at: int) -> Iterator[Item]:
    if not path.is_dir():
        path.stat()  # in a folder one note may be gone; alone, it is all there is
        yield from _note(path, path.name, options, 0)
        return
    others: Counter[str] = Counter()
    done = 0
    for note in _walk(path, others):
        if isinstance(note, Skipped):
            yield Skipped(note.locator, note.message, done)
            continue
        # A note is a unit by itself, so those read before need not be opened again.
        if done >= resume_at:
            yield from _note(note, note.relative_to(path).as_posix(), options, done)
        done += 1
    for suffix, count in sorted(others.items()):
        files = "1 file" if count == 1 else f"{count} files"
        yield Skipped(f"*{suffix} ({files})", "Only Markdown and text files are read.", done)


def _notes(folder: Path) -> Iterator[Path]:
    return (note for note in _walk(folder, Counter()) if not isinstance(note, Skipped))


def _walk(folder: Path, others: Counter[str]) -> Iterator[Path | Skipped]:
    """Yield the notes below a folder in a fixed order; count other files by suffix."""
    closed: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=closed.append):
        here = Path(root)
        for name in sorted(folders):
            if name.startswith(".") and name not in {".git", ".obsidian", ".trash"}:
                yield Skipped(_below(folder, here / name), "Hidden folders are not read.", 0)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith("."):
                continue
            suffix = Path(name).suffix.lower()
            if suffix in _NOTES:
                yield here / name
            else:
                others[suffix] += 1
    for error in closed:
        yield Skipped(_below(folder, Path(error.filename)), "The folder could not be opened.", 0)


def _below(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _note(path: Path, name: str, options: ReadOptions, done: int) -> Iterator[Item]:
    """Yield the passages of one note; a note that cannot be read does not end the folder."""
    try:
        refused = _refused(path)
        lines, faults = ([], []) if refused else _lines(path)
    except OSError:
        refused = "The file could not be opened."
    if refused:
        yield Skipped(name, refused, done)
        return
    for number, fault in faults:
        yield Skipped(f"{name}, line {number}", fault, done)
    yield from unit(_passages(path, name, lines, options), done, done + 1)


def _refused(path: Path) -> str:
    """Return why a note is not read, or ""."""
    if path.exists() and not path.is_file():
        return "This is not a file."  # opening a pipe would wait for ever
    if path.stat().st_size > _LARGEST:
        return f"The file is larger than {_LARGEST >> 20} MB, too large for a note."
    head = Part(path).head()
    if looks_binary(head):
        return "The file is binary, not text."
    if path.suffix.lower() == ".txt" and confidence(head) > _A_CHAT:
        return "This is a WhatsApp chat: import it by itself."
    return ""


def _lines(path: Path) -> tuple[list[str], list[tuple[int, str]]]:
    with Part(path).open() as stream:
        lines = list(read_lines(stream))
    faults = [(number, fault) for number, _, _, fault in lines if fault]
    return [text for _, text, _, _ in lines], faults


def _passages(path: Path, name: str, lines: list[str], options: ReadOptions) -> Iterator[NewEvent]:
    clock, equals = WallClock(options.clock), EqualCounter()
    front = read_front_matter(lines)
    moment = _moment(path, front, clock)
    found = list(sections(lines[front.lines :], front.lines + 1))
    title = tidy(front.first("title")) or _first_heading(found) or path.stem
    tags = "".join(f" #{tag.lstrip('#')}" for key in _TAG_KEYS for tag in front.values.get(key, ()))
    position = 0
    for section in found:
        when = _dated(section.heading, clock) or moment
        heads = [title, *(part for part in section.path if part != title)]
        for piece in _pieces(section):
            position += 1
            yield NewEvent(
                kind=EventKind.NOTE,
                origin=Origin.OWN,
                text=piece,
                moment=when,
                natural_key=f"{equals.count(0, '', piece)}\x1f{piece}",
                thread=name,
                position=position,
                locator=f"{name}, line {section.line}",
                title=scrub(BELOW.join(heads) + tags)[:_LONGEST_TITLE],
            )


def _first_heading(found: list[Section]) -> str:
    return tidy(found[0].path[0]) if found and found[0].path else ""


def _pieces(section: Section) -> Iterator[str]:
    whole = (tidy(block) for block in section.blocks)
    parts = (piece for block in whole for piece in passages(block, PASSAGE))
    return packed(parts, PASSAGE)


def _moment(path: Path, front: FrontMatter, clock: WallClock) -> Moment:
    for key in _DATE_KEYS:
        written = date_value(front.first(key))
        if written is not None:
            return _at(written, clock)
    return moment_of_file(path, clock)


def _dated(heading: str, clock: WallClock) -> Moment | None:
    written = date_alone(heading)
    return _at(written, clock) if written else None


def _at(written: WrittenDate, clock: WallClock) -> Moment:
    return clock.moment(written.local, written.precision, written.utc_offset_minutes)
