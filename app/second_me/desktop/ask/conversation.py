"""A conversation: questions, streamed answers, what they rest on."""

import enum
import functools
import itertools
from collections.abc import Callable

from second_me.core.changes import Topic
from second_me.core.conversations import Ending, Said
from second_me.core.errors import AgentUnreachable, SecondMeError
from second_me.core.ids import ConversationId, TurnId
from second_me.core.protocol.conversations import GetConversation, Turns, TurnView
from second_me.core.protocol.pushes import Changed, EvidenceFound, PushParams, Token
from second_me.core.protocol.recall import Answer, Ask, Hit, StopAnswer
from second_me.desktop.ask.citations import Cited, Segment, plain, settled, split
from second_me.desktop.calling import Caller, ignore


class TurnState(enum.Enum):
    WAITING = "waiting"  # for the agent to come (back)
    SEARCHING = "searching"
    WRITING = "writing"
    DONE = "done"
    DECLINED = "declined"
    STOPPED = "stopped"
    FAILED = "failed"


_LOOKED_BACK = 3
"""Turns that a new question is read in the light of."""

_ENDINGS = {
    Ending.ANSWERED: TurnState.DONE,
    Ending.DECLINED: TurnState.DECLINED,
    Ending.STOPPED: TurnState.STOPPED,
}
_RUNNING = frozenset({TurnState.WAITING, TurnState.SEARCHING, TurnState.WRITING})


class Turn:
    """One question and its answer, as far as it has come."""

    def __init__(self, question: str, stream: str) -> None:
        self.question = question
        self.stream = stream
        self.state = TurnState.WAITING
        self.untrusted_text = ""
        self.evidence: tuple[Hit, ...] = ()
        self.trace = ""
        self.error: SecondMeError | None = None
        self.maker = ""
        self.seconds = 0.0
        self.read_as = ""
        self.missing: tuple[str, ...] = ()
        self.kept: TurnId | None = None

    @classmethod
    def kept_before(cls, view: TurnView) -> "Turn":
        """Return a turn as it was kept; what was found for it is not learned from any more."""
        kept = view.turn
        turn = cls(kept.question, "")
        turn.kept = kept.id
        turn.state = _ENDINGS[kept.ending]
        turn.untrusted_text = kept.answer
        turn.evidence = tuple(Hit(event=one, score=0.0, channels=()) for one in view.evidence)
        turn.read_as = kept.read_as
        turn.maker = kept.maker
        turn.seconds = kept.seconds
        return turn

    @property
    def said(self) -> Said:
        """Return what a later question may lean on: a declined one answered nothing."""
        told = "" if self.state is TurnState.DECLINED else self.text
        return Said(question=self.read_as or self.question, answer=told)

    @property
    def running(self) -> bool:
        return self.state in _RUNNING

    @property
    def text(self) -> str:
        """Return what may be shown of the answer: plain text, no half-written citation."""
        text = plain(self.untrusted_text)
        return (settled(text) if self.state is TurnState.WRITING else text).strip()

    @property
    def segments(self) -> list[Segment]:
        return split(self.text, len(self.evidence))

    @property
    def cited(self) -> list[int]:
        """Return the numbers of the evidence that the text cites, each once, in order."""
        numbers = (part.number for part in self.segments if isinstance(part, Cited))
        return list(dict.fromkeys(numbers))


TurnChanged = Callable[[Turn], None]


