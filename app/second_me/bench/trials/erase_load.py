"""Agents that erase and are killed meanwhile, for the trials of the promise `erase`."""

import os
import random
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import msgspec

from second_me.bench.trials.crash import wait_gone
from second_me.bench.trials.sample_vault import CLOCK, PASSPHRASE, Sample
from second_me.client import Client
from second_me.core.errors import EnvironmentFault, SecondMeError
from second_me.core.outcomes import Unlocked
from second_me.core.paths import Home
from second_me.core.protocol.erase import (
    EraseStarted,
    Erasure,
    ListErasures,
    PlanErase,
    Scope,
    Stage,
    StartErase,
)
from second_me.core.protocol.privacy import Confirm
from second_me.core.protocol.system import GetStatus
from second_me.core.protocol.vault import Unlock
from second_me.vault import Vault

SECONDS: Final = 60.0
LOOK_AGAIN_SECONDS: Final = 0.02
LONGEST_SECONDS: Final = 1.5
"""How long an erasure is let run at most before its agent is killed; most are killed early,
since the first stages are over soonest.
"""

ANSWERED_FIRST: Final = 0.7
"""How often the kill comes after the answer: in the middle of the job, not before it."""

NOT_BEGUN: Final = "not begun"


class Killing:
    """Starts agents of one home from a nursery, and kills them."""

    def __init__(self, sample: Sample, orders: IO[str], pids: IO[str]) -> None:
        self.home = sample.home
        self.key = sample.key
        self._orders = orders
        self._pids = pids

    def start(self) -> int:
        """Start an agent and return its process id."""
        self._orders.write("go\n")
        self._orders.flush()
        return int(self._pids.readline())

    @contextmanager
    def agent(self) -> Iterator[Client]:
        """Yield a client of an unlocked agent, which is killed afterwards."""
        pid = self.start()
        try:
            with self.connect() as client:
                yield client
        finally:
            self.kill(pid)

    def connect(self) -> Client:
        """Return a client as soon as the agent answers, with the vault open."""
        pause = threading.Event()
        for _ in range(int(SECONDS / LOOK_AGAIN_SECONDS)):
            try:
                client = Client.connect(self.home, name="trial")
                if isinstance(client.call(Unlock(passphrase=PASSPHRASE), SECONDS), Unlocked):
                    return client
            except SecondMeError:
                pause.wait(LOOK_AGAIN_SECONDS)
        raise EnvironmentFault("No agent", "It did not answer in time.")

    @staticmethod
    def kill(pid: int) -> None:
        """Kill an agent without warning, and wait until it is gone."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        wait_gone(pid)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """How an erasure came out whose agent was killed: at which stage that was, whether it had
    been begun, and what is wrong with how it ended.
    """

    begun: bool
    stage: str
    fault: str = ""


def settle(killing: Killing, scope: Scope, chance: random.Random) -> Settled:
    """Ask for an erasure, kill the agent at some moment, start it again and let it finish."""
    pid = killing.start()
    answered: list[int] = []
    known = 0
    with killing.connect() as client, suppress(SecondMeError):
        at_work(client)
        known = max((one.id for one in client.call(ListErasures()).erasures), default=0)
        plan = client.call(PlanErase(scope=scope), SECONDS)

        def ask() -> None:
            with suppress(SecondMeError):
                started = client.call(StartErase(plan=plan.id), SECONDS)
                if isinstance(started, EraseStarted):
                    answered.append(started.erasure_id)

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        if chance.random() < ANSWERED_FIRST:
            asking.join(SECONDS)
        threading.Event().wait(LONGEST_SECONDS * chance.random() ** 3)
        killing.kill(pid)
        asking.join(SECONDS)
    stage = left_at(killing, known)
    with killing.agent() as client:
        erasures = [one for one in client.call(ListErasures()).erasures if one.id > known]
        if not erasures:
            lost = "an erasure that was answered is gone" if answered else ""
            return Settled(begun=False, stage=NOT_BEGUN, fault=lost)
        done = finished(client, erasures[0].id)
    return Settled(begun=True, stage=stage, fault=_fault(done))


def left_at(killing: Killing, known: int) -> str:
    """Return at which stage a killed agent left its erasure, by a copy of the files."""
    with tempfile.TemporaryDirectory(prefix="second-me-look-") as folder:
        home = Home(root=Path(folder), models=killing.home.models)
        shutil.copytree(killing.home.vault, home.vault)
        vault = Vault.open(home, killing.key, CLOCK)
        try:
            erasures = vault.read(lambda session: session.erasures.list())
        finally:
            vault.close()
    stages = [one.stage.value for one in erasures if one.id > known]
    return stages[0] if stages else NOT_BEGUN


def _fault(erasure: Erasure) -> str:
    receipt = erasure.receipt
    return "" if receipt is not None and receipt.verified else "its receipt says otherwise"


def erase(client: Client, scope: Scope) -> Erasure:
    """Erase and wait for the end of it. It may be long ago that the person was asked for."""
    plan = client.call(PlanErase(scope=scope), SECONDS)
    client.call(Confirm(passphrase=PASSPHRASE), SECONDS)
    started = client.call(StartErase(plan=plan.id), SECONDS)
    assert isinstance(started, EraseStarted)
    return finished(client, started.erasure_id)


def finished(client: Client, number: int) -> Erasure:
    """Return an erasure once it is done. Raises EnvironmentFault if that takes too long."""
    pause = threading.Event()
    for _ in range(int(SECONDS / LOOK_AGAIN_SECONDS)):
        (erasure,) = client.call(ListErasures(id=number)).erasures
        if erasure.stage is Stage.DONE:
            return erasure
        pause.wait(LOOK_AGAIN_SECONDS)
    raise EnvironmentFault("Never done", "An erasure did not come to its end.")


def at_work(client: Client) -> None:
    """Wait until the background work is done. Raises EnvironmentFault if that takes too long."""
    pause = threading.Event()
    for _ in range(int(SECONDS / LOOK_AGAIN_SECONDS)):
        if client.call(GetStatus()).counts.jobs_waiting == 0:
            return
        pause.wait(LOOK_AGAIN_SECONDS)
    raise EnvironmentFault("Never done", "The background work did not come to its end.")
