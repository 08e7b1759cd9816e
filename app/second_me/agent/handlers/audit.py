"""The audit: looked at and verified."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.protocol.audit import (
    AuditCheck,
    AuditLine,
    AuditLines,
    ListAudit,
    VerifyAudit,
)
from second_me.vault.session import Session


def handlers(core: Core) -> Handlers:
    audit = _Audit(core)
    return {ListAudit: audit.list, VerifyAudit: audit.verify}


class _Audit:
    def __init__(self, core: Core) -> None:
        self._core = core

    def list(self, request: ListAudit, _: Caller) -> AuditLines:
        def read(session: Session) -> AuditLines:
            lines = tuple(
                AuditLine(
                    id=entry.id,
                    at=entry.at,
                    action=entry.action,
                    program=entry.program,
                    ids=entry.ids,
                    counts=entry.counts,
                )
                for entry in session.audit.list(
                    request.limit, request.before, request.program, request.action
                )
            )
            return AuditLines(lines=lines, total=session.audit.count())

        return self._core.session.services.vault.read(read)

    def verify(self, _: VerifyAudit, __: Caller) -> AuditCheck:
        vault = self._core.session.services.vault
        return vault.read(
            lambda session: AuditCheck(sound=session.audit.verify(), entries=session.audit.count())
        )
