"""The notices and the lock files agree."""

import re
from pathlib import Path

import locked

ROOT = Path(__file__).resolve().parents[3]


def test_every_locked_package_is_named_with_its_licence():
    text = (ROOT / "THIRD-PARTY-NOTICES.md").read_text("utf-8")
    named = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \| by ", text, re.MULTILINE))
    wanted = locked.names((ROOT / "packaging" / "locks" / "test.txt").read_text("utf-8"))
    assert set(named) == wanted
    assert all(licence.strip() for licence in named.values())


def test_nothing_is_shipped_under_the_gpl_alone():
    text = (ROOT / "THIRD-PARTY-NOTICES.md").read_text("utf-8")
    licences = re.findall(r"^\| [a-z0-9-]+ \| ([^|]+) \| by the product", text, re.MULTILINE)
    assert not [one for one in licences if re.match(r"A?GPL", one)]
