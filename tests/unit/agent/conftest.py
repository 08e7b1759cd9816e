"""A real vault for the agent's parts, and a way to wait for the thing itself."""

import threading
from collections.abc import Callable

import pytest

from second_me.agent.logs import open_log
from second_me.vault import DataKey, Vault

WAIT = 60.0


class Signal:
    """Something that several threads look at: tests wait until it is as they want it."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.seen: list = []

    def __call__(self, value: object = None) -> None:
        with self._condition:
            self.seen.append(value)
            self._condition.notify_all()

    def wait(self, until: Callable[[list], bool]) -> list:
        with self._condition:
            assert self._condition.wait_for(lambda: until(self.seen), WAIT), self.seen
            return list(self.seen)


@pytest.fixture
def signal() -> Signal:
    return Signal()


@pytest.fixture
def vault(home, clock):
    opened = Vault.create(home, DataKey.generate(), clock)
    yield opened
    opened.close()


@pytest.fixture
def log(tmp_path):
    log, file = open_log(tmp_path / "logs")
    yield log
    file.close()
