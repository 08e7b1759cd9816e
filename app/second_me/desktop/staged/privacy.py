"""Where the made-up memory lies, what was erased of it, who looked into it."""

from collections.abc import Callable
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import NotConfirmed, WrongSecret
from second_me.core.ids import EventId, RuleId, SourceId
from second_me.core.outcomes import StillLocked, Unlocked
from second_me.core.protocol import Done, audit, erase, export, privacy, units, vault
from second_me.core.protocol.memory import Undone
from second_me.core.records import EventKind
from second_me.core.units import Label, Terms, Unit
from second_me.desktop.staged.memories import DAY, HOUR, NOW

CODE = "7QXM-2F9K-T4RB-H8WD-3ZVN-6CYP-J5LE-K1SA"

PLACES = (
    privacy.Place(
        name="Vault",
        what="everything that is remembered",
        path="/home/mara/.local/share/second-me/vault.db",
        files=3,
        bytes=184_500_000,
        sealed=True,
    ),
    privacy.Place(
        name="Backups",
        what="whole copies of the vault",
        path="/home/mara/.local/share/second-me/backups",
        files=5,
        bytes=890_000_000,
        sealed=True,
    ),
    privacy.Place(
        name="Models",
        what="language models; nothing of yours",
        path="/home/mara/.local/share/second-me/models",
        files=2,
        bytes=98_400_000,
        sealed=False,
    ),
    privacy.Place(
        name="Logs",
        what="ids and times, never words",
        path="/home/mara/.local/share/second-me/logs",
        files=4,
        bytes=412_000,
        sealed=False,
    ),
)

_ACTIONS = (
    ("ask.start", "window"),
    ("recall.search", "quick recall"),
    ("events.get", "window"),
    ("facts.list", "mcp:editor"),
    ("timeline.stretch", "window"),
    ("vault.unlock", "window"),
    ("import.start", "second-me"),
    ("vault.backup", "agent"),
)


