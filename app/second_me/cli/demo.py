"""`demo`: the whole thing in a throw-away vault, without a display and without a network."""

import contextlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import typer

from second_me.cli.asking import AnswerStream, show_evidence
from second_me.cli.exits import Exit
from second_me.cli.import_watch import ImportWatch
from second_me.cli.importing import find_batch
from second_me.cli.options import AsJson, begin
from second_me.cli.sample_life import Question, SampleLife, read_sample
from second_me.cli.session import Session
from second_me.client.calls import CallsAgent
from second_me.core.errors import EnvironmentFault
from second_me.core.outcomes import Rejected
from second_me.core.paths import Home
from second_me.core.protocol.memory import StartImport
from second_me.core.protocol.recall import Answer
from second_me.core.protocol.system import ChangeSetting
from second_me.core.protocol.vault import CreateVault

EVIDENCE = 8
"""How many memories an answer may draw on."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One question of the demonstration. `right`: the memory that tells it is among the evidence,
    or nothing was made up; `cited`: the answer itself rests on that memory.
    """

    question: str
    answer: str
    evidence: tuple[str, ...]
    declined: bool
    right: bool
    cited: bool
    seconds: float


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The demonstration as programs see it."""

    memories: int
    questions: tuple[Shown, ...]
    passed: bool
    seconds: float


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("demo")(demo)


def demo(context: typer.Context, *, as_json: AsJson = False) -> None:
    """See it work: a made-up life is taken in and asked about, then all of it is removed."""
    session = begin(context, as_json=as_json)
    sample = read_sample()
    began = time.monotonic()
    with throw_away(session) as there:
        watch = ImportWatch(there.terminal)
        with there.agent(on_push=watch.on_push, on_lost=watch.on_lost) as agent:
            memories = take_in(there, agent, watch, sample)
            shown = tuple(show(there, one) for one in (*sample.questions, sample.nothing))
    passed = all(one.right for one in shown)
    seconds = round(time.monotonic() - began, 1)
    outcome = Outcome(memories=memories, questions=shown, passed=passed, seconds=seconds)
    session.terminal.give(outcome)
    tell_end(session, outcome)
    if not passed:
        raise typer.Exit(Exit.SURROUNDINGS)


@contextlib.contextmanager
def throw_away(session: Session) -> Iterator[Session]:
    """Lend a session in a home of its own; its agent and its files go afterwards, come what may."""
    folder = Path(tempfile.mkdtemp(prefix="second-me-demo-"))
    there = session.at(Home(root=folder / "home", models=session.home.models))
    try:
        yield there
    finally:
        there.stop_agent()
        shutil.rmtree(folder, ignore_errors=True)


def take_in(session: Session, agent: CallsAgent, watch: ImportWatch, sample: SampleLife) -> int:
    """Make the vault, import every part, wait until all is found by meaning; count memories."""
    terminal = session.terminal
    terminal.say("1. A vault", "bold")
    agent.call(CreateVault(passphrase=secrets.token_hex(16), recovery=False, keyring=False), 120)
    agent.call(ChangeSetting(key="work.extract", value=False))
    terminal.say("   made for this demonstration, encrypted, with a key that nobody keeps")
    terminal.say()
    terminal.say(f"2. A made-up life: {sample.owner}", "bold")
    memories = 0
    for part in sample.parts:
        request = StartImport(
            path=part.path, format=part.format, owner=sample.owner, date_order=part.date_order
        )
        outcome = agent.call(request, 120)
        if isinstance(outcome, Rejected):
            raise EnvironmentFault("The sample was not taken", outcome.reason, outcome.action)
        watch.wait(agent, outcome.batch_id)
        view = find_batch(agent, outcome.batch_id)
        memories += view.batch.added
        terminal.say(f"   {view.batch.added:>4} memories from {view.source.name}")
    watch.wait_for_meaning(agent)
    terminal.say("   all of them found by words and by meaning")
    return memories


def show(session: Session, question: Question) -> Shown:
    """Ask one question and print what came of it."""
    terminal = session.terminal
    terminal.say()
    terminal.say(f"? {question.ask}", "bold cyan")
    stream = AnswerStream(session)
    with session.agent(on_push=stream.on_push) as agent:
        answer = stream.run(agent, question.ask, EVIDENCE)
    stream.finish(answer)
    holding = holders(question, answer)
    show_evidence(session, answer, also=holding)
    right = came_right(question, answer)
    found = f"the memory that tells it is [{holding[0]}]" if holding else "nothing was made up"
    missed = bool(holding) and not cites(answer, holding)
    if missed:
        found += ", though the small model's sentence rests on another"
    verdict = f"ok: {found}" if right else "not as it should be"
    terminal.say(f"    {verdict} ({answer.seconds:.1f} s)", colour(right=right, missed=missed))
    return Shown(
        question=question.ask,
        answer=answer.text,
        evidence=tuple(hit.event.text for hit in answer.evidence),
        declined=answer.declined,
        right=right,
        cited=bool(holding) and not missed,
        seconds=answer.seconds,
    )


def came_right(question: Question, answer: Answer) -> bool:
    """Return whether it cites and drew on what holds the words, or declines as it should."""
    if answer.declined or not question.evidence:
        return answer.declined and not question.evidence
    return bool(answer.citations and holders(question, answer))


def cites(answer: Answer, numbers: tuple[int, ...]) -> bool:
    """Return whether the answer rests on one of these pieces of evidence."""
    return any(citation.number in numbers for citation in answer.citations)


def colour(*, right: bool, missed: bool) -> str:
    """Return the colour of a verdict."""
    if not right:
        return "red"
    return "yellow" if missed else "green"


def holders(question: Question, answer: Answer) -> tuple[int, ...]:
    """Return the numbers of the evidence that holds all the words, in any case of letters."""
    words = [word.casefold() for word in question.evidence]
    return tuple(
        number
        for number, hit in enumerate(answer.evidence, 1)
        if words
        and all(word in f"{hit.event.title}\n{hit.event.text}".casefold() for word in words)
    )


def tell_end(session: Session, outcome: Outcome) -> None:
    """Say how it went and how to begin in earnest."""
    terminal = session.terminal
    right = sum(one.right for one in outcome.questions)
    terminal.say()
    terminal.say(
        f"{right} of {len(outcome.questions)} as they should be: the memory that tells it is "
        f"among the evidence, or nothing was made up. It took {outcome.seconds:.0f} seconds.",
        "bold",
    )
    terminal.say("The vault of the demonstration is gone again. For your own: second-me init")
