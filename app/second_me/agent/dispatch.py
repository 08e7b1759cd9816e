"""From the bytes of a call to the bytes of its reply."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from second_me.agent.caller import Caller
from second_me.agent.logs import Log, log_fault
from second_me.core.errors import SecondMeError
from second_me.core.jsonrpc import (
    APPLICATION_ERROR,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    MAX_MESSAGE_BYTES,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    Call,
    ErrorData,
    ErrorObject,
    Reply,
    encode,
    raw,
)
from second_me.core.protocol import METHODS, Request

Handler = Callable[[Any, Caller], Any]
"""Takes a request and who asked, returns the request's result."""

Handlers = Mapping[type[Request[Any]], Handler]


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises for bytes that are not the JSON asked for."""


class Parsed(msgspec.Struct, frozen=True):
    """A well-formed call and the request it carries."""

    id: int
    request: Request[Any]


class _Id(msgspec.Struct):
    id: int | None = None


_calls = msgspec.json.Decoder(Call)
_ids = msgspec.json.Decoder(_Id)
_requests: dict[str, "msgspec.json.Decoder[Request[Any]]"] = {
    name: msgspec.json.Decoder(kind) for name, kind in METHODS.items()
}


def parse(message: bytes, caller: Caller) -> Parsed | Reply:
    """Return the call in a message, or the reply that says what is wrong with it."""
    try:
        call = _calls.decode(message)
    except msgspec.ValidationError as error:
        return refusal(_id_of(message), INVALID_REQUEST, f"Not a JSON-RPC 2.0 call: {error}.")
    except UNREADABLE:
        return refusal(None, PARSE_ERROR, "That is not JSON in UTF-8.")
    refused = _refused(call, caller)
    if refused is not None:
        return refused
    try:
        return Parsed(call.id, _requests[call.method].decode(call.params))
    except UNREADABLE as error:
        return refusal(call.id, INVALID_PARAMS, f"The parameters do not fit: {error}.")


def _refused(call: Call, caller: Caller) -> Reply | None:
    if call.jsonrpc != "2.0":
        return refusal(call.id, INVALID_REQUEST, "Only JSON-RPC 2.0 is spoken here.")
    if call.method not in _requests:
        return refusal(call.id, METHOD_NOT_FOUND, "There is no such method.")
    allowed = caller.allowed
    if allowed is not None and call.method not in allowed:
        return refusal(call.id, INVALID_REQUEST, "Greet first, in this version of the protocol.")
    return None


def _id_of(message: bytes) -> int | None:
    try:
        return _ids.decode(message).id
    except UNREADABLE:
        return None


def refusal(number: int | None, code: int, why: str) -> Reply:
    """Return a reply that says why a call was not even begun."""
    return Reply(id=number, error=ErrorObject(code=code, message=why))


def serve(parsed: Parsed, caller: Caller, handlers: Handlers, log: Log) -> bytes:
    """Run the call's handler and return the encoded reply, whatever becomes of it."""
    started = time.monotonic()
    reply = _run(parsed, caller, handlers, log)
    message = encode(reply)
    if len(message) > MAX_MESSAGE_BYTES:
        message = encode(_too_large(parsed.id))
    log.debug(
        "call",
        method=parsed.request.METHOD,
        ms=round((time.monotonic() - started) * 1000),
        bytes=len(message),
    )
    return message


def _run(parsed: Parsed, caller: Caller, handlers: Handlers, log: Log) -> Reply:
    request = parsed.request
    try:
        return Reply(id=parsed.id, result=raw(handlers[type(request)](request, caller)))
    except SecondMeError as error:
        log.info("call_failed", method=request.METHOD, code=error.code)
        return _failure(parsed.id, error)
    except Exception as error:  # noqa: BLE001  (a call ends here; the agent lives on)
        fault = log_fault(log, "call_broke", error, method=request.METHOD)
        return refusal(parsed.id, INTERNAL_ERROR, f"Something went wrong here (fault {fault}).")


def _failure(number: int, error: SecondMeError) -> Reply:
    data = ErrorData(error.code, error.title, error.message, error.action)
    return Reply(
        id=number, error=ErrorObject(code=APPLICATION_ERROR, message=error.title, data=data)
    )


def _too_large(number: int) -> Reply:
    data = ErrorData(
        "person", "Too much at once", "The answer is too large to send.", "Ask for fewer at a time."
    )
    return Reply(
        id=number, error=ErrorObject(code=APPLICATION_ERROR, message=data.title, data=data)
    )
