"""A person's session, acted out: used by the trials that look at what it leaves behind.

`python -m second_me.bench.trials.scripted_session` reads a `Plan` from its standard
input, works through it with an agent of its own, and says at each `Stage` that it got
there; then it waits for a line before it goes on.
"""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from second_me.client import Client, ensure_agent, stop_agent
from second_me.client.calls import CallsAgent
from second_me.core.errors import EnvironmentFault
from second_me.core.outcomes import Failed, ImportStarted, Rejected
from second_me.core.paths import find_home
from second_me.core.protocol.memory import AddText, ListBatches, StartImport
from second_me.core.protocol.pushes import PushParams
from second_me.core.protocol.recall import Ask, Search
from second_me.core.protocol.system import GetStatus
from second_me.core.protocol.vault import CreateVault, Lock, MakeBackup
from second_me.core.records import BatchState

SECONDS = 300.0
LOOK_AGAIN_SECONDS = 0.25


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to type, import, look for and ask."""

    passphrase: str
    typed: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """How far the session is, and the one secret that only it was told."""

    at: Literal["open", "locked", "stopped"]
    recovery_code: str = ""
    events: int = 0
    answers: int = 0


class News:
    """Wakes whoever waits whenever the agent says that something changed."""

    def __init__(self) -> None:
        self._changed = threading.Event()

    def on_push(self, params: PushParams) -> None:
        del params
        self._changed.set()

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Return once `done` says so. Raises EnvironmentFault after `SECONDS`."""
        deadline = time.monotonic() + SECONDS
        while not done():
            if time.monotonic() > deadline:
                raise EnvironmentFault("The session got stuck", f"It waited in vain for: {what}.")
            self._changed.wait(LOOK_AGAIN_SECONDS)
            self._changed.clear()


def main() -> int:
    """Act out the plan; 0 if every step worked."""
    plan = msgspec.json.decode(sys.stdin.buffer.readline(), type=Plan)
    home = find_home()
    outcome = ensure_agent(home)
    if isinstance(outcome, Failed):
        raise EnvironmentFault(outcome.title, outcome.message, outcome.action)
    news = News()
    with Client.connect(home, name="trial", subscribe=True, on_push=news.on_push) as agent:
        made = agent.call(CreateVault(passphrase=plan.passphrase, keyring=False), SECONDS)
        answers = act(agent, news, plan)
        events = agent.call(GetStatus()).counts.events
        stage(Stage(at="open", recovery_code=made.recovery_code, events=events, answers=answers))
        agent.call(Lock())
    stage(Stage(at="locked"))
    stop_agent(home)
    stage(Stage(at="stopped"))
    return 0


def act(agent: CallsAgent, news: News, plan: Plan) -> int:
    """Type, import, look for, ask, back up; return how many questions were answered."""
    for text in plan.typed:
        agent.call(AddText(text=text))
    for file in plan.files:
        take_in(agent, news, Path(file))
    news.until(lambda: embedded(agent), "memories to be found by meaning")
    for query in plan.recalled:
        agent.call(Search(query=query))
    answers = [agent.call(Ask(question=question), SECONDS) for question in plan.asked]
    agent.call(MakeBackup(), SECONDS)
    return sum(not answer.declined for answer in answers)


def take_in(agent: CallsAgent, news: News, file: Path) -> None:
    """Import a file and wait for its end. Raises EnvironmentFault if it is not taken."""
    outcome: ImportStarted | Rejected = agent.call(StartImport(path=str(file)), SECONDS)
    if isinstance(outcome, Rejected):
        raise EnvironmentFault("Not imported", outcome.reason, outcome.action)
    news.until(lambda: ended(agent, outcome.batch_id), "an import to end")


def ended(agent: CallsAgent, number: int) -> bool:
    views = agent.call(ListBatches()).batches
    return any(v.batch.id == number and v.batch.state is BatchState.DONE for v in views)


def embedded(agent: CallsAgent) -> bool:
    counts = agent.call(GetStatus()).counts
    return counts.vectors >= counts.events


def stage(reached: Stage) -> None:
    """Say where the session is and wait for a line."""
    sys.stdout.buffer.write(msgspec.json.encode(reached) + b"\n")
    sys.stdout.buffer.flush()
    sys.stdin.buffer.readline()


if __name__ == "__main__":
    sys.exit(main())
