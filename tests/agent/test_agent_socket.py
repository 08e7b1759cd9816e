"""The socket is private: no other user, no token, no replay, and nothing a stranger sends hurts."""

import contextlib
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from multiprocessing.connection import Client as Dial
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from pathlib import Path

import msgspec
import psutil
import pytest
from agent_process import QUICK, WAIT, RunningAgent, until

from second_me.client import Client
from second_me.core.errors import AgentUnreachable
from second_me.core.jsonrpc import INTERNAL_ERROR, MAX_MESSAGE_BYTES
from second_me.core.paths import Home, find_home
from second_me.core.protocol import METHODS
from second_me.core.protocol.system import GetStatus
from second_me.core.rendezvous import token_file

pytestmark = [
    pytest.mark.promise("socket"),
    pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets"),
]

FUZZED = int(os.environ.get("SECOND_ME_FUZZED_FRAMES", "3000"))

PROBE = """
import os, socket, sys
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
line = socket.socket(socket.AF_UNIX)
line.settimeout(5)
try:
    line.connect(sys.argv[1])
    got = line.recv(100)
except OSError as error:
    print("refused", type(error).__name__)
else:
    print("answered" if got else "hung up")
"""


@pytest.fixture(scope="module")
def agent(tmp_path_factory) -> Iterator[RunningAgent]:
    """Return one agent for all attacks: that it outlives them is a part of the test."""
    home = Home(root=tmp_path_factory.mktemp("socket") / "home", models=find_home().models)
    agent = RunningAgent(home, QUICK)
    assert agent.first_word().startswith(b'{"type":"started"')
    yield agent
    assert agent.process.poll() is None
    agent.end()


@pytest.fixture
def address(agent) -> str:
    return str(agent.home.run / "socket")


