"""`watch`: folders whose new and changed files are imported by themselves."""

from pathlib import Path
from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.moments import written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.session import Session
from second_me.core.outcomes import Rejected
from second_me.core.protocol.watching import (
    ListWatched,
    UnwatchFolder,
    WatchedFolder,
    WatchFolder,
)

HELP = "Folders that are watched: what changes or appears in them is imported by itself."


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    watch = typer.Typer(help=HELP)
    watch.callback(invoke_without_command=True)(show)
    watch.command("add")(add)
    watch.command("remove")(remove)
    app.add_typer(watch, name="watch")


def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """The watched folders, and what stands in the way."""
    session = begin(context, as_json=as_json)
    if context.invoked_subcommand is None:
        tell(session)


def add(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder.")],
    *,
    owner: Annotated[str, typer.Option(help="Your name, as the exports in it write it.")] = "",
    date_order: Annotated[str, typer.Option(help="dmy, mdy or ymd, if dates are unclear.")] = "",
    as_json: AsJson = False,
) -> None:
    """Watch a folder: what lies in it is imported now, what changes later by itself."""
    session = begin(context, as_json=as_json)
    request = WatchFolder(path=str(folder.absolute()), owner=owner, date_order=date_order)
    outcome = session.ask(request)
    if isinstance(outcome, Rejected):
        session.terminal.say(f"{outcome.reason} {outcome.action}".strip(), "bold red")
        raise typer.Exit(Exit.WRONG_USE)
    session.terminal.say(f"Folder {outcome.id} is watched.", "bold green")


def remove(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The folder's number.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Watch a folder no more; what came from it stays."""
    session = begin(context, as_json=as_json)
    session.ask(UnwatchFolder(id=number))
    session.terminal.say(f"Folder {number} is watched no more.", "bold green")


def tell(session: Session) -> None:
    """Print the folders."""
    found = session.ask(ListWatched())
    for folder in found.folders:
        session.terminal.say(f"{folder.id:>4}  {folder.path}  {described(folder)}")
        for problem in folder.problems:
            session.terminal.say(f"        {problem.locator}: {problem.message}")
    if not found.folders:
        session.terminal.say("No folder is watched.")


def described(folder: WatchedFolder) -> str:
    """Return how a folder stands."""
    if folder.trouble:
        return folder.trouble
    if not folder.present:
        return "is not there now; it is looked for again"
    taken = f", last change {written_here(folder.taken_at)}" if folder.taken_at else ""
    return f"{folder.files:,} files{taken}"
