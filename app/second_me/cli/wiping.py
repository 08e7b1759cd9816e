"""`wipe` and `places`: where everything lies, and destroying all of it."""

from collections.abc import Iterable
from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.moments import size
from second_me.cli.options import AsJson, DryRun, begin
from second_me.cli.session import Session
from second_me.core.errors import PersonFault
from second_me.core.protocol.privacy import (
    ListPlaces,
    Place,
    PlanWipe,
    WipeEverything,
    WipePlan,
)

SURE = "wipe"
"""What the person types to have it done."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("wipe")(wipe)
    app.command("places")(places)


def places(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Say where on this machine something of Second Me lies, and how much."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListPlaces())
    tell_places(session, found.places)


def wipe(
    context: typer.Context,
    *,
    models: Annotated[bool, typer.Option("--models", help="The language models as well.")] = False,
    forgotten: Annotated[
        bool, typer.Option("--forgotten", help="The vault is locked and nobody can open it.")
    ] = False,
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Destroy everything: all keys first, so that nothing can be opened, then all files."""
    session = begin(context, as_json=as_json)
    with session.agent() as agent:
        plan = agent.call(PlanWipe(models=models))
        tell_plan(session, plan)
        if dry_run:
            session.terminal.give(plan)
            return
        if not yes:
            make_sure(session)
        request = WipeEverything(sure=SURE, models=models, forgotten=forgotten)
        wiped = agent.call(request, timeout=None)
    session.terminal.give(wiped)
    counts = ", ".join(f"{count:,} {name}" for name, count in wiped.destroyed.items())
    session.terminal.say(f"Destroyed: {counts}.", "bold green")
    for reason in wiped.left:
        session.terminal.say(f"To be removed by hand: {reason.what}", "bold red")
    if wiped.left:
        raise typer.Exit(Exit.SURROUNDINGS)


def make_sure(session: Session) -> None:
    """Have the person type that they mean it. Raises PersonFault otherwise."""
    terminal = session.terminal
    if not terminal.source.isatty():
        raise PersonFault("Nothing was wiped", "Nobody could be asked.", "Add --yes.")
    terminal.note(f"This cannot be undone by anybody. Type {SURE} to go on:", "bold")
    if terminal.source.readline().strip() != SURE:
        raise PersonFault("Nothing was wiped", "It was not confirmed.")


def tell_plan(session: Session, plan: WipePlan) -> None:
    """Print what would be destroyed, and what cannot be reached."""
    session.terminal.say("Would be destroyed", "bold")
    tell_places(session, plan.places)
    session.terminal.say(f"    {plan.keyring_entries:,} entries of the keyring")
    session.terminal.say("Out of reach", "bold")
    for reason in plan.unreachable:
        session.terminal.say(f"    {reason.what}")


def tell_places(session: Session, found: Iterable[Place]) -> None:
    """Print places with what is in them."""
    for place in found:
        sealed = "encrypted" if place.sealed else "plain"
        session.terminal.say(
            f"    {place.name:<22} {place.files:>5} files {size(place.bytes):>10}  {sealed:<9}"
            f"  {place.what}"
        )
        session.terminal.say(f"        {place.path}")
