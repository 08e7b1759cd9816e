"""Options that several commands share, and how a command begins."""

from pathlib import Path
from typing import Annotated

import typer

from second_me.cli.session import Session

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, for programs.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="Read the passphrase from the first line of FILE; - is standard input.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")
]
UseRecoveryCode = Annotated[
    bool, typer.Option("--recovery-code", help="Ask for the recovery code, not the passphrase.")
]


def begin(context: typer.Context, *, as_json: bool) -> Session:
    """Return the session of a command that is about to run."""
    session = context.obj
    assert isinstance(session, Session)
    session.terminal.as_json = as_json
    return session
