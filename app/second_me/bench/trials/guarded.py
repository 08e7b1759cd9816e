"""Promise `memory-private`: the agent's memory is closed to others, and a lock ends all use.

Another process of the same user tries to read the memory of a real agent and to trace it. Then
clients search as fast as they can while the vault is locked: a second later none may be answered,
and no file of the vault may be open.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from second_me.bench.trials import sample_vault
from second_me.bench.trials.crash import victims
from second_me.bench.trials.erase_load import Killing
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import PASSPHRASE
from second_me.client import Client
from second_me.core.errors import SecondMeError
from second_me.core.protocol.recall import Search
from second_me.core.protocol.vault import Lock, Unlock

LOCKED_WITHIN: Final = 1.0
SECONDS: Final = 60.0
CLIENTS: Final = 3
NOBODY: Final = 65534

_PROBED: Final = """
import ctypes, os, resource, sys
from second_me.agent.hardening import harden
if os.getuid() == 0:  # root may read everything; that is not promised
    os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
def refused(name, flags):
    child = os.fork()
    if child == 0:
        try:
            os.open(f"/proc/{{os.getppid()}}/{{name}}", flags)
        except PermissionError:
            os._exit(0)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
harden()
names = (("mem", os.O_RDONLY), ("mem", os.O_RDWR), ("environ", os.O_RDONLY), ("maps", os.O_RDONLY))
print(sum(refused(*names[number % len(names)]) for number in range({tries})))
"""


def private(folder: Path, reads: int, locks: int, seed: int = 51) -> Report:
    """Try to read a hardened process `reads` times, and lock an agent in use `locks` times."""
    report = Report(promise="memory-private", what="reads by the same user, and use after a lock")
    if sys.platform != "linux":
        report.note("only Linux tells")
        return report
    done = subprocess.run(
        [sys.executable, "-c", _PROBED.format(nobody=NOBODY, tries=reads)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    for number in range(reads):
        report.note("" if number < int(done.stdout) else "its memory could be read")
    sample = sample_vault.make(folder / "home", 200, seed)
    with victims(sample.home) as (orders, pids):
        killing = Killing(sample, orders, pids)
        pid = killing.start()
        try:
            for _ in range(locks):
                report.note(_locked(killing, pid))
            # It has answered by now, and so has given up what it gives up at its start.
            report.note(_core_dumps(pid))
        finally:
            killing.kill(pid)
    return report


def _core_dumps(pid: int) -> str:
    lines = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8").splitlines()
    core = next(line for line in lines if line.startswith("Max core file size"))
    return "" if core.split()[4:6] == ["0", "0"] else "it would leave a core dump"


def _locked(killing: Killing, pid: int) -> str:
    """Return what is wrong a second after a lock in the middle of use."""
    answered: list[float] = []
    stop = threading.Event()
    with killing.connect() as locker:
        others = [Client.connect(killing.home, name=f"user {number}") for number in range(CLIENTS)]
        users = [
            threading.Thread(target=_search, args=(one, stop, answered), daemon=True)
            for one in others
        ]
        for user in users:
            user.start()
        deadline = time.monotonic() + SECONDS
        while len(answered) < 2 * CLIENTS and time.monotonic() < deadline:
            time.sleep(0.01)
        begun = time.monotonic()
        locker.call(Lock(), SECONDS)
        took = time.monotonic() - begun
        held = _open_files(pid, str(killing.home.vault))
        time.sleep(0.2)
        stop.set()
        for user, other in zip(users, others, strict=True):
            user.join(SECONDS)
            other.close()
        late = [at for at in answered if at > begun + LOCKED_WITHIN]
        locker.call(Unlock(passphrase=PASSPHRASE), SECONDS)
    if took > LOCKED_WITHIN:
        return f"the lock took {took:.2f} seconds"
    if late:
        return "a search was answered after the lock"
    return f"still open: {held}" if held else ""


def _search(client: Client, stop: threading.Event, answered: list[float]) -> None:
    while not stop.is_set():
        try:
            client.call(Search(query="river garden", limit=3), SECONDS)
            answered.append(time.monotonic())
        except SecondMeError:
            time.sleep(0.005)


def _open_files(pid: int, folder: str) -> list[str]:
    held = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith(folder):
            held.append(Path(target).name)
    return held
