"""Questions and answers: kept, found, deleted, and gone with the memories that they tell."""

from datetime import timedelta

import pytest

from second_me.core.changes import Topic
from second_me.core.conversations import Ending, NewTurn
from second_me.core.protocol.erase import StoreCount
from second_me.vault.erasing import dialogue
from second_me.vault.erasing.closure import Chosen
from second_me.vault.erasing.naming import Names
from second_me.vault.erasing.planning import plan


def asked(question, answer="", evidence=(), **fields):
    return NewTurn(
        question=question, answer=answer, evidence=evidence, ending=Ending.ANSWERED, **fields
    )


@pytest.fixture
def keep(vault, clock):
    def keep_it(turn, conversation=None):
        clock.advance(timedelta(seconds=1))
        return vault.write(lambda s: s.conversations.add(turn, clock.now(), conversation))

    return keep_it


def questions(vault):
    def read(session):
        return [
            turn.question
            for one in session.conversations.list()
            for turn in session.conversations.turns(one.id)
        ]

    return vault.read(read)


def test_a_conversation_comes_back_as_it_was(vault, remember, keep, clock):
    first, second = remember("tea with Lena", "Lena has a red scarf")
    said = asked("Who has a scarf?", "Lena [2].", (first, second), maker="m", seconds=1.5)
    conversation, one = keep(said)
    assert keep(asked("And since when?", read_as="Since when?"), conversation) == (
        conversation,
        one + 1,
    )

    (found,) = vault.read(lambda s: s.conversations.list())
    assert (found.title, found.turns) == ("Who has a scarf?", 2)
    assert (found.started_at, found.last_at) == (clock.now() - 1000, clock.now())
    turn, later = vault.read(lambda s: s.conversations.turns(conversation))
    assert turn.evidence == (first, second)
    assert (turn.answer, turn.ending, turn.maker, turn.seconds) == (
        "Lena [2].",
        Ending.ANSWERED,
        "m",
        1.5,
    )
    assert later.read_as == "Since when?"


def test_they_are_found_by_all_their_words_in_any_case_the_last_spoken_first(vault, keep):
    old, _ = keep(asked("Where is the tent?", "With RUTH"))
    keep(asked("Where is Ruth?"))
    keep(asked("And the café?"), old)
    found = vault.read(lambda s: s.conversations.list(query="ruth TENT"))
    assert [one.id for one in found] == [old]
    assert (
        vault.read(lambda s: [c.title for c in s.conversations.list()])[0] == "Where is the tent?"
    )
    assert vault.read(lambda s: s.conversations.list(query="CAFÉ"))
    assert not vault.read(lambda s: s.conversations.list(query="boiler"))


def test_what_is_deleted_is_gone_and_a_turn_of_it_begins_anew(vault, keep):
    gone, _ = keep(asked("One"))
    keep(asked("Two"))
    assert vault.write(lambda s: s.conversations.delete([gone])) == 1
    assert questions(vault) == ["Two"]
    anew, _ = keep(asked("Three"), gone)
    assert anew != gone
    assert vault.write(lambda s: s.conversations.delete_all()) == 2
    assert questions(vault) == []


def test_an_erased_memory_takes_along_what_was_told_of_it_and_what_was_read_in_its_light(
    vault, remember, keep
):
    doomed, stays = remember("the secret plan", "the open plan")
    talk, _ = keep(asked("Before", "", (stays,)))
    keep(asked("What plan?", "the secret one [1]", (doomed, stays)), talk)
    keep(asked("And when?", "never", (stays,), read_as="When was the secret plan?"), talk)
    keep(asked("Something else", "", (stays,)), talk)
    keep(asked("Alone", "secret [1]", (doomed,)))
    goes = vault.read(lambda s: plan(s._connection, Chosen(scope="memories", events=(doomed,))))
    assert StoreCount(store="conversations", count=3) in goes.derived

    changes = vault.write(lambda s: s.events.erase([doomed]))

    assert questions(vault) == ["Before", "Something else"]
    assert Topic.CONVERSATIONS in changes.topics
    assert vault.read(lambda s: len(s.conversations.list())) == 1


def test_nothing_is_kept_of_an_answer_whose_evidence_went_meanwhile(vault, remember, keep):
    (doomed,) = remember("gone soon")
    vault.write(lambda s: s.events.erase([doomed]))
    assert keep(asked("What?", "gone soon [1]", (doomed,))) is None
    assert questions(vault) == []


def test_turns_that_name_somebody_erased_go(vault, keep):
    talk, _ = keep(asked("Where is Ruth Berger?", "In Rome"))
    keep(asked("Where is my tent?", "With RUTH berger."), talk)
    keep(asked("Where is Tom?"), talk)
    vault.write(lambda s: dialogue.remove_naming(s._connection, Names(["Ruth Berger"])))
    assert questions(vault) == ["Where is Tom?"]


def test_erasing_everything_leaves_no_conversation(vault, keep):
    keep(asked("Declined", "Nothing", ()))
    assert vault.write(lambda s: dialogue.remove_all(s._connection)) == 1
    assert questions(vault) == []
