"""Frames between the agent and the model worker: length, then msgspec JSON, capped in size."""

import struct
from typing import BinaryIO

import msgspec

MAX_FRAME_BYTES = 4 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class Load(msgspec.Struct, frozen=True, kw_only=True, tag="load"):
    """Load a base. `context` is in tokens; `threads` of 0 or less is a fault of the caller."""

    path: str
    context: int
    threads: int
    gpu: bool


class Run(msgspec.Struct, frozen=True, kw_only=True, tag="run"):
    """Generate. `number` names the request in all that comes back; a `background` one runs
    at a lower priority.
    """

    number: int
    task: str
    prompt: str
    grammar: str
    max_tokens: int
    temperature: float
    stop: tuple[str, ...]
    adapter: str
    seed: int
    repetition: float
    background: bool
    scored: int = 0
    decline: str = ""
    decline_from: float = 1.0


class RunAll(msgspec.Struct, frozen=True, kw_only=True, tag="run_all"):
    """Generate several texts at once; each of `runs` has this `number` and what else is here."""

    number: int
    background: bool
    runs: tuple[Run, ...]


class Stop(msgspec.Struct, frozen=True, tag="stop"):
    """Stop this request, within a token; unknown and finished ones are ignored."""

    number: int


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello"):
    """The worker is up. `confinement` names what holds it (see `confinement.py`)."""

    confinement: tuple[str, ...]


class Loaded(msgspec.Struct, frozen=True, kw_only=True, tag="loaded"):
    """The base is in memory; `device` is "cpu" or "gpu", `notice` why not as asked."""

    context: int
    device: str
    parameters: int
    notice: str = ""


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """It could not be done. `number` is 0 for a load. `reason` never holds prompt or text."""

    number: int
    kind: str
    reason: str = ""
    prompt_tokens: int = 0
    room: int = 0


class Piece(msgspec.Struct, frozen=True, tag="t"):
    """A piece of text: whole characters."""

    text: str


class Finished(msgspec.Struct, frozen=True, kw_only=True, tag="finished"):
    """The request is over; the text went out in pieces."""

    number: int
    finish: str
    prompt_tokens: int
    cached_tokens: int
    generated_tokens: int
    prompt_seconds: float
    generate_seconds: float
    probabilities: tuple[float, ...] = ()
    declined: float = 0.0


class FinishedAll(msgspec.Struct, frozen=True, kw_only=True, tag="finished_all"):
    """Several texts, and how each went, in the order of the requests."""

    number: int
    texts: tuple[str, ...]
    ends: tuple[Finished, ...]


ToWorker = Load | Run | RunAll | Stop
FromWorker = Hello | Loaded | Refused | Piece | Finished | FinishedAll


class BrokenFrame(Exception):
    """The other side sent what is no frame."""


_encoder = msgspec.json.Encoder()


def write(stream: BinaryIO, message: msgspec.Struct) -> None:
    """Write one frame and flush it. Raises BrokenFrame when it is over the cap, OSError."""
    body = _encoder.encode(message)
    if len(body) > MAX_FRAME_BYTES:
        raise BrokenFrame(f"{len(body)} bytes")
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read(stream: BinaryIO) -> bytes | None:
    """Return the body of the next frame, None at the end. Raises BrokenFrame, OSError."""
    head = _exactly(stream, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_FRAME_BYTES:
        raise BrokenFrame(f"{length} bytes announced")
    body = _exactly(stream, length)
    if body is None:
        raise BrokenFrame("cut off")
    return body


def _exactly(stream: BinaryIO, count: int) -> bytes | None:
    """Return `count` bytes, None at the end of the stream; a stream that ends inside is broken."""
    got = stream.read(count)
    if len(got) == count:
        return got
    if got:
        raise BrokenFrame("cut off")
    return None
