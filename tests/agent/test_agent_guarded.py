"""The agent under audit hooks: nothing is unpickled, nothing reaches for a network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from agent_process import PASSPHRASE, QUICK, until

from second_me.core.protocol.memory import AddText, ListBatches, StartImport
from second_me.core.protocol.recall import Search
from second_me.core.protocol.system import GetHealth, GetStatus
from second_me.core.protocol.vault import CreateVault, MakeBackup
from second_me.core.records import BatchState

HOOKED = """
import os, runpy, sys

seen = os.open({seen!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

def hook(event, arguments):
    if event == "pickle.find_class":
        os.write(seen, b"unpickled\\n")
    elif event == "socket.connect" and arguments[0].family.name != "AF_UNIX":
        os.write(seen, b"connected\\n")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        os.write(seen, b"looked up\\n")

sys.addaudithook(hook)
os.write(seen, b"hooked\\n")
sys.path.insert(0, {folder!r})
sys.argv[0] = {script!r}
runpy.run_path({script!r}, run_name="__main__")
"""


@pytest.mark.promise("no-pickle")
@pytest.mark.promise("no-network")
def test_a_whole_session_unpickles_nothing_and_connects_nowhere(
    start_agent, home, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    script = QUICK[-1]
    code = HOOKED.format(seen=str(seen), script=script, folder=str(Path(script).parent))
    agent = start_agent(home, [sys.executable, "-c", code])
    notes = tmp_path / "notes.md"
    notes.write_text("# Tent\n\nRuth lent me her blue tent.\n", encoding="utf-8")
    with agent.connect() as client:
        client.call(CreateVault(passphrase=PASSPHRASE, keyring=False), timeout=60)
        client.call(AddText(text="The dentist is on 9 September."))
        client.call(StartImport(path=str(notes)))
        until(lambda: client.call(ListBatches()).batches[0].batch.state is BatchState.DONE)
        assert client.call(Search(query="tent")).hits
        client.call(MakeBackup())
        client.call(GetHealth(deep=True))
        until(lambda: client.call(GetStatus()).counts.vectors == 2)
    assert agent.stop() == 0

    assert seen.read_text().split("\n") == ["hooked", ""]


PROBED = """
import ctypes, os, resource, sys
from second_me.agent.hardening import PR_SET_DUMPABLE, harden

if os.getuid() == 0:  # root may read everything; that is not promised
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)

def readable():
    child = os.fork()
    if child == 0:
        try:
            open(f"/proc/{os.getppid()}/mem", "rb")
        except PermissionError:
            os._exit(0)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

before = readable()
harden()
print(before, readable())
"""


@pytest.mark.promise("memory-private")
@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_another_process_of_the_same_user_cannot_read_its_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBED],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    before, after = done.stdout.split()

    assert after == "0"
    if before == "0":
        pytest.skip("this system lets nobody read another's memory anyway")


@pytest.mark.promise("memory-private")
@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_a_running_agent_leaves_no_core_dump(start_agent, home) -> None:
    agent = start_agent(home, QUICK)
    limits = Path(f"/proc/{agent.process.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))

    assert core.split()[4:6] == ["0", "0"]
