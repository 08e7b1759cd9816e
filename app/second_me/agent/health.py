"""Health: what was looked at, what was found, and what the person can do about it."""

import shutil
from collections.abc import Iterator

from second_me import __version__
from second_me.agent.core_parts import Core
from second_me.agent.memory_health import memory_check
from second_me.agent.services import Services
from second_me.core.clock import to_datetime
from second_me.core.errors import SecondMeError
from second_me.core.protocol.system import Activity, Check, Level, ModelState, VaultState
from second_me.core.protocol.vault import SlotKind
from second_me.vault import backup_place

LITTLE_DISK = 1_000_000_000
NO_DISK = 100_000_000
DAY = 86_400_000
OLD_BACKUP_DAYS = 7
MANY_BEHIND = 2_000


def examine(core: Core, *, deep: bool) -> Iterator[Check]:
    """Yield the checks, what matters most first. `deep` reads every page of the vault."""
    services = core.session.open_services
    yield _vault(core, services, deep=deep)
    yield _disk(core)
    if services is not None:
        yield _backup(core, services)
    if core.session.state is not VaultState.ABSENT:
        yield _keyring(core)
    yield _agent(core)
    yield _model(core)
    yield from _worker(core)
    yield _embedder(core, services)
    if services is not None:
        yield memory_check(services.vault)
        yield _dead_jobs(services)
        yield _work(core, services)


def _agent(core: Core) -> Check:
    since = to_datetime(core.started_at)
    return Check(
        name="agent",
        level=Level.GOOD,
        title="The background program runs",
        detail=f"Version {__version__}, since {since:%Y-%m-%d %H:%M} UTC.",
    )


def _vault(core: Core, services: Services | None, *, deep: bool) -> Check:
    if services is None:
        if core.session.state is VaultState.ABSENT:
            return Check(
                name="vault",
                level=Level.NOTICE,
                title="There is no vault yet",
                action="Create one to begin.",
            )
        return Check(
            name="vault", level=Level.NOTICE, title="The vault is locked", action="Unlock it."
        )
    findings = services.vault.check(deep)
    if findings:
        return Check(
            name="vault",
            level=Level.PROBLEM,
            title="The vault is not as it was written",
            detail=" ".join(findings[:3]),
            action="Save what can be read, or restore a backup; the damaged vault is kept aside.",
        )
    looked = "Every page was read and is sound." if deep else "A quick look found nothing wrong."
    return Check(name="vault", level=Level.GOOD, title="The vault is sound", detail=looked)


def _disk(core: Core) -> Check:
    free = shutil.disk_usage(core.home.root).free
    detail = f"{free / 1e9:,.1f} GB are free where the vault lies."
    if free < NO_DISK:
        return Check(
            name="disk",
            level=Level.PROBLEM,
            title="The disk is full",
            detail=detail,
            action="Free some space; new memories cannot be kept until then.",
        )
    if free < LITTLE_DISK:
        return Check(
            name="disk",
            level=Level.NOTICE,
            title="Little disk space is left",
            detail=detail,
            action="Free some space soon.",
        )
    return Check(name="disk", level=Level.GOOD, title="There is room on the disk", detail=detail)


def _backup(core: Core, services: Services) -> Check:
    folder = backup_place.place(core.home)
    if not folder.reachable:
        return Check(
            name="backup",
            level=Level.PROBLEM,
            title="The backups folder is not there",
            detail=f"Backups go to {folder.path}, which cannot be reached now.",
            action="Connect its disk, or choose another folder for backups.",
        )
    last = max((backup.created_at for backup in services.vault.backups()), default=None)
    if last is None:
        return Check(
            name="backup",
            level=Level.NOTICE,
            title="There is no backup yet",
            action="Make one now, or leave it to the schedule.",
        )
    detail = f"The last one is of {to_datetime(last):%Y-%m-%d %H:%M} UTC."
    if core.clock.now() - last > OLD_BACKUP_DAYS * DAY:
        return Check(
            name="backup",
            level=Level.NOTICE,
            title="The last backup is old",
            detail=detail,
            action="Make one now.",
        )
    return Check(name="backup", level=Level.GOOD, title="There is a backup", detail=detail)


