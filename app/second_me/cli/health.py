"""`doctor`: what works here, what does not, and what to do about it."""

import os
import platform
from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.options import AsJson, begin
from second_me.cli.session import Session
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home, packaged
from second_me.core.protocol.system import Check, GetHealth, Health, Level

MARKS = {Level.GOOD: ("ok", "green"), Level.NOTICE: ("!", "yellow"), Level.PROBLEM: ("x", "red")}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("doctor")(doctor)


def doctor(
    context: typer.Context,
    *,
    deep: Annotated[bool, typer.Option("--deep", help="Read every page of the vault too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at everything Second Me needs and say what is wrong and what to do."""
    session = begin(context, as_json=as_json)
    found = Health(checks=(*own_checks(session.home), *agent_checks(session, deep=deep)))
    session.terminal.give(found)
    for check in found.checks:
        show(session, check)
    if any(check.level is Level.PROBLEM for check in found.checks):
        raise typer.Exit(Exit.SURROUNDINGS)


def own_checks(home: Home) -> list[Check]:
    """Look at what needs no agent."""
    python = platform.python_version()
    return [
        Check(name="python", level=Level.GOOD, title=f"Python {python}"),
        _folder(home),
        _shipped(),
    ]


def _folder(home: Home) -> Check:
    folder = home.root
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if os.access(folder, os.W_OK):
        return Check(name="home", level=Level.GOOD, title=f"Everything lies in {home.root}")
    return Check(
        name="home",
        level=Level.PROBLEM,
        title="The folder cannot be written to",
        detail=str(home.root),
        action="Change its permissions, or name another folder with --home.",
    )


def _shipped() -> Check:
    if (packaged("models") / "manifest.toml").is_file() and packaged("resources").is_dir():
        return Check(name="files", level=Level.GOOD, title="Models and resources are installed")
    return Check(
        name="files",
        level=Level.PROBLEM,
        title="Files of the program are missing",
        action="Install Second Me again.",
    )


def agent_checks(session: Session, *, deep: bool) -> list[Check]:
    """Ask the agent; if it cannot be reached, that is the finding."""
    try:
        with session.agent() as agent:
            return list(agent.call(GetHealth(deep=deep), timeout=None).checks)
    except SecondMeError as error:
        return [
            Check(
                name="agent",
                level=Level.PROBLEM,
                title=error.title,
                detail=error.message,
                action=error.action,
            )
        ]


def show(session: Session, check: Check) -> None:
    """Print one finding."""
    mark, style = MARKS[check.level]
    session.terminal.say(f"{mark:>2}  {check.title}", style)
    for part in (check.detail, check.action):
        if part:
            session.terminal.say(f"      {part}")
