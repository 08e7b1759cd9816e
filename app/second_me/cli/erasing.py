"""`erase`: forgetting for good, shown before it is done and proved afterwards."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from second_me.cli.erase_scope import Wanted, read_scope
from second_me.cli.exits import Exit
from second_me.cli.import_watch import ImportWatch
from second_me.cli.moments import written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.plain_text import one_line
from second_me.cli.session import Session
from second_me.client.calls import CallsAgent
from second_me.core.errors import PersonFault
from second_me.core.outcomes import Rejected
from second_me.core.protocol.erase import (
    CheckReceipt,
    Erasure,
    Erasures,
    LiftErasure,
    ListErasures,
    Plan,
    PlanErase,
    Receipt,
    Stage,
    StartErase,
    StoreCount,
)
from second_me.core.protocol.pushes import Progress

SAMPLES = 5
GOES_ON = "The erasure goes on when the vault is open again. See: second-me erase --list"
SURE = "erase"
"""What the person types to have it done."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("erase")(erase)


def erase(
    context: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(help="Numbers of memories.")] = None,
    *,
    search: Annotated[str, typer.Option(metavar="WORDS", help="What a search finds.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of a search.")] = 20,
    fact: Annotated[list[int] | None, typer.Option(help="Number of a fact.")] = None,
    episode: Annotated[list[int] | None, typer.Option(help="Number of an episode.")] = None,
    with_words: Annotated[
        bool, typer.Option("--with-words", help="Also the memories that they were drawn from.")
    ] = False,
    conversation: Annotated[
        int | None, typer.Option(metavar="ID", help="The conversation that a memory stands in.")
    ] = None,
    whole_import: Annotated[int | None, typer.Option("--import", help="One import.")] = None,
    source: Annotated[int | None, typer.Option(help="All of one source.")] = None,
    about: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A person, place or topic.")
    ] = None,
    keep_mentions: Annotated[
        bool, typer.Option("--keep-mentions", help="Keep what others say of them.")
    ] = False,
    since: Annotated[str, typer.Option(metavar="DATE", help="All from this time on.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="All before this time.")] = "",
    kind: Annotated[str, typer.Option(help="All of a kind: message, note, mail …")] = "",
    outlived: Annotated[
        bool, typer.Option("--outlived", help="What the rules of retention keep no longer.")
    ] = False,
    everything: Annotated[bool, typer.Option("--everything", help="All memories.")] = False,
    plan_only: Annotated[
        bool, typer.Option("--plan", "--dry-run", help="Say what would go, and change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="Show the erasures so far.")] = False,
    receipt: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Show the receipt of an erasure.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help="Check a receipt in a file.")
    ] = None,
    lift: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Let what an erasure took away come in again."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Forget for good: memories, and all that was made of them, in every place.

    It is shown what goes before it goes. A receipt says where it was looked for afterwards.
    """
    session = begin(context, as_json=as_json)
    if listing:
        show_erasures(session)
    elif receipt is not None:
        show_receipt(session, receipt)
    elif check is not None:
        check_receipt(session, check)
    elif lift is not None:
        lift_erasure(session, lift)
    else:
        wanted = Wanted(
            ids=tuple(ids or ()),
            search=search,
            limit=limit,
            facts=tuple(fact or ()),
            episodes=tuple(episode or ()),
            with_words=with_words,
            conversation=conversation,
            whole_import=whole_import,
            source=source,
            about=tuple(about or ()),
            keep_mentions=keep_mentions,
            since=since,
            until=until,
            kind=kind,
            outlived=outlived,
            everything=everything,
        )
        run(session, PlanErase(scope=read_scope(wanted), samples=SAMPLES), plan_only, yes=yes)


def run(session: Session, request: PlanErase, plan_only: bool, *, yes: bool) -> None:  # noqa: FBT001
    """Show what would go; unless that is all, make sure, do it and show the receipt."""
    watch = ImportWatch(session.terminal, GOES_ON)
    with session.agent(on_push=watch.on_push, on_lost=watch.on_lost) as agent:
        plan = agent.call(request, timeout=None)
        show_plan(session, plan)
        if plan.empty:
            session.terminal.give(plan)
            raise typer.Exit(Exit.NOTHING_FOUND)
        if plan_only:
            session.terminal.give(plan)
            return
        if not yes:
            make_sure(session)
        outcome = agent.call(StartErase(plan=plan.id), timeout=None)
        if isinstance(outcome, Rejected):
            raise PersonFault("Nothing was erased", outcome.reason, outcome.action)
        number = outcome.erasure_id
        watch.wait_until(f"erase:{number}", lambda told: _done(agent, number, told), "Erasing")
        erasure = find(agent, number)
    session.terminal.give(erasure)
    if erasure.receipt is not None:
        tell_receipt(session, erasure.receipt)
        if not erasure.receipt.verified:
            raise typer.Exit(Exit.SURROUNDINGS)


def make_sure(session: Session) -> None:
    """Have the person type that they mean it. Raises PersonFault otherwise."""
    terminal = session.terminal
    if not terminal.source.isatty():
        raise PersonFault(
            "Nothing was erased", "Nobody could be asked.", "Look at the plan, then add --yes."
        )
    terminal.note(f"This cannot be undone. Type {SURE} to go on:", "bold")
    if terminal.source.readline().strip() != SURE:
        raise PersonFault("Nothing was erased", "It was not confirmed.")


def show_plan(session: Session, plan: Plan) -> None:
    """Print what goes, what is derived, what stays and what cannot be reached."""
    terminal = session.terminal
    if plan.empty:
        terminal.say("There is nothing of that in memory.")
        return
    terminal.say("Would go for good" if plan.events else "Would go", "bold")
    _lines(session, plan.goes)
    if plan.first_at is not None:
        terminal.say(f"    from {written_here(plan.first_at)} to {written_here(plan.last_at)}")
    for sample in plan.samples:
        said = f"{sample.author}: {sample.text}" if sample.author else sample.text
        terminal.say(f"    [{sample.event_id}] {one_line(said, 100)}")
    for title, lines in (
        ("With it, since it was made of it", plan.derived),
        ("Stays, since other memories show it too", plan.stays),
    ):
        if lines:
            terminal.say(title, "bold")
            _lines(session, lines)
    for backup in plan.backups:
        terminal.say(f"    {backup.count:>7,}  {backup.what}")
    terminal.say("Out of reach", "bold")
    for reason in plan.unreachable:
        terminal.say(f"    {reason.what}")


def show_erasures(session: Session) -> None:
    """Print the erasures, newest first."""
    found = session.ask(ListErasures())
    for one in found.erasures:
        session.terminal.say(
            f"{one.id:>5}  {written_here(one.asked_at):<18}  {one.scope:<12}"
            f"  {one.erased.get('events', 0):>7,} memories  {_state(one)}"
        )
    if not found.erasures:
        session.terminal.say("Nothing was erased yet.")


def show_receipt(session: Session, number: int) -> None:
    """Print the receipt of one erasure; with --json as it can be checked again."""
    with session.agent() as agent:
        erasure = find(agent, number)
    if erasure.receipt is None:
        raise PersonFault("No receipt yet", "This erasure is still at work.", "Look again soon.")
    session.terminal.give(erasure.receipt)
    tell_receipt(session, erasure.receipt)


def check_receipt(session: Session, file: Path) -> None:
    """Say whether a receipt is genuine, and whether this vault made it."""
    try:
        receipt = msgspec.json.decode(file.read_bytes(), type=Receipt)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise PersonFault(
            "Not a receipt", "The file cannot be read as one.", "Check its path."
        ) from fault
    found = session.ask(CheckReceipt(receipt=receipt))
    if not found.genuine:
        session.terminal.say("The receipt is not genuine: it was changed.", "bold red")
        raise typer.Exit(Exit.WRONG_USE)
    owner = "this vault" if found.ours else "another vault"
    session.terminal.say(f"The receipt is genuine, made by {owner}.", "bold green")


def lift_erasure(session: Session, number: int) -> None:
    """Let come in again what an erasure keeps out."""
    lifted = session.ask(LiftErasure(id=number))
    session.terminal.say(f"{lifted.count:,} things can be imported or drawn out again.")


def find(agent: CallsAgent, number: int) -> Erasure:
    """Return one erasure. Raises PersonFault for a number that none has."""
    found: Erasures = agent.call(ListErasures(id=number))
    if not found.erasures:
        raise PersonFault(
            "No such erasure", f"There is no erasure {number}.", "See: second-me erase --list"
        )
    return found.erasures[0]


def tell_receipt(session: Session, receipt: Receipt) -> None:
    """Print what a receipt says."""
    terminal = session.terminal
    if receipt.verified:
        terminal.say("Erased. It was looked for afterwards and not found:", "bold green")
    else:
        terminal.say("Erased, but traces were found afterwards:", "bold red")
    for one in receipt.looked:
        terminal.say(f"    {one.place}: {one.found:,} found, {one.read:,} read")
    counts = ", ".join(f"{count:,} {store}" for store, count in sorted(receipt.erased.items()))
    terminal.say(f"Taken out: {counts}")
    for reason in receipt.unreachable:
        terminal.say(f"Out of reach: {reason.what}")
    terminal.say(f"Receipt {receipt.erasure_id}, signed {receipt.signature[:16]}…")


def _lines(session: Session, lines: tuple[StoreCount, ...]) -> None:
    for line in lines:
        few = f"  (such as {', '.join(map(str, line.ids))})" if line.ids else ""
        session.terminal.say(f"    {line.count:>7,}  {line.store}{few}")


def _done(agent: CallsAgent, number: int, told: Progress | None) -> bool:
    """Ask only when there is reason to: nothing was told yet, or that it is finished."""
    if told is not None and not told.finished:
        return False
    return find(agent, number).stage is Stage.DONE


def _state(erasure: Erasure) -> str:
    if erasure.receipt is None:
        return f"at work: {erasure.stage}"
    kept = f", {erasure.kept_out:,} kept out" if erasure.kept_out else ""
    return ("verified" if erasure.receipt.verified else "TRACES FOUND") + kept
