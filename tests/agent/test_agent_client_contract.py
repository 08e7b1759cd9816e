"""What both twins of `CallsAgent` do: the client of a real agent, and the scripted one."""

from collections.abc import Callable, Iterator

import pytest
from agent_process import PASSPHRASE, QUICK, Watcher

from second_me.client import CallsAgent, ScriptedAgent
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Moment
from second_me.core.errors import AgentUnreachable, PersonFault
from second_me.core.outcomes import Rejected, Stored
from second_me.core.protocol.memory import AddText, Events, ListEvents
from second_me.core.protocol.pushes import Changed
from second_me.core.protocol.system import ChangeSetting
from second_me.core.protocol.vault import CreateVault
from second_me.core.records import Event, EventKind, Origin

Twin = tuple[CallsAgent, Watcher]


def refusal(_: ChangeSetting) -> PersonFault:
    return PersonFault("Setting not changed", "It cannot be that.", "Choose another value.")


def scripted() -> Iterator[Twin]:
    watcher = Watcher()
    kept: list[Event] = []

    def add(request: AddText) -> Stored | Rejected:
        if not request.text.strip():
            return Rejected("Nothing to remember.", "Write something.")
        kept.append(
            Event(
                id=len(kept) + 1,
                source_id=1,
                batch_id=None,
                kind=EventKind.NOTE,
                origin=Origin.TYPED,
                text=request.text,
                moment=Moment(0),
                received_at=0,
            )
        )
        agent.push(Changed(ChangeSet.of(Topic.EVENTS, kept[-1].id)))
        return Stored((kept[-1].id,))

    agent = ScriptedAgent(
        {AddText: add, ListEvents: lambda _: Events(events=tuple(kept)), ChangeSetting: refusal},
        on_push=watcher.push,
        on_lost=watcher.lose,
    )
    yield agent, watcher


@pytest.fixture(params=["scripted", "real"])
def twin(request, home, start_agent: Callable) -> Iterator[Twin]:
    if request.param == "scripted":
        yield from scripted()
        return
    watcher = Watcher()
    agent = start_agent(home, QUICK)
    with agent.connect("contract", watcher) as client:
        client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False))
        yield client, watcher


def test_a_call_gives_its_own_type_of_answer(twin: Twin) -> None:
    agent, _ = twin
    stored = agent.call(AddText(text="kept"))
    assert isinstance(stored, Stored)
    assert isinstance(agent.call(AddText(text="  ")), Rejected)

    (event,) = agent.call(ListEvents()).events
    assert (event.id, event.text) == (stored.event_ids[0], "kept")


def test_an_error_is_raised_as_itself(twin: Twin) -> None:
    agent, _ = twin
    with pytest.raises(PersonFault) as refused:
        agent.call(ChangeSetting(key="backup.daily", value=0))
    assert refused.value.title == "Setting not changed"


def test_changes_are_pushed(twin: Twin) -> None:
    agent, watcher = twin
    agent.call(AddText(text="told"))

    watcher.wait(
        lambda w: any(isinstance(p, Changed) and Topic.EVENTS in p.changes.topics for p in w.pushed)
    )


def test_a_closed_one_is_unreachable(twin: Twin) -> None:
    agent, watcher = twin
    agent.close()
    agent.close()

    with pytest.raises(AgentUnreachable):
        agent.call(ListEvents())
    assert watcher.lost == []
