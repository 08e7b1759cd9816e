"""Real export files, where a checkout of them is at hand (SECOND_ME_DATA names the folder)."""

import json
import os
from pathlib import Path

import pytest
from ingest_reading import ReadAll

from second_me.core.outcomes import Rejected
from second_me.ingest import detect

DATA = Path(os.environ.get("SECOND_ME_DATA", "")) / "importers"
pytestmark = pytest.mark.skipif(
    not os.environ.get("SECOND_ME_DATA") or not DATA.is_dir(), reason="no real exports here"
)


def test_whatsapp_gives_the_expected_messages(read_all: ReadAll) -> None:
    target = json.loads((DATA / "whatsapp" / "target.json").read_text("utf-8"))
    expected = [(one["timestamp"], one["author"], one["message"]) for one in target][::-1]
    files = sorted((DATA / "whatsapp").glob("*.txt"))
    assert files
    for path in files:
        found = read_all(path)
        assert [
            (
                f"{event.moment.local():%Y-%m-%dT%H:%M:%S}",
                event.author,
                " ".join(event.text.split()),
            )
            for event in found.events
        ] == expected, path.name
        assert found.skipped == []


def test_ai_chats_are_read_whole(read_all: ReadAll) -> None:
    counts = {
        str(path.relative_to(DATA / "ai_chats")): len(read_all(path).events)
        for folder in (
            "bot-knows",
            "mem-bridge",
            "cognition-vault/chatgpt",
            "cognition-vault/claude",
        )
        for path in sorted((DATA / "ai_chats" / folder).glob("*.json"))
    }
    assert counts == {
        "bot-knows/chatgpt_export.json": 6,
        "bot-knows/claude_export.json": 4,
        "mem-bridge/chatgpt_export.json": 6,
        "mem-bridge/claude_export.json": 10,
        "cognition-vault/chatgpt/conversations.json": 2,
        "cognition-vault/claude/conversations.json": 2,
    }


def test_mail_is_read_or_reported(read_all: ReadAll) -> None:
    for path in sorted((DATA / "mail").glob("*/*.eml")):
        found = read_all(path)
        assert found.events or found.skipped, path.name
        assert not any("broken" in item.message for item in found.skipped), path.name
    empty = next((DATA / "mail").glob("*.mbox"))
    assert isinstance(detect(empty), Rejected)


def test_notes_are_read_whole(read_all: ReadAll) -> None:
    for path in sorted((DATA / "notes").glob("*.md")):
        assert read_all(path).events, path.name
