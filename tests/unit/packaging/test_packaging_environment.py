"""What is done again and what is not; what is missing on a machine."""

import subprocess
import sys
from pathlib import Path

import default_model
import environment
import packages
import pytest
import session
import stamps
import system_packages
from steps import Stop

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def venv(tmp_path):
    """Return a checkout's environment that is noted as made, without making one."""
    made = environment.Venv(tmp_path)
    made.programs.mkdir(parents=True)
    made.site_packages.mkdir(parents=True, exist_ok=True)
    made.python.write_text("")
    made.locks.mkdir(parents=True)
    return made


def test_a_key_changes_with_any_input(tmp_path):
    file = tmp_path / "f"
    file.write_text("one")
    first = stamps.key_of("a", file)
    assert stamps.key_of("a", file) == first
    assert stamps.key_of("af") != stamps.key_of("a", "f")
    file.write_text("two")
    assert stamps.key_of("a", file) != first


def test_a_stamp_stands_until_it_is_dropped(tmp_path):
    mine = stamps.Stamps(tmp_path / "stamps")
    assert not mine.stands("x", "k")
    mine.set("x", "k")
    assert mine.stands("x", "other", "k")
    mine.drop("x")
    assert mine.read("x") == ""


def test_an_old_python_is_refused_in_words():
    text = (ROOT / "packaging" / "bootstrap.py").read_text("utf-8")
    guard = text[: text.index("# Only now")].replace("import sys", "")
    fake = "class sys:\n    version_info = (3, 9, 1)\n    exit = staticmethod(print)\n"
    done = subprocess.run(
        [sys.executable, "-c", fake + guard.split('"""', 2)[2]],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "needs Python 3.11, 3.12 or 3.13; this is Python 3.9." in done.stdout


def test_an_unfinished_or_foreign_environment_is_made_anew(venv, steps, monkeypatch):
    made = []
    monkeypatch.setattr(environment, "make_venv", made.append)
    assert environment.ensure_venv(venv, steps)
    assert made == [venv.folder]
    venv.programs.mkdir(parents=True)
    venv.python.write_text("")
    assert not environment.ensure_venv(venv, steps)
    venv.stamps.set("installing", "1")
    assert environment.ensure_venv(venv, steps)
    assert not venv.python.exists()


def test_the_project_is_put_on_the_path_once(venv):
    assert environment.ensure_project(venv)
    assert not environment.ensure_project(venv)
    path_file = next(venv.site_packages.glob("*.pth"))
    assert path_file.read_text() == f"{venv.root / 'app'}\n"
    assert "-m second_me" in venv.script.read_text()


def test_packages_of_the_tests_serve_the_product_too(venv, steps):
    for name, text in (("run.txt", "a==1 \\\n    --hash=sha256:aa\n"), ("test.txt", "b==1 \\\n")):
        (venv.locks / name).write_text(text)
    venv.stamps.set("packages", stamps.key_of(venv.locks / "test.txt"))
    assert not packages.ensure_packages(venv, steps, for_tests=False)
    assert not packages.ensure_packages(venv, steps, for_tests=True)


def test_the_compiler_is_followed_and_announced_once(venv, steps):
    watch = packages.compiling(venv, steps)
    assert watch("  Building wheel for llama-cpp-python (pyproject.toml): started")
    assert watch("  [12/345] Building CXX object x.o") == "compiling 12 of 345"
    watch("  Building wheel for llama-cpp-python (pyproject.toml): still running...")
    assert steps.shown().count("only once") == 1
    assert not venv.stamps.read("installing")
    assert watch("Installing collected packages: llama-cpp-python") == "installing"
    assert venv.stamps.read("installing")


def test_packages_are_counted_as_they_come(venv):
    watch = packages.counting(venv, 60)
    watch("Collecting anyio==4 (from -r x (line 1))")
    assert watch("Collecting click==8") == "fetching 2 of 60"
    assert watch("  Downloading click.whl") == ""


def test_a_model_file_stands_with_its_size(tmp_path):
    file = tmp_path / "with space.gguf"
    file.write_bytes(b"12345")
    assert default_model.stands(f"5 {file}")
    assert not default_model.stands(f"6 {file}")
    assert not default_model.stands(f"5 {tmp_path / 'gone'}")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian's packages")
def test_missing_packages_are_named_once_each(monkeypatch):
    monkeypatch.setattr(system_packages, "known_libraries", set)
    monkeypatch.setattr(system_packages.shutil, "which", lambda _name: None)
    missing = system_packages.missing_packages(for_tests=True, compiler=True)
    assert {"libegl1", "libxcb-cursor0", "g++", "xvfb", "gnome-keyring"} <= set(missing)
    assert len(missing) == len(set(missing))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian's packages")
def test_without_rights_the_exact_command_is_told(steps, monkeypatch):
    monkeypatch.setattr(system_packages, "missing_packages", lambda **_options: ["libegl1", "g++"])
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(Stop) as caught:
        system_packages.ensure(steps, for_tests=False, compiler=True)
    assert "sudo apt-get install -y libegl1 g++" in str(caught.value)


def test_where_nothing_can_be_walled_off_the_tests_run_all_the_same(monkeypatch):
    monkeypatch.setattr(session.shutil, "which", lambda _name: None)
    assert session.prefix() == ()
