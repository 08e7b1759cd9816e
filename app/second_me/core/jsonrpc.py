"""JSON-RPC 2.0 as UTF-8 bytes, encoded and checked by msgspec."""

from typing import Any, Final

import msgspec

MAX_MESSAGE_BYTES: Final = 8 * 1024 * 1024
"""Larger frames are refused by both ends before they are read."""

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
APPLICATION_ERROR: Final = -32000
"""A `SecondMeError`; its code and words are in `ErrorData`."""


class Call(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request (with `id`) as it lies on the wire."""

    jsonrpc: str
    method: str
    id: int
    params: msgspec.Raw = msgspec.Raw(b"{}")


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """A notification. `seq` counts up by one on each connection; a gap means some were lost."""

    method: str
    seq: int
    params: msgspec.Raw
    jsonrpc: str = "2.0"


class ErrorData(msgspec.Struct, frozen=True):
    """A `SecondMeError` in the words it carries."""

    code: str
    title: str
    message: str
    action: str


class ErrorObject(msgspec.Struct, frozen=True, omit_defaults=True):
    code: int
    message: str
    data: ErrorData | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to one `Call`: exactly one of `result` and `error` is set."""

    id: int | None
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: ErrorObject | msgspec.UnsetType = msgspec.UNSET
    jsonrpc: str = "2.0"

    def __post_init__(self) -> None:
        if (self.result is msgspec.UNSET) == (self.error is msgspec.UNSET):
            message = "a reply holds either a result or an error"
            raise ValueError(message)


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """What a client reads: a `Reply` or a `Push`, told apart by `method`."""

    jsonrpc: str
    method: str = ""
    seq: int = 0
    id: int | None = None
    params: msgspec.Raw = msgspec.Raw(b"{}")
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: ErrorObject | None = None


_encoder = msgspec.json.Encoder()


def encode(message: Any) -> bytes:  # noqa: ANN401  (any struct)
    """Return a struct as UTF-8 JSON."""
    return _encoder.encode(message)


def raw(value: Any) -> msgspec.Raw:  # noqa: ANN401  (any struct)
    """Return a struct as JSON to be put into a message as it is."""
    return msgspec.Raw(_encoder.encode(value))