def dial(address: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.connect(address)
    line.settimeout(WAIT)
    return line


def hung_up(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True


def read_frame(line: socket.socket) -> bytes:
    head = line.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        return b""
    return line.recv(struct.unpack("!i", head)[0], socket.MSG_WAITALL)


def proven(agent, address: str) -> Connection:
    connection = Dial(address)
    token = token_file(agent.home).read_bytes()
    answer_challenge(connection, token)
    deliver_challenge(connection, token)
    return connection


def lives(agent, client: Client) -> None:
    """The agent is the same, and its client is served."""
    assert client.call(GetStatus()).pid == agent.process.pid


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can be others")
def test_another_user_is_shut_out_even_with_the_folder_open(start_agent, home) -> None:
    with tempfile.TemporaryDirectory() as folder:
        private = Home(root=Path(folder) / "home", models=home.models)
        agent = start_agent(private)
        address = private.run / "socket"

        assert probe(address) == "refused PermissionError"
        # Were the folder open to all, the agent itself would still hang up on a stranger.
        for path in (Path(folder), private.root, private.run):
            path.chmod(0o711)
        address.chmod(0o777)
        assert probe(address) == "hung up"
        agent.connect().close()
        assert agent.stop() == 0


def probe(address: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(address)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.strip()


def test_without_the_token_nobody_gets_in(agent, client, address) -> None:
    for guess in (b"", b"0" * 64, os.urandom(32), token_file(agent.home).read_bytes()[:-1]):
        with pytest.raises((OSError, EOFError, Exception)) as refused:
            answer_challenge(Dial(address), guess)
        assert "digest" in str(refused.value)
    lives(agent, client)


def test_a_client_with_a_stale_token_is_told_what_to_do(agent, client) -> None:
    token = token_file(agent.home).read_bytes()
    token_file(agent.home).write_bytes(b"f" * 64)
    with pytest.raises(AgentUnreachable) as refused:
        agent.connect()
    token_file(agent.home).write_bytes(token)
    assert refused.value.action
    lives(agent, client)


def test_a_conversation_that_was_overheard_opens_nothing(agent, client, address) -> None:
    """All that a client ever sent, sent again, is refused: each challenge is new."""
    said = overheard(agent, address)
    line = dial(address)
    read_frame(line)
    line.sendall(said)
    assert b"FAILURE" in read_frame(line)
    assert hung_up(line)
    line.close()
    lives(agent, client)


def overheard(agent, address: str) -> bytes:
    """Return what a real client sends, heard by a relay between it and the agent."""
    ear_path = str(agent.home.run / "ear")
    heard = bytearray()
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind(ear_path)
        ear.listen(1)
        caller = threading.Thread(target=lambda: proven(agent, ear_path).close())
        caller.start()
        theirs, _ = ear.accept()
        ours = dial(address)
        back = threading.Thread(target=_relay, args=(ours, theirs, bytearray()))
        back.start()
        _relay(theirs, ours, heard)
        caller.join(WAIT)
        ours.shutdown(socket.SHUT_RDWR)
        back.join(WAIT)
        ours.close()
        theirs.close()
    assert heard
    return bytes(heard)


def _relay(source: socket.socket, target: socket.socket, copy: bytearray) -> None:
    while data := source.recv(4096):
        copy += data
        try:
            target.sendall(data)
        except OSError:
            return


def test_silent_strangers_hold_up_nobody(agent, client, address) -> None:
    silent = [dial(address) for _ in range(20)]
    agent.connect("between them").close()
    lives(agent, client)
    for line in silent:  # and each is cut off after a while
        read_frame(line)
        assert hung_up(line)
        line.close()


def test_too_many_connections_are_refused_and_the_rest_served(agent, client, address) -> None:
    lines = [dial(address) for _ in range(120)]
    lives(agent, client)
    for line in lines:
        line.close()
    until(lambda: _connects(agent))


def _connects(agent) -> bool:
    try:
        agent.connect().close()
    except AgentUnreachable:
        return False
    return True


def test_a_frame_that_claims_to_be_huge_is_not_waited_for(agent, client, address) -> None:
    before = psutil.Process(agent.process.pid).memory_info().rss
    for head in (
        struct.pack("!i", MAX_MESSAGE_BYTES + 1),
        struct.pack("!i", 0x7FFFFFFF),
        struct.pack("!i", -1) + struct.pack("!Q", 2**62),
    ):
        connection = proven(agent, address)
        os.write(connection.fileno(), head)
        with pytest.raises((EOFError, ConnectionError)):
            connection.recv_bytes()
        connection.close()
    assert psutil.Process(agent.process.pid).memory_info().rss - before < 50_000_000
    lives(agent, client)


def test_a_client_that_never_reads_holds_up_nobody(agent, client, address) -> None:
    """It is not read on once too many of its calls wait to be answered."""
    deaf = proven(agent, address)
    os.set_blocking(deaf.fileno(), False)
    call = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": "x" * 60_000})
    with contextlib.suppress(BlockingIOError):
        for _ in range(1_000):
            deaf.send_bytes(call)
        pytest.fail("the agent read on and on")
    lives(agent, client)
    deaf.close()


def test_fuzzed_calls_are_answered_or_cut_off_and_never_obeyed(agent, client, address) -> None:
    """`SECOND_ME_FUZZED_FRAMES` sets how many (100,000 in the long trial)."""
    dice = random.Random(20240506)
    connection = proven(agent, address)
    accepted = 0
    for number in range(FUZZED):
        message = fuzzed(dice)
        try:
            connection.send_bytes(message)
            reply = msgspec.json.decode(connection.recv_bytes())
        except (EOFError, OSError):
            connection.close()
            connection = proven(agent, address)
            continue
        accepted += "error" not in reply
        assert reply["jsonrpc"] == "2.0", (number, message)
    connection.close()

    assert accepted == 0
    lives(agent, client)


def test_fuzzed_calls_of_a_greeted_client_find_no_fault_in_the_agent(
    agent, client, address
) -> None:
    dice = random.Random(11)
    connection = greeted(agent, address)
    for number in range(FUZZED // 3):
        message = fuzzed(dice)
        if b"system.stop" in message or b"vault.create" in message:
            continue
        connection.send_bytes(message)
        reply = msgspec.json.decode(connection.recv_bytes())
        broken = reply.get("error", {}).get("code") == INTERNAL_ERROR
        assert not broken, (number, message, reply)
    connection.close()
    lives(agent, client)


def greeted(agent, address: str) -> Connection:
    connection = proven(agent, address)
    hello = {"jsonrpc": "2.0", "id": 1, "method": "system.hello", "params": {"client": "fuzz"}}
    connection.send_bytes(msgspec.json.encode(hello))
    assert "result" in msgspec.json.decode(connection.recv_bytes())
    return connection


def test_fuzzed_bytes_on_the_bare_socket_hurt_nobody(agent, client, address) -> None:
    dice = random.Random(7)
    for _ in range(FUZZED // 20):
        line = dial(address)
        with contextlib.suppress(OSError):
            line.sendall(dice.randbytes(dice.randrange(1, 400)))
        line.close()
    until(lambda: _connects(agent))
    lives(agent, client)


def fuzzed(dice: random.Random) -> bytes:
    """Return bytes that are like a call in part, before any greeting."""
    kind = dice.randrange(5)
    if kind == 0:
        return dice.randbytes(dice.randrange(0, 2000))
    if kind == 1:
        return b"[" * dice.randrange(1, 3000)
    call = {
        "jsonrpc": dice.choice(["2.0", "1.0", 2]),
        "id": dice.choice([1, -5, 2**70, "x", None, 1.5, [], True]),
        "method": dice.choice([*(name for name in METHODS if name != "system.hello"), "rpc.x", ""]),
        "params": dice.choice([{}, [], None, "x", {"text": "x"}, {"x": {"y": [1, {}]}}]),
    }
    text = bytearray(msgspec.json.encode(call))
    if kind > 2:
        for _ in range(dice.randrange(1, 6)):
            text[dice.randrange(len(text))] = dice.randrange(256)
    return bytes(text)
