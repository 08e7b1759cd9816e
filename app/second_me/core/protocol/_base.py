"""How a request names its method and the type of its answer."""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar, get_args

import msgspec

R = TypeVar("R")


class Request(msgspec.Struct, Generic[R], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parameters of a call; the class knows its method and the type of the result.

    `client.call(Search(query="..."))` is thereby known to return `SearchResult`.
    """

    METHOD: ClassVar[str]
    RESULT: ClassVar[Any]


METHODS: dict[str, type[Request[Any]]] = {}
"""Every request by its method name; filled as the classes are defined."""

T = TypeVar("T", bound=type[Request[Any]])


def method(name: str) -> Callable[[T], T]:
    """Name a request's method and read its result type from `Request[...]`."""

    def register(request: T) -> T:
        (request.RESULT,) = get_args(request.__orig_bases__[0])  # type: ignore[attr-defined]
        request.METHOD = name
        METHODS[name] = request
        return request

    return register


class Done(msgspec.Struct, frozen=True):
    """It was done; there is nothing more to tell."""
