"""Asking through a real agent and the real model: streamed, cited, stopped, and a worker killed."""

import os
import signal
import threading

import psutil
import pytest
from agent_process import QUICK, WAIT, RunningAgent, Watcher, until

from second_me.client import Client
from second_me.core.errors import ModelUnavailable, SecondMeError
from second_me.core.paths import Home
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.models import (
    AddModelFile,
    DownloadModel,
    ListModels,
    Presence,
    RemoveModel,
    StopDownload,
    UseModel,
)
from second_me.core.protocol.pushes import EvidenceFound, Token
from second_me.core.protocol.recall import Answer, Ask, StopAnswer
from second_me.core.protocol.system import (
    Activity,
    ChangeSetting,
    GetHealth,
    GetStatus,
    Level,
    ModelState,
    Pause,
)
from second_me.core.protocol.vault import CreateVault, Lock

ASK_SECONDS = 120.0
MEMORIES = (
    "I saw the dentist, Dr. Novak, on 12 March; the next visit is on 9 September.",
    "Ruth lent me her blue tent for the trip to the lake.",
    "The plumber fixed the boiler on Tuesday and charged 140 euros.",
)


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


@pytest.fixture
def filled(open_client: Client) -> Client:
    """Return a client of a vault with a few memories and nothing in the background."""
    open_client.call(Pause())
    for text in MEMORIES:
        open_client.call(AddText(text=text))
    return open_client


class Asking:
    """A question on a thread of its own."""

    def __init__(self, client: Client, question: str, stream: str) -> None:
        self.answer: Answer | None = None
        self.error: SecondMeError | None = None
        self._thread = threading.Thread(target=self._ask, args=(client, question, stream))
        self._thread.start()

    def _ask(self, client: Client, question: str, stream: str) -> None:
        try:
            self.answer = client.call(Ask(question=question, stream=stream), ASK_SECONDS)
        except SecondMeError as error:
            self.error = error

    def join(self) -> None:
        self._thread.join(ASK_SECONDS)
        assert not self._thread.is_alive()


@pytest.mark.model
def test_an_answer_is_streamed_to_its_asker_with_evidence(agent, filled: Client) -> None:
    asker, other = Watcher(), Watcher()
    with agent.connect("asker", asker) as client, agent.connect("other", other):
        answer = client.call(
            Ask(question="When did I see the dentist?", stream="mine"), ASK_SECONDS
        )
    assert not answer.declined
    assert "Novak" in answer.evidence[0].event.text
    assert {citation.event_id for citation in answer.citations} <= {
        hit.event.id for hit in answer.evidence
    }
    evidence = [p for p in asker.pushed if isinstance(p, EvidenceFound)]
    tokens = [p for p in asker.pushed if isinstance(p, Token)]
    assert [found.stream for found in evidence] == ["mine"]
    assert tokens
    assert {token.stream for token in tokens} == {"mine"}
    assert asker.pushed.index(evidence[0]) < asker.pushed.index(tokens[0])
    assert not [p for p in other.pushed if isinstance(p, Token | EvidenceFound)]


@pytest.mark.model
def test_what_memory_does_not_hold_is_declined(filled: Client) -> None:
    answer = filled.call(Ask(question="Who won the chess championship in 1987?"), ASK_SECONDS)

    assert answer.declined
    assert answer.text


@pytest.mark.model
def test_the_connection_carries_other_calls_while_an_answer_is_written(filled: Client) -> None:
    asking = Asking(filled, "What did the plumber fix and what did he charge?", "slow")
    for _ in range(10):
        assert filled.call(GetStatus(), 5).pid
    asking.join()
    assert asking.answer is not None


@pytest.mark.model
def test_an_answer_can_be_stopped(agent, filled: Client) -> None:
    watcher = Watcher()
    with agent.connect("asker", watcher) as client:
        asking = Asking(client, "Tell me all about the plumber and the boiler.", "long")
        watcher.wait(lambda w: any(isinstance(p, EvidenceFound) for p in w.pushed), 60)
        client.call(StopAnswer(stream="long"))
        asking.join()
    assert asking.error is None
    assert asking.answer is not None


