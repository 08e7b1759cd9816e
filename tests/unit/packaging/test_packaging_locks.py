"""The lock files, and reading them."""

import re
import tomllib
from pathlib import Path

import locked
import pytest

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ROOT / "packaging" / "locks"
SMALL = """\
alpha==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:aa
llama_cpp.python[server]==0.3.36 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
"""


def test_entries_and_names_of_a_small_one():
    assert len(locked.entries(SMALL)) == 2
    assert locked.names(SMALL) == {"alpha", "llama-cpp-python"}


def test_one_part_without_another_keeps_the_hashes():
    assert locked.only(SMALL, ["llama-cpp-python"]).count("--hash") == 2
    assert locked.names(locked.without(SMALL, ["llama-cpp-python"])) == {"alpha"}


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "build.txt", "pip.txt"])
def test_every_entry_is_exact_and_hashed_and_no_host_is_named(name):
    text = (LOCKS / name).read_text("utf-8")
    for entry in locked.entries(text):
        assert re.match(r"[a-z0-9._-]+==[^\s;]+ ", entry), entry
        assert "--hash=sha256:" in entry
    assert "://" not in text
    assert "index" not in re.sub(r"--hash\S+", "", text)


def test_the_tests_run_with_the_very_versions_of_the_product():
    run = (LOCKS / "run.txt").read_text("utf-8")
    test = set(locked.entries((LOCKS / "test.txt").read_text("utf-8")))
    assert set(locked.entries(run)) <= test


def test_everything_the_project_names_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {locked.normalised(re.split(r"[<>=\[;]", one)[0]) for one in wanted}
    assert names <= locked.names((LOCKS / "test.txt").read_text("utf-8"))


def test_training_is_not_locked_into_the_product():
    for name in ("run.txt", "test.txt"):
        assert not {"torch", "transformers"} & locked.names((LOCKS / name).read_text("utf-8"))
