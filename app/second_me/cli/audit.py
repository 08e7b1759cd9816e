"""`audit`: what was done in the vault, when and by which program; and how well memory is."""

from typing import Annotated, Final

import typer

from second_me.cli.exits import Exit
from second_me.cli.moments import written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.session import Session
from second_me.core.protocol.audit import ListAudit, VerifyAudit
from second_me.core.protocol.self_audit import Examine, GetFigures, SelfAudits

FIGURES: Final = {
    "duplicates": "say what another one says",
    "ungrounded": "are not shown by any memory",
    "wrong_subject": "may be about somebody else",
    "secrets": "hold a secret",
    "never_used": "were never used in three months",
    "conflicts": "contradict each other",
    "waiting": "wait for your word under Review",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    audit = typer.Typer(help="What was done in the vault, when and by which program.")
    audit.callback(invoke_without_command=True)(show)
    audit.command("list")(list_entries)
    audit.command("verify")(verify)
    audit.command("memory")(memory)
    app.add_typer(audit, name="audit")


def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """What was done in the vault, when and by which program."""
    session = begin(context, as_json=as_json)
    if context.invoked_subcommand is None:
        tell(session, ListAudit(limit=50))
        if not session.terminal.as_json:
            tell_figures(session, now=False)


def list_entries(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show.")] = 50,
    before: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Only those before this entry.")
    ] = None,
    program: Annotated[str, typer.Option(help="Only what one program did.")] = "",
    action: Annotated[str, typer.Option(help="Only actions that begin so: recall, vault.")] = "",
    as_json: AsJson = False,
) -> None:
    """List entries, newest first. None of them holds content."""
    session = begin(context, as_json=as_json or context.obj.terminal.as_json)
    tell(session, ListAudit(limit=limit, before=before, program=program, action=action))


def verify(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Check that every entry is as it was written and none is missing."""
    session = begin(context, as_json=as_json or context.obj.terminal.as_json)
    found = session.ask(VerifyAudit(), timeout=None)
    if not found.sound:
        session.terminal.say("The audit is not as it was written.", "bold red")
        raise typer.Exit(Exit.SURROUNDINGS)
    session.terminal.say(f"The audit is whole: {found.entries:,} entries.", "bold green")


def memory(
    context: typer.Context,
    *,
    now: Annotated[
        bool, typer.Option("--now", help="Look now; else what the last weekly look found.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell how much of memory is junk, and how much of it can be found."""
    tell_figures(begin(context, as_json=as_json or context.obj.terminal.as_json), now=now)


def tell_figures(session: Session, *, now: bool) -> None:
    """Print what a look at memory found, and what the one before did."""
    with session.agent() as agent:
        if now:
            found = SelfAudits(found=(agent.call(Examine(), timeout=None),))
        else:
            found = agent.call(GetFigures(limit=2))
    session.terminal.give(found)
    say = session.terminal.say
    if not found.found:
        say("Nobody has looked yet how well memory is: second-me audit memory --now")
        return
    latest = found.found[0]
    before = found.found[1] if len(found.found) > 1 else None
    say(f"How well memory is ({written_here(latest.at)}, {latest.facts:,} facts)", "bold")
    for name, words in FIGURES.items():
        count = getattr(latest, name)
        was = f"   (before: {getattr(before, name):,})" if before is not None else ""
        say(f"{count:>9,}  {words}{was}")
    if latest.findable is not None:
        of = f"of {latest.searched} memories come up for a few of their words"
        say(f"{latest.findable:>9.0%}  {of}")


def tell(session: Session, request: ListAudit) -> None:
    """Print entries."""
    found = session.ask(request)
    for line in found.lines:
        counts = ", ".join(f"{count:,} {name}" for name, count in line.counts.items())
        session.terminal.say(
            f"{line.id:>7}  {written_here(line.at):<18}  {line.program:<14}  {line.action:<22}"
            f"  {counts}".rstrip()
        )
    if not found.lines:
        session.terminal.say("Nothing was done yet.")
