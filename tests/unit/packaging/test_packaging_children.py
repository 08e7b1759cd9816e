"""Child processes of the bootstrap."""

import sys

import psutil
import pytest
from children import ChildFailed, run_child


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_output_goes_to_the_log_and_to_the_watcher(tmp_path):
    log, lines = tmp_path / "log", []
    run_child(python("print('one'); print(); print('two')"), log=log, tick=lambda: None,
              on_line=lines.append)  # fmt: skip
    assert lines == ["one", "two"]
    assert log.read_text().endswith("one\n\ntwo\n")


def test_a_failure_keeps_the_end_of_the_output(tmp_path):
    code = "import sys\nfor n in range(100): print(n)\nsys.exit(3)"
    with pytest.raises(ChildFailed) as caught:
        run_child(python(code), log=tmp_path / "log", tick=lambda: None, advice="do this")
    assert caught.value.tail[-1] == "99"
    assert len(caught.value.tail) == 25
    assert caught.value.advice == "do this"
    assert caught.value.mentions(["99"])
    assert not caught.value.mentions(["1000"])


def test_an_interruption_ends_the_child(tmp_path):
    pid_file = tmp_path / "pid"
    code = f"import os,time; open({str(pid_file)!r},'w').write(str(os.getpid())); time.sleep(60)"

    def interrupt() -> None:
        if pid_file.exists() and pid_file.read_text():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_child(python(code), log=tmp_path / "log", tick=interrupt)
    assert not psutil.pid_exists(int(pid_file.read_text()))


def test_the_child_is_given_more_environment(tmp_path):
    lines = []
    run_child(
        python("import os; print(os.environ['CMAKE_ARGS'])"),
        log=tmp_path / "log",
        tick=lambda: None,
        on_line=lines.append,
        env={"CMAKE_ARGS": "-DX=1"},
    )
    assert lines == ["-DX=1"]
