"""What Health says of memory's own look at itself."""

import pytest

from second_me.agent.memory_health import memory_check
from second_me.core.clock import Timestamp
from second_me.core.protocol.self_audit import SelfAudit
from second_me.core.protocol.system import Level


def test_before_the_first_look_nothing_is_wrong(vault):
    assert memory_check(vault).level is Level.GOOD


@pytest.mark.parametrize(
    ("found", "level"),
    [
        ({"duplicates": 2, "wrong_subject": 3, "never_used": 40, "findable": 0.95}, Level.GOOD),
        ({"duplicates": 4}, Level.NOTICE),
        ({"ungrounded": 1}, Level.NOTICE),
        ({"secrets": 1}, Level.NOTICE),
        ({"conflicts": 1}, Level.NOTICE),
        ({"findable": 0.5, "searched": 20}, Level.NOTICE),
    ],
)
def test_what_is_wrong_deserves_a_look(vault, found, level):
    audit = SelfAudit(at=Timestamp(0), facts=100, examined=100, **found)
    vault.write(lambda session: session.self_audits.add(audit))
    check = memory_check(vault)
    assert check.level is level
    assert bool(check.action) is (level is Level.NOTICE)
    assert "of 100 facts" in check.detail
