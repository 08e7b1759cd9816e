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
    ChannelScore,
    Citation,
    Hit,
    Reason,
    ReasonKind,
    Search,
    SearchResult,
    StopAnswer,
)
from second_me.core.records import Event, EventKind, Origin


def hit(number: int, text: str, author: str = "Anna", reasons: tuple[Reason, ...] = ()) -> Hit:
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
    traces = (ChannelScore(channel="words", score=7.25, rank=2),)
    return Hit(event=event, score=1.0, channels=traces, reasons=reasons)


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


WHY = (
    Reason(kind=ReasonKind.PERSON, detail="Anna"),
    Reason(kind=ReasonKind.TIME),
    Reason(kind=ReasonKind.WORDS, detail="dentist, Friday"),
    Reason(kind=ReasonKind.MEANING, weight=0.618),
    Reason(kind=ReasonKind.TASTE, detail="author:Anna", weight=0.4),
    Reason(kind=ReasonKind.TASTE, detail="source:1", weight=-0.4),
)


def test_why_each_was_found_is_told_where_it_is_asked_for(run):
    found = SearchResult(hits=(hit(1, "x", reasons=WHY), hit(2, "y")), strength=1.0)
    ran = run("recall", "x", "--why", script={Search: found})
    assert (
        "said by Anna · on 3 Mar 2024 14:30, as asked · words: dentist, Friday"
        " · close in meaning (0.62) · you open more of author Anna · you open less of its like"
    ) in ran.out
    assert "words (place 2, score 7.25)" in ran.out
    assert "said by" not in run("recall", "x", script={Search: found}).out


def test_the_evidence_of_an_answer_tells_why_too(run):
    answer = Answer(
        text="On 3 March [1].",
        declined=False,
        evidence=(hit(5, "the dentist", reasons=WHY),),
        citations=(Citation(number=1, event_id=5),),
    )
    assert "said by Anna" in run("ask", "q", "--why", script={Ask: answer}).out
    assert "said by Anna" not in run("ask", "q", script={Ask: answer}).out


@pytest.mark.parametrize("kind", list(ReasonKind))
def test_every_reason_has_words_and_hostile_ones_do_no_harm(run, kind):
    nasty = Reason(kind=kind, detail="a\x1b[2J\nb", weight=1.0)
    found = SearchResult(hits=(hit(1, "x", reasons=(nasty,)),), strength=1.0)
    ran = run("recall", "x", "--why", script={Search: found})
    assert "\x1b" not in ran.out
    assert len(ran.out.splitlines()) == 3


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
