"""What was asked before in the made-up memory."""

from collections.abc import Callable
from typing import Any

from second_me.core.clock import Timestamp
from second_me.core.conversations import Conversation, Ending, Turn
from second_me.core.ids import ConversationId, TurnId
from second_me.core.protocol import Done, conversations
from second_me.desktop.staged.memories import DAY, EVIDENCE, NOW

_HOUR = 3_600_000

LONG = (
    "Where did we eat on Lena's birthday, and what was the name of the wine that Tom brought along "
    "from his trip to the south?"
)

TITLES = (
    ("Who lent me the tent?", 4, 2 * _HOUR),
    ("When is the next check at the dentist?", 1, 5 * _HOUR),
    (LONG, 2, DAY),
    ("What do I owe Marta?", 1, 9 * DAY),
)


class StagedQuestions:
    """A list of conversations that can be searched and deleted."""

    def __init__(self, more: int = 0) -> None:
        asked = [*TITLES, *((f"What was number {n}?", 1, (n + 9) * DAY) for n in range(1, more))]
        self.conversations = tuple(
            Conversation(
                id=ConversationId(number),
                title=title,
                started_at=Timestamp(NOW - ago - _HOUR),
                last_at=Timestamp(NOW - ago),
                turns=turns,
            )
            for number, (title, turns, ago) in enumerate(asked, 1)
        )

    def script(self) -> dict[type[Any], Callable[[Any], Any]]:
        return {
            conversations.ListConversations: self._list,
            conversations.GetConversation: self._get,
            conversations.DeleteConversations: self._delete,
        }

    def _list(self, request: conversations.ListConversations) -> conversations.Conversations:
        words = request.query.casefold().split()
        found = (
            one for one in self.conversations if all(word in one.title.casefold() for word in words)
        )
        return conversations.Conversations(conversations=tuple(found))

    def _get(self, request: conversations.GetConversation) -> conversations.Turns:
        return conversations.Turns(
            turns=tuple(
                _turn(one, number)
                for one in self.conversations
                if one.id == request.id
                for number in range(one.turns)
            )
        )

    def _delete(self, request: conversations.DeleteConversations) -> Done:
        self.conversations = tuple(
            one for one in self.conversations if request.ids and one.id not in request.ids
        )
        return Done()


def _turn(one: Conversation, number: int) -> conversations.TurnView:
    first = number == 0
    turn = Turn(
        id=TurnId(one.id * 10 + number),
        asked_at=one.started_at,
        question=one.title if first else "And when was that?",
        read_as="" if first else "When was it that Ruth lent me the tent?",
        answer="Ruth lent it to you for the trip to the lake [1]." if first else "In May [2].",
        ending=Ending.ANSWERED,
        evidence=tuple(hit.event.id for hit in EVIDENCE),
        seconds=1.4,
    )
    return conversations.TurnView(turn=turn, evidence=tuple(hit.event for hit in EVIDENCE))
