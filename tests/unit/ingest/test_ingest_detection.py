"""Finding the importer, and saying plainly why there is none."""

import os
import tracemalloc
import zipfile
from itertools import islice
from pathlib import Path

import pytest

from second_me.core.clock import ManualClock
from second_me.core.errors import EnvironmentFault, PersonFault
from second_me.core.outcomes import Rejected
from second_me.ingest import Read, ReadOptions, Skipped, detect, importers

WHATSAPP = "13/02/23, 09:05 - Mira: hi\n"
MAIL = "From: a@b.c\nTo: d@e.f\nSubject: x\nDate: Sat, 1 Mar 2025 21:50:12 +0100\n\nhi\n"


def name_of(path: Path, format_name: str = "") -> str:
    found = detect(path, format_name)
    return found.reason if isinstance(found, Rejected) else found.format.name


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("chat.txt", WHATSAPP, "whatsapp"),
        (
            "WhatsApp Chat with J.txt",
            "13/02/23, 09:05 - J created group “x”\n" + WHATSAPP,
            "whatsapp",
        ),
        ("diary.txt", "Dear diary", "text"),
        ("run.log", "2024-03-05 10:00:01 - INFO: started\n", "text"),
        ("diary.txt", "12/03/24, 10:00 - Met A\n" * 3 + "12/03/24, 11:00 - Lunch: soup\n", "text"),
        ("README", "Dear reader", "text"),
        ("n.md", "# Hi\n\nthere", "markdown"),
        ("a.json", '[{"title": "x", "mapping": {}}]', "chatgpt"),
        ("a.json", '[{"uuid": "x", "chat_messages": []}]', "claude"),
        ("a.mbox", "From a@b.c Sat Mar  1 2025\n" + MAIL, "mail"),
        ("Inbox", "From a@b.c Sat Mar  1 2025\n" + MAIL, "mail"),
        ("a.eml", MAIL, "mail"),
        ("saved mail.txt", MAIL, "mail"),
        ("a.jsonl", '{"text": "hi"}\n', "events"),
        ("a.json", '{"text": "hi"}\n', "events"),
    ],
)
def test_formats_are_found_by_content(
    name: str, content: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    assert name_of(path) == expected


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "empty"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        ("doc.txt", b"%PDF-1.7\n", "PDF"),
        ("x.txt", bytes(range(256)) * 8, "binary"),
        ("x.md", b"abc\x00def", "binary"),
        ("vault.db", b"SQLite format 3\x00", "database"),
        ("x.json", b'{"some": "thing"}', "No importer"),
        ("x.csv", b"a,b\n1,2\n", "No importer"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused = detect(path)
    assert isinstance(refused, Rejected)
    assert words in refused.reason
    assert refused.action


def test_missing_and_empty_places_are_refused(tmp_path: Path) -> None:
    assert "no such" in name_of(tmp_path / "nowhere.txt")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    assert "Nothing in this folder" in name_of(tmp_path / "folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert "neither a file nor a folder" in name_of(tmp_path / "pipe.md")
    (tmp_path / "note.md").write_text("hi")
    importer = detect(tmp_path)
    assert not isinstance(importer, Rejected)
    items = list(importer.read(tmp_path, ReadOptions(clock=ManualClock(0))))
    assert [type(item) for item in items] == [Read, Skipped]


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("hi")
    path.chmod(0)
    assert "may not be read" in name_of(path)


def test_zips_are_refused_when_nothing_in_them_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"\xff")
    assert "zip" in name_of(path)
    path.write_bytes(b"PK\x03\x04 and then nothing")
    assert "zip" in name_of(path)


def test_folders_of_exports_are_known(tmp_path: Path) -> None:
    (tmp_path / "_chat.txt").write_text(WHATSAPP, "utf-8")
    (tmp_path / "00001-PHOTO.jpg").write_bytes(b"\xff\xd8\xff")
    assert name_of(tmp_path) == "whatsapp"


def test_the_persons_own_choice_is_held_against_the_content(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("just words", "utf-8")
    assert name_of(path, "text") == "text"
    assert name_of(path, "markdown") == "markdown"
    assert "does not look like" in name_of(path, "whatsapp")
    assert "not known" in name_of(path, "fax")
    path = tmp_path / "a.csv"
    path.write_text("a,b", "utf-8")
    assert name_of(path, "text") == "text"


def test_every_importer_says_what_it_reads() -> None:
    names = [one.format.name for one in importers()]
    assert len(set(names)) == len(names) == 7
    assert all(one.format.label and one.format.hint and one.format.suffixes for one in importers())


@pytest.mark.parametrize("name", [one.format.name for one in importers()])
def test_a_file_that_goes_away_is_a_fault_in_words(name: str, tmp_path: Path) -> None:
    importer = next(one for one in importers() if one.format.name == name)
    path = tmp_path / "gone.txt"
    with pytest.raises(EnvironmentFault) as caught:
        list(importer.read(path, ReadOptions(clock=ManualClock(0))))
    assert caught.value.action


def test_a_damaged_zip_is_a_fault_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", WHATSAPP * 20_000)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)
    importer = next(one for one in importers() if one.format.name == "whatsapp")
    with pytest.raises(PersonFault):
        list(importer.read(path, ReadOptions(clock=ManualClock(0))))


def test_two_gigabytes_are_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "vast.txt"
    with path.open("wb") as vast:
        vast.write(b"A paragraph.\n\n" * 100_000)
        vast.truncate(2 << 30)  # sparse, so no disk is used
    importer = detect(path)
    assert not isinstance(importer, Rejected)
    tracemalloc.start()
    items = importer.read(path, ReadOptions(clock=ManualClock(0)))
    count = sum(1 for _ in islice(items, 50_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 50_000
    assert peak < 64 << 20
