"""`unit`: a part of memory in a file for somebody else, and what others gave."""

from pathlib import Path
from typing import Annotated

import typer

from second_me.cli.erase_scope import Wanted, read_scope
from second_me.cli.moments import read_moment, size, written_here
from second_me.cli.options import AsJson, PassphraseFile, begin
from second_me.cli.passphrases import read_secret
from second_me.core.ids import SourceId
from second_me.core.protocol.units import (
    ListUnits,
    LookAtUnit,
    TakeBackUnit,
    TakeInUnit,
    WriteUnit,
)
from second_me.core.units import Terms

LABEL = "Passphrase of the unit"
Place = Annotated[Path, typer.Argument(help="The file.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    unit = typer.Typer(help="Parts of memory, given and taken.", no_args_is_help=True)
    unit.command("export")(export)
    unit.command("show")(show)
    unit.command("import")(take_in)
    unit.command("list")(list_units)
    unit.command("take-back")(take_back)
    app.add_typer(unit, name="unit")


def export(
    context: typer.Context,
    path: Place,
    *,
    name: Annotated[str, typer.Option(help="What the unit is called.")],
    by: Annotated[str, typer.Option(help="Who gives it; your name if left out.")] = "",
    note: Annotated[str, typer.Option(help="A few words to whoever takes it in.")] = "",
    pass_on: Annotated[bool, typer.Option("--pass-on", help="They may hand it on.")] = False,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="They may not say that it is otherwise.")
    ] = False,
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="They may keep it until then.")
    ] = "",
    memory: Annotated[
        list[int] | None, typer.Option("--memory", metavar="ID", help="A memory.")
    ] = None,
    fact: Annotated[
        list[int] | None, typer.Option("--fact", metavar="ID", help="A fact, with its words alone.")
    ] = None,
    episode: Annotated[
        list[int] | None, typer.Option("--episode", metavar="ID", help="An episode.")
    ] = None,
    about: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A person, place or topic.")
    ] = None,
    search: Annotated[str, typer.Option(help="What a search finds now.")] = "",
    limit: Annotated[int, typer.Option(help="Of a search: so many.")] = 20,
    source: Annotated[int | None, typer.Option(help="A source.")] = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Write a part of memory into an encrypted file."""
    session = begin(context, as_json=as_json)
    wanted = Wanted(
        ids=tuple(memory or ()),
        facts=tuple(fact or ()),
        episodes=tuple(episode or ()),
        about=tuple(about or ()),
        search=search,
        limit=limit,
        source=source,
    )
    scope = read_scope(wanted)
    expires = read_moment(until) if until else None
    request = WriteUnit(
        path=str(path.expanduser().absolute()),
        passphrase=read_secret(session.terminal, LABEL, passphrase_file, twice=True),
        name=name,
        scope=scope,
        terms=Terms(pass_on=pass_on, read_only=read_only, expires_at=expires),
        by=by,
        note=note,
    )
    made = session.ask(request, timeout=None)
    session.terminal.say(f"{_counted(made.rows)} ({size(made.bytes)}) in", "bold green")
    session.terminal.say(f"    {made.path}")
    if made.left_out:
        session.terminal.say(f"Left out: {made.left_out:,} memories that may not be handed on.")
    session.terminal.say(f"Whoever takes it in {_terms(made.terms)}.")


def show(
    context: typer.Context,
    path: Place,
    *,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Look into a unit and take nothing in."""
    session = begin(context, as_json=as_json)
    secret = read_secret(session.terminal, LABEL, passphrase_file)
    request = LookAtUnit(path=str(path.expanduser().absolute()), passphrase=secret)
    found = session.ask(request, timeout=None)
    label = found.label
    session.terminal.say(f"{label.name}, from {label.by}", "bold")
    if label.note:
        session.terminal.say(label.note)
    session.terminal.pair("made", written_here(label.made_at))
    session.terminal.pair("holds", _counted(found.rows))
    session.terminal.pair("about", ", ".join(found.subjects) or "nobody by name")
    if found.first_at is not None:
        times = f"{written_here(found.first_at)} to {written_here(found.last_at)}"
        session.terminal.pair("from", times)
    session.terminal.pair("you", _terms(label.terms))
    if found.known:
        session.terminal.say("You have it already; taken in again it adds what is new in it.")


def take_in(
    context: typer.Context,
    path: Place,
    *,
    mine: Annotated[
        bool, typer.Option("--mine", help="You made it yourself, in another vault.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Take a unit in. What contradicts what you know waits in Review."""
    session = begin(context, as_json=as_json)
    secret = read_secret(session.terminal, LABEL, passphrase_file)
    where = str(path.expanduser().absolute())
    taken = session.ask(TakeInUnit(path=where, passphrase=secret, mine=mine), timeout=None)
    session.terminal.say(f"{taken.unit.name}: number {taken.unit.id}", "bold green")
    session.terminal.say(f"New: {taken.events:,} memories, {taken.facts:,} facts.")
    if taken.known:
        session.terminal.say(f"Known already: {taken.known:,}.")
    if taken.waiting:
        session.terminal.say(f"{taken.waiting:,} facts are about you and wait in Review.")
    if taken.erased:
        session.terminal.say(f"Not taken in, since you erased it: {taken.erased:,}.")


def list_units(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the units that were taken in."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListUnits())
    for unit in found.units:
        rows = {"events": unit.events, "facts": unit.facts}
        session.terminal.say(f"{unit.id:>5}  {unit.name}: {_counted(rows)}")
        session.terminal.say(f"       taken in {written_here(unit.taken_at)}; {_terms(unit.terms)}")
    if not found.units:
        session.terminal.say("No unit was taken in.")


def take_back(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Its number in the list.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Take out all that a unit brought in, and what was drawn from it."""
    session = begin(context, as_json=as_json)
    done = session.ask(TakeBackUnit(id=SourceId(number)), timeout=None)
    session.terminal.say(f"{done.events:,} memories were taken out.", "bold green")


def _counted(rows: dict[str, int]) -> str:
    return f"{rows.get('events', 0):,} memories, {rows.get('facts', 0):,} facts"


def _terms(terms: Terms) -> str:
    said = ["may hand it on" if terms.pass_on else "may not hand it on"]
    said.append("may read it only" if terms.read_only else "may set it right")
    if terms.expires_at is not None:
        said.append(f"may keep it until {written_here(terms.expires_at)}")
    return ", ".join(said)
