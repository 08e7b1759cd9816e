"""What was asked and answered before: listed, read again, deleted."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.changes import ChangeSet, Topic
from second_me.core.conversations import Turn
from second_me.core.protocol import Done
from second_me.core.protocol.conversations import (
    Conversations,
    DeleteConversations,
    GetConversation,
    ListConversations,
    Turns,
    TurnView,
)
from second_me.vault.session import Session


def handlers(core: Core) -> Handlers:
    conversations = _Conversations(core)
    return {
        ListConversations: conversations.list,
        GetConversation: conversations.get,
        DeleteConversations: conversations.delete,
    }


class _Conversations:
    def __init__(self, core: Core) -> None:
        self._core = core

    def list(self, request: ListConversations, _: Caller) -> Conversations:
        found = self._core.session.services.vault.read(
            lambda session: session.conversations.list(request.limit, request.query)
        )
        return Conversations(conversations=tuple(found))

    def get(self, request: GetConversation, _: Caller) -> Turns:
        def read(session: Session) -> Turns:
            return Turns(
                turns=tuple(
                    _view(session, turn) for turn in session.conversations.turns(request.id)
                )
            )

        return self._core.session.services.vault.read(read)

    def delete(self, request: DeleteConversations, _: Caller) -> Done:
        def work(session: Session) -> None:
            if request.ids:
                session.conversations.delete(request.ids)
            else:
                session.conversations.delete_all()

        self._core.session.services.vault.write(work)
        self._core.notices.changed(ChangeSet.of(Topic.CONVERSATIONS, *request.ids))
        return Done()


def _view(session: Session, turn: Turn) -> TurnView:
    return TurnView(turn=turn, evidence=tuple(session.events.get(turn.evidence)))
