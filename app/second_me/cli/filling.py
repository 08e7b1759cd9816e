"""`fill`: the plan for the form in front of the person, and what they say of sites."""

from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.fill_table import asked_for, show
from second_me.cli.filling_pdf import FillGroup, pdf
from second_me.cli.moments import written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.plain_text import one_line
from second_me.cli.session import Session
from second_me.cli.terminal import Terminal
from second_me.client.calls import CallsAgent
from second_me.core.protocol.fill import (
    ApprovePlan,
    DeclinePlan,
    ForgetFillings,
    ListFillings,
    ListPlans,
    ListRules,
    Plan,
    Rule,
    SetRule,
)

Site = Annotated[str, typer.Argument(help="The site, as in https://example.org.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    fill = typer.Typer(
        help="Fill the form in your browser from memory, or a PDF: second-me fill FILE.pdf.",
        cls=FillGroup,
    )
    fill.callback(invoke_without_command=True)(decide)
    fill.command("pdf")(pdf)
    fill.command("rule")(rule)
    fill.command("rules")(rules)
    fill.command("history")(history)
    fill.command("forget")(forget)
    app.add_typer(fill, name="fill")


def decide(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show the plan that the browser waits for, and approve it."""
    session = begin(context, as_json=as_json)
    if context.invoked_subcommand is not None:
        return
    with session.agent() as agent:
        plans = agent.call(ListPlans())
        session.terminal.give(plans)
        if not plans.plans:
            session.terminal.say("No form waits. Press the button of Second Me in the browser.")
            raise typer.Exit(Exit.NOTHING_FOUND)
        plan = plans.plans[0]
        show(session.terminal, plan)
        if session.terminal.source.isatty() and not as_json:
            answer(session.terminal, agent, plan)


def answer(terminal: Terminal, agent: CallsAgent, plan: Plan) -> None:
    """Ask which fields to fill and tell the agent."""
    chosen = asked_for(terminal, plan)
    if not chosen:
        agent.call(DeclinePlan(id=plan.id))
        terminal.say("Nothing is filled.")
        return
    agent.call(ApprovePlan(id=plan.id, choices=dict.fromkeys(chosen, 0)))
    terminal.say(f"{len(chosen)} fields are filled. Look them over before you send the form.")


def rule(context: typer.Context, site: Site, says: Rule) -> None:
    """Say what holds for a site from now on: never, ask (nothing ticked), or allow."""
    session = _session(context)
    with session.agent() as agent:
        agent.call(SetRule(site=site, rule=says))
    session.terminal.say(f"{one_line(site)}: {says.value}")


def rules(context: typer.Context) -> None:
    """List what you said of sites."""
    session = _session(context)
    found = session.ask(ListRules())
    for one in found.rules:
        kind = f" ({one.kind.value})" if one.kind else ""
        session.terminal.say(f"{one.rule.value:>6}  {one_line(one.site)}{kind}")


def history(context: typer.Context) -> None:
    """List the forms that were filled: where and when, never with what."""
    session = _session(context)
    found = session.ask(ListFillings())
    for one in found.fillings:
        kinds = ", ".join(kind.value for kind in one.kinds)
        undone = "  (taken back)" if one.undone else ""
        session.terminal.say(f"{written_here(one.at):<18}  {one_line(one.origin)}  {kinds}{undone}")


def forget(
    context: typer.Context,
    site: Annotated[str, typer.Argument(help="One site; else all of it.")] = "",
) -> None:
    """Erase the history of filling."""
    session = _session(context)
    with session.agent() as agent:
        agent.call(ForgetFillings(origin=site))
    session.terminal.say("The history of filling is erased.")


def _session(context: typer.Context) -> Session:
    session = context.obj
    assert isinstance(session, Session)
    return session
