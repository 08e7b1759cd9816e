"""`graph` and `routines`: who belongs together, what changed, and what is done again and again."""

from typing import Annotated, Final

import typer

from second_me.cli.moments import read_moment, written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.plain_text import one_line
from second_me.core.clock import Timestamp
from second_me.core.protocol.graph import ChangeLine, GetChanges, ListCommunities, What
from second_me.core.protocol.life import Consolidate
from second_me.core.protocol.routines import ListRoutines
from second_me.core.routines import Rhythm, Routine

_WIDTH: Final = 160
_EVER: Final = 2**53
_SAID: Final = {
    What.BEGAN: "is so from then on",
    What.ENDED: "is so no more",
    What.LEARNED: "became known",
    What.REPLACED: "was replaced",
    What.TAKEN_BACK: "turned out not to be so",
}
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RHYTHMS: Final = {Rhythm.DAILY: "every day", Rhythm.MONTHLY: "every month", Rhythm.NONE: ""}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    graph = typer.Typer(help="Who and what belongs together, and what changed.")
    graph.command("communities")(communities)
    graph.command("changes")(changes)
    graph.command("refresh")(refresh)
    app.add_typer(graph, name="graph", no_args_is_help=True)
    app.command("routines")(routines)


def communities(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List who and what belongs together, the largest first."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListCommunities(limit=limit))
    for one in found.communities:
        session.terminal.say(one_line(one.name, _WIDTH), "bold")
        session.terminal.say(f"    {one_line(one.summary, _WIDTH)}")
    if not found.communities:
        session.terminal.say("Nobody and nothing is grouped yet.")


def changes(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Somebody or something, by any of its names.")],
    *,
    since: Annotated[str, typer.Option(metavar="DATE", help="From this time on.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Before this time.")] = "",
    as_json: AsJson = False,
) -> None:
    """Tell what changed about somebody or something: in the world, and in what is known."""
    session = begin(context, as_json=as_json)
    start = read_moment(since) if since else Timestamp(-_EVER)
    end = read_moment(until) if until else Timestamp(_EVER)
    found = session.ask(GetChanges(name=name, start=start, end=end))
    for line in found.lines:
        session.terminal.say(_told(line))
    if not found.lines:
        session.terminal.say("Nothing changed in that time.")


def refresh(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Do the night's work now: merge twins, put away what faded, group anew."""
    session = begin(context, as_json=as_json)
    session.ask(Consolidate())
    session.terminal.say("It is being done in the background.")


def routines(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many to show.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what you do again and again, and how things are done as you noted it."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListRoutines(limit=limit))
    for view in found.routines:
        one = view.routine
        when = f"  {rhythm(one)}" if rhythm(one) else ""
        session.terminal.say(f"{one_line(one.title, _WIDTH)}{when}", "bold")
        for step in one.steps:
            session.terminal.say(f"    - {one_line(step, _WIDTH)}")
    if not found.routines:
        session.terminal.say("Nothing was found yet that recurs.")


def rhythm(routine: Routine) -> str:
    """Return when a routine is done: "every Tuesday at 18:00"; empty if it has no rhythm."""
    if routine.rhythm is Rhythm.WEEKLY:
        days = " and ".join(_DAYS[day] for day in routine.weekdays)
        when = f"every {days}"
    else:
        when = _RHYTHMS[routine.rhythm]
    if not when or routine.minute is None:
        return when
    return f"{when} at {routine.minute // 60}:{routine.minute % 60:02}"


def _told(line: ChangeLine) -> str:
    text = one_line(line.fact.fact.text, _WIDTH)
    by = f", by: {one_line(line.by.fact.text, _WIDTH)}" if line.by is not None else ""
    return f"{written_here(line.at):<18}  {_SAID[line.what]:<23}  {text}{by}"
