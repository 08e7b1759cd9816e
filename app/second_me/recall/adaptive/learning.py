"""What one vault has learned from its person: kept there, at hand here, applied at once."""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec
import numpy as np

from second_me.core.clock import Clock, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.judgements import JudgementId, ShownHit
from second_me.core.protocol.recall import Hit, Leaning, Reason, ReasonKind
from second_me.core.protocol.recall import Learning as Learned
from second_me.core.records import Act
from second_me.recall.adaptive.correction import Correction, Moved
from second_me.recall.adaptive.lessons import Lesson, pack
from second_me.recall.adaptive.tastes import TASTES, Matrix, groups_of, tastes
from second_me.recall.adaptive.traces import Trace, Traces, hashed
from second_me.recall.ranking import ranker as ranking
from second_me.vault.session import Session
from second_me.vault.vault import Vault

KEPT: Final = 1000
"""Judged results that the vault holds; the oldest make room."""

REACH: Final = 30
"""So many of the ranker's first hits are put into the person's order."""

MOST_SHOWN: Final = 20
"""Of a result, so many hits are remembered for the person's word."""

_TELLING: Final = 0.2
"""A correction of less than this share of the scale is not worth telling."""

_LEANINGS: Final = 8


class Ranker(msgspec.Struct, frozen=True, kw_only=True):
    """The shipped ranker as far as learning is concerned: `name` with version, the `names` of
    its features, and the `scale` of its score: what a clearly better hit has more.
    """

    name: str
    scale: float = 1.0
    names: tuple[str, ...] = ()


def shipped() -> Ranker:
    """Return the ranker that came with the product, whose scores are log-odds."""
    try:
        return Ranker(name=ranking.Ranker.shipped().name)
    except ranking.RankerUnavailable:  # searching tells
        return Ranker(name="")


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """Hits in the person's order, and the name that feedback is given under."""

    hits: tuple[Hit, ...]
    trace: str = ""


class _Told(msgspec.Struct, frozen=True):
    """One act of the person, and through which program it came."""

    event_id: EventId
    act: Act
    program: str
    at: Timestamp


