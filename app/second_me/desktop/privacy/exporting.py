"""Taking memory out into a file, looking into such a file, and taking one in."""

from second_me.core.protocol.erase import Scope
from second_me.core.protocol.export import (
    CheckExport,
    ExportCheck,
    Exported,
    ExportForm,
    ExportPlan,
    PlanExport,
    TakeInExport,
    TakenIn,
    WriteExport,
)
from second_me.desktop import wording
from second_me.desktop.calling import Caller
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part
from second_me.desktop.translation import tr


class Exporting(Part):
    """One file at a time; `plan` says what it would hold, `exported` what was written."""

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self._clear()

    def _clear(self) -> None:
        self.hush()
        self.busy = False
        self.plan: ExportPlan | None = None
        self.exported: Exported | None = None

    def forget(self) -> None:
        self._clear()

    def ask_plan(self, form: ExportForm, scope: Scope | None) -> None:
        """Ask what a file would hold; nothing is written."""
        self.plan = self.exported = None
        self._ask(PlanExport(form=form, scope=scope), self._on_plan)

    def write(
        self, path: str, form: ExportForm, passphrase: str, scope: Scope | None = None
    ) -> None:
        """Write the file, in clear without a passphrase."""
        self.busy = True
        self.plan = self.exported = None
        request = WriteExport(
            path=path, form=form, scope=scope, passphrase=passphrase, plain=not passphrase
        )
        self._guarded(request, self._on_written)

    def check(self, path: str, passphrase: str) -> None:
        """Say whether a file could be taken in with nothing lost."""
        self.busy = True
        self._ask(CheckExport(path=path, passphrase=passphrase), self._on_checked)

    def take_in(self, path: str, passphrase: str) -> None:
        """Take a file into a memory that is empty so far."""
        self.busy = True
        self._ask(TakeInExport(path=path, passphrase=passphrase), self._on_taken)

    def _failed(self) -> None:
        self.busy = False

    def _on_plan(self, plan: ExportPlan) -> None:
        self.plan = plan
        self.on_change()

    def _on_written(self, exported: Exported) -> None:
        self.busy = False
        self.exported = exported
        self.on_change()

    def _on_checked(self, check: ExportCheck) -> None:
        self.busy = False
        rows = wording.number(sum(check.rows.values()))
        if check.whole:
            self.notice = tr("The file is whole: {rows} entries.").format(rows=rows)
        else:
            self.error = tr("The file cannot be taken in: {why}").format(why=check.fault)
        self.on_change()

    def _on_taken(self, taken: TakenIn) -> None:
        self.busy = False
        rows = wording.number(sum(taken.rows.values()))
        self.notice = tr("{rows} entries were taken in.").format(rows=rows)
        self.on_change()
