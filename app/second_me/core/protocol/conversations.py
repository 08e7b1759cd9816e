"""What was asked and answered before: listed, read again, deleted."""

import msgspec

from second_me.core.conversations import Conversation, Turn
from second_me.core.ids import ConversationId
from second_me.core.protocol._base import Done, Request, method
from second_me.core.records import Event


class Conversations(msgspec.Struct, frozen=True, kw_only=True):
    conversations: tuple[Conversation, ...]


@method("conversations.list")
class ListConversations(Request[Conversations], frozen=True, kw_only=True):
    """Conversations, the last spoken in first; of a `query` those that hold all its words."""

    query: str = ""
    limit: int = 200


class TurnView(msgspec.Struct, frozen=True, kw_only=True):
    """A turn with the events that it shows, in the order of its numbers."""

    turn: Turn
    evidence: tuple[Event, ...]


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    turns: tuple[TurnView, ...]


@method("conversations.get")
class GetConversation(Request[Turns], frozen=True, kw_only=True):
    """The turns of one in order; none if it is gone."""

    id: ConversationId


@method("conversations.delete")
class DeleteConversations(Request[Done], frozen=True, kw_only=True):
    """Delete some for good; without ids all of them."""

    ids: tuple[ConversationId, ...] = ()
