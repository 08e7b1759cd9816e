"""`init`, `lock`, `unlock`, `status`: making, closing and opening the vault."""

from typing import Annotated

import typer

from second_me.cli.exits import Exit
from second_me.cli.moments import size, written_here
from second_me.cli.options import AsJson, PassphraseFile, UseRecoveryCode, begin
from second_me.cli.passphrases import read_secret
from second_me.cli.session import Session
from second_me.client.calls import CallsAgent
from second_me.core.errors import PersonFault
from second_me.core.outcomes import StillLocked, Unlocked, UnlockOutcome
from second_me.core.protocol.system import GetStatus, Status, VaultState
from second_me.core.protocol.vault import Created, CreateVault, Lock, Unlock

TRIES = 3


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("init")(init)
    app.command("status")(status)
    app.command("lock")(lock)
    app.command("unlock")(unlock)


def init(
    context: typer.Context,
    *,
    passphrase_file: PassphraseFile = None,
    passphrase: Annotated[
        bool, typer.Option(help="Protect the vault by a passphrase of yours.")
    ] = True,
    recovery: Annotated[bool, typer.Option(help="Make a recovery code, shown once.")] = True,
    keyring: Annotated[
        bool, typer.Option(help="Let this computer's keyring open the vault when you log in.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Make your vault: encrypted, on this machine, opened by a passphrase of yours."""
    session = begin(context, as_json=as_json)
    if not (passphrase or recovery):
        raise PersonFault(
            "No way back in", "A vault needs a passphrase or a recovery code.", "Allow one of them."
        )
    with session.agent() as agent:
        _refuse_second(agent.call(GetStatus()))
        chosen = ""
        if passphrase:
            chosen = read_secret(session.terminal, "Passphrase", passphrase_file, twice=True)
        made = agent.call(
            CreateVault(passphrase=chosen, recovery=recovery, keyring=keyring), timeout=120
        )
    _tell_made(session, made)


def _refuse_second(status: Status) -> None:
    if status.vault is not VaultState.ABSENT:
        raise PersonFault(
            "There is a vault already",
            "This folder holds one; it is left as it is.",
            "Open it with: second-me unlock; or name another folder with --home.",
        )


def _tell_made(session: Session, made: Created) -> None:
    terminal = session.terminal
    terminal.give(made)
    terminal.say("Your vault is ready.", "bold green")
    terminal.say(f"It lies in {session.home.vault}, encrypted.")
    if made.recovery_code:
        terminal.say()
        terminal.say("Recovery code. Write it down now; it is shown only once:")
        terminal.say(f"    {made.recovery_code}", "bold")
    if made.notice:
        terminal.say()
        terminal.say(made.notice)
    terminal.say()
    terminal.say("Next: second-me import PATH, or second-me add TEXT.")


def unlock(
    context: typer.Context,
    *,
    passphrase_file: PassphraseFile = None,
    recovery_code: UseRecoveryCode = False,
    as_json: AsJson = False,
) -> None:
    """Open the vault: by the keyring if it can, else by your passphrase."""
    session = begin(context, as_json=as_json)
    with session.agent() as agent:
        outcome = _opened(session, agent, passphrase_file, by_code=recovery_code)
    tell_unlocked(session, outcome)


def _opened(
    session: Session, agent: CallsAgent, file: PassphraseFile, *, by_code: bool
) -> UnlockOutcome:
    if by_code:
        code = read_secret(session.terminal, "Recovery code", file)
        return agent.call(Unlock(recovery_code=code), timeout=120)
    if file is None:
        outcome = agent.call(Unlock(), timeout=120)
        if isinstance(outcome, Unlocked) or not outcome.slots:
            return outcome
        session.terminal.note(outcome.message)
    return _by_passphrase(session, agent, file)


def _by_passphrase(session: Session, agent: CallsAgent, file: PassphraseFile) -> UnlockOutcome:
    """Try the passphrase; where a person types it, they get three tries."""
    typed = file is None and session.terminal.source.isatty()
    for _ in range(TRIES if typed else 1):
        passphrase = read_secret(session.terminal, "Passphrase", file)
        outcome = agent.call(Unlock(passphrase=passphrase), timeout=120)
        if isinstance(outcome, Unlocked):
            break
        if typed:
            session.terminal.note(outcome.message, "")
    return outcome


def tell_unlocked(
    session: Session, outcome: UnlockOutcome, opened: str = "Your vault is open."
) -> None:
    """Print what came of opening the vault; a locked one ends with its own exit code."""
    terminal = session.terminal
    terminal.give(outcome)
    if isinstance(outcome, StillLocked):
        terminal.say(f"{outcome.title}.", "bold red")
        for part in (outcome.message, outcome.action):
            if part:
                terminal.say(part)
        raise typer.Exit(Exit.LOCKED)
    terminal.say(opened, "bold green")
    if outcome.notice:
        terminal.say(outcome.notice)


def lock(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Close the vault at once and forget its key."""
    session = begin(context, as_json=as_json)
    with session.agent() as agent:
        agent.call(Lock())
    session.terminal.give({"locked": True})
    session.terminal.say("Your vault is locked.")


def status(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show what Second Me holds and what it is doing."""
    session = begin(context, as_json=as_json)
    found = session.ask(GetStatus())
    for label, value in status_lines(found):
        session.terminal.pair(label, value)


def status_lines(status: Status) -> list[tuple[str, str]]:
    """Return a status as lines of two columns."""
    counts = status.counts
    lines = [("Vault", str(status.vault))]
    if status.vault is VaultState.OPEN:
        lines += [
            ("Memories", f"{counts.events:,} from {counts.sources:,} sources"),
            ("Found by meaning", f"{counts.vectors:,}"),
            ("Facts", f"{counts.facts:,}"),
            ("Waiting work", f"{counts.jobs_waiting:,}, {counts.jobs_dead:,} given up"),
            ("Vault size", size(status.vault_bytes)),
            ("Last backup", written_here(status.last_backup)),
        ]
    model = " ".join(filter(None, (status.model_name, f"({status.model})", status.model_detail)))
    return [
        *lines,
        ("Model", model),
        ("Background work", str(status.activity)),
        ("Memory in use", f"{size(status.memory_bytes)} and {size(status.worker_memory_bytes)}"),
        ("Agent", f"{status.agent_version}, process {status.pid}"),
    ]
