"""A slow client holds up nobody; what it misses it can tell by the numbers."""

import threading

import msgspec

from second_me.agent.outbox import MAX_PUSHES, Outbox
from second_me.core.changes import ChangeSet, Topic
from second_me.core.jsonrpc import Incoming
from second_me.core.protocol.pushes import Changed

WAIT = 60
REPLY = b'{"jsonrpc":"2.0","id":1,"result":{}}'


class SlowLine:
    """Sends only while it is open."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.sent: list[Incoming] = []
        self.broken = False

    def send(self, message: bytes) -> None:
        assert self.open.wait(WAIT)
        if self.broken:
            raise BrokenPipeError
        self.sent.append(msgspec.json.decode(message, type=Incoming))


def change(number: int) -> Changed:
    return Changed(ChangeSet.of(Topic.FACTS, number))


def test_notifications_are_numbered_one_by_one() -> None:
    line = SlowLine()
    line.open.set()
    outbox = Outbox(line.send, lambda: None)
    for number in range(5):
        outbox.push(change(number))

    assert outbox.flush(WAIT)
    outbox.close()
    assert [message.seq for message in line.sent] == [1, 2, 3, 4, 5]
    assert {message.method for message in line.sent} == {"changed"}


def test_answers_overtake_nothing_and_are_never_dropped() -> None:
    line = SlowLine()
    outbox = Outbox(line.send, lambda: None)
    for number in range(MAX_PUSHES + 50):
        outbox.push(change(number))
    outbox.reply(REPLY)
    line.open.set()

    assert outbox.flush(WAIT)
    outbox.close()
    assert [message.id for message in line.sent if not message.method] == [1]


def test_a_client_that_missed_some_can_tell_though_nothing_follows() -> None:
    line = SlowLine()
    outbox = Outbox(line.send, lambda: None)
    for number in range(MAX_PUSHES + 50):
        outbox.push(change(number))
    line.open.set()

    assert outbox.flush(WAIT)
    outbox.close()
    numbers = [message.seq for message in line.sent]
    assert numbers[:MAX_PUSHES] == list(range(1, MAX_PUSHES + 1))
    assert numbers[-1] == MAX_PUSHES + 50 + 1


def test_a_broken_line_is_told_once_and_frees_who_waits() -> None:
    line = SlowLine()
    told: list[str] = []
    released = threading.Semaphore(0)
    outbox = Outbox(line.send, lambda: told.append("broken"))
    outbox.reply(REPLY, released.release)
    outbox.reply(REPLY, released.release)
    line.broken = True
    line.open.set()

    assert released.acquire(timeout=WAIT)
    assert released.acquire(timeout=WAIT)
    outbox.close()
    outbox.reply(REPLY, released.release)
    assert released.acquire(timeout=WAIT)
    assert told == ["broken"]


def test_closing_lets_go_of_what_was_not_sent() -> None:
    line = SlowLine()
    released = threading.Semaphore(0)
    outbox = Outbox(line.send, lambda: None)
    outbox.reply(REPLY, released.release)
    outbox.reply(REPLY, released.release)
    threading.Timer(0.05, line.open.set).start()
    outbox.close()

    assert released.acquire(timeout=WAIT)
    assert released.acquire(timeout=WAIT)
