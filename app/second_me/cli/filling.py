"""`fill`: the plan for the form in front of the person, and what they say of sites."""

from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.moments import written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.plain_text import one_line
from second_me.cli.session import Session
from second_me.cli.terminal import Terminal
from second_me.client.calls import CallsAgent
from second_me.core.protocol.fill import (
    ApprovePlan,
    DeclinePlan,
    Entry,
    ForgetFillings,
    ListFillings,
    ListPlans,
    ListRules,
    Plan,
    Refusal,
    Rule,
    SetRule,
)

Site = Annotated[str, typer.Argument(help="The site, as in https://example.org.")]

_REASONS = {
    Refusal.UNKNOWN: "memory holds nothing for it",
    Refusal.UNSURE: "what it asks for is not sure",
    Refusal.SECRET: "passwords, cards, codes and searches are never filled",
    Refusal.UNSEEN: "nobody can see it",
    Refusal.LOCKED: "the page does not let it be changed",
    Refusal.NEVER: "you said: never here",
    Refusal.UNFIT: "no spelling of the value fits in it",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    fill = typer.Typer(help="Fill the form in your browser from memory.")
    fill.callback(invoke_without_command=True)(decide)
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


def show(terminal: Terminal, plan: Plan) -> None:
    """Print a plan: each field by its number, its value and where that comes from, or a reason."""
    terminal.say(f"{plan.purpose.value} form at {plan.site}", "bold")
    if plan.site != plan.ascii:
        terminal.say(f"  written for machines: {plan.ascii}")
    for entry in plan.entries:
        terminal.say(_line(entry))


def answer(terminal: Terminal, agent: CallsAgent, plan: Plan) -> None:
    """Ask which fields to fill and tell the agent."""
    ticked = [entry.field for entry in plan.entries if entry.ticked]
    terminal.write("Fill what is marked with * (y), fields by number (1 3), or nothing (n)? ")
    said = terminal.source.readline().split()
    chosen = ticked if said[:1] == ["y"] else [int(one) for one in said if one.isdecimal()]
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


def _line(entry: Entry) -> str:
    asked = one_line(entry.says, 32)
    head = f"{entry.field:>6} {'*' if entry.ticked else ' '} {asked:<32}"
    if not entry.choices:
        reason = _REASONS.get(entry.refusal or Refusal.UNKNOWN, "")
        return f"{head}  - {reason}"
    best = entry.choices[0]
    source = "not confirmed yet" if best.draft else f"from {len(best.facts)} facts"
    label = f", {best.label}" if best.label else ""
    return f"{head}  {one_line(best.shown)}  ({source}{label})"
