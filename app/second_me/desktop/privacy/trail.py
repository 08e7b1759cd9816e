"""Who did what and when: the audit's entries, and whether none was changed."""

from second_me.core.protocol.audit import AuditCheck, AuditLine, AuditLines, ListAudit, VerifyAudit
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part

_LINES = 200
NETWORK = "models.download"


class Trail(Part):
    """The newest entries, of one `program` if that is chosen; `programs` are those met so far."""

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self._clear()

    def _clear(self) -> None:
        self.hush()
        self.lines: tuple[AuditLine, ...] = ()
        self.total = 0
        self.program = ""
        self.programs: tuple[str, ...] = ()
        self.sound: AuditCheck | None = None
        self.network: tuple[AuditLine, ...] | None = None

    def refresh(self) -> None:
        """Ask for the newest entries, and for those of the network."""
        self._ask_lines()
        ledger = ListAudit(limit=_LINES, action=NETWORK)
        self._caller.call(ledger, self._on_network, ignore)

    def forget(self) -> None:
        self._clear()

    def choose(self, program: str) -> None:
        """Show the entries of one program alone; none named: all."""
        if program != self.program:
            self.program = program
            self.lines = ()
            self._ask_lines()
            self.on_change()

    def more(self) -> None:
        """Ask for older entries."""
        if self.lines and len(self.lines) < self.total:
            self._ask_lines(before=self.lines[-1].id)

    def verify(self) -> None:
        """Ask whether the audit is whole."""
        self._ask(VerifyAudit(), self._on_verified)

    def _ask_lines(self, before: int | None = None) -> None:
        program = self.program

        def done(found: AuditLines) -> None:
            if program == self.program:  # else the answer comes too late
                self._show(found, older=before is not None)

        request = ListAudit(limit=_LINES, before=before, program=program)
        self._caller.call(request, done, ignore)

    def _show(self, found: AuditLines, *, older: bool) -> None:
        known = {one.id for one in self.lines} if older else set()
        fresh = tuple(one for one in found.lines if one.id not in known)
        self.lines = self.lines + fresh if older else fresh
        self.total = found.total
        self.programs = tuple(sorted({*self.programs, *(one.program for one in fresh)}))
        self.on_change()

    def _on_network(self, lines: AuditLines) -> None:
        self.network = lines.lines
        self.on_change()

    def _on_verified(self, check: AuditCheck) -> None:
        self.sound = check
        self.on_change()
