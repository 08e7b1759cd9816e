"""`recall` and `ask` on the command line."""

import pytest

from second_me.cli.asking import heading
from second_me.core.clock import Moment, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.protocol import Done
from second_me.core.protocol.pushes import EvidenceFound, Token
from second_me.core.protocol.recall import (
    Answer,
    Ask,
    Citation,
    Hit,
    Search,
    SearchResult,
    StopAnswer,
)
from second_me.core.records import Event, EventKind, Origin


def hit(number: int, text: str, author: str = "Anna") -> Hit:
    event = Event(
        id=EventId(number),
        source_id=SourceId(1),
        batch_id=None,
        kind=EventKind.MESSAGE,
        origin=Origin.OTHER,
        text=text,
        moment=Moment(Timestamp(1_709_476_200_000)),
        received_at=Timestamp(0),
        author=author,
        thread="Family",
    )
    return Hit(event=event, score=1.0, channels=())


FOUND = SearchResult(hits=(hit(5, "See you [bold]there[/bold]"), hit(6, "two")), strength=0.9)
ANSWER = Answer(
    text="On 3 March [2].",
    declined=False,
    evidence=(hit(5, "unused"), hit(6, "the dentist, 3 March")),
    citations=(Citation(number=2, event_id=6),),
)
NOTHING = Answer(text="Memory holds nothing on that.", declined=True, evidence=(), citations=())


def test_recall_shows_when_who_where_and_the_words(run):
    ran = run("recall", "see", "you", script={Search: FOUND})
    assert ran.code == 0
    assert ran.agent.asked(Search) == [Search(query="see you", limit=10)]
    assert "[1] 3 Mar 2024 14:30 · Anna · Family" in ran.out
    assert "See you [bold]there[/bold]" in ran.out


def test_recall_for_programs_is_the_whole_result(run):
    ran = run("recall", "x", "--json", "--limit", "3", script={Search: FOUND})
    assert [one["event"]["id"] for one in ran.json["hits"]] == [5, 6]
    assert ran.agent.asked(Search)[0].limit == 3


@pytest.mark.parametrize("words", [("recall", "x"), ("recall", "x", "--json")])
def test_nothing_found_has_its_own_exit_code(run, words):
    assert run(*words, script={Search: SearchResult(hits=(), strength=0.0)}).code == 4


def test_hostile_words_do_not_reach_the_terminal(run):
    nasty = SearchResult(hits=(hit(1, "a\x1b[2Jb", author="\x1b]0;x\x07"),), strength=1.0)
    ran = run("recall", "x", script={Search: nasty})
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out


def test_ask_prints_answer_and_only_the_cited_evidence(run):
    ran = run("ask", "when", "dentist?", script={Ask: ANSWER})
    assert ran.code == 0
    assert ran.agent.asked(Ask)[0].question == "when dentist?"
    assert ran.out.startswith("On 3 March [2].\n")
    assert "the dentist, 3 March" in ran.out
    assert "unused" not in ran.out


def test_words_of_another_answer_are_not_shown(run, agent):
    def answer(request: Ask):
        agent.push(Token(stream="somebody else's", text="NOT MINE"))
        agent.push(Token(stream=request.stream, text="On 3 March [2]."))
        return ANSWER

    ran = run("ask", "q", script={Ask: answer})
    assert ran.out.count("On 3 March") == 1
    assert "NOT MINE" not in ran.out


def test_on_a_terminal_the_words_appear_as_they_come(run, agent, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")

    def answer(request: Ask):
        agent.push(EvidenceFound(stream=request.stream, evidence=(hit(1, "x"), hit(2, "y"))))
        agent.push(Token(stream=request.stream, text="On 3 "))
        agent.push(Token(stream=request.stream, text="March\x1b[2J [2]."))
        return ANSWER

    ran = run("ask", "q", script={Ask: answer})
    assert "Reading 2 memories" in ran.err
    assert ran.out.startswith("On 3 March\N{REPLACEMENT CHARACTER}[2J [2].\n")
    assert ran.code == 0


def test_an_interrupted_answer_is_stopped_at_the_agent(run):
    ran = run("ask", "q", script={Ask: KeyboardInterrupt(), StopAnswer: Done()})
    assert ran.code == 130
    assert ran.agent.asked(StopAnswer)[0].stream == ran.agent.asked(Ask)[0].stream


def test_a_declined_answer_has_its_own_exit_code_and_no_evidence(run):
    ran = run("ask", "q", script={Ask: NOTHING})
    assert ran.code == 4
    assert ran.out == "Memory holds nothing on that.\n"


def test_ask_for_programs_is_the_whole_answer(run):
    assert run("ask", "q", "--json", script={Ask: ANSWER}).json["citations"] == [
        {"number": 2, "event_id": 6}
    ]


def test_heading_is_one_line():
    assert "\n" not in heading(hit(1, "x", author="a\nb").event)
