"""Finding and asking."""

import enum

import msgspec

from second_me.core.conversations import Said
from second_me.core.ids import ConversationId, EventId, TurnId
from second_me.core.protocol._base import Done, Request, method
from second_me.core.records import Act, Event


class ChannelScore(msgspec.Struct, frozen=True, kw_only=True):
    """Why one channel found it: its own score and the rank there, 1 being best."""

    channel: str
    score: float
    rank: int


class ReasonKind(enum.StrEnum):
    """What can speak for a hit."""

    PERSON = "person"  # `detail`: whom the question names, who said it or of whom it tells
    TIME = "time"  # it falls into the time that was asked for
    WORDS = "words"  # `detail`: the words it shares with the question
    PHRASE = "phrase"  # `detail`: the quoted words it holds
    MEANING = "meaning"  # `weight`: the cosine
    NEIGHBOUR = "neighbour"  # what stands beside it fits
    KIND = "kind"  # it holds what was asked for, such as a date or a place; `detail` names it
    CHOSEN = "chosen"  # it was opened or confirmed on a like question before
    REFUSED = "refused"  # it was marked wrong on a like question before
    EARLIER = "earlier"  # a later memory tells it otherwise; `detail` is the id of its event
    TASTE = "taste"  # like what the person opens; `weight` is what that added to the score


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that speaks for a hit; of less than nothing, against it."""

    kind: ReasonKind
    detail: str = ""
    weight: float = 0.0


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One event found, best first. `reasons` say why, what says most first."""

    event: Event
    score: float
    channels: tuple[ChannelScore, ...]
    reasons: tuple[Reason, ...] = ()


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """`strength` (0 to 1) says how sure it is that memory holds something on this.
    `missing` names channels that could not take part (the index still loading, say).
    `trace` names this result in `recall.feedback`; empty while nothing is learned.
    """

    hits: tuple[Hit, ...]
    strength: float
    missing: tuple[str, ...] = ()
    milliseconds: float = 0.0
    trace: str = ""


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
    `maker` names base, adapter, prompt and grammar, `trace` the result it was drawn from.

    `read_as` is the question as it was understood after those before it, empty for just so.
    `missing` names channels of the search that could not take part. `conversation` and `turn`
    say where it was kept; None: it was not.
    """

    text: str
    declined: bool
    evidence: tuple[Hit, ...]
    citations: tuple[Citation, ...]
    maker: str = ""
    stopped: bool = False
    seconds: float = 0.0
    trace: str = ""
    read_as: str = ""
    missing: tuple[str, ...] = ()
    conversation: ConversationId | None = None
    turn: TurnId | None = None


@method("ask.start")
class Ask(Request[Answer], frozen=True, kw_only=True):
    """Answer from memory. While it runs, `evidence` and `token` pushes carry `stream`,
    a name the client chose; the result comes when the answer is whole.

    A question that leans on `earlier` ones, the oldest first, is read in their light. With `keep`
    it is kept with its answer, if the person wants that, in `conversation` or a new one.
    """

    question: str
    stream: str = ""
    limit: int = 5
    earlier: tuple[Said, ...] = ()
    keep: bool = False
    conversation: ConversationId | None = None


@method("ask.stop")
class StopAnswer(Request[Done], frozen=True, kw_only=True):
    stream: str


class FeedbackTaken(msgspec.Struct, frozen=True, kw_only=True):
    """Whether something was learned: not while learning is off, nor of a result that is no
    longer known.
    """

    learned: bool


@method("recall.feedback")
class GiveFeedback(Request[FeedbackTaken], frozen=True, kw_only=True):
    """Tell what the person did with one hit of a result that was shown to them."""

    trace: str
    event_id: EventId
    act: Act


class Leaning(msgspec.Struct, frozen=True, kw_only=True):
    """One thing learned: which way and how strongly a feature of memories moves the score.
    `name` is "own", "recent", "long" or the like, or "author", "source", "kind" with the one
    meant in `detail`.
    """

    name: str
    weight: float
    detail: str = ""


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """What has been learned from the person: of how many results, and the strongest leanings."""

    results: int
    acts: int
    leanings: tuple[Leaning, ...] = ()


@method("recall.learning")
class GetLearning(Request[Learning], frozen=True, kw_only=True):
    pass


@method("recall.reset_learning")
class ResetLearning(Request[Learning], frozen=True, kw_only=True):
    """Forget all that was learned from what was opened; returns what that was."""
