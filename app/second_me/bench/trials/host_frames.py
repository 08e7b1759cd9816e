"""Promise `host`: the browser host answers our extension alone, and what is mangled gets nothing.

Frames are fuzzed from whole ones; the host reads them as it would from a browser, in a home where
an agent's answer would be a secret that shows.
"""

import io
import json
import random
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import psutil

from second_me.bench.trials.report import Report
from second_me.bridges import browser_host
from second_me.bridges.browser_host import ALLOWED, METHODS, Refused, Relay

_WHOLE: Final = (
    {"id": 1, "method": "fill.plan", "params": {"page": {"origin": "https://a.example"}}},
    {"id": 2, "method": "fill.filled", "params": {"id": "x", "filled": [1]}},
)
_ASKED: Final = ("recall.search", "vault.unlock", "facts.list", "system.hello", "fill.approve",
                 "fill.waiting", "fill.history", "export.write", "__class__", "")  # fmt: skip
_CALLERS: Final = (
    (),
    ("chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/",),
    ("chrome-extension://mmageggbkobkbfffjhceaanhnjdjhelo.evil/",),
    ("fill@second-me.local.evil",),
    ("https://example.org/",),
    ("--home", "/"),
    ("/manifest.json", "other@example.org"),
)
_MOST_MEGABYTES: Final = 100
_SECONDS: Final = 60.0


def fuzzed(folder: Path, frames: int) -> Report:
    """Send mangled frames; nothing but plain refusals may come back, and nothing may break."""
    report = Report(promise="host", what="fuzzed frames")
    rng = random.Random(7)  # noqa: S311  (repeatable, not secret)
    for number in range(frames):
        frame = mangled(rng)
        sink = io.BytesIO()
        try:
            Relay(folder, io.BytesIO(frame), sink).run()
        except Refused:
            pass
        except Exception as error:  # noqa: BLE001  (whatever it is, it is a crash)
            report.note(f"frame {number}: {type(error).__name__}")
            continue
        told = list(_read(sink.getvalue()))
        report.note("" if all(set(one) == {"id", "error"} for one in told) else f"frame {number}")
    return report


def strangers(folder: Path, rounds: int) -> Report:
    """Start the host as others would, then as our extension does: quickly, and in little room."""
    report = Report(promise="host", what="other callers; memory of our own")
    asks = _framed(_WHOLE[0])
    for number in range(rounds):
        caller = _CALLERS[number % len(_CALLERS)]
        done = _started(folder, *caller, given=asks)
        report.note("" if done.returncode == 2 and not done.stdout else f"{caller} was answered")  # noqa: PLR2004
    report.note(_room(folder, asks))
    return report


def mangled(rng: random.Random) -> bytes:
    """Return a frame that is not as it should be, or one that asks for what may not be asked."""
    body = json.dumps(_changed(rng)).encode()
    way = rng.randrange(7)
    if way == 0:
        return (
            struct.pack("=I", rng.choice((0, 1, len(body) + rng.randrange(1, 99), 2**32 - 1)))
            + body
        )
    if way == 1:
        return _framed_bytes(bytes(rng.randbytes(rng.randrange(0, 200))))
    if way == 2:  # noqa: PLR2004
        return rng.randbytes(rng.randrange(0, 12))
    if way == 3:  # noqa: PLR2004
        return _framed_bytes(b"[" * rng.randrange(1, 30_000))
    mutable = bytearray(body)
    for _ in range(rng.randrange(1, 6)):
        mutable[rng.randrange(len(mutable))] = rng.randrange(256)
    return _framed_bytes(body if way == 4 else bytes(mutable))  # noqa: PLR2004


def _changed(rng: random.Random) -> dict[str, Any]:
    message: dict[str, Any] = dict(rng.choice(_WHOLE))
    message["method"] = rng.choice(_ASKED)
    if rng.random() < 0.3:  # noqa: PLR2004
        message["id"] = rng.choice((None, -1, 0, True, 1.5, "1", [], {}, 2**80))
    if rng.random() < 0.2:  # noqa: PLR2004
        message["params"] = rng.choice((None, [], "x", 1, {"method": rng.choice([*METHODS])}))
    return message


def _framed(message: dict[str, Any]) -> bytes:
    return _framed_bytes(json.dumps(message).encode())


def _framed_bytes(body: bytes) -> bytes:
    return struct.pack("=I", len(body)) + body


def _read(told: bytes) -> list[dict[str, Any]]:
    found, at = [], 0
    while at < len(told):
        (length,) = struct.unpack_from("=I", told, at)
        found.append(json.loads(told[at + 4 : at + 4 + length]))
        at += 4 + length
    return found


def _command(folder: Path, *caller: str) -> list[str]:
    return [sys.executable, "-I", "-S", browser_host.__file__, "--home", str(folder), *caller]


def _started(folder: Path, *caller: str, given: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        _command(folder, *caller), input=given, capture_output=True, check=False, timeout=_SECONDS
    )


def _room(folder: Path, asks: bytes) -> str:
    """Return what is wrong with the room that our own host takes, "" if nothing is."""
    child = subprocess.Popen(
        _command(folder, min(ALLOWED)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(asks)
        child.stdin.flush()
        child.stdout.read(4)
        megabytes = _megabytes(child.pid)
    finally:
        child.stdin.close()
        child.wait(_SECONDS)
        child.stdout.close()
    return "" if megabytes < _MOST_MEGABYTES else f"the host takes {megabytes:.0f} MB"


def _megabytes(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 1e6


def start_seconds(folder: Path, times: int) -> float:
    """Return the least time in which the host starts and refuses, of several."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        _started(folder, given=b"")
        taken.append(time.perf_counter() - began)
    return min(taken)
