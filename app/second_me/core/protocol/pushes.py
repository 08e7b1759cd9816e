"""What the agent sends unasked. Each class is the `params` of one notification."""

import msgspec

from second_me.core.changes import ChangeSet
from second_me.core.protocol.recall import Hit


class Changed(msgspec.Struct, frozen=True, tag="changed"):
    changes: ChangeSet


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress"):
    """How far long work is. `key` tells one from another ("import:3", "download:NAME",
    "embed"). `total` 0 means not known. `unit` is what `done` and `total` count: "events",
    "bytes", "files"; `per_second` counts memories in an import. `seconds_left` None: not known.
    """

    key: str
    title: str
    done: int
    total: int
    unit: str
    finished: bool = False
    detail: str = ""
    per_second: float = 0.0
    seconds_left: float | None = None


class EvidenceFound(msgspec.Struct, frozen=True, kw_only=True, tag="evidence"):
    """Sent once before the first token: what the answer will be drawn from. `trace` names it
    in `recall.feedback`; `read_as` and `missing` are those of the answer to come.
    """

    stream: str
    evidence: tuple[Hit, ...]
    trace: str = ""
    read_as: str = ""
    missing: tuple[str, ...] = ()


class Token(msgspec.Struct, frozen=True, kw_only=True, tag="token"):
    stream: str
    text: str


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a page, by its number there, and what to put into it."""

    field: int
    value: str


class FillDecided(msgspec.Struct, frozen=True, kw_only=True, tag="fill"):
    """The person's word on a plan, sent once and only to who asked for the plan. No values: no.
    `undo`: take back what was filled.
    """

    id: str
    origin: str
    values: tuple[Put, ...] = ()
    undo: bool = False


PushParams = Changed | Progress | EvidenceFound | Token | FillDecided
