"""What waits for the person, one at a time; their word, and taking it back."""

import functools
from collections.abc import Callable

from second_me.core.changes import Topic
from second_me.core.errors import SecondMeError
from second_me.core.ids import EventId, ReviewId
from second_me.core.protocol.deciding import (
    AllAnswered,
    Answered,
    AnswerReviews,
    ReopenReviews,
    Word,
)
from second_me.core.protocol.memory import Events, FactView, GetEvents
from second_me.core.protocol.persona import ListReviews, Reviews, ReviewView
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.records import Event, ReviewKind
from second_me.desktop.calling import Caller, ignore

SURE = 0.9
"""From this confidence on a proposal is offered to be taken with others at once."""

_MOST = 500


class Reviewing:
    """Keeps what waits and the place in it. `on_change` follows each change."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.waiting: tuple[ReviewView, ...] = ()
        self.place = 0
        self.loaded = False
        self.decided = 0
        self.error = ""
        self.busy = False
        self.events: dict[EventId, Event] = {}
        self.on_change: Callable[[], None] = _nothing
        self.on_count: Callable[[int], None] = _uncounted
        self.on_stale: Callable[[], None] = self.refresh
        self._past: list[tuple[Answered, ...]] = []

    @property
    def current(self) -> ReviewView | None:
        return self.waiting[self.place] if self.place < len(self.waiting) else None

    @property
    def can_undo(self) -> bool:
        return bool(self._past) and not self.busy

    @property
    def sure(self) -> tuple[ReviewId, ...]:
        """Return those that memory itself is sure of."""
        return tuple(
            view.review.id
            for view in self.waiting
            if view.review.confidence >= SURE and view.review.kind is not ReviewKind.CONFLICT
        )

    def refresh(self) -> None:
        self._caller.call(ListReviews(limit=_MOST), self._on_reviews, self._on_error)

    def forget(self) -> None:
        """Drop all that memory holds."""
        self.waiting = ()
        self.events = {}
        self._past = []
        self.place = self.decided = 0
        self.loaded = False
        self._told()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and push.changes.topics & {Topic.REVIEWS, Topic.ERASURES}:
            self.on_stale()

    def go(self, step: int) -> None:
        """Look at the next or the one before, without a word to this one."""
        if self.waiting:
            self.place = (self.place + step) % len(self.waiting)
            self._see_evidence()
            self._told()

    def say(self, word: Word, text: str = "") -> None:
        """Give the word on what is looked at."""
        current = self.current
        if current is not None:
            self._answer((current.review.id,), word, text)

    def accept_sure(self) -> None:
        """Accept all that memory is sure of."""
        if self.sure:
            self._answer(self.sure, Word.ACCEPT)

    def undo(self) -> None:
        """Take the last word back."""
        if self.can_undo:
            self.busy = True
            last = self._past[-1]
            done = functools.partial(self._on_reopened, last)
            self._caller.call(ReopenReviews(answered=last), done, self._on_refused)
            self._told()

    def _answer(self, ids: tuple[ReviewId, ...], word: Word, text: str = "") -> None:
        if self.busy:
            return
        self.busy = True
        self.error = ""
        request = AnswerReviews(ids=ids, word=word, text=text)
        self._caller.call(request, self._on_answered, self._on_refused)
        self._told()

    def _on_answered(self, done: AllAnswered) -> None:
        self.busy = False
        gone = {one.id for one in done.answered}
        self._past.append(done.answered)
        self.decided += len(gone)
        self.waiting = tuple(view for view in self.waiting if view.review.id not in gone)
        self.place = min(self.place, max(len(self.waiting) - 1, 0))
        self._see_evidence()
        self._told()

    def _on_reopened(self, last: tuple[Answered, ...], _done: object) -> None:
        self.busy = False
        self._past.pop()
        self.decided = max(self.decided - len(last), 0)
        self.refresh()

    def _on_refused(self, error: SecondMeError) -> None:
        self.busy = False
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.refresh()

    def _on_reviews(self, reviews: Reviews) -> None:
        looked_at = self.current.review.id if self.current is not None else None
        self.loaded = True
        self.waiting = reviews.reviews
        ids = [view.review.id for view in self.waiting]
        if looked_at in ids:
            self.place = ids.index(looked_at)
        self.place = min(self.place, max(len(ids) - 1, 0))
        self._see_evidence()
        self._told()

    def _on_error(self, error: SecondMeError) -> None:
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self._told()

    def _told(self) -> None:
        self.on_count(len(self.waiting))
        self.on_change()

    def _see_evidence(self) -> None:
        """Ask for the events that what is looked at rests on."""
        wanted = {id_ for view in self._near() for id_ in _shown(view)} - self.events.keys()
        if wanted:
            self._caller.call(GetEvents(ids=tuple(sorted(wanted))), self._on_events, ignore)

    def _near(self) -> tuple[ReviewView, ...]:
        return self.waiting[self.place : self.place + 3]

    def _on_events(self, events: Events) -> None:
        self.events |= {event.id: event for event in events.events}
        self._told()


def old_and_new(view: ReviewView) -> tuple[FactView | None, FactView | None]:
    """Return the known fact and the new one that a review is about."""
    facts = {one.fact.id: one for one in view.facts}
    review = view.review
    old = facts.get(review.target_id) if review.target_id is not None else None
    new = facts.get(review.fact_id) if review.fact_id is not None else None
    return old, new


def _shown(view: ReviewView) -> set[EventId]:
    quotes = [*(fact.quotes[:1] for fact in view.facts), *view.words]
    return {quote.event_id for some in quotes for quote in some}


def _nothing() -> None:
    pass


def _uncounted(_count: int) -> None:
    pass
