"""Promise `no-network`: nothing is reached for outside of this machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from second_me.bench.trials import network

walled = pytest.mark.skipif(
    not network.can_wall_off(), reason="no network namespace can be made here"
)


def test_the_hook_notes_connects_and_look_ups(tmp_path):
    """What would break the promise is seen: the trial can fail."""
    audit = tmp_path / "audit"
    code = (
        "import socket\n"
        "for address in ('192.0.2.1', 9), ('127.0.0.1', 9):\n"
        "    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:\n"
        "        try: one.connect(address)\n"
        "        except OSError: pass\n"
        "try: socket.getaddrinfo('nowhere.invalid', 80)\n"
        "except OSError: pass\n"
    )
    subprocess.run(
        [sys.executable, "-c", code], env=network.environment(tmp_path, audit), check=True
    )
    assert audit.read_text().split() == ["process", "outside", "local", "lookup"]


@pytest.mark.promise("no-network")
@pytest.mark.model
@pytest.mark.embedder
@walled
def test_a_whole_session_needs_and_tries_no_network(tmp_path):
    report = network.run(tmp_path, recalls=3, questions=2)
    assert report.failures == []
    assert report.held == report.tried > 20


def test_this_run_is_walled_off_where_the_test_command_can_do_it():
    """The test command runs all tests in such a namespace and says so in the environment."""
    if os.environ.get("SECOND_ME_WALLED_OFF") != "1":
        pytest.skip("not run by the test command")
    assert Path("/proc/net/route").read_text("ascii").count("\n") == 1
