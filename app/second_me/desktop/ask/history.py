"""What was asked before: listed, searched, deleted."""

from collections.abc import Callable

from second_me.core.changes import Topic
from second_me.core.clock import Clock, to_datetime
from second_me.core.conversations import Conversation
from second_me.core.errors import SecondMeError
from second_me.core.ids import ConversationId
from second_me.core.protocol.conversations import (
    Conversations,
    DeleteConversations,
    ListConversations,
)
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.desktop.calling import Caller
from second_me.desktop.translation import tr
from second_me.desktop.wording import full_day


class History:
    """Conversations that were kept, the last spoken in first, those of a day together."""

    def __init__(self, caller: Caller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock
        self._query = ""
        self.conversations: tuple[Conversation, ...] = ()
        self.loaded = False
        self.trouble = ""
        self.on_change: Callable[[], None] = _nothing
        self.on_stale: Callable[[], None] = self.refresh

    @property
    def searched(self) -> bool:
        return bool(self._query.strip())

    @property
    def days(self) -> list[tuple[str, int]]:
        """Return the days on which was spoken last, and how many conversations each has."""
        found: dict[str, int] = {}
        for one in self.conversations:
            found[self._day(one)] = found.get(self._day(one), 0) + 1
        return list(found.items())

    def refresh(self) -> None:
        """Ask anew."""
        request = ListConversations(query=self._query)
        self._caller.call(request, self._on_list, self._on_error)

    def search(self, query: str) -> None:
        """List those that hold some words."""
        if query != self._query:
            self._query = query
            self.refresh()

    def delete(self, ids: tuple[ConversationId, ...]) -> None:
        """Delete some for good; without ids all of them."""
        self._caller.call(DeleteConversations(ids=ids), self._on_done, self._on_error)

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and Topic.CONVERSATIONS in push.changes.topics:
            self.on_stale()

    def forget(self) -> None:
        """Drop what is shown: memory was locked."""
        self.conversations = ()
        self.loaded = False
        self._query = ""
        self.on_change()

    def _day(self, one: Conversation) -> str:
        now = self._clock.now()
        local = to_datetime(one.last_at, self._clock.utc_offset_minutes(one.last_at)).date()
        today = to_datetime(now, self._clock.utc_offset_minutes(now)).date()
        names = {0: tr("Today"), 1: tr("Yesterday")}
        return names.get((today - local).days) or full_day(local)

    def _on_list(self, found: Conversations) -> None:
        self.conversations = found.conversations
        self.loaded = True
        self.trouble = ""
        self.on_change()

    def _on_done(self, _done: object) -> None:
        self.refresh()

    def _on_error(self, error: SecondMeError) -> None:
        self.trouble = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()


def _nothing() -> None:
    pass
