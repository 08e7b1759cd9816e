"""The conversation of this session: questions, streamed answers, what they rest on."""

import enum
import functools
import itertools
from collections.abc import Callable

from second_me.core.errors import AgentUnreachable, SecondMeError
from second_me.core.protocol.pushes import EvidenceFound, PushParams, Token
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
    """Asks the agent and gathers what it streams. One answer runs at a time."""

    def __init__(self, caller: Caller, name: str = "ask") -> None:
        self._caller = caller
        self._streams = (f"{name}-{number}" for number in itertools.count(1))
        self.turns: list[Turn] = []
        self.connected = False
        self.on_turn: TurnChanged = _unheard
        self.on_change: TurnChanged = _unheard

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
        """Stop what runs and drop all turns."""
        self.stop()
        self.turns.clear()

    def link_moved(self, connected: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        """Send what waited for the agent as soon as it is there."""
        came = connected and not self.connected
        self.connected = connected
        turn = self.running
        if came and turn is not None and turn.state is TurnState.WAITING:
            self._send(turn)

    def on_push(self, push: PushParams) -> None:
        turn = self.running
        if turn is None or not isinstance(push, EvidenceFound | Token):
            return
        if push.stream != turn.stream:
            return
        if isinstance(push, EvidenceFound):
            turn.evidence = push.evidence
            turn.trace = push.trace
        else:
            turn.untrusted_text += push.text
            turn.state = TurnState.WRITING
        self.on_change(turn)

    def _send(self, turn: Turn) -> None:
        turn.state = TurnState.SEARCHING
        self.on_change(turn)
        self._caller.call(
            Ask(question=turn.question, stream=turn.stream),
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
        self.on_change(turn)

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
