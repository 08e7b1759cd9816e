"""What quick recall looks for and has found."""

import functools
from collections.abc import Callable

from second_me.core.errors import SecondMeError
from second_me.core.protocol.fill import FindFields, ProfileField, ProfileFields
from second_me.core.protocol.recall import Hit, Search, SearchResult
from second_me.core.records import Act
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.feedback import Feedback
from second_me.desktop.translation import tr

LIMIT = 8
_LONGEST_NAME = 80
"""Letters up to which a question may be the name of a field."""


class Recall:
    """Searches as one types; an answer that comes too late is dropped."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._generation = 0
        self.query = ""
        self.hits: tuple[Hit, ...] = ()
        self.fields: tuple[ProfileField, ...] = ()
        self._feedback = Feedback(caller, "")
        self.searching = False
        self._found_nothing = False
        self.note = ""
        self.on_change: Callable[[], None] = _nothing

    def search(self, query: str) -> None:
        """Look for `query`; an empty one clears the results."""
        query = query.strip()
        if query == self.query and not self.note:
            return
        self._generation += 1
        self.query = query
        if not query:
            self.hits = ()
            self.fields = ()
            self.note = ""
            self.searching = False
            self.on_change()
            return
        self.searching = True
        self._found_nothing = False
        if len(query) <= _LONGEST_NAME:
            named = functools.partial(self._on_fields, self._generation)
            self._caller.call(FindFields(words=query), named, ignore)
        else:
            self.fields = ()
        self._caller.call(
            Search(query=query, limit=LIMIT),
            functools.partial(self._on_result, self._generation),
            functools.partial(self._on_error, self._generation),
        )

    def clear(self) -> None:
        self.search("")

    def tell(self, hit: Hit, act: Act) -> None:
        """Tell what was done with a result; one that is not it goes away."""
        self._feedback.tell(hit.event.id, act)
        if act is Act.WRONG:
            self.hits = tuple(one for one in self.hits if one.event.id != hit.event.id)
            self.note = "" if self.hits else tr("Nothing found.")
            self.on_change()

    def say(self, note: str) -> None:
        """Show a word of what went wrong."""
        self.note = note
        self.on_change()

    def _on_fields(self, generation: int, found: ProfileFields) -> None:
        if generation == self._generation and found.fields != self.fields:
            self.fields = found.fields
            if self._found_nothing:
                self.note = "" if self.fields else tr("Nothing found.")
            self.on_change()

    def _on_result(self, generation: int, result: SearchResult) -> None:
        if generation != self._generation:
            return
        self.searching = False
        self.hits = result.hits
        self._feedback = Feedback(self._caller, result.trace)
        self._found_nothing = not result.hits
        self.note = tr("Nothing found.") if self._found_nothing and not self.fields else ""
        self.on_change()

    def _on_error(self, generation: int, error: SecondMeError) -> None:
        if generation != self._generation:
            return
        self.searching = False
        self.hits = ()
        self.note = f"{error.title}. {error.action}".strip()
        self.on_change()


def _nothing() -> None:
    pass
