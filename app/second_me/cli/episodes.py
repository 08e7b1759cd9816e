"""`episodes`, `pause` and `resume`: what belongs together in time, and background work."""

from typing import Annotated

import typer

from second_me.cli.moments import written, written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.plain_text import one_line
from second_me.core.ids import EpisodeId, EventId
from second_me.core.protocol.episodes import GetEpisodes, MergeEpisodes, SplitEpisode
from second_me.core.protocol.memory import ListEpisodes
from second_me.core.protocol.system import Pause, Resume
from second_me.core.records import Episode

_WIDTH = 100
Number = Annotated[int, typer.Argument(help="Number of an episode.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    episodes = typer.Typer(help="What belongs together in time.", no_args_is_help=True)
    episodes.command("list")(list_episodes)
    episodes.command("show")(show)
    episodes.command("split")(split)
    episodes.command("merge")(merge)
    app.add_typer(episodes, name="episodes")
    app.command("pause")(pause)
    app.command("resume")(resume)


def list_episodes(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many to show.")] = 30,
    as_json: AsJson = False,
) -> None:
    """List episodes, the newest first."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListEpisodes(limit=limit))
    for one in found.episodes:
        session.terminal.say(_line(one))
    if not found.episodes:
        session.terminal.say("There are no episodes yet.")


def show(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Show the memories of an episode with their numbers."""
    session = begin(context, as_json=as_json)
    found = session.ask(GetEpisodes(ids=(EpisodeId(number),)))
    for view in found.episodes:
        session.terminal.say(_line(view.episode), "bold")
        for event in view.events:
            said = one_line(f"{event.author}: {event.text}", _WIDTH)
            session.terminal.say(f"{event.id:>9}  {written(event.moment)}  {said}")
    if not found.episodes:
        session.terminal.say("There is no such episode.")


def split(
    context: typer.Context,
    number: Number,
    memory: Annotated[int, typer.Argument(help="The memory that the second one begins with.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Make two of an episode."""
    session = begin(context, as_json=as_json)
    found = session.ask(SplitEpisode(id=EpisodeId(number), event_id=EventId(memory)))
    for one in found.episodes:
        session.terminal.say(_line(one))


def merge(
    context: typer.Context,
    numbers: Annotated[list[int], typer.Argument(help="Episodes of one conversation.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Make one of several episodes."""
    session = begin(context, as_json=as_json)
    found = session.ask(MergeEpisodes(ids=tuple(map(EpisodeId, numbers))))
    for one in found.episodes:
        session.terminal.say(_line(one))


def pause(
    context: typer.Context,
    *,
    minutes: Annotated[
        int | None, typer.Option(min=1, help="For so long; else until resume.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold background work; memories are kept and found all the same."""
    session = begin(context, as_json=as_json)
    session.ask(Pause(minutes=minutes))
    session.terminal.say("Background work is held.")


def resume(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Let background work go on."""
    session = begin(context, as_json=as_json)
    session.ask(Resume())
    session.terminal.say("Background work goes on.")


def _line(one: Episode) -> str:
    when = written_here(one.start) if one.dated else "day unknown"
    people = f" · {', '.join(one.people)}" if one.people else ""
    return f"{one.id:>7}  {when}  {one_line(one.title, _WIDTH)}{people}"
