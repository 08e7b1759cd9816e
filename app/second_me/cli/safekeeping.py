"""`backup`, `restore` and `salvage`: encrypted copies of the vault."""

from pathlib import Path
from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.moments import size, written_here
from second_me.cli.options import AsJson, DryRun, PassphraseFile, UseRecoveryCode, begin
from second_me.cli.passphrases import read_secret
from second_me.cli.session import Session
from second_me.cli.vault_doors import tell_unlocked
from second_me.core.outcomes import StillLocked
from second_me.core.protocol.vault import (
    BackupState,
    CheckBackup,
    GetBackupFolder,
    ListBackups,
    MakeBackup,
    MoveBackups,
    Restore,
    Salvage,
)

HOME = "home"
"""What is said for the folder of Second Me itself."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("salvage")(salvage)


def backup(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(help="Where to write it; else in the backups folder.")
    ] = None,
    *,
    listing: Annotated[bool, typer.Option("--list", help="Show the backups there are.")] = False,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FILE", help="Try a backup out by restoring it elsewhere."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", metavar="DIR", help="Have backups go into DIR from now on; 'home': back."
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write an encrypted copy of the vault, checked before it is kept."""
    session = begin(context, as_json=as_json)
    if listing:
        tell_backups(session)
        return
    if check is not None:
        try_out(session, check, passphrase_file)
        return
    if folder is not None:
        move(session, folder, dry_run=dry_run)
        return
    target = str(path.expanduser().absolute()) if path else ""
    with session.agent() as agent:
        if dry_run:
            place = target or agent.call(GetBackupFolder()).path
            session.terminal.give({"would": place})
            session.terminal.say(f"A backup would be written to {place}")
            return
        made = agent.call(MakeBackup(path=target), timeout=None)
    session.terminal.give(made)
    session.terminal.say(
        f"Backed up {made.events:,} memories ({size(made.bytes)}) to", "bold green"
    )
    session.terminal.say(f"    {made.path}")


def tell_backups(session: Session) -> None:
    """Print the backups, newest first."""
    found = session.ask(ListBackups())
    for one in found.backups:
        tried = f"tried out {written_here(one.verified_at)}" if one.verified_at else ""
        state = "" if one.state is BackupState.WHOLE else one.state.upper()
        session.terminal.say(
            f"{written_here(one.created_at):<18}  {size(one.bytes):>9}  {one.events:>9,} memories"
            f"  {' '.join(filter(None, (state, tried)))}"
        )
        session.terminal.say(f"    {one.path}")
    if not found.backups:
        session.terminal.say("There is no backup yet.")


def try_out(session: Session, path: Path, passphrase_file: PassphraseFile) -> None:
    """Restore a backup into a place of its own, and say what came of it."""
    secret = ""
    if passphrase_file is not None:
        secret = read_secret(session.terminal, "Passphrase of the backup", passphrase_file)
    with session.agent() as agent:
        request = CheckBackup(path=str(path.expanduser().absolute()), passphrase=secret)
        found = agent.call(request, timeout=None)
    session.terminal.give(found)
    if found.fault:
        session.terminal.say(f"It cannot be restored: {found.fault}", "bold red")
        raise typer.Exit(Exit.SURROUNDINGS)
    session.terminal.say(
        f"It was restored for a trial: {found.rows.get('events', 0):,} memories.", "bold green"
    )


def move(session: Session, folder: Path, *, dry_run: bool) -> None:
    """Have backups go into another folder; those there are move along."""
    target = "" if str(folder) == HOME else str(folder.expanduser().absolute())
    if dry_run:
        session.terminal.give({"would": target})
        session.terminal.say(f"Backups would go to {target or 'the folder of Second Me'}.")
        return
    moved = session.ask(MoveBackups(path=target), timeout=None)
    session.terminal.say(f"Backups go to {moved.path}.", "bold green")


def restore(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The backup to put in the vault's place.")],
    *,
    passphrase_file: PassphraseFile = None,
    ask_passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Ask for the passphrase the backup was made with.")
    ] = False,
    recovery_code: UseRecoveryCode = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the vault's place; what stood there is kept aside.

    It is opened by the key in use; if that does not open it, by the passphrase or the
    recovery code that the vault had when the backup was made. On a new machine this is the way
    to move in.
    """
    session = begin(context, as_json=as_json)
    where = str(path.expanduser().absolute())
    if dry_run:
        try_out(session, path, passphrase_file)
        return
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


def salvage(
    context: typer.Context,
    *,
    passphrase_file: PassphraseFile = None,
    recovery_code: UseRecoveryCode = False,
    as_json: AsJson = False,
) -> None:
    """Save what can be read of a damaged vault; gaps are filled from the last good backup."""
    session = begin(context, as_json=as_json)
    secret = read_secret(
        session.terminal, "Recovery code" if recovery_code else "Passphrase", passphrase_file
    )
    request = Salvage(recovery_code=secret) if recovery_code else Salvage(passphrase=secret)
    saved = session.ask(request, timeout=None)
    terminal = session.terminal
    terminal.say(f"Read from the damaged vault: {saved.rows.get('events', 0):,} memories.", "bold")
    if saved.backup:
        terminal.say(f"From the backup: {saved.filled.get('events', 0):,} ({saved.backup})")
    terminal.say(f"Lost: {saved.lost:,}. The damaged vault is kept in {saved.aside}")
