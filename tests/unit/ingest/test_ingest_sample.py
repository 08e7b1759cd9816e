"""The sample life: it imports whole, and the demo's questions have their evidence in it."""

import tomllib
from pathlib import Path

from ingest_reading import ReadAll, Reading

from second_me.core.paths import packaged
from second_me.core.records import Origin
from second_me.ingest import detect

SAMPLE = packaged("resources") / "sample"
TABLE = tomllib.loads((SAMPLE / "sample.toml").read_text("utf-8"))


def parts(read_all: ReadAll) -> dict[str, Reading]:
    return {
        part["format"]: read_all(
            SAMPLE / part["path"], owner=TABLE["owner"], date_order=part.get("date_order", "")
        )
        for part in TABLE["part"]
    }


def test_all_parts_import_without_a_problem(read_all: ReadAll) -> None:
    found = parts(read_all)
    assert all(reading.skipped == [] for reading in found.values())
    assert 150 <= sum(len(reading.events) for reading in found.values()) <= 250
    for name, reading in found.items():
        assert any(event.origin is Origin.OWN for event in reading.events), name
        assert len(set(reading.keys)) == len(reading.events)


def test_formats_are_found_as_named() -> None:
    for part in TABLE["part"]:
        importer = detect(SAMPLE / part["path"])
        assert getattr(importer, "format").name == part["format"]  # noqa: B009


def test_every_question_has_its_evidence_and_one_has_none(read_all: ReadAll) -> None:
    texts = [
        f"{event.title} {event.text}".lower()
        for reading in parts(read_all).values()
        for event in reading.events
    ]
    assert len(TABLE["question"]) == 3
    for question in TABLE["question"]:
        assert any(all(word in text for word in question["evidence"]) for text in texts)
    assert not any(word in text for text in texts for word in ("goat", "uncle keep", "farm"))


def test_it_names_only_what_lies_there() -> None:
    assert all(Path(SAMPLE / part["path"]).exists() for part in TABLE["part"])
