"""The documented format: every field, every fault by its line."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_reading import NOW, ReadAll, Reading

from second_me.core.clock import ManualClock, Precision, SystemClock
from second_me.core.records import EventKind, Origin
from second_me.ingest import ReadOptions
from second_me.ingest.events_jsonl import EventsJsonl

DOCS = Path(__file__).parents[3] / "docs" / "events-jsonl.md"


def write(path: Path, *lines: object) -> Path:
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(written), encoding="utf-8")
    return path


def test_all_fields_arrive(tmp_path: Path, read_all: ReadAll) -> None:
    line = {
        "text": "hi", "at": "2025-03-01T21:50:12+02:00", "author": "Jonas", "kind": "mail",
        "origin": "web", "thread": "t", "title": "s", "id": "7", "language": "en", "new": 1,
    }  # fmt: skip
    (event,) = read_all(write(tmp_path / "events.jsonl", line)).events
    assert (event.kind, event.origin, event.author) == (EventKind.MAIL, Origin.WEB, "Jonas")
    assert (event.thread, event.title, event.language) == ("t", "s", "en")
    assert event.natural_key == "id\x1f7\x1f0"
    assert event.moment.at == 1_740_858_612_000
    assert (event.moment.precision, event.moment.utc_offset_minutes) == (Precision.SECOND, 120)


@pytest.mark.parametrize(
    ("line", "kind", "origin"),
    [
        ({"text": "a"}, EventKind.NOTE, Origin.OWN),
        ({"text": "a", "author": "Jonas"}, EventKind.MESSAGE, Origin.OTHER),
        ({"text": "a", "author": "MIRA"}, EventKind.MESSAGE, Origin.OWN),
        (
            {"text": "a", "author": "Claude", "origin": "assistant"},
            EventKind.MESSAGE,
            Origin.ASSISTANT,
        ),
    ],
)
def test_what_is_not_said_is_filled_in(
    line: dict[str, str], kind: EventKind, origin: Origin, tmp_path: Path, read_all: ReadAll
) -> None:
    (event,) = read_all(write(tmp_path / "e.jsonl", line), owner="Mira").events
    assert (event.kind, event.origin) == (kind, origin)


@pytest.mark.parametrize(
    ("at", "local", "precision"),
    [
        ("2025", "2025-01-01 00:00:00", Precision.YEAR),
        ("2025-03", "2025-03-01 00:00:00", Precision.MONTH),
        ("2025-03-02", "2025-03-02 00:00:00", Precision.DAY),
        ("2025-03-02 21:50", "2025-03-02 21:50:00", Precision.MINUTE),
        ("2025-03-02T21:50:12.5", "2025-03-02 21:50:12", Precision.SECOND),
        ("2025-03-02T21:50:12Z", "2025-03-02 21:50:12", Precision.SECOND),
        ("1899-12-31", "1899-12-31 00:00:00", Precision.DAY),
    ],
)
def test_as_much_of_the_time_as_is_known(
    at: str, local: str, precision: Precision, tmp_path: Path, read_all: ReadAll
) -> None:
    found = read_all(write(tmp_path / "e.jsonl", {"text": "a", "at": at}))
    assert found.times == [local]
    assert found.events[0].moment.precision is precision


def test_faults_are_told_by_line_and_without_content(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(
        write(
            tmp_path / "e.jsonl",
            {"text": "good"},
            "{broken secret",
            {"text": 5},
            {"text": "  "},
            "",
            {"text": "x", "at": "secret"},
            {"text": "x", "kind": "secret"},
            {"text": "x", "author": "secret" * 100},
            {"no": "text"},
            "[1]",
            '{"text": "x", "deep": ' + "[" * 50_000 + "]" * 50_000 + "}",
            {"text": "good too"},
        )
    )
    assert found.texts == ["good", "good too"]
    assert [item.locator for item in found.skipped] == [
        "line 2", "line 3", "line 4", "line 6", "line 7", "line 8", "line 9", "line 10",
        "line 11",
    ]  # fmt: skip
    assert not any("secret" in item.message for item in found.skipped)


@pytest.mark.parametrize(
    "at", ["0001-01-01", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "2025-02-30"]
)
def test_times_out_of_all_reason_are_told(at: str, tmp_path: Path) -> None:
    path = write(tmp_path / "e.jsonl", {"text": "a", "at": at}, {"text": "b"})
    found = Reading(list(EventsJsonl().read(path, ReadOptions(clock=SystemClock()))))
    assert found.texts == ["b"]
    assert [item.locator for item in found.skipped] == ["line 1"]


def test_a_longer_version_adds_only_what_is_new(tmp_path: Path, read_all: ReadAll) -> None:
    lines = [{"text": "ok"}, {"text": "ok"}, {"text": "b", "id": "1"}]
    path = write(tmp_path / "e.jsonl", *lines)
    before = read_all(path)
    write(path, {"text": "changed", "id": "1"}, *lines[:2], {"text": "c"})
    keys = read_all(path).keys
    assert [key[1].rpartition("\x1f")[2] for key in keys if key not in before.keys][-1:] == ["c"]
    assert len(set(before.keys)) == 3


def test_the_examples_of_the_documentation_import(tmp_path: Path, read_all: ReadAll) -> None:
    block = re.search(r"```json\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert block
    path = tmp_path / "events.jsonl"
    path.write_text(block[1], "utf-8")
    found = read_all(path)
    assert len(found.events) == 3
    assert found.skipped == []


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.binary(max_size=200)
    | st.dictionaries(
        st.sampled_from(["text", "at", "author", "id", "kind"]), st.text(max_size=12), max_size=5
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_bytes_make_it_fail(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.jsonl"
    path.write_bytes(raw)
    found = Reading(list(EventsJsonl().read(path, ReadOptions(clock=ManualClock(NOW)))))
    assert all(event.text.strip() and event.text.encode() for event in found.events)
