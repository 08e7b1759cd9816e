"""The scripted agent answers, raises, pushes and refuses as a real one would."""

import msgspec
import pytest

from second_me.client import ScriptedAgent
from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import AgentUnreachable, Bug, VaultLocked
from second_me.core.outcomes import Stored
from second_me.core.protocol import Done
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.pushes import Changed
from second_me.core.protocol.system import Pause, Resume
from second_me.core.protocol.vault import Lock


def test_it_answers_from_a_result_or_from_a_function() -> None:
    agent = ScriptedAgent({Lock: Done(), AddText: lambda asked: Stored((len(asked.text),))})

    assert agent.call(Lock()) == Done()
    assert agent.call(AddText(text="four")) == Stored((4,))
    assert agent.asked(AddText) == [AddText(text="four")]


def test_it_raises_what_the_script_holds() -> None:
    agent = ScriptedAgent({Lock: VaultLocked("Locked", "The vault is locked.")})

    with pytest.raises(VaultLocked):
        agent.call(Lock())


def test_an_answer_of_the_wrong_type_fails() -> None:
    agent = ScriptedAgent({AddText: Done()})

    with pytest.raises(msgspec.ValidationError):
        agent.call(AddText(text="x"))


def test_what_is_not_in_the_script_is_a_bug() -> None:
    with pytest.raises(Bug):
        ScriptedAgent().call(Pause(minutes=3))


def test_it_pushes_and_goes_away() -> None:
    pushed: list[object] = []
    lost: list[str] = []
    agent = ScriptedAgent({Resume: Done()}, on_push=pushed.append, on_lost=lost.append)
    change = Changed(ChangeSet.of(Topic.FACTS, 1))

    agent.push(change)
    agent.lose("gap")
    assert agent.call(Resume()) == Done()
    agent.lose("closed")

    assert pushed == [change]
    assert lost == ["gap", "closed"]
    with pytest.raises(AgentUnreachable):
        agent.call(Resume())
