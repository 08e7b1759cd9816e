import threading

import psutil
import pytest

from second_me.core.errors import Cancelled
from second_me.inference import threads
from second_me.inference.turns import Turns


def waiting(turns, count):
    """Wait until `count` urgent requests stand in the queue."""
    event = threading.Event()
    for _ in range(500):
        if turns._urgent == count:
            return
        event.wait(0.01)
    raise AssertionError(turns._urgent)


def test_the_urgent_go_before_the_background():
    turns = Turns()
    order = []

    def take(name, *, background):
        with turns.take(background=background):
            order.append(name)

    with turns.take(background=False):
        later = threading.Thread(target=take, args=("later",), kwargs={"background": True})
        later.start()
        sooner = [
            threading.Thread(target=take, args=("sooner",), kwargs={"background": False})
            for _ in range(2)
        ]
        for thread in sooner:
            thread.start()
        waiting(turns, 2)
        assert turns.urgent_waiting
    for thread in (later, *sooner):
        thread.join(60)
    assert order == ["sooner", "sooner", "later"]
    assert not turns.urgent_waiting


def test_waiting_can_be_stopped():
    turns = Turns()
    cancel = threading.Event()
    cancel.set()
    with turns.take(background=False), pytest.raises(Cancelled):
        turns._acquire(background=True, cancel=cancel)
    with turns.take(background=True, cancel=cancel):
        assert not turns.try_take()
    assert turns.try_take()
    turns.give_back()


@pytest.mark.parametrize(
    ("cores", "load", "expected"), [(4, 0.1, 3), (4, 2.2, 1), (2, 9.0, 1), (64, 0.0, 8)]
)
def test_threads_are_the_free_cores_less_one(monkeypatch, cores, load, expected):
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: cores)
    monkeypatch.setattr(psutil, "getloadavg", lambda: (load, 0.0, 0.0))
    monkeypatch.setattr(threads, "_allowed", lambda: 64)
    assert threads.choose(0) == expected
    assert threads.choose(5) == 5
