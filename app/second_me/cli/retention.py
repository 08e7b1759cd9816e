"""`retention`: how long memories are kept, shown before it acts."""

from typing import Annotated

import typer

from second_me.cli.erase_scope import read_kind
from second_me.cli.moments import written_here
from second_me.cli.options import AsJson, DryRun, begin
from second_me.cli.session import Session
from second_me.core.errors import PersonFault
from second_me.core.ids import RuleId, SourceId
from second_me.core.protocol.privacy import (
    Effect,
    ListRules,
    PreviewRule,
    RemoveRule,
    Rule,
    RuleView,
    SetRule,
)

HELP = "How long memories are kept. What a rule keeps no longer is erased for good, once a day."


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    retention = typer.Typer(help=HELP)
    retention.callback(invoke_without_command=True)(show)
    retention.command("list")(list_rules)
    retention.command("set")(put)
    retention.command("remove")(remove)
    app.add_typer(retention, name="retention")


def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """The rules, and what each would erase now."""
    session = begin(context, as_json=as_json)
    if context.invoked_subcommand is None:
        tell(session)


def list_rules(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the rules, and what each would erase now."""
    tell(begin(context, as_json=as_json or context.obj.terminal.as_json))


def put(
    context: typer.Context,
    days: Annotated[str, typer.Argument(help="Days that memories are kept; forever, 1y, 90d.")],
    *,
    source: Annotated[int | None, typer.Option(help="Of one source.")] = None,
    kind: Annotated[str, typer.Option(help="Of one kind: message, note, mail …")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Set a rule. It acts a day later, so that it can be taken back."""
    session = begin(context, as_json=as_json)
    rule = Rule(
        days=read_days(days),
        source_id=None if source is None else SourceId(source),
        kind=read_kind(kind) if kind else None,
    )
    with session.agent() as agent:
        effect = agent.call(PreviewRule(rule=rule))
        tell_effect(session, effect)
        if dry_run:
            session.terminal.give(effect)
            return
        view = agent.call(SetRule(rule=rule))
    session.terminal.give(view)
    session.terminal.say(
        f"Rule {view.id} is set. It acts from {written_here(view.acts_from)} on.", "bold green"
    )


def remove(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The rule's number.")],
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a rule off; what it erased stays erased."""
    session = begin(context, as_json=as_json)
    if dry_run:
        session.would(f"Rule {number} would be taken off.")
        return
    session.ask(RemoveRule(id=RuleId(number)))
    session.terminal.say(f"Rule {number} is off.", "bold green")


def tell(session: Session) -> None:
    """Print the rules."""
    found = session.ask(ListRules())
    for view in found.rules:
        session.terminal.say(f"{view.id:>4}  {described(view)}")
    if not found.rules:
        session.terminal.say("Everything is kept until you erase it.")


def described(view: RuleView) -> str:
    """Return a rule in words."""
    rule = view.rule
    what = " ".join(
        part
        for part in (
            f"kind {rule.kind}" if rule.kind else "",
            f"source {rule.source_id}" if rule.source_id is not None else "",
        )
        if part
    )
    if not rule.days:
        return f"{what}: kept for ever"
    return (
        f"{what}: kept {rule.days:,} days; {view.due:,} due now;"
        f" acts from {written_here(view.acts_from)}"
    )


def tell_effect(session: Session, effect: Effect) -> None:
    """Print what a rule would do."""
    terminal = session.terminal
    if effect.due:
        terminal.say(f"It would erase {effect.due:,} memories for good,", "bold")
        terminal.say(f"    from {written_here(effect.first_at)} to {written_here(effect.last_at)}")
    else:
        terminal.say("It would erase nothing now.")
    if effect.next_at is not None:
        terminal.say(f"    the next one on {written_here(effect.next_at)}")


def read_days(text: str) -> int:
    """Return a time in days; 0 is for ever. Raises PersonFault."""
    plain = text.strip().lower()
    if plain in {"forever", "for-ever", "0"}:
        return 0
    unit = {"d": 1, "w": 7, "m": 30, "y": 365}.get(plain[-1:], 0)
    number = plain[:-1] if unit else plain
    if not number.isdigit():
        raise PersonFault("No such time", f"{text} is no number of days.", "Say 90d, 1y, forever.")
    return int(number) * (unit or 1)
