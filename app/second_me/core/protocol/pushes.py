"""What the agent sends unasked. Each class is the `params` of one notification."""

import msgspec

from second_me.core.changes import ChangeSet
from second_me.core.protocol.recall import Hit


class Changed(msgspec.Struct, frozen=True, tag="changed"):
    changes: ChangeSet


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress"):
    """How far long work is. `key` tells one from another ("import:3", "download:NAME",
    "embed"). `total` 0 means not known. `unit` is what is counted: "events", "bytes".
    """

    key: str
    title: str
    done: int
    total: int
    unit: str
    finished: bool = False
    detail: str = ""
    per_second: float = 0.0


class EvidenceFound(msgspec.Struct, frozen=True, kw_only=True, tag="evidence"):
    """Sent once before the first token: what the answer will be drawn from. `trace` names it
    in `recall.feedback`.
    """

    stream: str
    evidence: tuple[Hit, ...]
    trace: str = ""


class Token(msgspec.Struct, frozen=True, kw_only=True, tag="token"):
    stream: str
    text: str


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a page, by its number there, and what to put into it."""

    field: int
    value: str


class FillDecided(msgspec.Struct, frozen=True, kw_only=True, tag="fill"):
    """The person's word on a plan, sent once and only to who asked for the plan. No values: no."""

    id: str
    origin: str
    values: tuple[Put, ...] = ()


PushParams = Changed | Progress | EvidenceFound | Token | FillDecided
