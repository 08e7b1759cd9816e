"""The list of promises and the tests that carry their ids agree."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([a-z-]+)` \|[^|]+\| (.+) \|$", re.MULTILINE)


def marked() -> dict[str, set[str]]:
    """Return the files of the tests that carry each promise's id."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.promise":
                name = ast.literal_eval(node.args[0])
                found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


def listed() -> dict[str, set[str]]:
    """Return the files that the list names for each promise."""
    text = (ROOT / "docs" / "promises.md").read_text("utf-8")
    return {name: set(re.findall(r"`(tests/[^`]+)`", files)) for name, files in ROW.findall(text)}


def test_every_promise_listed_is_tested_where_it_says():
    assert listed()
    assert listed() == marked()


@pytest.mark.parametrize("name", sorted(listed()))
def test_a_promise_has_one_row(name):
    text = (ROOT / "docs" / "promises.md").read_text("utf-8")
    assert text.count(f"| `{name}` |") == 1
