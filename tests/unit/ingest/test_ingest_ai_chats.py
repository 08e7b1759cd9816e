"""Exports of AI chats: the branch that was shown, times, ids, and broken files."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_reading import ReadAll, Reading

from second_me.core.clock import SystemClock
from second_me.core.records import EventKind, Origin
from second_me.ingest import ReadOptions, detect, json_array, size
from second_me.ingest.chatgpt import ChatGpt
from second_me.ingest.claude import Claude
from second_me.ingest.json_array import array_elements

START = 1_735_725_600.5  # 2025-01-01 10:00 UTC


def node(name: str, parent: str | None, role: str = "user", text: str = "", **extra) -> dict:
    message = {
        "id": f"id-{name}",
        "author": {"role": role},
        "content": {"content_type": "text", "parts": [text or f"words of {name}"]},
        "create_time": START + len(name),
        **extra,
    }
    return {name: {"id": name, "message": message, "parent": parent, "children": []}}


def chat(*nodes: dict, **fields) -> dict:
    mapping: dict = {}
    for one in nodes:
        mapping |= one
    return {"id": "chat-1", "title": "Tea", "create_time": START, "mapping": mapping, **fields}


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_only_the_branch_shown_last_is_read(tmp_path: Path, read_all: ReadAll) -> None:
    tree = chat(
        {"root": {"id": "root", "message": None, "parent": None, "children": []}},
        node("a", "root"),
        node("bb", "a", "assistant"),
        node("b-again", "a", "assistant"),
        node("c", "bb"),
        current_node="c",
    )
    found = read_all(write(tmp_path / "conversations.json", [tree]), owner="Mira")
    assert found.texts == ["words of a", "words of bb", "words of c"]
    assert [event.origin for event in found.events] == [Origin.OWN, Origin.ASSISTANT, Origin.OWN]
    assert [event.author for event in found.events] == ["Mira", "ChatGPT", "Mira"]
    assert {event.kind for event in found.events} == {EventKind.CHAT}
    assert {event.title for event in found.events} == {"Tea"}
    assert found.times[0] == "2025-01-01 11:00:01"


def test_without_a_current_node_the_newest_leaf_counts(tmp_path: Path, read_all: ReadAll) -> None:
    tree = chat(node("a", None), node("new-one", "a", "assistant"), node("b", "a", "assistant"))
    found = read_all(write(tmp_path / "c.json", [tree]))
    assert found.texts == ["words of a", "words of new-one"]


def test_nodes_without_links_come_in_the_order_of_time(tmp_path: Path, read_all: ReadAll) -> None:
    tree = chat(node("ccc", None), node("a", None, "assistant"), node("bb", None))
    found = read_all(write(tmp_path / "c.json", [tree]))
    assert found.texts == ["words of a", "words of bb", "words of ccc"]


def test_what_neither_side_said_is_left_out(tmp_path: Path, read_all: ReadAll) -> None:
    hidden = {"metadata": {"is_visually_hidden_from_conversation": True}}
    tree = chat(
        node("1", None, "system"),
        node("2", "1", "user", **hidden),
        node("3", "2", "assistant", recipient="python"),
        node("4", "3", "tool"),
        node("5", "4", "assistant", content={"content_type": "thoughts", "parts": ["hm"]}),
        node("6", "5", "user", metadata={"attachments": [{"name": "lease.pdf"}]}),
        node("7", "6", "assistant", content={"content_type": "multimodal_text",
             "parts": [{"asset_pointer": "x"}, {"text": "spoken"}, "and written"]}),
    )  # fmt: skip
    found = read_all(write(tmp_path / "c.json", [tree]))
    assert found.texts == ["words of 6\n\n[attached: lease.pdf]", "spoken\n\nand written"]


def test_a_loop_in_the_tree_ends(tmp_path: Path, read_all: ReadAll) -> None:
    tree = chat(node("a", "b"), node("b", "a"), current_node="a")
    assert read_all(write(tmp_path / "c.json", [tree])).texts == ["words of b", "words of a"]


CLAUDE = {
    "uuid": "chat-9",
    "name": "Packing",
    "created_at": "2025-02-20T19:00:00Z",
    "chat_messages": [
        {
            "uuid": "m1", "sender": "human", "text": "How many boxes?",
            "created_at": "2025-02-20T19:00:01.5Z",
            "attachments": [{"file_name": "list.txt", "extracted_content": "..."}],
        },
        {
            "uuid": "m2", "sender": "assistant", "text": "plain",
            "content": [{"type": "thinking", "thinking": "x"}, {"type": "text", "text": "31."}],
            "created_at": None,
        },
    ],
}  # fmt: skip


@pytest.mark.parametrize("root", [[CLAUDE], {"version": 1, "conversations": [CLAUDE]}])
def test_claudes_shapes_are_read(root: object, tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(write(tmp_path / "conversations.json", root))
    assert found.skipped == []
    assert found.texts == ["How many boxes?\n\n[attached: list.txt]", "31."]
    assert [event.author for event in found.events] == ["You", "Claude"]
    assert [event.natural_key for event in found.events] == ["m1\x1f0", "m2\x1f0"]
    assert found.times == ["2025-02-20 20:00:01"] * 2
    assert {event.thread for event in found.events} == {"chat-9"}


def test_a_zip_is_looked_into_and_parts_follow_each_other(
    tmp_path: Path, read_all: ReadAll
) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("user.json", "{}")
        for part in range(2):
            archive.writestr(
                f"conversations-00{part}.json", json.dumps([chat(node(f"n{part}", None))])
            )
    found = read_all(path)
    assert found.texts == ["words of n0", "words of n1"]
    importer = detect(path)
    assert isinstance(importer, ChatGpt)
    assert found.items[-1].position <= size(path, importer)
    again = read_all(path, resume_at=found.items[-1].position)
    assert again.texts == ["words of n1"]


def test_one_broken_conversation_does_not_take_the_others(
    tmp_path: Path, read_all: ReadAll
) -> None:
    good = json.dumps(chat(node("a", None)))
    path = tmp_path / "c.json"
    path.write_text(f'[{good}, {{"mapping": nonsense}}, 7, {good}, {{"mapping": {{"x"', "utf-8")
    found = read_all(path)
    assert found.texts == ["words of a", "words of a"]
    assert [item.locator for item in found.skipped] == [
        "conversation 2", "conversation 3", "conversation 5",
    ]  # fmt: skip


def test_odd_characters_can_be_stored(tmp_path: Path, read_all: ReadAll) -> None:
    tree = chat(node("a", None, text="half \ud83d, nul \x00, whole 🙂"))
    found = read_all(write(tmp_path / "c.json", [tree]))
    assert found.texts[0].encode()
    assert "\x00" not in found.texts[0]
    assert "whole 🙂" in found.texts[0]


def test_elements_are_split_at_any_block_size(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [{"a": 'br]ack"et\\'}, [1, [2]], "x,y", 5, {"": "\\"}, "ü" * 40]
    raw = json.dumps(values, ensure_ascii=False).encode()
    for block in range(1, 40):
        monkeypatch.setattr(json_array, "_BLOCK", max(block, 1))
        found = [json.loads(part or b"") for part, _ in array_elements(io.BytesIO(raw))]
        assert found == values


def test_an_element_too_large_is_dropped_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_array, "_BLOCK", 16)
    monkeypatch.setattr(json_array, "LARGEST", 100)
    raw = json.dumps([1, list(range(500)), 2]).encode()
    assert [part for part, _ in array_elements(io.BytesIO(raw))] == [b"1", None, b"2"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(json_values, max_size=6))
def test_splitting_agrees_with_a_parser(values: list[object]) -> None:
    raw = json.dumps(values).encode()
    assert [json.loads(part or b"") for part, _ in array_elements(io.BytesIO(raw))] == values


field = st.sampled_from(
    ["mapping", "message", "author", "role", "content", "parts", "parent", "current_node", "id",
     "create_time", "chat_messages", "sender", "text", "uuid", "created_at", "attachments"]
)  # fmt: skip
shapes = st.recursive(
    st.none() | st.integers() | st.floats() | st.sampled_from(["user", "human", "x", "text", "a"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(field, inner, max_size=6),
    max_leaves=25,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.dictionaries(field, shapes, max_size=6), max_size=3), st.binary(max_size=30))
def test_no_shape_makes_it_fail(tmp_path: Path, value: list[object], tail: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(json.dumps(value).encode() + tail)
    options = ReadOptions(clock=SystemClock())
    for importer in (ChatGpt(), Claude()):
        found = Reading(list(importer.read(path, options)))
        assert all(event.text.encode() for event in found.events)
