"""`add` and `import`: what goes into memory."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from second_me.cli.exits import Exit
from second_me.cli.import_watch import ImportWatch
from second_me.cli.moments import read_moment, written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.session import Session
from second_me.client.calls import CallsAgent
from second_me.core.errors import PersonFault
from second_me.core.ids import BatchId
from second_me.core.outcomes import Duplicate, ImportOutcome, Rejected
from second_me.core.protocol.memory import (
    AddText,
    BatchView,
    ListBatches,
    ListProblems,
    ResumeImport,
    StartImport,
    StopImport,
    UndoImport,
)
from second_me.core.records import BatchState


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("add")(add)
    app.command("import")(import_path)


def add(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What to remember; - reads standard input.")],
    *,
    title: Annotated[str, typer.Option(help="A title for it.")] = "",
    at: Annotated[str, typer.Option(metavar="DATE", help="When it happened, if not now.")] = "",
    as_json: AsJson = False,
) -> None:
    """Remember a text."""
    session = begin(context, as_json=as_json)
    words = session.terminal.source.read() if text == "-" else text
    moment = read_moment(at) if at else None
    outcome = session.ask(AddText(text=words, title=title, at=moment))
    if isinstance(outcome, Rejected):
        _tell_rejected(session, outcome)
    known = isinstance(outcome, Duplicate)
    session.terminal.say("It was remembered already." if known else "Remembered.")


def import_path(
    context: typer.Context,
    path: Annotated[Path | None, typer.Argument(help="A file or folder to take in.")] = None,
    *,
    kind: Annotated[
        str, typer.Option("--format", help="What it is, if that is not found by itself.")
    ] = "",
    owner: Annotated[str, typer.Option(help="Your own name as it stands in the file.")] = "",
    date_order: Annotated[
        str, typer.Option(help="How dates are written there: dmy, mdy or ymd.")
    ] = "",
    in_background: Annotated[
        bool, typer.Option("--background", help="Start it and come back at once.")
    ] = False,
    listing: Annotated[bool, typer.Option("--list", help="Show the imports so far.")] = False,
    resume: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Go on with a stopped import.")
    ] = None,
    undo: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Take out what an import brought in.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in a chat export, a folder of notes, mail or other files."""
    session = begin(context, as_json=as_json)
    if listing:
        show_imports(session)
    elif undo is not None:
        undo_import(session, BatchId(undo))
    elif resume is not None:
        follow(session, ResumeImport(batch_id=BatchId(resume)), in_background=in_background)
    elif path is not None:
        request = StartImport(
            path=str(path.expanduser().absolute()), format=kind, owner=owner, date_order=date_order
        )
        follow(session, request, in_background=in_background)
    else:
        raise PersonFault("Nothing to import", "No path was given.", "Name a file or a folder.")


def follow(session: Session, request: StartImport | ResumeImport, *, in_background: bool) -> None:
    """Start an import, show how far it is, and tell what came of it."""
    watch = ImportWatch(session.terminal)
    with session.agent(on_push=watch.on_push, on_lost=watch.on_lost) as agent:
        outcome: ImportOutcome = agent.call(request, timeout=120)
        if isinstance(outcome, Rejected):
            session.terminal.give(outcome)
            _tell_rejected(session, outcome)
        if in_background:
            session.terminal.give(outcome)
            session.terminal.say(f"Import {outcome.batch_id} runs in the background.")
            return
        try:
            watch.wait(agent, outcome.batch_id)
        except KeyboardInterrupt:
            agent.call(StopImport(batch_id=outcome.batch_id))
            watch.wait(agent, outcome.batch_id)
        view = find_batch(agent, outcome.batch_id)
        problems = agent.call(ListProblems(batch_id=outcome.batch_id, limit=5)).problems
    session.terminal.give(view)
    tell_batch(session, view)
    for problem in problems:
        session.terminal.say(f"    {problem.locator}: {problem.message}", "yellow")
    _end(view)


def find_batch(agent: CallsAgent, number: BatchId) -> BatchView:
    """Return one import. Raises PersonFault for a number that none has."""
    for view in agent.call(ListBatches(limit=1000)).batches:
        if view.batch.id == number:
            return view
    raise PersonFault("No such import", f"There is no import {number}.", "See: import --list")


def tell_batch(session: Session, view: BatchView) -> None:
    """Print what an import did."""
    batch = view.batch
    told = session.terminal
    told.say(f"{view.source.name}: {batch.added:,} new memories", "bold")
    if batch.duplicates:
        told.say(f"    {batch.duplicates:,} were there already")
    if batch.problems:
        told.say(f"    {batch.problems:,} places could not be read", "yellow")
    if batch.state is BatchState.STOPPED:
        told.say(f"    Stopped. Go on with: second-me import --resume {batch.id}")
    if batch.message:
        told.say(f"    {batch.message}")


def show_imports(session: Session) -> None:
    """Print the imports, newest first."""
    found = session.ask(ListBatches())
    for view in found.batches:
        batch = view.batch
        session.terminal.say(
            f"{batch.id:>5}  {written_here(batch.started_at):<18}  {batch.state:<8} "
            f"{batch.added:>8,}  {view.source.name}"
        )
    if not found.batches:
        session.terminal.say("Nothing was imported yet.")


def undo_import(session: Session, number: BatchId) -> None:
    """Take out what one import brought in."""
    undone = session.ask(UndoImport(batch_id=number), timeout=None)
    session.terminal.say(f"{undone.events:,} memories were taken out.")


def _tell_rejected(session: Session, outcome: Rejected) -> NoReturn:
    session.terminal.say(outcome.reason, "bold red")
    if outcome.action:
        session.terminal.say(outcome.action)
    raise typer.Exit(Exit.WRONG_USE)


def _end(view: BatchView) -> None:
    if view.batch.state is BatchState.STOPPED:
        raise typer.Exit(Exit.INTERRUPTED)
    if view.batch.state is BatchState.FAILED:
        raise typer.Exit(Exit.SURROUNDINGS)
