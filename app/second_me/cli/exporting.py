"""`export`: everything in a file of one's own, and back into a new vault."""

from pathlib import Path
from typing import Annotated

import typer

from second_me.cli.erase_scope import Wanted, read_scope
from second_me.cli.exits import Exit
from second_me.cli.moments import size
from second_me.cli.options import AsJson, DryRun, PassphraseFile, begin
from second_me.cli.passphrases import read_secret
from second_me.cli.session import Session
from second_me.core.errors import PersonFault
from second_me.core.protocol.export import (
    CheckExport,
    ExportForm,
    PlanExport,
    TakeInExport,
    UnsealExport,
    WriteExport,
)

LABEL = "Passphrase of the export"
SURE = "plain"
"""What the person types to have a file written that everybody can read."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("export")(export)


def export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The file to write, or to take in.")],
    *,
    form: Annotated[
        ExportForm, typer.Option("--form", help="What to write; all is a ZIP of the others.")
    ] = ExportForm.JSON,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="A text to be read by people.")
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Not encrypted: anybody can read the file.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write a plain file without asking.")] = False,
    source: Annotated[int | None, typer.Option(help="Only one source.")] = None,
    about: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only a person, place or topic.")
    ] = None,
    since: Annotated[str, typer.Option(metavar="DATE", help="Only from this time on.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Only before this time.")] = "",
    kind: Annotated[str, typer.Option(help="Only one kind: message, note, mail …")] = "",
    take_in: Annotated[
        bool, typer.Option("--take-in", help="Put an export into this vault, which is empty.")
    ] = False,
    unseal: Annotated[
        Path | None,
        typer.Option("--unseal", metavar="FILE", help="Write the plain content into FILE."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say whether a file could be taken in, and do not.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take out all that is stored and derived, with where it came from and how it changed."""
    session = begin(context, as_json=as_json)
    where = str(path.expanduser().absolute())
    if check:
        check_file(session, where, passphrase_file, plain=plain)
    elif take_in:
        put_in(session, where, passphrase_file, plain=plain)
    elif unseal is not None:
        make_sure(session, yes=yes)
        secret = read_secret(session.terminal, LABEL, passphrase_file)
        target = str(unseal.expanduser().absolute())
        with session.agent() as agent:
            done = agent.call(UnsealExport(path=where, target=target, passphrase=secret), None)
        session.terminal.give(done)
        session.terminal.say(f"Written to {target}, readable for anybody.")
    else:
        wanted = Wanted(
            source=source, about=tuple(about or ()), since=since, until=until, kind=kind
        )
        scope = None if wanted == Wanted() else read_scope(wanted)
        form = ExportForm.MARKDOWN if markdown else form
        if dry_run:
            show_plan(session, PlanExport(form=form, scope=scope))
            return
        if plain:
            make_sure(session, yes=yes)
        secret = "" if plain else read_secret(session.terminal, LABEL, passphrase_file, twice=True)
        request = WriteExport(path=where, form=form, scope=scope, passphrase=secret, plain=plain)
        write(session, request)


def show_plan(session: Session, request: PlanExport) -> None:
    """Say what an export would hold."""
    plan = session.ask(request, timeout=None)
    session.terminal.say(f"Would hold {size(plan.bytes)}:")
    for name, count in plan.rows.items():
        if count:
            session.terminal.say(f"    {count:>9,}  {name}")


def check_file(
    session: Session, where: str, passphrase_file: PassphraseFile, *, plain: bool
) -> None:
    """Say whether a file could be taken in with nothing lost."""
    secret = "" if plain else read_secret(session.terminal, LABEL, passphrase_file)
    found = session.ask(CheckExport(path=where, passphrase=secret), timeout=None)
    if not found.whole:
        session.terminal.say(f"It is not whole: {found.fault}", "bold red")
        raise typer.Exit(Exit.WRONG_USE)
    count = found.rows.get("events", 0)
    session.terminal.say(f"Each line fits, and all was taken in: {count:,} memories.", "bold green")


def write(session: Session, request: WriteExport) -> None:
    """Write the file and tell what is in it."""
    made = session.ask(request, timeout=None)
    events = made.rows.get("events", 0)
    session.terminal.say(f"Exported {events:,} memories ({size(made.bytes)}) to", "bold green")
    session.terminal.say(f"    {made.path}")
    if made.sealed:
        session.terminal.say("It is encrypted. Without its passphrase nobody can read it.")


def put_in(session: Session, where: str, passphrase_file: PassphraseFile, *, plain: bool) -> None:
    """Take an export into the vault, which has to be empty."""
    secret = "" if plain else read_secret(session.terminal, LABEL, passphrase_file)
    taken = session.ask(TakeInExport(path=where, passphrase=secret), timeout=None)
    session.terminal.say(f"{taken.rows.get('events', 0):,} memories were taken in.", "bold green")


def make_sure(session: Session, *, yes: bool) -> None:
    """Warn of a plain file, and have the person type that it is meant. Raises PersonFault."""
    terminal = session.terminal
    terminal.note("Anybody who gets at a plain file can read your memories in it.", "bold")
    if yes:
        return
    if not terminal.source.isatty():
        raise PersonFault("Nothing was written", "Nobody could be asked.", "Add --yes.")
    terminal.note(f"Second Me cannot erase from it later. Type {SURE} to go on:")
    if terminal.source.readline().strip() != SURE:
        raise PersonFault("Nothing was written", "It was not confirmed.")
