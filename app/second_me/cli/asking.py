"""`recall` and `ask`: finding, and answering with evidence."""

import secrets
from collections.abc import Collection
from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.moments import written
from second_me.cli.options import AsJson, begin
from second_me.cli.plain_text import harmless, one_line
from second_me.cli.reasons import why as reasons_of
from second_me.cli.session import Session
from second_me.client.calls import CallsAgent
from second_me.core.protocol.pushes import EvidenceFound, PushParams, Token
from second_me.core.protocol.recall import Answer, Ask, Hit, Search, StopAnswer
from second_me.core.records import Event

SNIPPET = 300

Why = Annotated[bool, typer.Option("--why", help="Say of each memory why it was found.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("recall")(recall)
    app.command("ask")(ask)


def recall(
    context: typer.Context,
    query: Annotated[list[str], typer.Argument(help="A question or a few words.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many to show.")] = 10,
    why: Why = False,
    as_json: AsJson = False,
) -> None:
    """Find memories."""
    session = begin(context, as_json=as_json)
    found = session.ask(Search(query=" ".join(query), limit=limit))
    for number, hit in enumerate(found.hits, 1):
        show_hit(session, number, hit, why=why)
    if found.missing:
        session.terminal.note(f"Not searched yet: {', '.join(found.missing)}.")
    if not found.hits:
        session.terminal.say("Nothing found.")
        raise typer.Exit(Exit.NOTHING_FOUND)


def ask(
    context: typer.Context,
    question: Annotated[list[str], typer.Argument(help="What you want to know.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=20, help="How much evidence to use.")] = 5,
    why: Why = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question from memory, with the evidence."""
    session = begin(context, as_json=as_json)
    stream = AnswerStream(session)
    with session.agent(on_push=stream.on_push) as agent:
        answer = stream.run(agent, " ".join(question), limit)
    session.terminal.give(answer)
    stream.finish(answer)
    show_evidence(session, answer, why=why)
    if answer.stopped:
        raise typer.Exit(Exit.INTERRUPTED)
    if answer.declined:
        raise typer.Exit(Exit.NOTHING_FOUND)


class AnswerStream:
    """One answer as it comes. On a terminal its words appear at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._name = f"ask-{secrets.token_hex(4)}"
        self._shown = ""

    def on_push(self, params: PushParams) -> None:
        """Show a piece of this answer; runs on the client's thread."""
        if isinstance(params, EvidenceFound) and params.stream == self._name:
            self._tell_reading(len(params.evidence))
        elif isinstance(params, Token) and params.stream == self._name:
            if self._session.terminal.interactive:
                self._session.terminal.write(params.text)
            self._shown += params.text

    def _tell_reading(self, count: int) -> None:
        """Say that the model is at work: on a slow machine its first words take a while."""
        if self._session.terminal.interactive and count:
            self._session.terminal.note(f"Reading {count} memories …")

    def run(self, agent: CallsAgent, question: str, limit: int) -> Answer:
        """Ask and return the whole answer; an interruption stops it, what is there counts."""
        request = Ask(question=question, stream=self._name, limit=limit)
        try:
            return agent.call(request, timeout=None)
        except KeyboardInterrupt:
            agent.call(StopAnswer(stream=self._name))
            raise

    def finish(self, answer: Answer) -> None:
        """Print what has not been seen yet."""
        terminal = self._session.terminal
        if not terminal.interactive:
            terminal.say(answer.text)
            return
        if self._shown:
            terminal.write("\n")
        if harmless(self._shown).strip() != harmless(answer.text).strip():
            terminal.say(answer.text)


def show_evidence(
    session: Session, answer: Answer, also: Collection[int] = (), *, why: bool = False
) -> None:
    """List what the answer cites, and what else is `also` worth seeing; else all of it."""
    wanted = {citation.number for citation in answer.citations} | set(also)
    evidence = [
        (number, hit)
        for number, hit in enumerate(answer.evidence, 1)
        if number in wanted or not wanted
    ]
    if not evidence or answer.declined:
        return
    session.terminal.say()
    session.terminal.say("Evidence", "bold")
    for number, hit in evidence:
        show_hit(session, number, hit, why=why)


def show_hit(session: Session, number: int, hit: Hit, *, why: bool = False) -> None:
    """Print one found event: where and when it comes from, its words, and why it was found."""
    event = hit.event
    session.terminal.say(f"[{number}] {heading(event)}", "bold")
    session.terminal.say(f"    {one_line(event.text, SNIPPET)}")
    if why:
        session.terminal.say(f"    {reasons_of(hit)}", "dim")


def heading(event: Event) -> str:
    """Return when an event was, who wrote it and where it stands, on one line."""
    place = event.title or event.thread
    parts = [written(event.moment), event.author, place]
    return " · ".join(one_line(part, 60) for part in parts if part)
