"""JSON-RPC is checked strictly, and whatever a handler does ends in a reply."""

import json

import msgspec
import pytest

from second_me.agent.caller import Caller
from second_me.agent.dispatch import Handlers, Parsed, parse, serve
from second_me.agent.logs import open_log
from second_me.core.errors import DiskFull
from second_me.core.jsonrpc import MAX_MESSAGE_BYTES, Reply
from second_me.core.protocol import Done
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.vault import Lock

DEEP = b'{"jsonrpc":"2.0","id":7,"method":"memory.add","params":' + b"[" * 100_000


@pytest.fixture
def caller() -> Caller:
    caller = Caller(lambda _: None)
    caller.greet("test", subscribed=False, compatible=True)
    return caller


@pytest.fixture
def log(tmp_path):
    log, file = open_log(tmp_path)
    yield log
    file.close()


def refused(message: bytes, caller: Caller) -> tuple[int | None, int, str]:
    reply = parse(message, caller)
    assert isinstance(reply, Reply)
    assert reply.error
    return reply.id, reply.error.code, reply.error.message


def call(**changes: object) -> bytes:
    whole = {"jsonrpc": "2.0", "id": 7, "method": "memory.add", "params": {"text": "x"}, **changes}
    return json.dumps({name: part for name, part in whole.items() if part is not None}).encode()


def test_a_call_becomes_its_request(caller: Caller) -> None:
    assert parse(call(), caller) == Parsed(7, AddText(text="x"))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"", (None, -32700)),
        (b"{", (None, -32700)),
        (b"\xff\xfe", (None, -32700)),
        (b"[" * 100_000, (None, -32600)),
        (
            b'{"jsonrpc":"2.0","id":7,"method":"memory.add","params":' + b"[" * 100_000,
            (None, -32700),
        ),
        (b"[]", (None, -32600)),
        (b"3", (None, -32600)),
        (call(jsonrpc="1.0"), (7, -32600)),
        (call(jsonrpc=None), (7, -32600)),
        (call(id="seven"), (None, -32600)),
        (call(id=None), (None, -32600)),
        (call(extra=1), (7, -32600)),
        (call(method="memory.burn"), (7, -32601)),
        (call(method="__class__"), (7, -32601)),
        (call(params={"text": 1}), (7, -32602)),
        (call(params={"text": "x", "more": 1}), (7, -32602)),
        (call(params={}), (7, -32602)),
        (call(params=[1]), (7, -32602)),
    ],
)
def test_what_is_wrong_is_said_by_its_code(message, expected, caller: Caller) -> None:
    assert refused(message, caller)[:2] == expected


def test_wrong_parameters_are_explained(caller: Caller) -> None:
    assert "text" in refused(call(params={"text": 1}), caller)[2]


def test_nothing_but_a_greeting_is_taken_first() -> None:
    stranger = Caller(lambda _: None)

    assert refused(call(), stranger)[1] == -32600
    hello = call(method="system.hello", params={"client": "new"})
    assert isinstance(parse(hello, stranger), Parsed)


def test_another_version_may_only_stop_the_agent() -> None:
    newer = Caller(lambda _: None)
    newer.greet("newer", subscribed=True, compatible=False)

    assert not newer.subscribed
    assert refused(call(), newer)[1] == -32600
    assert isinstance(parse(call(method="system.stop", params={}), newer), Parsed)


def replied(handlers: Handlers, caller: Caller, log) -> dict:
    return msgspec.json.decode(serve(Parsed(7, Lock()), caller, handlers, log))


def test_a_result_is_sent_with_its_id(caller: Caller, log) -> None:
    assert replied({Lock: lambda *_: Done()}, caller, log) == {
        "jsonrpc": "2.0",
        "id": 7,
        "result": {},
    }


def test_our_own_errors_keep_their_words(caller: Caller, log) -> None:
    def full(*_):
        raise DiskFull("The disk is full", "No room.", "Free some.")

    error = replied({Lock: full}, caller, log)["error"]

    assert error["code"] == -32000
    assert error["data"] == {
        "code": "disk_full",
        "title": "The disk is full",
        "message": "No room.",
        "action": "Free some.",
    }


def test_other_errors_say_nothing_but_their_id(caller: Caller, log, tmp_path) -> None:
    def broken(*_):
        raise ValueError("my diary says so")

    error = replied({Lock: broken}, caller, log)["error"]
    written = (tmp_path / "agent.log").read_text()

    assert error["code"] == -32603
    assert "diary" not in error["message"]
    assert "diary" not in written
    fault = error["message"].split("fault ")[1].rstrip(").")
    assert fault in written
    assert "ValueError" in written
    assert "test_agent_dispatch.py" in written


def test_an_answer_too_large_for_a_message_is_refused(caller: Caller, log) -> None:
    error = replied({Lock: lambda *_: "x" * MAX_MESSAGE_BYTES}, caller, log)["error"]

    assert error["data"]["title"] == "Too much at once"
