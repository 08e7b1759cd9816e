"""A collection of memories, and questions whose evidence is known."""

import msgspec

from second_me.core.clock import Moment
from second_me.core.records import NewEvent

UNANSWERABLE = "unanswerable"
"""The category of questions that the memories do not answer."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question put at a moment. `evidence` holds the `natural_key` of the memories that tell it.

    Questions of the category `UNANSWERABLE` may name evidence too: what they were made from.
    """

    text: str
    asked: Moment
    evidence: tuple[str, ...]
    category: str
    answer: str = ""


class Corpus(msgspec.Struct, frozen=True, kw_only=True):
    """One person's memories (in time order) and questions. `owner` is the person's name.

    `by_thread`: what counts as found is the thread (a session) rather than the single memory.
    `in_stream`: questions were put in the midst of it, and what came later cannot tell them.
    """

    name: str
    owner: str
    events: tuple[NewEvent, ...]
    questions: tuple[Question, ...]
    by_thread: bool = False
    in_stream: bool = False