def _line(number: int) -> audit.AuditLine:
    action, program = _ACTIONS[number % len(_ACTIONS)]
    return audit.AuditLine(
        id=10_000 - number,
        at=Timestamp(NOW - number * HOUR // 3),
        action=action,
        program=program,
        ids=tuple(range(number % 6)),
        counts={"times": 1 + number % 4},
    )


PLAN = erase.Plan(
    id="p1",
    scope="about",
    events=318,
    first_at=Timestamp(NOW - 2000 * DAY),
    last_at=Timestamp(NOW - 3 * DAY),
    goes=(erase.StoreCount(store="events", count=318),),
    derived=(
        erase.StoreCount(store="facts", count=41),
        erase.StoreCount(store="episodes", count=22),
        erase.StoreCount(store="vectors", count=381),
    ),
    stays=(erase.StoreCount(store="facts", count=3),),
    backups=(erase.Reason(what="5 backups are written anew without it", count=5),),
    unreachable=(
        erase.Reason(what="Copies of backups that were carried to other machines"),
        erase.Reason(what="The chats themselves on the telephones of those who took part"),
    ),
    samples=(
        erase.Sample(
            event_id=EventId(1),
            at=NOW,
            author="Mr. Keller",
            text="Please have the flat painted before you hand over the keys on the 30th.",
        ),
        erase.Sample(event_id=EventId(2), at=NOW, author="Mara", text="Mr. Keller wants 400 more."),
    ),
)

_ERASURE = erase.Erasure(
    id=1,
    scope="source",
    program="window",
    asked_at=Timestamp(NOW - 30 * DAY),
    stage=erase.Stage.DONE,
    erased={"events": 1204, "facts": 96},
    kept_out=1204,
    receipt=erase.Receipt(
        erasure_id=1,
        scope="source",
        program="window",
        asked_at=Timestamp(NOW - 30 * DAY),
        finished_at=Timestamp(NOW - 30 * DAY),
        erased={"events": 1204},
        looked=tuple(erase.Looked(place=f"place {n}", read=9, found=0) for n in range(11)),
        verified=True,
    ),
)


class StagedPrivacy:
    """Answers the Privacy page. The right passphrase is "right"."""

    def __init__(self) -> None:
        self.confirmed = False
        self.lines = 400
        self.network = 0
        self.slots: tuple[vault.Slot, ...] = SLOTS
        self.erasures: tuple[erase.Erasure, ...] = (_ERASURE,)
        self.rules: tuple[privacy.RuleView, ...] = RULES
        self.backups: tuple[vault.Backup, ...] = BACKUPS
        self.folder = vault.BackupFolder(path="/home/mara/Sync/second-me", reachable=True)
        self.units: tuple[Unit, ...] = (GIVEN,)

    def script(self) -> dict[type[Any], Callable[[Any], Any]]:
        return {
            privacy.ListPlaces: lambda _: privacy.Places(places=PLACES),
            privacy.Confirm: self._confirm,
            privacy.GetKnownPage: self._page,
            erase.PlanErase: lambda _: PLAN,
            erase.StartErase: self._erase,
            erase.ListErasures: lambda _: erase.Erasures(erasures=self.erasures),
            erase.LiftErasure: lambda _: erase.Lifted(count=1204),
            audit.ListAudit: self._audit,
            audit.VerifyAudit: lambda _: audit.AuditCheck(sound=True, entries=self.lines),
            export.WriteExport: self._export,
            export.PlanExport: lambda _: export.ExportPlan(
                rows={"events": 10_993}, bytes=90_000_000
            ),
            export.CheckExport: lambda _: export.ExportCheck(whole=True, rows={"events": 10_993}),
            export.TakeInExport: lambda _: export.TakenIn(rows={"events": 10_993}),
            units.ListUnits: lambda _: units.Units(units=self.units),
            units.WriteUnit: self._write_unit,
            units.LookAtUnit: lambda _: SEEN,
            units.TakeInUnit: self._take_in_unit,
            units.TakeBackUnit: self._take_back,
            privacy.ListRules: lambda _: privacy.Rules(rules=self.rules),
            privacy.PreviewRule: self._preview,
            privacy.SetRule: self._set_rule,
            privacy.RemoveRule: self._remove_rule,
            privacy.PlanWipe: lambda _: WIPE_PLAN,
            privacy.WipeEverything: self._wipe,
            vault.ListBackups: lambda _: vault.Backups(backups=self.backups),
            vault.GetBackupFolder: lambda _: self.folder,
            vault.CheckBackup: self._check_backup,
            vault.MoveBackups: self._move_backups,
            vault.Restore: self._restore,
            vault.Salvage: lambda _: SALVAGED,
            vault.ListSlots: lambda _: vault.Slots(slots=self.slots),
            vault.AddSlot: self._add_slot,
            vault.CheckRecovery: lambda one: vault.CodeCheck(opens=one.recovery_code == CODE),
            vault.ChangeKey: self._change_key,
            vault.RemoveSlot: lambda _: Done(),
            vault.ChangePassphrase: lambda _: Done(),
            vault.RenewRecovery: self._renew,
        }

    def _sure(self) -> None:
        if not self.confirmed:
            raise NotConfirmed("Is it you?", "This has to be confirmed first.")

    def _confirm(self, request: privacy.Confirm) -> privacy.Confirmed:
        if request.passphrase != "right":  # noqa: S105  (of a made-up memory)
            raise WrongSecret("Not confirmed", "That is not the passphrase.", "Try again.")
        self.confirmed = True
        return privacy.Confirmed(until=Timestamp(NOW + HOUR))

    def _page(self, _: object) -> privacy.KnownPage:
        self._sure()
        text = "# Mara Lind\n\nLives in Lindenstrasse 12, Freiburg, since October 2025.\n" * 6
        return privacy.KnownPage(text=text, facts=41, people=7, events=10_993)

    def _erase(self, _: erase.StartErase) -> erase.EraseStarted:
        self._sure()
        return erase.EraseStarted(erasure_id=2)

    def _audit(self, request: audit.ListAudit) -> audit.AuditLines:
        count = self.network if request.action else self.lines
        first = 0 if request.before is None else 10_000 - request.before + 1
        numbers = range(first, min(first + request.limit, count))
        return audit.AuditLines(lines=tuple(_line(n) for n in numbers), total=count)

    def _export(self, request: export.WriteExport) -> export.Exported:
        self._sure()
        return export.Exported(
            path=request.path, bytes=41_000_000, rows={"events": 10_993}, sealed=not request.plain
        )

    def _write_unit(self, request: units.WriteUnit) -> units.UnitWritten:
        self._sure()
        rows = {"events": 12, "facts": 31}
        return units.UnitWritten(
            path=request.path, bytes=48_000, rows=rows, left_out=2, terms=request.terms
        )

    def _take_in_unit(self, _: object) -> units.UnitTaken:
        self.units = (UNIT, *self.units)
        return units.UnitTaken(unit=UNIT, events=12, facts=31, known=2, waiting=1, erased=0)

    def _take_back(self, request: units.TakeBackUnit) -> Undone:
        self.units = tuple(one for one in self.units if one.id != request.id)
        return Undone(events=12)

    def _preview(self, request: privacy.PreviewRule) -> privacy.Effect:
        if request.rule.days == 0:
            return privacy.Effect(due=0)
        return privacy.Effect(
            due=1204,
            first_at=Timestamp(NOW - 2000 * DAY),
            last_at=Timestamp(NOW - request.rule.days * DAY),
        )

    def _set_rule(self, request: privacy.SetRule) -> privacy.RuleView:
        self._sure()
        view = privacy.RuleView(
            id=RuleId(len(self.rules) + 1),
            rule=request.rule,
            set_at=NOW,
            acts_from=Timestamp(NOW + DAY),
            due=1204,
        )
        self.rules = (*self.rules, view)
        return view

    def _remove_rule(self, request: privacy.RemoveRule) -> Done:
        self.rules = tuple(one for one in self.rules if one.id != request.id)
        return Done()

    def _wipe(self, request: privacy.WipeEverything) -> privacy.Wiped:
        if not request.forgotten:
            self._sure()
        return privacy.Wiped(
            destroyed={"vault": 3, "backups": 5}, left=(), unreachable=WIPE_PLAN.unreachable
        )

    def _check_backup(self, request: vault.CheckBackup) -> vault.BackupCheck:
        self.backups = tuple(
            msgspec.structs.replace(one, verified_at=NOW) if one.path == request.path else one
            for one in self.backups
        )
        return vault.BackupCheck(path=request.path, rows={"events": 10_993})

    def _move_backups(self, request: vault.MoveBackups) -> vault.BackupFolder:
        self.folder = vault.BackupFolder(path=request.path or PLACES[1].path, reachable=True)
        return self.folder

    def _restore(self, request: vault.Restore) -> Unlocked | StillLocked:
        if "older" in request.path and request.passphrase != "right":  # noqa: S105  (made up)
            return StillLocked(
                "Not opened", "That is not its passphrase.", "Try another.", ("passphrase",)
            )
        return Unlocked("open")

    def _add_slot(self, request: vault.AddSlot) -> vault.SlotAdded:
        self._sure()
        slot = vault.Slot(id="d", kind=request.kind, created_at=NOW)
        self.slots = (*self.slots, slot)
        return vault.SlotAdded(slot=slot)

    def _change_key(self, _: object) -> vault.KeyChanged:
        return vault.KeyChanged(recovery_code=CODE)

    def _renew(self, _: object) -> vault.RecoveryRenewed:
        self._sure()
        return vault.RecoveryRenewed(recovery_code=CODE)


UNIT = Unit(
    id=SourceId(40),
    name="Trip to Lisbon (from Jonas Weber)",
    made_at=Timestamp(NOW - DAY),
    taken_at=NOW,
    terms=Terms(read_only=True, expires_at=Timestamp(NOW + 90 * DAY)),
    events=12,
    facts=31,
)
GIVEN = msgspec.structs.replace(
    UNIT, id=SourceId(39), name="Recipes (from Hanna)", terms=Terms(pass_on=True), events=120
)
SEEN = units.UnitView(
    label=Label(
        key="9f", name="Trip to Lisbon", by="Jonas Weber", made_at=UNIT.made_at,
        note="What we did in May, for your diary.", terms=UNIT.terms,
    ),
    rows={"events": 12, "facts": 31},
    subjects=("Jonas Weber", "Mara Lind", "Hanna"),
    first_at=Timestamp(NOW - 60 * DAY),
    last_at=Timestamp(NOW - 50 * DAY),
)  # fmt: skip

SLOTS = (
    vault.Slot(id="a", kind=vault.SlotKind.PASSPHRASE, created_at=Timestamp(NOW - 300 * DAY)),
    vault.Slot(id="b", kind=vault.SlotKind.RECOVERY, created_at=Timestamp(NOW - 300 * DAY)),
    vault.Slot(
        id="c",
        kind=vault.SlotKind.KEYRING,
        created_at=Timestamp(NOW - 40 * DAY),
        detail="GNOME Keyring",
        works=True,
    ),
)

RULES = (
    privacy.RuleView(
        id=RuleId(1),
        rule=privacy.Rule(days=90, kind=EventKind.RECORD),
        set_at=Timestamp(NOW - 12 * DAY),
        acts_from=Timestamp(NOW - 11 * DAY),
        due=37,
    ),
    privacy.RuleView(
        id=RuleId(2),
        rule=privacy.Rule(days=730, source_id=SourceId(2)),
        set_at=Timestamp(NOW - HOUR),
        acts_from=Timestamp(NOW + DAY - HOUR),
        due=0,
        next_at=Timestamp(NOW + 40 * DAY),
    ),
    privacy.RuleView(
        id=RuleId(3),
        rule=privacy.Rule(days=0, kind=EventKind.NOTE),
        set_at=Timestamp(NOW - 12 * DAY),
        acts_from=Timestamp(NOW - 11 * DAY),
        due=0,
    ),
)


def _backup(number: int, **values: Any) -> vault.Backup:  # noqa: ANN401  (any field)
    at = Timestamp(NOW - number * DAY - HOUR)
    known: dict[str, Any] = {
        "path": f"/home/mara/Sync/second-me/{number}.smbackup",
        "created_at": at,
        "bytes": 178_000_000 - number * 400_000,
        "events": 10_993 - number * 12,
        "verified_at": Timestamp(at + 60_000),
    }
    return vault.Backup(**known | values)


BACKUPS = (
    _backup(0),
    _backup(1, state=vault.BackupState.CONFLICT, verified_at=None),
    _backup(2),
    _backup(3, state=vault.BackupState.PARTIAL, bytes=41_000_000, events=0, verified_at=None),
    _backup(9, path="/home/mara/Sync/second-me/older.smbackup", verified_at=None),
)

WIPE_PLAN = privacy.WipePlan(
    places=PLACES[:2] + PLACES[3:],
    keyring_entries=1,
    unreachable=(
        erase.Reason(what="exports and backups that were copied to other places"),
        erase.Reason(what="what other programs or snapshots of the file system kept"),
    ),
)

SALVAGED = vault.Salvaged(
    rows={"events": 10_800}, filled={"events": 190}, lost=3, backup="", aside="/aside"
)
