"""Finding and asking."""

import msgspec

from second_me.core.protocol._base import Done, Request, method
from second_me.core.records import Event


class ChannelScore(msgspec.Struct, frozen=True, kw_only=True):
    """Why one channel found it: its own score and the rank there, 1 being best."""

    channel: str
    score: float
    rank: int


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One event found, best first."""

    event: Event
    score: float
    channels: tuple[ChannelScore, ...]


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """`strength` (0 to 1) says how sure it is that memory holds something on this.
    `missing` names channels that could not take part (the index still loading, say).
    """

    hits: tuple[Hit, ...]
    strength: float
    missing: tuple[str, ...] = ()
    milliseconds: float = 0.0


@method("recall.search")
class Search(Request[SearchResult], frozen=True, kw_only=True):
    """Find events for a question or a few words. `without` switches channels off."""

    query: str
    limit: int = 20
    without: tuple[str, ...] = ()


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """`number` is the one in the text, as in [1]; it counts from 1 through `Answer.evidence`."""

    number: int
    event_id: int


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A finished answer. `declined`: memory holds nothing on it, and `text` says so.
    `maker` names base, adapter, prompt and grammar.
    """

    text: str
    declined: bool
    evidence: tuple[Hit, ...]
    citations: tuple[Citation, ...]
    maker: str = ""
    stopped: bool = False
    seconds: float = 0.0


@method("ask.start")
class Ask(Request[Answer], frozen=True, kw_only=True):
    """Answer from memory. While it runs, `evidence` and `token` pushes carry `stream`,
    a name the client chose; the result comes when the answer is whole.
    """

    question: str
    stream: str = ""
    limit: int = 5


@method("ask.stop")
class StopAnswer(Request[Done], frozen=True, kw_only=True):
    stream: str
