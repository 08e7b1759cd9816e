"""The native messaging host: who may ask, what may be asked, and that nothing else comes out."""

import contextlib
import io
import json
import random
import struct
import subprocess
import sys

import pytest

from second_me.bridges import browser_host
from second_me.bridges.browser_host import Refused, Relay, caller, passed_on, read, write

OURS = "chrome-extension://mmageggbkobkbfffjhceaanhnjdjhelo/"


def frame(message):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack("=I", len(body)) + body


def answers(sink):
    found, data = [], sink.getvalue()
    while data:
        (length,) = struct.unpack_from("=I", data)
        found.append(json.loads(data[4 : 4 + length]))
        data = data[4 + length :]
    return found


@pytest.mark.promise("host")
@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--home", "/x"],
        ["--home", "/x", "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"],
        ["--home", "/x", "/manifest.json", "other@extension"],
        ["--home", "/x", "--parent-window=0", "x", OURS],
        [OURS],
    ],
)
def test_only_our_extension_is_served(argv):
    with pytest.raises(Refused):
        caller(argv)


def test_our_extension_is_known_in_both_kinds_of_browser(tmp_path):
    assert caller(["--home", str(tmp_path), OURS]) == tmp_path
    firefox = ["--home", str(tmp_path), "/manifest.json", "fill@second-me.local"]
    assert caller(firefox) == tmp_path


def test_run_by_hand_it_says_nothing_on_standard_output():
    done = subprocess.run(
        [sys.executable, "-I", "-S", browser_host.__file__], capture_output=True, check=False,
        input=frame({"id": 1, "method": "fill.plan"}), timeout=30,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize(
    "data",
    [
        b"\x01",
        struct.pack("=I", 0),
        struct.pack("=I", 2**32 - 1),
        struct.pack("=I", 10) + b"short",
        frame(b"nonsense"),
        frame(b"[1]"),
        frame(b"[" * 100_000),
        frame(b'"\\ud800'),
    ],
)
def test_what_is_no_message_ends_it(data):
    with pytest.raises(Refused):
        read(io.BytesIO(data))


@pytest.mark.parametrize("method", ["fill.approve", "facts.list", "recall.search", "", None])
def test_nothing_else_may_be_asked(tmp_path, method):
    relay = Relay(tmp_path, io.BytesIO(frame({"id": 1, "method": method})), io.BytesIO())
    with pytest.raises(Refused):
        relay.run()


def test_without_an_agent_it_says_so(tmp_path):
    sink = io.BytesIO()
    Relay(tmp_path, io.BytesIO(frame({"id": 7, "method": "fill.plan"})), sink).run()
    (answer,) = answers(sink)
    assert answer["id"] == 7
    assert answer["error"]["title"] == "Second Me is not running"


@pytest.mark.promise("host")
def test_ten_thousand_mangled_frames_get_nothing(tmp_path):
    rng = random.Random(8)
    good = frame({"id": 1, "method": "fill.plan", "params": {"page": {"origin": "x"}}})
    for _ in range(10_000):
        data = bytearray(good)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        sink = io.BytesIO()
        relay = Relay(tmp_path, io.BytesIO(bytes(data[: rng.randint(1, len(data))])), sink)
        with contextlib.suppress(Refused):
            relay.run()
        for answer in answers(sink):
            assert set(answer) == {"id", "error"}


def test_of_the_agents_words_only_answers_and_decisions_are_passed_on():
    assert passed_on({"method": "push", "params": {"type": "changed", "changes": {}}}) is None
    told = {"type": "fill", "id": "a", "values": []}
    assert passed_on({"method": "push", "params": told}) == {"push": told}
    assert passed_on({"id": 3, "result": 5, "jsonrpc": "2.0"}) == {"id": 3, "result": 5}
    failed = passed_on({"id": 3, "error": {"code": -1, "message": "m", "data": {"title": "t"}}})
    assert failed == {"id": 3, "error": {"title": "t", "message": "", "action": ""}}


def test_an_answer_too_large_for_the_browser_is_replaced():
    sink = io.BytesIO()
    write(sink, {"id": 4, "result": "x" * (browser_host.LARGEST_ANSWER + 1)})
    (answer,) = answers(sink)
    assert answer["error"]["title"] == "Too much at once"
