"""The listener outlives whatever keeps it from letting somebody in."""

import errno
import sys
from multiprocessing.connection import Client as Dial
from pathlib import Path

import pytest

from second_me.agent import server as letting_in
from second_me.agent.server import Server

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")


@pytest.fixture
def server(tmp_path: Path, log):
    server = Server(str(tmp_path / "socket"), b"token", dict, log)
    server.start()
    yield server
    server.close()


def test_who_cannot_be_let_in_costs_nobody_else_their_turn(server, monkeypatch) -> None:
    def exhausted(_connection: object) -> bool:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(letting_in, "same_person", exhausted)
    with Dial(server.address) as refused, pytest.raises(EOFError):
        refused.recv_bytes()
    monkeypatch.undo()
    with Dial(server.address) as welcome:
        assert welcome.recv_bytes().startswith(b"#CHALLENGE#")
