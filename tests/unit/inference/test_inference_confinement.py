import subprocess
import sys
from pathlib import Path

import pytest

APP = str(Path(__file__).parents[3] / "app")
CONFINED = (
    "import os, sys; sys.path.insert(0, sys.argv[1])\n"
    "from second_me.inference.confinement import confine\n"
    "print(*confine(os.getppid()))\n"
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="each measure is the kernel's")


def confined(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CONFINED + code, APP, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_says_what_took_hold():
    done = confined("")
    assert {"parent-death", "not-dumpable", "no-core", "audit"} <= set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import subprocess; subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "import pickle; pickle.loads(pickle.dumps(os.path.join))",
        "os.remove('/nonexistent')",
    ],
)
def test_what_it_gave_up_is_refused(code):
    done = confined(code)
    assert done.returncode == 1
    assert "Forbidden" in done.stderr


def test_the_kernel_refuses_what_python_does_not_see(tmp_path):
    """Through the C library, past the audit hook: no file is written, no address is reached."""
    code = (
        "import ctypes\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "print(libc.open(sys.argv[2].encode(), os.O_WRONLY | os.O_CREAT, 0o600))\n"
        "s = libc.socket(2, 1, 0)\n"
        "address = bytes([2, 0, 0, 80, 127, 0, 0, 1]) + bytes(8)\n"
        "print(libc.connect(s, address, 16), ctypes.get_errno())\n"
    )
    target = tmp_path / "written"
    measures, opened, connected = confined(code, str(target)).stdout.splitlines()
    if "no-writes" in measures.split():
        assert opened == "-1"
        assert not target.exists()
    if "no-network" in measures.split():
        assert connected == "-1 101"  # ENETUNREACH: not even this machine's own address


def test_it_keeps_neither_core_nor_readable_memory():
    code = (
        "import ctypes, resource\n"
        "libc = ctypes.CDLL(None)\n"
        "signal = ctypes.c_int()\n"
        "libc.prctl(2, ctypes.byref(signal), 0, 0, 0)\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), libc.prctl(3, 0, 0, 0, 0), signal.value)\n"
    )
    assert confined(code).stdout.splitlines()[1] == "(0, 0) 0 9"


def test_a_parent_that_is_gone_already_ends_it():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            CONFINED.replace("os.getppid()", "1 << 22") + "print('alive')",
            APP,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
