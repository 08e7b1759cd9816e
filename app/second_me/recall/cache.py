"""Recent questions and what was found for them, as long as nothing has changed since."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, Protocol, TypeVar

from second_me.core.protocol.recall import SearchResult
from second_me.vault.vault import Vault

Version = tuple[int, ...]
"""What a result depends on besides the question; it differs after every change."""

MOST_RESULTS: Final = 64
MOST_CHARACTERS: Final = 1_000_000
"""Of all texts held together."""


class Holding(Protocol):
    """What is kept: a result, with whatever belongs to it."""

    @property
    def result(self) -> SearchResult:
        """Return the result."""
        ...


Kept = TypeVar("Kept", bound=Holding)


class RecentResults(Generic[Kept]):
    """Results by question. Any thread may call any method.

    All are dropped as soon as the version is another one, and those who erase call `clear`.
    Before a result is given again its events are looked up, so that an event that was erased a
    moment ago, by whatever way, is not in it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._results: OrderedDict[Hashable, Kept] = OrderedDict()
        self._version: Version = ()
        self._clearings = 0
        self._characters = 0

    def __len__(self) -> int:
        return len(self._results)

    def find(
        self,
        vault: Vault,
        key: Hashable,
        version: Callable[[], Version],
        search: Callable[[], Kept],
    ) -> Kept:
        """Return the result held for `key`, or what `search` returns, to be held from now on.

        `key` is all that the question consists of. A result that lacks a channel is not held.
        """
        before, clearings = version(), self._clearings
        known = self._held(key, before)
        if known is not None and _whole(vault, known.result):
            return known
        found = search()
        if not found.result.missing and version() == before:
            self._hold(key, before, clearings, found)
        return found

    def clear(self) -> None:
        """Forget all results, those that are being found just now too."""
        with self._lock:
            self._clearings += 1
            self._drop()

    def _held(self, key: Hashable, version: Version) -> Kept | None:
        with self._lock:
            if version != self._version:
                self._drop()
                self._version = version
            found = self._results.get(key)
            if found is not None:
                self._results.move_to_end(key)
            return found

    def _hold(self, key: Hashable, version: Version, clearings: int, found: Kept) -> None:
        with self._lock:
            if version != self._version or clearings != self._clearings:
                return
            self._forget(key)
            self._results[key] = found
            self._characters += _characters(found.result)
            while len(self._results) > MOST_RESULTS or self._characters > MOST_CHARACTERS:
                self._forget(next(iter(self._results)))

    def _forget(self, key: Hashable) -> None:
        found = self._results.pop(key, None)
        if found is not None:
            self._characters -= _characters(found.result)

    def _drop(self) -> None:
        self._results.clear()
        self._characters = 0


def _whole(vault: Vault, found: SearchResult) -> bool:
    """Say whether all events of a result are in the vault."""
    ids = [hit.event.id for hit in found.hits]
    return vault.read(lambda session: session.events.rows.present(ids)).issuperset(ids)


def _characters(found: SearchResult) -> int:
    return sum(len(hit.event.text) + len(hit.event.title) for hit in found.hits)
