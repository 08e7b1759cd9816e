"""`agent`, `window`, `bench`, `train`, `browser`: commands that hand over to another room."""

import os
from collections.abc import Callable, Mapping
from typing import Final

import typer

from second_me.cli.exits import Exit
from second_me.cli.session import Session
from second_me.core.errors import EnvironmentFault
from second_me.core.outcomes import Failed, NotRunning

Enter = Callable[[list[str]], int]
Rooms = Mapping[str, Enter]

HELP: Final = {
    "agent": "Run the background program (--foreground to watch it, --stop to end it).",
    "window": "Open the window.",
    "bench": "Measure this machine: second-me bench speed.",
    "browser": "Let browsers reach Second Me: install, remove or status.",
    "train": "Make an adapter for a base model (needs the train extra).",
}
ALL_WORDS: Final = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "help_option_names": [],
}


def hand_over(app: typer.Typer, name: str, enter: Enter) -> None:
    """Add the command of one room. It finds its home in SECOND_ME_HOME."""

    @app.command(name, help=HELP[name], context_settings=ALL_WORDS, add_help_option=False)
    def go(context: typer.Context) -> None:
        session = context.obj
        assert isinstance(session, Session)
        if name == "agent" and "--stop" in context.args:
            stop_agent(session)
            return
        os.environ["SECOND_ME_HOME"] = str(session.home.root)
        raise typer.Exit(enter(list(context.args)))


def stop_agent(session: Session) -> None:
    """Have the agent of this home finish and end. Raises EnvironmentFault if it goes on."""
    outcome = session.stop_agent()
    if isinstance(outcome, Failed):
        raise EnvironmentFault(outcome.title, outcome.message, outcome.action)
    stopped = not isinstance(outcome, NotRunning)
    session.terminal.say("The agent has ended." if stopped else "No agent is running.")
    raise typer.Exit(Exit.OK)
