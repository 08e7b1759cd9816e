"""Markdown folders and plain text: sections, titles, dates, and what is passed over."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_reading import NOW, ReadAll, Reading

from second_me.core.clock import ManualClock, Precision
from second_me.core.records import EventKind, Origin
from second_me.ingest import ReadOptions, detect, size
from second_me.ingest.markdown import MarkdownFolder
from second_me.ingest.plain_text import PlainText

NOTE = """---
title: Dentist
tags: [health, vienna]
created: 2025-03-12
---

Old one: Dr. Baumann.

# Now

Dr. Amsel, see [[people/amsel|her page]] and [[Allergy#Result]].

- open Monday
- closed Sunday

## 2025-06-20

Wisdom tooth out.

```python
# not a heading
x = 1

y = 2
```
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_note_becomes_its_sections(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(write(tmp_path / "dentist.md", NOTE))
    assert found.skipped == []
    assert found.texts == [
        "Old one: Dr. Baumann.",
        "Dr. Amsel, see her page and Allergy \u203a Result.\n\n- open Monday\n- closed Sunday",
        "Wisdom tooth out.\n\n```python\n# not a heading\nx = 1\n\ny = 2\n```",
    ]
    assert [event.title for event in found.events] == [
        "Dentist #health #vienna",
        "Dentist \u203a Now #health #vienna",
        "Dentist \u203a Now \u203a 2025-06-20 #health #vienna",
    ]
    assert [time[:10] for time in found.times] == ["2025-03-12", "2025-03-12", "2025-06-20"]
    assert {event.moment.precision for event in found.events} == {Precision.DAY}
    assert {(event.kind, event.origin) for event in found.events} == {(EventKind.NOTE, Origin.OWN)}
    assert found.events[1].locator == "dentist.md, line 9"


@pytest.mark.parametrize(
    ("name", "front", "date", "precision"),
    [
        ("a.md", "date: 2025-03-01T21:50:12+02:00", "2025-03-01 21:50:12", Precision.SECOND),
        ("a.md", "date: 2025-03-01 21:50", "2025-03-01 21:50:00", Precision.MINUTE),
        ("a.md", "created: '2025-03'", "2025-03-01 00:00:00", Precision.MONTH),
        ("a.md", "date: March 1, 2025", "2025-03-01 00:00:00", Precision.DAY),
        ("a.md", "date: nonsense", "2024-02-29 00:00:00", Precision.DAY),
        ("2025-03-01 Moving.md", "x: y", "2025-03-01 00:00:00", Precision.DAY),
        ("20250301_call.md", "x: y", "2025-03-01 00:00:00", Precision.DAY),
        ("2025-13-45.md", "x: y", "2024-02-29 00:00:00", Precision.DAY),
    ],
)
def test_when_a_note_was_written(
    name: str, front: str, date: str, precision: Precision, tmp_path: Path, read_all: ReadAll
) -> None:
    path = write(tmp_path / name, f"---\n{front}\n---\ntext\n")
    os.utime(path, (1_709_161_200, 1_709_161_200))  # 2024-02-28 23:00 UTC, the 29th here
    (event,) = read_all(path).events
    assert event.moment.precision is precision
    local = f"{event.moment.local():%Y-%m-%d %H:%M:%S}"
    assert local.startswith(date[:10])
    assert precision is Precision.DAY or local == date


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: [unclosed\n  bad: : :\n\t- x\n---\n",
        "---\n: no key\n---\n",
        "---\nnever closed\n\n",
        "---\r\ntitle: crlf\r\n---\r\n",
        "---\n---\n",
    ],
)
def test_broken_front_matter_loses_no_note(front: str, tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"{front}The words.\n".encode())
    assert "The words." in read_all(path).texts[-1]


def test_a_folder_is_walked_in_order_and_says_what_it_passed_over(
    tmp_path: Path, read_all: ReadAll
) -> None:
    write(tmp_path / "b.md", "second")
    write(tmp_path / "a" / "deep.md", "third")
    write(tmp_path / "a.txt", "first")
    write(tmp_path / ".obsidian" / "config.md", "no")
    write(tmp_path / ".hidden" / "x.md", "no")
    write(tmp_path / "photo.jpg", "no")
    write(tmp_path / "other.JPG", "no")
    (tmp_path / "binary.md").write_bytes(b"\x00\x01\x02")
    with (tmp_path / "huge.md").open("wb") as huge:
        huge.truncate(9 << 20)
    found = read_all(tmp_path)
    assert found.texts == ["first", "second", "third"]
    assert [event.thread for event in found.events] == ["a.txt", "b.md", "a/deep.md"]
    assert {item.locator for item in found.skipped} == {
        ".hidden", "binary.md", "huge.md", "*.jpg (2 files)",
    }  # fmt: skip
    importer = detect(tmp_path)
    assert isinstance(importer, MarkdownFolder)
    assert found.items[-1].position == size(tmp_path, importer) == 5
    positions = [item.position for item in found.items]
    assert positions == sorted(positions)
    rest = read_all(tmp_path, resume_at=4)
    assert rest.texts == ["third"]


def test_long_sections_are_cut_between_paragraphs(tmp_path: Path, read_all: ReadAll) -> None:
    paragraphs = [f"{number} " + "word " * 60 for number in range(20)]
    found = read_all(write(tmp_path / "a.md", "# H\n\n" + "\n\n".join(paragraphs)))
    assert max(len(text) for text in found.texts) <= 1_200
    assert " ".join(found.texts).split() == " ".join(paragraphs).split()


def test_an_edited_note_adds_only_what_changed(tmp_path: Path, read_all: ReadAll) -> None:
    before = read_all(write(tmp_path / "a.md", "# A\n\none\n\n# B\n\ntwo\n"))
    after = read_all(write(tmp_path / "a.md", "# A\n\none\n\n# C\n\nnew\n\n# B\n\ntwo\n"))
    assert [key for key in after.keys if key not in before.keys] == [("a.md", "0\x1fnew")]


def test_underlined_headings_and_the_first_heading_as_title(
    tmp_path: Path, read_all: ReadAll
) -> None:
    found = read_all(write(tmp_path / "a.md", "Trip\n====\n\nplan\n\nDays\n----\n\nseven\n"))
    assert [event.title for event in found.events] == ["Trip", "Trip \u203a Days"]


def test_plain_text_becomes_paragraphs(tmp_path: Path, read_all: ReadAll) -> None:
    text = "2025-03-01\nMoved.\nAll day.\n\n\nSlept.\n\n  \n5 April 2025:\n\nMum is sixty."
    path = write(tmp_path / "diary.txt", text)
    found = read_all(path)
    assert found.texts == [
        "2025-03-01\nMoved.\nAll day.",
        "Slept.",
        "5 April 2025:",
        "Mum is sixty.",
    ]
    assert [time[5:10] for time in found.times] == ["03-01", "03-01", "04-05", "04-05"]
    assert [event.locator for event in found.events] == ["line 1", "line 6", "line 9", "line 11"]
    assert {event.kind for event in found.events} == {EventKind.DOCUMENT}
    assert found.items[-1].position == path.stat().st_size


def test_plain_text_without_breaks_is_read_in_pieces(tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "one.txt"
    path.write_bytes(b"word " * 300_000)
    found = read_all(path)
    assert max(len(text) for text in found.texts) <= 1_200
    assert sum(len(text.split()) for text in found.texts) >= 300_000
    assert found.items[-1].position == path.stat().st_size
    assert len({item.position for item in found.items}) > 2


@pytest.mark.parametrize(
    "text",
    ["![" * 100_000, "<!--" * 100_000, "# " + "#" * 200_000 + "x\n\ny", "x" + " " * 500_000 + "y"],
)
@pytest.mark.timeout(20)
def test_text_made_to_be_slow_is_not(text: str, tmp_path: Path, read_all: ReadAll) -> None:
    assert read_all(write(tmp_path / "a.md", text)).skipped == []


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300) | st.text(alphabet="#-`~[]|!\n \r:ab", max_size=200).map(str.encode))
def test_no_bytes_make_it_fail(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.md"
    path.write_bytes(raw)
    options = ReadOptions(clock=ManualClock(NOW))
    for importer in (MarkdownFolder(), PlainText()):
        found = Reading(list(importer.read(path, options)))
        assert all(event.text and event.text.encode() for event in found.events)
