"""The conversation: streaming, stopping, losing the agent on the way."""

import pytest
from desktop_doubles import ScriptedCaller

from second_me.core.errors import AgentUnreachable, ModelUnavailable
from second_me.core.protocol.pushes import EvidenceFound, Token
from second_me.core.protocol.recall import Ask, StopAnswer
from second_me.desktop.ask.conversation import Conversation, TurnState
from second_me.desktop.scenes import ANSWER, DECLINED, EVIDENCE

GONE = AgentUnreachable("Connection lost", "It went away.", "It is started again.")


@pytest.fixture
def conversation(caller: ScriptedCaller) -> Conversation:
    made = Conversation(caller)
    made.link_moved(True)
    return made


def test_an_answer_comes_with_its_evidence(conversation: Conversation, caller: ScriptedCaller):
    turn = conversation.ask("  When was the dentist? ")
    assert turn is not None
    assert turn.question == "When was the dentist?"
    assert turn.state is TurnState.SEARCHING
    caller.answer_all()
    assert turn.state is TurnState.DONE
    assert turn.text == ANSWER
    assert turn.cited == [1, 2, 3]
    assert turn.evidence == EVIDENCE


def test_words_stream_in_before_the_answer_is_whole(conversation: Conversation):
    turn = conversation.ask("When?")
    assert turn is not None
    conversation.on_push(EvidenceFound(stream=turn.stream, evidence=EVIDENCE))
    for part in ("On Mon", "day [", "1", "]."):
        conversation.on_push(Token(stream=turn.stream, text=part))
    assert turn.state is TurnState.WRITING
    assert turn.text == "On Monday [1]."
    conversation.on_push(Token(stream="another", text="not mine"))
    assert turn.text == "On Monday [1]."


def test_half_a_citation_is_not_shown(conversation: Conversation):
    turn = conversation.ask("When?")
    assert turn is not None
    conversation.on_push(Token(stream=turn.stream, text="On Monday [1"))
    assert turn.text == "On Monday"


def test_one_answer_at_a_time(conversation: Conversation, caller: ScriptedCaller):
    assert conversation.ask("First?") is not None
    assert conversation.ask("Second?") is None
    assert conversation.ask("   ") is None
    caller.answer_all()
    assert conversation.ask("Second?") is not None


def test_stopping_keeps_what_was_written(conversation: Conversation, caller: ScriptedCaller):
    turn = conversation.ask("When?")
    assert turn is not None
    conversation.on_push(Token(stream=turn.stream, text="On Mon"))
    conversation.stop()
    assert turn.state is TurnState.STOPPED
    assert [request.stream for request in caller.asked(StopAnswer)] == [turn.stream]
    conversation.on_push(Token(stream=turn.stream, text="day"))
    assert turn.text == "On Mon"
    assert conversation.running is None


def test_memory_may_hold_nothing(conversation: Conversation, caller: ScriptedCaller):
    caller.scene.answer = DECLINED
    turn = conversation.ask("Who is my pilot?")
    caller.answer_all()
    assert turn is not None
    assert turn.state is TurnState.DECLINED
    assert turn.evidence == ()


def test_a_question_waits_for_the_agent(caller: ScriptedCaller):
    conversation = Conversation(caller)
    turn = conversation.ask("When?")
    assert turn is not None
    assert turn.state is TurnState.WAITING
    assert caller.requests == []
    conversation.link_moved(True)
    caller.answer_all()
    assert turn.state is TurnState.DONE


def test_a_question_outlives_the_agent(conversation: Conversation, caller: ScriptedCaller):
    turn = conversation.ask("When?")
    assert turn is not None
    caller.fail_with = GONE
    caller.answer_all()
    assert turn.state is TurnState.WAITING
    caller.fail_with = None
    conversation.link_moved(False)
    conversation.link_moved(True)
    caller.answer_all()
    assert turn.state is TurnState.DONE
    assert len(caller.asked(Ask)) == 2


def test_an_answer_cut_short_says_so(conversation: Conversation, caller: ScriptedCaller):
    turn = conversation.ask("When?")
    assert turn is not None
    conversation.on_push(Token(stream=turn.stream, text="On Mon"))
    caller.fail_with = GONE
    caller.answer_all()
    assert turn.state is TurnState.FAILED
    assert turn.error is GONE
    assert turn.text == "On Mon"


def test_a_fault_is_kept_with_its_words(conversation: Conversation, caller: ScriptedCaller):
    fault = ModelUnavailable("No language model", "There is none.", "Fetch one.")
    caller.fail_with = fault
    turn = conversation.ask("When?")
    caller.answer_all()
    assert turn is not None
    assert turn.error is fault
    caller.fail_with = None
    again = conversation.again(turn)
    caller.answer_all()
    assert again is not None
    assert again.state is TurnState.DONE


def test_forgetting_drops_everything(conversation: Conversation, caller: ScriptedCaller):
    conversation.ask("When?")
    conversation.forget()
    assert conversation.turns == []
    assert caller.asked(StopAnswer)
