"""The two commands as a whole: how they end, and what they say."""

import subprocess
import sys

import bootstrap
import checks
import pytest
import session
from children import ChildFailed
from environment import Venv
from steps import Stop


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch, tmp_path):
    """Keep the log of the real checkout as it is."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)


@pytest.fixture
def prepared(monkeypatch, tmp_path):
    """Everything stands already."""
    monkeypatch.setattr(bootstrap, "prepare", lambda _steps, **_options: Venv(tmp_path))


@pytest.mark.parametrize(
    ("end", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "it goes on from here"),
        (Stop("Install this first.", 2), 2, "Install this first."),
        (ChildFailed("pip", ["the last line"], "Do that."), 1, "    the last line"),
    ],
)
def test_each_way_it_can_end_early(monkeypatch, capsys, end, code, words):
    def prepare(_steps, **_options):
        raise end

    monkeypatch.setattr(bootstrap, "prepare", prepare)
    assert bootstrap.main(["run"]) == code
    assert words in capsys.readouterr().out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others always have a display")
@pytest.mark.usefixtures("prepared")
def test_without_a_display_the_terminal_is_offered(monkeypatch, capsys):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(subprocess, "call", lambda *_words, **_options: pytest.fail("no window"))
    assert bootstrap.main(["run"]) == 0
    text = capsys.readouterr().out
    assert "no display" in text
    assert "second-me demo" in text


@pytest.mark.usefixtures("prepared")
def test_with_a_display_the_window_is_opened(monkeypatch):
    opened = []
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr(subprocess, "call", lambda words, **_options: opened.append(words) or 4)
    assert bootstrap.main(["run"]) == 4
    assert opened[0][1:] == ["-m", "second_me", "window"]


@pytest.fixture
def checking(monkeypatch, tmp_path):
    """Return a function that runs all checks with these results; none is run for real."""

    def run(steps, *, failing=(), tests=0):
        def child(command, **_options):
            if any(word in command for word in failing):
                raise ChildFailed(command[0], [f"{failing} broke"], "Mend it.")

        monkeypatch.setattr(checks, "run_child", child)
        monkeypatch.setattr(checks.smoke, "run", lambda *_words: True)
        monkeypatch.setattr(checks, "tests", lambda *_words: ("== 9 passed in 1s ==", tests))
        return checks.run(tmp_path, Venv(tmp_path), steps)

    return run


def test_all_checks_pass(checking, steps):
    assert checking(steps) == 0
    assert "Did not pass" not in steps.shown()


def test_a_failed_check_lets_the_others_run_and_fails_the_whole(checking, steps):
    assert checking(steps, failing=("mypy",)) == 1
    text = steps.shown()
    assert "[4/5] Layers  done" in text
    assert text.endswith("Did not pass: Types. The reasons stand above.\n== 9 passed in 1s ==\n")


def test_failed_tests_fail_the_whole_with_their_own_code(checking, steps):
    assert checking(steps, tests=3) == 3


def test_output_is_passed_through_and_the_last_line_kept(capsys, tmp_path):
    code = "print('one'); print('== 2 passed in 1s =='); print(); raise SystemExit(5)"
    ended = checks.passed_through([sys.executable, "-c", code], tmp_path, {"PATH": ""})
    assert ended == ("== 2 passed in 1s ==", 5)
    assert capsys.readouterr().out == "one\n== 2 passed in 1s ==\n\n"


def test_the_session_of_the_tests_is_not_the_persons(monkeypatch, tmp_path):
    monkeypatch.setattr(session, "models_folder", lambda _venv: tmp_path / "models")
    monkeypatch.setattr(session, "prefix", lambda: session.AS_ROOT)
    monkeypatch.setenv("SECOND_ME_HOME", "/the/persons/own")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/the/persons/own")
    with session.lend(Venv(tmp_path)) as lent:
        assert lent.env["SECOND_ME_MODELS"] == str(tmp_path / "models")
        assert "SECOND_ME_HOME" not in lent.env
        assert "DBUS_SESSION_BUS_ADDRESS" not in lent.env
        assert lent.env["SECOND_ME_WALLED_OFF"] == "1"