def _keyring(core: Core) -> Check:
    name = "keyring"
    try:
        slots = [s for s in core.session.slots.slots() if s.kind is SlotKind.KEYRING]
    except SecondMeError as error:
        return Check(
            name=name,
            level=Level.PROBLEM,
            title=error.title,
            detail=error.message,
            action=error.action,
        )
    if not slots:
        return Check(
            name=name,
            level=Level.GOOD,
            title="The keyring is not used",
            detail="You are asked for your passphrase or recovery code at each start.",
        )
    if any(slot.works is False for slot in slots):
        return Check(
            name=name,
            level=Level.NOTICE,
            title="The keyring does not open the vault",
            detail=slots[0].detail,
            action="Unlock by passphrase, then remove the keyring slot and add it again.",
        )
    return Check(name=name, level=Level.GOOD, title="The keyring opens the vault")


def _model(core: Core) -> Check:
    host = core.models.host
    if host.state is ModelState.MISSING:
        return Check(
            name="model",
            level=Level.PROBLEM,
            title="There is no language model",
            detail="Finding works; answers and facts need a model.",
            action="Install the default model, or choose another one.",
        )
    if host.state is ModelState.FAILED:
        return Check(
            name="model",
            level=Level.PROBLEM,
            title="The language model does not run",
            detail=host.detail,
            action="Try again, or choose another model.",
        )
    detail = host.detail or "It is loaded when it is needed."
    return Check(name="model", level=Level.GOOD, title=f"Model: {host.name}", detail=detail)


def _worker(core: Core) -> Iterator[Check]:
    host = core.models.host
    if host.pid:
        held = ", ".join(host.confinement) or "nothing more than its own process"
        yield Check(
            name="worker",
            level=Level.GOOD,
            title="The model runs apart",
            detail=f"Its process has no key and no vault. Kept in by: {held}.",
        )


def _embedder(core: Core, services: Services | None) -> Check:
    try:
        core.embedder.load()
    except SecondMeError as error:
        return Check(
            name="embedder",
            level=Level.PROBLEM,
            title=error.title,
            detail=error.message,
            action=error.action,
        )
    behind = services.backlog.left("embed") if services is not None else 0
    if services is not None and not services.meaning.index.ready:
        return Check(
            name="embedder",
            level=Level.NOTICE,
            title="Search by meaning is being loaded",
            action="Wait a moment; finding by words works already.",
        )
    detail = _findable(services) if services is not None else ""
    if behind > MANY_BEHIND:
        return Check(
            name="embedder",
            level=Level.NOTICE,
            title="Search by meaning is behind",
            detail=detail,
            action="Leave the computer on for a while.",
        )
    return Check(name="embedder", level=Level.GOOD, title="Search by meaning works", detail=detail)


def _findable(services: Services) -> str:
    """Return which share of the memories can be found by meaning."""
    counts = services.vault.read(lambda session: session.counts())
    detail = ""
    if counts.events:
        share = min(counts.vectors / counts.events, 1.0)
        detail = f"{share:.1%} of your memories can be found by meaning, all of them by words."
    return detail


def _dead_jobs(services: Services) -> Check:
    dead = services.vault.read(lambda session: session.jobs.counts())[1]
    if not dead:
        return Check(name="jobs", level=Level.GOOD, title="No background work has failed")
    return Check(
        name="jobs",
        level=Level.NOTICE,
        title=f"{dead:,} pieces of background work were given up",
        action="Look at them, and try them again or dismiss them.",
    )


def _work(core: Core, services: Services) -> Check:
    words = {
        Activity.IDLE: "Nothing is waiting",
        Activity.WORKING: "Background work goes on",
        Activity.PAUSED: "Background work is paused",
        Activity.ON_BATTERY: "Background work waits for the mains",
    }
    activity = services.activity
    left = services.backlog.left("extract")
    detail = f"{left:,} events are still to be read for facts." if left else ""
    if core.permission.paused:
        return Check(
            name="work",
            level=Level.NOTICE,
            title=words[activity],
            detail=detail,
            action="Resume it when you like.",
        )
    return Check(name="work", level=Level.GOOD, title=words[activity], detail=detail)
