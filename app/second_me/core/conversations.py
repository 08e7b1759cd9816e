"""What the person asked and was answered, as it is kept."""

import enum

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import ConversationId, EventId, TurnId


class Ending(enum.StrEnum):
    """How an answer came out."""

    ANSWERED = "answered"
    DECLINED = "declined"
    STOPPED = "stopped"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A question that was asked before, as it was understood, and what was answered."""

    question: str
    answer: str = ""


class NewTurn(msgspec.Struct, frozen=True, kw_only=True):
    """A question and its whole answer. `read_as`: how it was understood after the turns before
    it, empty for just as it stands. `evidence` counts from 1 in the text, as in [1].
    """

    question: str
    answer: str
    ending: Ending
    evidence: tuple[EventId, ...] = ()
    read_as: str = ""
    maker: str = ""
    seconds: float = 0.0


class Turn(NewTurn, frozen=True, kw_only=True):
    """A turn that is kept."""

    id: TurnId
    asked_at: Timestamp


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """Turns that belong together; `title` is the first question."""

    id: ConversationId
    title: str
    started_at: Timestamp
    last_at: Timestamp
    turns: int
