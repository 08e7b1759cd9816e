"""`fill FILE.pdf`: the form in a PDF file, filled into a copy from memory."""

import time
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from second_me.cli.exits import Exit
from second_me.cli.fill_table import asked_for, show
from second_me.cli.plain_text import one_line
from second_me.cli.session import Session
from second_me.client.calls import CallsAgent
from second_me.core.errors import PersonFault
from second_me.core.protocol.fill import DeclinePlan, ListPlans, Plan, PlanPdf, Refused, WritePdf

_SUFFIX: Final = ".pdf"
_PATIENCE: Final = 180.0
_PAUSE: Final = 0.3


class FillGroup(TyperGroup):
    """The commands of `fill`; a name that ends like a PDF is a file, not a command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  (click's own)
        """Return the command that the words name."""
        if args and args[0] not in self.commands and args[0].lower().endswith(_SUFFIX):
            args = ["pdf", *args]
        return super().resolve_command(ctx, args)


def pdf(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The PDF with the form.")],
    out: Annotated[Path | None, typer.Option(help="Where the filled copy goes.")] = None,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Fill what is marked, without asking.")
    ] = False,
) -> None:
    """Fill a copy of a PDF form from memory; the file itself stays as it is."""
    session = context.obj
    assert isinstance(session, Session)
    terminal = session.terminal
    with session.agent() as agent:
        planned = agent.call(PlanPdf(path=str(file.absolute())))
        if isinstance(planned, Refused):
            terminal.say(f"{planned.reason} {planned.action}")
            raise typer.Exit(Exit.NOTHING_FOUND)
        plan = _settled(agent, planned.id)
        terminal.give(plan)
        show(terminal, plan)
        chosen = [entry.field for entry in plan.entries if entry.ticked] if yes else []
        if not yes and terminal.source.isatty():
            chosen = asked_for(terminal, plan)
        if not chosen:
            agent.call(DeclinePlan(id=plan.id))
            terminal.say("Nothing is filled.")
            return
        target = str(out.absolute()) if out else ""
        done = agent.call(WritePdf(id=plan.id, choices=dict.fromkeys(chosen, 0), path=target))
        terminal.say(f"{len(done.filled)} fields are filled in {one_line(done.path)}")
        if len(done.filled) < len(chosen):
            terminal.say(f"{len(chosen) - len(done.filled)} did not take their value.")


def _settled(agent: CallsAgent, id_: str) -> Plan:
    """Return a plan once all that is looked for was found or not. Raises PersonFault if it was
    decided elsewhere meanwhile.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        plan = next((one for one in agent.call(ListPlans()).plans if one.id == id_), None)
        if plan is None:
            raise PersonFault(
                "This plan is no longer there", "It was decided elsewhere.", "Fill the file again."
            )
        if not any(entry.seeking for entry in plan.entries) or time.monotonic() > deadline:
            return plan
        time.sleep(_PAUSE)