@pytest.mark.model
def test_a_lock_ends_an_answer_and_the_vault_within_moments(agent, filled: Client) -> None:
    watcher = Watcher()
    with agent.connect("asker", watcher) as client:
        asking = Asking(client, "Tell me all about the plumber and the boiler.", "long")
        watcher.wait(lambda w: any(isinstance(p, EvidenceFound) for p in w.pushed), 60)
        filled.call(Lock())
        asking.join()
    # What the worker was shown is gone with it.
    until(lambda: not filled.call(GetStatus()).worker_memory_bytes)


@pytest.mark.model
def test_a_worker_killed_in_mid_answer_costs_an_answer_at_most(agent, filled: Client) -> None:
    filled.call(Ask(question="Who lent me the tent?"), ASK_SECONDS)
    worker = worker_of(agent)
    watcher = Watcher()
    with agent.connect("asker", watcher) as client:
        asking = Asking(client, "What did the plumber fix and what did he charge?", "cut")
        watcher.wait(lambda w: any(isinstance(p, EvidenceFound) for p in w.pushed), 60)
        os.kill(worker, signal.SIGKILL)
        asking.join()
    assert asking.answer is not None or isinstance(asking.error, ModelUnavailable)

    again = filled.call(Ask(question="Who lent me the tent?"), ASK_SECONDS)
    assert "Ruth" in again.evidence[0].event.text
    assert worker_of(agent) != worker
    assert filled.call(GetStatus()).pid == agent.process.pid


@pytest.mark.model
def test_a_killed_agent_takes_its_worker_with_it(agent, filled: Client) -> None:
    filled.call(Ask(question="Who lent me the tent?"), ASK_SECONDS)
    worker = worker_of(agent)
    agent.kill()

    until(lambda: not psutil.pid_exists(worker) or is_zombie(worker))


@pytest.mark.model
def test_a_stop_ends_the_worker_too(agent, filled: Client) -> None:
    filled.call(Ask(question="Who lent me the tent?"), ASK_SECONDS)
    worker = worker_of(agent)

    assert agent.stop() == 0
    until(lambda: not psutil.pid_exists(worker) or is_zombie(worker))


def worker_of(agent: RunningAgent) -> int:
    (worker,) = psutil.Process(agent.process.pid).children()
    return worker.pid


def is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def modelless(start_agent, tmp_path) -> RunningAgent:
    """Return an agent on a machine without any model."""
    return start_agent(Home(root=tmp_path / "bare", models=tmp_path / "no-models"), QUICK)


def test_without_a_model_finding_works_and_asking_says_what_to_do(modelless) -> None:
    with modelless.connect() as client:
        client.call(CreateVault(passphrase="no model at all", recovery=False, keyring=False))
        client.call(AddText(text=MEMORIES[0]))
        status = client.call(GetStatus())
        assert status.model is ModelState.MISSING
        assert status.activity in {Activity.IDLE, Activity.WORKING}
        asking = Asking(client, "When did I see the dentist Novak?", "")
        asking.join()
        assert asking.answer.evidence if asking.answer else asking.error.action
        checks = {check.name: check for check in client.call(GetHealth()).checks}
        assert checks["model"].level is Level.PROBLEM
        assert checks["model"].action
        models = client.call(ListModels()).models
        assert len(models) >= 5
        assert {model.presence for model in models} == {Presence.ABSENT}
        with pytest.raises(SecondMeError) as missing:
            client.call(UseModel(name=models[1].name))
        assert missing.value.action
        client.call(StopDownload(name=models[1].name))
        for request in (
            DownloadModel(name="no-such-model"),
            RemoveModel(name="no-such-model"),
            RemoveModel(name="../../etc"),
            AddModelFile(path="/etc/hostname"),
            AddModelFile(path="/etc/hostname", trusted=True),
            AddModelFile(path="relative.gguf", trusted=True),
            ChangeSetting(key="model.threads", value=-1),
        ):
            with pytest.raises(SecondMeError) as refused:
                client.call(request, WAIT)
            assert refused.value.code != "bug", request
