"""`keys`: the ways into the vault, and the key itself."""

from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.moments import written_here
from second_me.cli.options import AsJson, DryRun, PassphraseFile, begin
from second_me.cli.passphrases import read_secret
from second_me.cli.session import Session
from second_me.core.protocol.vault import (
    AddSlot,
    ChangeKey,
    ChangePassphrase,
    CheckRecovery,
    ListSlots,
    RemoveSlot,
    RenewRecovery,
    SlotKind,
)

HELP = "The ways into the vault: passphrase, recovery code, keyring; and the key itself."
SHOWN_ONCE = "Recovery code. Write it down now; it is shown only once:"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    keys = typer.Typer(help=HELP)
    keys.callback(invoke_without_command=True)(show)
    keys.command("list")(list_slots)
    keys.command("add")(add)
    keys.command("remove")(remove)
    keys.command("passphrase")(passphrase)
    keys.command("recovery")(recovery)
    keys.command("change")(change)
    app.add_typer(keys, name="keys")


def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """The ways into the vault."""
    session = begin(context, as_json=as_json)
    if context.invoked_subcommand is None:
        tell(session)


def list_slots(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the ways into the vault, and whether the keyring's works."""
    tell(begin(context, as_json=as_json or context.obj.terminal.as_json))


def tell(session: Session) -> None:
    """Print the slots."""
    found = session.ask(ListSlots(), timeout=120)
    for slot in found.slots:
        works = {True: "works", False: "DOES NOT WORK", None: ""}[slot.works]
        session.terminal.say(
            f"{slot.id}  {slot.kind:<10}  {written_here(slot.created_at):<18}  {works}"
            f"  {slot.detail}".rstrip()
        )


def add(
    context: typer.Context,
    kind: Annotated[SlotKind, typer.Argument(help="passphrase, recovery or keyring.")],
    *,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add a way in: on a new machine, the keyring; a second passphrase; a recovery code."""
    session = begin(context, as_json=as_json)
    if dry_run:
        session.would(f"A {kind} slot would be added; those there stay.")
        return
    new = ""
    if kind is SlotKind.PASSPHRASE:
        new = read_secret(session.terminal, "New passphrase", passphrase_file, twice=True)
    added = session.ask(AddSlot(kind=kind, passphrase=new), timeout=120)
    session.terminal.say(f"Added: {added.slot.kind}, {added.slot.id}.", "bold green")
    tell_code(session, added.recovery_code)


def remove(
    context: typer.Context,
    slot: Annotated[str, typer.Argument(help="The slot's name, as keys list shows it.")],
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a way in off; a passphrase or a recovery code has to be left."""
    session = begin(context, as_json=as_json)
    if dry_run:
        session.would(f"The slot {slot} would open nothing any more.")
        return
    session.ask(RemoveSlot(id=slot), timeout=120)
    session.terminal.say("It opens nothing any more.", "bold green")


def passphrase(
    context: typer.Context,
    *,
    forgotten: Annotated[
        bool,
        typer.Option("--forgotten", help="The recovery code will do for the old one."),
    ] = False,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Change the passphrase."""
    session = begin(context, as_json=as_json)
    if dry_run:
        session.would("The passphrase would be another one; other ways in stay.")
        return
    old = "" if forgotten else read_secret(session.terminal, "Old passphrase", session.confirm_file)
    new = read_secret(session.terminal, "New passphrase", passphrase_file, twice=True)
    session.ask(ChangePassphrase(old=old, new=new), timeout=120)
    session.terminal.say("The passphrase was changed.", "bold green")


def recovery(
    context: typer.Context,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Say whether the code on paper opens the vault.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Renew the recovery code; the old one opens nothing any more."""
    session = begin(context, as_json=as_json)
    if check:
        check_code(session, passphrase_file)
        return
    if dry_run:
        session.would("A new code would be shown, and the old one open nothing any more.")
        return
    made = session.ask(RenewRecovery(), timeout=120)
    tell_code(session, made.recovery_code)


def check_code(session: Session, file: PassphraseFile) -> None:
    """Say whether a code opens the vault; one that does not ends with its own exit code."""
    code = read_secret(session.terminal, "Recovery code", file)
    found = session.ask(CheckRecovery(recovery_code=code), timeout=120)
    if not found.opens:
        session.terminal.say("This code does not open the vault.", "bold red")
        raise typer.Exit(Exit.WRONG_USE)
    session.terminal.say("This code opens the vault.", "bold green")


def change(
    context: typer.Context,
    *,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Encrypt the vault anew under another key: if somebody may have got at the present one."""
    session = begin(context, as_json=as_json)
    if dry_run:
        session.would(
            "The vault would be written anew under another key. The passphrase stays, the recovery"
            " code is another one. Backups from before open by the secrets of their time.",
        )
        return
    file = passphrase_file or session.confirm_file
    secret = read_secret(session.terminal, "Passphrase", file)
    changed = session.ask(ChangeKey(passphrase=secret), timeout=None)
    session.terminal.say("The vault is under a new key.", "bold green")
    if changed.notice:
        session.terminal.say(changed.notice)
    tell_code(session, changed.recovery_code)


def tell_code(session: Session, code: str) -> None:
    """Show a recovery code, if there is one."""
    if code:
        session.terminal.say(SHOWN_ONCE)
        session.terminal.say(f"    {code}", "bold")
