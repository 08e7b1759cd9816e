"""The commands of `second-me`, put together."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from second_me import __version__
from second_me.cli import (
    asking,
    audit,
    demo,
    episodes,
    erasing,
    exporting,
    filling,
    graph,
    health,
    importing,
    keys,
    knowing,
    model_choice,
    retention,
    rooms,
    safekeeping,
    units,
    vault_doors,
    watching,
    wiping,
)
from second_me.cli.exits import HELP, Exit, code_of
from second_me.cli.session import Connect, Session, reach_agent
from second_me.cli.terminal import Terminal
from second_me.core.errors import SecondMeError
from second_me.core.paths import find_home


def main(
    argv: list[str],
    given: rooms.Rooms,
    *,
    terminal: Terminal | None = None,
    connect: Connect = reach_agent,
) -> int:
    """Run one command and return its exit code. `given` are the rooms to hand over to."""
    spoken = terminal or Terminal()
    command = typer.main.get_command(build(given, spoken, connect))
    try:
        command.main(args=argv, prog_name="second-me")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.OK
    except SecondMeError as error:
        spoken.fail(error)
        return code_of(error)
    except BrokenPipeError:
        sys.stdout = None  # whoever read has gone: nothing is left to flush
        return Exit.SURROUNDINGS
    return Exit.OK


def build(given: rooms.Rooms, terminal: Terminal, connect: Connect) -> typer.Typer:
    """Return the whole command line."""
    app = typer.Typer(
        name="second-me",
        help="A personal memory that stays on your own machine.",
        epilog=HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def start(
        context: typer.Context,
        *,
        home: Annotated[
            Path | None,
            typer.Option(
                "--home", metavar="DIR", help="Keep everything in DIR (else SECOND_ME_HOME)."
            ),
        ] = None,
        confirm_file: Annotated[
            Path | None,
            typer.Option(
                "--confirm-file",
                metavar="FILE",
                help="Read the passphrase that confirms erasing, exporting and the like from FILE.",
            ),
        ] = None,
        version: Annotated[
            bool, typer.Option("--version", "-V", help="Print the version.", is_eager=True)
        ] = False,
    ) -> None:
        if version:
            terminal.say(f"Second Me {__version__}")
            raise typer.Exit
        context.obj = Session(find_home(home), terminal, connect, confirm_file)

    for room in (
        vault_doors,
        importing,
        watching,
        asking,
        knowing,
        episodes,
        graph,
        erasing,
        exporting,
        units,
        filling,
        audit,
        health,
        safekeeping,
        keys,
        retention,
        wiping,
        model_choice,
        demo,
    ):
        room.register(app)
    for name, enter in given.items():
        rooms.hand_over(app, name, enter)
    return app