class Learning:
    """Any thread may call any method; those that write do so one after the other."""

    def __init__(
        self, vault: Vault, clock: Clock, ranker: Ranker, *, enabled: Callable[[], bool]
    ) -> None:
        """`enabled` is asked each time; while it says no, hits stay as the ranker has them."""
        self._vault = vault
        self._clock = clock
        self._ranker = ranker
        self._enabled = enabled
        self._guard = threading.Lock()
        self._names = (*TASTES, *ranker.names)
        self._lessons: dict[JudgementId, Lesson] = {}
        self._traces = Traces()
        self._correction = self._learned()

    def load(self) -> None:
        """Learn again from all that the vault holds."""
        with self._guard:
            rows = self._vault.read(lambda session: session.judgements.list())
            ranker = self._ranker
            self._lessons = {
                row.id: Lesson.of(row, ranker.name, self._names, ranker.scale) for row in rows
            }
            self._correction = self._learned()

    def serve(
        self, question: str, hits: Sequence[Hit], limit: int, features: Matrix | None = None
    ) -> Served:
        """Return the best `limit` hits in this person's order.

        `hits` are the ranker's, best first and more than are shown; `features` (n, f) are its
        own, each about one wide, with the names that `Ranker.names` gives.
        """
        if not self._enabled() or not hits:
            return Served(hits=tuple(hits[:limit]))
        lesson = self._lesson(question, hits, features)
        moved = self._correction.score(lesson.features, lesson.groups, lesson.ids, lesson.asked)
        order = np.argsort(-(lesson.scores + moved.total), kind="stable")[:limit]
        shown = tuple(self._told(hits[place], moved, place) for place in order.tolist())
        return Served(hits=shown, trace=self._traces.keep(_part(lesson, order[:MOST_SHOWN])))

    def feedback(self, trace: str, event_id: EventId, act: Act, program: str) -> bool:
        """Take what the person did with a hit; False if nothing can be learned from it."""
        with self._guard:
            served = self._traces.get(trace)
            if not self._enabled() or served is None or event_id not in served.lesson.ids:
                return False
            told = _Told(event_id, act, program, self._clock.now())
            number = self._vault.write(lambda session: self._note(session, served, told))
            if number is None:
                return False
            served.judgement = number
            served.lesson = _with_act(served.lesson, event_id, act)
            self._lessons[number] = served.lesson
            while len(self._lessons) > KEPT:
                del self._lessons[next(iter(self._lessons))]
            self._correction = self._learned()
            return True

    def view(self) -> Learned:
        """Return what was learned, strongest first."""
        lessons = list(self._lessons.values())
        correction = self._correction
        weights = dict(zip(correction.names, correction.weights.tolist(), strict=True))
        strongest = sorted(
            ({name: weights[name] for name in TASTES} | correction.group_weights).items(),
            key=lambda item: (-abs(item[1]), item[0]),
        )
        told = [item for item in strongest if abs(item[1]) >= _TELLING][:_LEANINGS]
        return Learned(
            results=len(lessons),
            acts=sum(bool(acts) for lesson in lessons for acts in lesson.acts),
            leanings=tuple(self._leaning(name, weight) for name, weight in told),
        )

    def reset(self, program: str) -> Learned:
        """Forget everything; return what that was."""
        with self._guard:
            known = self.view()

            def work(session: Session) -> None:
                count = session.judgements.clear()
                counts = {"results": count}
                session.audit.append(
                    "recall.reset_learning", program, self._clock.now(), counts=counts
                )

            self._vault.write(work)
            self._lessons = {}
            self._traces.clear()
            self._correction = self._learned()
            return known

    def forget(self, ids: Iterable[EventId]) -> None:
        """Unlearn what erased events taught; their rows are gone already."""
        gone = set(ids)
        self._traces.forget(gone)
        if any(not gone.isdisjoint(lesson.ids) for lesson in list(self._lessons.values())):
            self.load()

    def clear(self) -> None:
        """Drop all that is held in memory."""
        self._traces.clear()
        self._lessons = {}
        self._correction = Correction(self._names, self._ranker.scale)

    def _learned(self) -> Correction:
        correction = Correction(self._names, self._ranker.scale)
        correction.learn(list(self._lessons.values()))
        return correction

    def _lesson(self, question: str, hits: Sequence[Hit], features: Matrix | None) -> Lesson:
        described = tastes(question, hits, self._clock.now())
        if features is not None:
            described = np.hstack((described, features.astype(np.float32)))
        return Lesson(
            ids=tuple(hit.event.id for hit in hits),
            scores=np.array([hit.score for hit in hits]),
            features=described,
            groups=tuple(groups_of(hit.event) for hit in hits),
            acts=tuple(frozenset() for _ in hits),
            asked=hashed(question),
        )

    def _note(self, session: Session, served: Trace, told: "_Told") -> JudgementId | None:
        """Write an act, and with the first one how its result was ranked."""
        if not session.events.get([told.event_id]):
            return None
        judgements, lesson = session.judgements, served.lesson
        number = served.judgement
        if number is None:
            shown = _shown(lesson)
            number = judgements.add(self._ranker.name, self._names, shown, told.at)
        if not judgements.act(number, told.event_id, told.act, pack(lesson.asked)):
            return None
        judgements.keep(KEPT)
        session.audit.append(
            "recall.feedback", told.program, told.at, ids=(told.event_id,), counts={told.act: 1}
        )
        return number

    def _told(self, hit: Hit, moved: Moved, place: int) -> Hit:
        """Return the hit with what learning did to it among its reasons."""
        reasons = list(hit.reasons)
        known = float(moved.known[place])
        if known:
            kind = ReasonKind.CHOSEN if known > 0 else ReasonKind.REFUSED
            reasons.append(Reason(kind=kind, weight=known))
        taste = float(moved.taste[place])
        if abs(taste) >= _TELLING:
            detail = moved.foremost[place]
            reasons.append(Reason(kind=ReasonKind.TASTE, detail=detail, weight=taste))
        return msgspec.structs.replace(
            hit, score=hit.score + float(moved.total[place]), reasons=tuple(reasons)
        )

    def _leaning(self, name: str, weight: float) -> Leaning:
        kind, _, detail = name.partition(":")
        if kind == "source":
            number = SourceId(int(detail))
            detail = self._vault.read(lambda session: session.sources.get(number)).name
        return Leaning(name=kind, detail=detail, weight=weight)


def _shown(lesson: Lesson) -> list[ShownHit]:
    rows = lesson.features.astype("<f4")
    return [
        ShownHit(event_id=event_id, place=place, score=float(score), features=row.tobytes())
        for place, (event_id, score, row) in enumerate(
            zip(lesson.ids, lesson.scores, rows, strict=True)
        )
    ]


def _part(lesson: Lesson, order: "np.typing.NDArray[np.intp]") -> Lesson:
    """Return the hits at these places, in their order."""
    places = order.tolist()
    return Lesson(
        ids=tuple(lesson.ids[place] for place in places),
        scores=lesson.scores[order],
        features=lesson.features[order],
        groups=tuple(lesson.groups[place] for place in places),
        acts=tuple(lesson.acts[place] for place in places),
        asked=lesson.asked,
    )


def _with_act(lesson: Lesson, event_id: EventId, act: Act) -> Lesson:
    opposite = {Act.WRONG: Act.CONFIRMED, Act.CONFIRMED: Act.WRONG}.get(act)
    acts = tuple(
        (known - {opposite}) | {act} if one == event_id else known
        for one, known in zip(lesson.ids, lesson.acts, strict=True)
    )
    return msgspec.structs.replace(lesson, acts=acts)
