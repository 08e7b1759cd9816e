"""How well memory is, as a line of Health: what its last weekly look at itself found."""

from typing import Final

from second_me.core.clock import to_datetime
from second_me.core.protocol.self_audit import SelfAudit
from second_me.core.protocol.system import Check, Level
from second_me.vault.vault import Vault

MANY_TWINS: Final = 0.03
"""Share of the facts from which on it is worth a word that others say the same."""

FEW_FOUND: Final = 0.8
"""Share of the memories looked for by their own words that have to come up."""


def memory_check(vault: Vault) -> Check:
    """Return what was found; it is counted once a week, and by `second-me audit memory --now`."""
    found = vault.read(lambda session: session.self_audits.list(1))
    if not found:
        return Check(
            name="memory",
            level=Level.GOOD,
            title="Memory has not looked at itself yet",
            detail="It does so at night, once a week.",
        )
    audit = found[0]
    wrong = _wrong(audit)
    return Check(
        name="memory",
        level=Level.NOTICE if wrong else Level.GOOD,
        title="Some of memory deserves a look" if wrong else "Memory is in order",
        detail=_told(audit),
        action="See what waits in Review, and set right what is wrong in People." if wrong else "",
    )


def _wrong(audit: SelfAudit) -> bool:
    twins = audit.duplicates > MANY_TWINS * max(audit.examined, 1)
    lost = audit.findable is not None and audit.findable < FEW_FOUND
    return bool(twins or lost or audit.ungrounded or audit.secrets or audit.conflicts)


def _told(audit: SelfAudit) -> str:
    said = (
        f"On {to_datetime(audit.at):%Y-%m-%d}, of {audit.examined:,} facts: {audit.duplicates:,}"
        f" say what another says, {audit.ungrounded:,} are shown by nothing,"
        f" {audit.wrong_subject:,} may be about somebody else, {audit.secrets:,} hold a secret,"
        f" {audit.never_used:,} were never of use. {audit.conflicts:,} contradict each other."
    )
    if audit.findable is None:
        return said
    return f"{said} {audit.findable:.0%} of {audit.searched:,} memories come up by their own words."
