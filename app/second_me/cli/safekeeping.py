"""`backup` and `restore`: encrypted copies of the vault."""

from pathlib import Path
from typing import Annotated

import typer

from second_me.cli.moments import size, written_here
from second_me.cli.options import AsJson, PassphraseFile, UseRecoveryCode, begin
from second_me.cli.passphrases import read_secret
from second_me.cli.vault_doors import tell_unlocked
from second_me.core.outcomes import StillLocked
from second_me.core.protocol.vault import ListBackups, MakeBackup, Restore


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(help="Where to write it; else in the backups folder.")
    ] = None,
    *,
    listing: Annotated[bool, typer.Option("--list", help="Show the backups there are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write an encrypted copy of the vault, checked before it is kept."""
    session = begin(context, as_json=as_json)
    terminal = session.terminal
    with session.agent() as agent:
        if listing:
            found = agent.call(ListBackups())
            terminal.give(found)
            for one in found.backups:
                terminal.say(
                    f"{written_here(one.created_at):<18}  {size(one.bytes):>9}  {one.path}"
                )
            if not found.backups:
                terminal.say("There is no backup yet.")
            return
        target = str(path.expanduser().absolute()) if path else ""
        made = agent.call(MakeBackup(path=target), timeout=None)
    terminal.give(made)
    terminal.say(f"Backed up {made.events:,} memories ({size(made.bytes)}) to", "bold green")
    terminal.say(f"    {made.path}")


def restore(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The backup to put in the vault's place.")],
    *,
    passphrase_file: PassphraseFile = None,
    ask_passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Ask for the passphrase the backup was made with.")
    ] = False,
    recovery_code: UseRecoveryCode = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the vault's place; what stood there is kept aside.

    It is opened by the key in use; if that does not open it, by the passphrase or the
    recovery code that the vault had when the backup was made.
    """
    session = begin(context, as_json=as_json)
    where = str(path.expanduser().absolute())
    passphrase = code = ""
    if recovery_code:
        code = read_secret(session.terminal, "Recovery code", passphrase_file)
    elif passphrase_file is not None or ask_passphrase:
        passphrase = read_secret(session.terminal, "Passphrase", passphrase_file)
    with session.agent() as agent:
        request = Restore(path=where, passphrase=passphrase, recovery_code=code)
        outcome = agent.call(request, timeout=None)
        if isinstance(outcome, StillLocked) and not (passphrase or code):
            session.terminal.note(outcome.message)
            if session.terminal.source.isatty():
                secret = read_secret(session.terminal, "Passphrase of the backup", None)
                outcome = agent.call(Restore(path=where, passphrase=secret), timeout=None)
    tell_unlocked(session, outcome, "The backup stands in the vault's place, and is open.")