class Conversation:
    """Asks the agent and gathers what it streams. One answer runs at a time. What is asked is
    kept in the vault; `id` says where, once the first answer is whole.

    `on_turn` tells of a new turn, `on_change` of one that moved, `on_turns` that all are others.
    """

    def __init__(self, caller: Caller, name: str = "ask") -> None:
        self._caller = caller
        self._streams = (f"{name}-{number}" for number in itertools.count(1))
        self.turns: list[Turn] = []
        self.id: ConversationId | None = None
        self.connected = False
        self.on_turn: TurnChanged = _unheard
        self.on_change: TurnChanged = _unheard
        self.on_turns: Callable[[], None] = _nothing

    @property
    def running(self) -> Turn | None:
        """Return the turn whose answer is still coming."""
        last = self.turns[-1] if self.turns else None
        return last if last is not None and last.running else None

    def ask(self, question: str) -> Turn | None:
        """Ask; nothing happens for an empty question or while an answer is coming."""
        question = question.strip()
        if not question or self.running is not None:
            return None
        turn = Turn(question, next(self._streams))
        self.turns.append(turn)
        self.on_turn(turn)
        if self.connected:
            self._send(turn)
        return turn

    def again(self, turn: Turn) -> Turn | None:
        """Ask the question of an earlier turn once more, as a new turn."""
        return self.ask(turn.question)

    def stop(self) -> None:
        """Stop the answer that is coming; what it wrote so far stays."""
        turn = self.running
        if turn is None:
            return
        if turn.state is not TurnState.WAITING:
            self._caller.call(StopAnswer(stream=turn.stream), ignore, ignore)
        turn.state = TurnState.STOPPED
        self.on_change(turn)

    def forget(self) -> None:
        """Stop what runs and drop all turns; the next question begins a new conversation."""
        self.stop()
        self.turns = []
        self.id = None
        self.on_turns()

    def open(self, id_: ConversationId) -> None:
        """Go on with a conversation that was kept."""
        if self.running is None:
            request = GetConversation(id=id_)
            self._caller.call(request, functools.partial(self._on_opened, id_), ignore)

    def link_moved(self, connected: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        """Send what waited for the agent as soon as it is there."""
        came = connected and not self.connected
        self.connected = connected
        turn = self.running
        if came and turn is not None and turn.state is TurnState.WAITING:
            self._send(turn)

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed):
            if Topic.CONVERSATIONS in push.changes.topics and self.id is not None:
                request = GetConversation(id=self.id)
                self._caller.call(request, functools.partial(self._on_looked, self.id), ignore)
            return
        turn = self.running
        if turn is None or not isinstance(push, EvidenceFound | Token):
            return
        if push.stream != turn.stream:
            return
        if isinstance(push, EvidenceFound):
            turn.evidence = push.evidence
            turn.trace = push.trace
            turn.read_as = push.read_as
            turn.missing = push.missing
        else:
            turn.untrusted_text += push.text
            turn.state = TurnState.WRITING
        self.on_change(turn)

    def _send(self, turn: Turn) -> None:
        turn.state = TurnState.SEARCHING
        self.on_change(turn)
        earlier = [one.said for one in self.turns if one is not turn][-_LOOKED_BACK:]
        self._caller.call(
            Ask(
                question=turn.question,
                stream=turn.stream,
                earlier=tuple(earlier),
                keep=True,
                conversation=self.id,
            ),
            functools.partial(self._on_answer, turn),
            functools.partial(self._on_failure, turn),
            patient=True,
        )

    def _on_answer(self, turn: Turn, answer: Answer) -> None:
        if turn.state is TurnState.STOPPED:
            # The agent's last words for a stopped answer are as far as it came.
            turn.evidence = answer.evidence or turn.evidence
        else:
            turn.evidence = answer.evidence
            turn.state = _ending(answer)
        turn.trace = answer.trace or turn.trace
        turn.untrusted_text = answer.text or turn.untrusted_text
        turn.maker = answer.maker
        turn.seconds = answer.seconds
        turn.read_as = answer.read_as
        turn.missing = answer.missing
        if turn in self.turns and answer.conversation is not None:
            turn.kept = answer.turn
            self.id = answer.conversation
        self.on_change(turn)

    def _on_opened(self, id_: ConversationId, kept: Turns) -> None:
        if kept.turns and self.running is None:
            self.id = id_
            self.turns = [Turn.kept_before(view) for view in kept.turns]
            self.on_turns()

    def _on_looked(self, id_: ConversationId, kept: Turns) -> None:
        """Drop the turns that were kept and are gone: they told of what was erased."""
        if id_ != self.id:
            return
        there = {view.turn.id for view in kept.turns}
        stay = [turn for turn in self.turns if turn.kept is None or turn.kept in there]
        if stay != self.turns:
            self.turns = stay
            self.on_turns()

    def _on_failure(self, turn: Turn, error: SecondMeError) -> None:
        if turn.state is TurnState.STOPPED:
            return
        if isinstance(error, AgentUnreachable) and not turn.untrusted_text:
            # Nothing was said yet: the question waits until the agent is back.
            turn.state = TurnState.WAITING
            self.connected = False
        else:
            turn.state = TurnState.FAILED
            turn.error = error
        self.on_change(turn)


def _ending(answer: Answer) -> TurnState:
    if answer.stopped:
        return TurnState.STOPPED
    return TurnState.DECLINED if answer.declined else TurnState.DONE


def _unheard(_turn: Turn) -> None:
    pass


def _nothing() -> None:
    pass
