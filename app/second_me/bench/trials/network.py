"""Promise `no-network`: nothing is reached for outside of this machine.

A session of the command line runs in a network namespace that holds nothing but the
loopback, with an audit hook in every Python process of it. The kernel's own counters
of that namespace show what compiled code may have tried.
"""

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from second_me.bench.trials.report import Report
from second_me.core.paths import find_home

HOOK = """\
import os, sys

def _write(line):
    out = os.open(os.environ.get("SM_AUDIT", os.devnull), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(out, line.encode() + b"\\n")
    os.close(out)

def _hook(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        socket, address = arguments[0], arguments[1]
        local = socket.family.name == "AF_UNIX" or (
            isinstance(address, tuple) and str(address[0]) in ("127.0.0.1", "::1"))
        _write("local" if local else "outside")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        _write("lookup")

sys.addaudithook(_hook)
_write("process")
"""
COUNTERS = ("TcpActiveOpens", "UdpOutDatagrams", "IpOutNoRoutes", "Ip6OutNoRoutes")
SESSION = """
import json, subprocess, sys, pathlib
results = []
for words, given in json.loads(sys.argv[1]):
    done = subprocess.run([sys.executable, "-m", "second_me", *words], input=given,
                          capture_output=True, text=True, timeout=300)
    results.append([words[0], done.returncode])
counters = {}
for name in ("snmp", "snmp6"):
    path = pathlib.Path("/proc/net") / name
    lines = path.read_text().splitlines() if path.exists() else []
    if name == "snmp":
        for keys, values in zip(lines[::2], lines[1::2]):
            kind = keys.split(":")[0]
            counters |= {kind + k: int(v) for k, v in zip(keys.split()[1:], values.split()[1:])}
    else:
        counters |= {line.split()[0]: int(line.split()[1]) for line in lines}
print(json.dumps([results, counters]))
"""
"""Runs in the namespace: one command after another, then the kernel's counters."""


def can_wall_off() -> bool:
    """Return whether this system lets us make a network namespace."""
    try:
        return subprocess.call(["unshare", "-rn", "true"], stderr=subprocess.DEVNULL) == 0  # noqa: S607
    except OSError:
        return False


def run(folder: Path, *, recalls: int, questions: int) -> Report:
    """Act out init, import, recall, ask and the rest, and count what was reached for."""
    report = Report(promise="no-network", what="commands without a network; connects; look-ups")
    audit = folder / "audit"
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", SESSION, plan(folder, recalls, questions)],  # noqa: S607
        env=environment(folder, audit),
        check=True,
        capture_output=True,
        timeout=1800,
    )
    results, counters = msgspec.json.decode(
        done.stdout, type=tuple[list[tuple[str, int]], dict[str, int]]
    )
    for word, code in results:
        report.note(f"second-me {word} ended with {code}" if code else "")
    noted = audit.read_text("ascii").split()
    hooked = noted.count("process") > len(results)
    report.note("" if hooked else "the agent was not under the audit hook")
    for kind in ("outside", "lookup"):
        report.note(f"{noted.count(kind)} times {kind}" if kind in noted else "")
    for name in COUNTERS:
        tried = counters.get(name, 0)
        report.note(f"the kernel counted {name} {tried}" if tried else "")
    return report


def plan(folder: Path, recalls: int, questions: int) -> str:
    """Return the commands and what each is given, as JSON."""
    notes = folder / "notes.md"
    notes.write_text("# Dentist\n\nDr. Novak, 12 March 2024, half past two.\n", encoding="utf-8")
    commands: list[tuple[list[str], str]] = [
        (["init", "--no-keyring"], "made up for a trial\n"),
        (["import", str(notes)], ""),
        (["add", "Lent the blue tent to Ruth"], ""),
        *((["recall", "dentist Novak"], "") for _ in range(recalls)),
        *((["ask", "When did I see the dentist Novak?"], "") for _ in range(questions)),
        (["models"], ""),
        (["status"], ""),
        (["backup"], ""),
        (["doctor"], ""),
        (["lock"], ""),
        (["unlock", "--passphrase-file", "-"], "made up for a trial\n"),
        (["agent", "--stop"], ""),
    ]
    return msgspec.json.encode(commands).decode()


def environment(folder: Path, audit: Path) -> dict[str, str]:
    """Return an environment in which every Python process takes the audit hook."""
    hook = folder / "hook"
    hook.mkdir(parents=True)
    (hook / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    known = os.environ.get("PYTHONPATH", "")
    code = str(Path(__file__).resolve().parents[3])
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(hook), code, known))),
        "SM_AUDIT": str(audit),
        "SECOND_ME_HOME": str(folder / "home"),
        "SECOND_ME_MODELS": str(find_home().models),
    }
    environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    return environ
