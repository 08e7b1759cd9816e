"""The worker's own side: bad frames, no base, a graphics processor that refuses."""

import io
import os
import struct
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from second_me.inference import frames, worker
from second_me.inference.loading import EngineRefusal

APP = str(Path(__file__).parents[3] / "app")


def talk(data: bytes) -> tuple[int, list[msgspec.Struct]]:
    """Send bytes to a worker and end its input; return its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "second_me.inference.worker", str(os.getpid())],
        input=data,
        capture_output=True,
        check=False,
        timeout=60,
        env={"PYTHONPATH": APP},
    )
    stream = io.BytesIO(done.stdout)
    decode = msgspec.json.Decoder(frames.FromWorker).decode
    said = []
    while (body := frames.read(stream)) is not None:
        said.append(decode(body))
    return done.returncode, said


def frame(message: msgspec.Struct) -> bytes:
    stream = io.BytesIO()
    frames.write(stream, message)
    return stream.getvalue()


def test_it_ends_when_its_input_ends():
    code, _said = talk(b"")
    assert code == 0


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xff\xff\xff",
        b"\0\0\0\x02[]",
        b'\0\0\0\x07{"a":1}',
        struct.pack(">I", 5) + b"\xff\xfe\xfd\xfc\xfb",
        b"\0\0",
        frame(frames.Stop(1)) + b"\0\0\0\x01x",
    ],
)
def test_what_is_no_frame_of_ours_ends_it(data):
    code, said = talk(data)
    assert code == 3
    assert all(isinstance(message, frames.Hello) for message in said)


def test_the_graphics_processor_may_refuse(monkeypatch):
    asked = []

    class Picky:
        @staticmethod
        def gpu_possible():
            return True

        def __init__(self, path, *, context, threads, gpu):
            asked.append(gpu)
            if gpu:
                raise EngineRefusal("load", "no such layer")

    monkeypatch.setattr(worker, "Engine", Picky)
    wanted = frames.Load(path="x", context=1, threads=1, gpu=True)
    _engine, notice, device = worker._open(wanted)
    assert (asked, notice, device) == ([True, False], "no such layer", "cpu")
