"""Fill plans between a page's question and the person's word: in memory alone, told once."""

import secrets
import threading
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from second_me.agent.caller import Caller
from second_me.agent.fill_answers import Asked, FillAnswers
from second_me.agent.fill_drafts import Drafts
from second_me.agent.notices import Notices
from second_me.autofill.origins import Site, site_of
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.forms import Page
from second_me.core.protocol.fill import (
    Choice,
    Entry,
    Plan,
    PlanFill,
    Planned,
    Refusal,
    Refused,
    Stage,
)
from second_me.core.protocol.pushes import FillDecided, Put
from second_me.vault.vault import Vault

MOST_WAITING: Final = 5
LASTS: Final = 10 * 60_000
"""Milliseconds after which a plan is no longer acted on: the page has moved on by then."""


_BARRED: Final = frozenset({Refusal.SECRET, Refusal.UNSEEN, Refusal.LOCKED, Refusal.NEVER})
"""What no word of the person's in the window fills."""


class _Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with what it was made from; `filling` is what the history has of it."""

    plan: Plan
    page: Page
    caller: Caller
    approved: dict[int, Choice] | None = None
    filling: int | None = None


class FillPlans:
    """The plans of one open vault."""

    def __init__(self, vault: Vault, clock: Clock, notices: Notices, answers: FillAnswers) -> None:
        self._vault = vault
        self._answers = answers
        self._clock = clock
        self._notices = notices
        self._drafts = Drafts(vault, clock)
        self._guard = threading.Lock()
        self._pending: dict[str, _Pending] = {}

    def make(self, request: PlanFill, caller: Caller) -> Planned | Refused:
        """Make a plan for a page and let it wait for the person's word."""
        site = site_of(request.page.origin, request.tab_origin)
        if isinstance(site, Refused):
            return site
        made = self.await_word(site, request.page, caller)
        return made if isinstance(made, Refused) else counted(made)

    def await_word(self, site: Site, page: Page, caller: Caller, file: str = "") -> Plan | Refused:
        """Make a plan, of a PDF if there is a file, and let it wait; what no slot fills is looked
        for meanwhile.
        """
        made = self._drafts.make(secrets.token_hex(8), page, site)
        if not any(entry.choices or entry.question for entry in made.entries):
            return self._drafts.nothing(made.origin)
        made = msgspec.structs.replace(made, file=file)
        with self._guard:
            for old in [*self._pending][: max(0, len(self._pending) + 1 - MOST_WAITING)]:
                del self._pending[old]
            self._pending[made.id] = _Pending(plan=made, page=page, caller=caller)
        self._tell()
        self._seek(made, page)
        return made

    def file_of(self, id: str) -> str:  # noqa: A002
        """Return the PDF that a waiting plan is for. Raises PersonFault."""
        file = self._waiting(id).plan.file
        if not file:
            raise PersonFault("Not a file", "This plan is for a page in a browser.")
        return file

    def waiting(self, *, decided: bool = False) -> tuple[Plan, ...]:
        """Return the plans that wait, the newest first; those decided of late too if asked for."""
        with self._guard:
            self._forget_old()
            plans = [one.plan for one in reversed(self._pending.values())]
        return tuple(one for one in plans if decided or one.stage is Stage.WAITING)

    def for_other(self, id: str, subject: str, label: str = "") -> Plan:  # noqa: A002
        """Make a waiting plan anew from what is known of somebody else."""
        pending = self._waiting(id)
        return self._replaced(
            id, self._drafts.make(id, pending.page, _site(pending), subject, label)
        )

    def with_past(self, id: str, field: int) -> Plan:  # noqa: A002
        """Offer for a field of a waiting plan also the values that held before."""
        pending = self._waiting(id)
        return self._replaced(id, self._drafts.with_past(pending.plan, pending.page, field))

    def approve(
        self,
        id: str,  # noqa: A002
        chosen: Mapping[int, int],
        written: Mapping[int, str] | None = None,
    ) -> None:
        """Send the chosen values to who asked for them, once. Raises PersonFault."""
        with self._guard:
            pending = self._pending.get(id)
            if pending is None or pending.approved is not None:
                raise _gone()
            approved = _chosen(pending.plan.entries, chosen) | _written(
                pending.plan.entries, written or {}
            )
            plan = msgspec.structs.replace(pending.plan, stage=Stage.APPROVED)
            self._pending[id] = msgspec.structs.replace(pending, plan=plan, approved=approved)
        puts = tuple(Put(field=field, value=one.value) for field, one in approved.items())
        pending.caller.push(FillDecided(id=id, origin=pending.plan.origin, values=puts))
        self._tell()

    def reopen(self, id: str) -> None:  # noqa: A002
        """Let an approved plan wait again, since it could not be carried out."""
        with self._guard:
            pending = self._pending.get(id)
            if pending is None or pending.plan.stage is not Stage.APPROVED:
                return
            plan = msgspec.structs.replace(pending.plan, stage=Stage.WAITING)
            self._pending[id] = msgspec.structs.replace(pending, plan=plan, approved=None)
        self._tell()

    def decline(self, id: str) -> None:  # noqa: A002
        """Tell who asked that nothing is filled."""
        with self._guard:
            pending = self._pending.pop(id, None)
        if pending is None:
            return
        if pending.plan.stage is Stage.WAITING:
            pending.caller.push(FillDecided(id=id, origin=pending.plan.origin))
        self._tell()

    def undo(self, id: str) -> None:  # noqa: A002
        """Have the page put back what stood there before. Raises PersonFault."""
        pending = self._find(id)
        if pending.plan.stage is not Stage.FILLED:
            raise _gone()
        pending.caller.push(FillDecided(id=id, origin=pending.plan.origin, undo=True))

    def filled(self, id: str, fields: Iterable[int], caller: Caller, *, undone: bool) -> None:  # noqa: A002
        """Keep that an approved plan was carried out, or taken back; only by who asked for it."""
        pending = self._find(id)
        if pending.caller is not caller or pending.approved is None:
            raise _gone()
        if undone:
            filling, stage, taken = pending.filling, Stage.UNDONE, pending.plan.filled
            self._take_back(filling)
        else:
            taken = tuple(field for field in dict.fromkeys(fields) if field in pending.approved)
            filling, stage = self._keep(pending, taken), Stage.FILLED
        plan = msgspec.structs.replace(pending.plan, stage=stage, filled=taken)
        with self._guard:
            if id in self._pending:
                self._pending[id] = msgspec.structs.replace(pending, plan=plan, filling=filling)
        self._tell()

    def ruled(self, site: str) -> None:
        """Make the waiting plans of a site anew, since the person said what holds there."""
        with self._guard:
            found = [one for one in self._pending.values() if one.plan.origin == site]
        for one in found:
            if one.plan.stage is Stage.WAITING:
                old = one.plan
                made = self._drafts.make(old.id, one.page, _site(one), old.subject, old.label)
                self._replaced(old.id, made)

    def subject_of(self, caller: Caller) -> str:
        """Return whose values the newest plan of a caller was made from; "" is the person."""
        with self._guard:
            found = [one.plan for one in self._pending.values() if one.caller is caller]
        return found[-1].subject if found else ""

    def clear(self) -> None:
        """Forget all plans: the vault is being locked."""
        with self._guard:
            self._pending.clear()

    def _keep(self, pending: _Pending, taken: tuple[int, ...]) -> int | None:
        """Write into the history what was filled; nothing if no field took its value."""
        plan, approved = pending.plan, pending.approved or {}
        kinds = {entry.field: entry.kind for entry in plan.entries}
        facts = [fact for field in taken for fact in approved[field].facts]
        now = self._clock.now()
        if not taken:
            return None
        return self._vault.write(
            lambda session: session.fillings.add(
                plan.origin, plan.purpose, [kinds[one] for one in taken], facts, now
            )
        )

    def _take_back(self, filling: int | None) -> None:
        if filling is not None:
            self._vault.write(lambda session: session.fillings.undone(filling))

    def _waiting(self, id: str) -> _Pending:  # noqa: A002
        pending = self._find(id)
        if pending.plan.stage is not Stage.WAITING:
            raise _gone()
        return pending

    def _replaced(self, id: str, plan: Plan) -> Plan:  # noqa: A002
        """Let a plan that still waits stand in another one's place."""
        with self._guard:
            pending = self._pending.get(id)
            if pending is None or pending.approved is not None:
                raise _gone()
            plan = msgspec.structs.replace(plan, file=pending.plan.file)
            self._pending[id] = msgspec.structs.replace(pending, plan=plan)
        self._tell()
        self._seek(plan, pending.page)
        return plan

    def _seek(self, plan: Plan, page: Page) -> None:
        open_ = {one.field: one for one in plan.entries if one.seeking}
        asked = [
            Asked(plan.id, field, open_[field.id].question, open_[field.id].kind)
            for field in page.fields
            if field.id in open_
        ]
        if asked:
            self._answers.seek(asked, self._answered)

    def _answered(self, asked: Asked, choices: tuple[Choice, ...]) -> bool:
        """Put an answer into its plan; False if that no longer waits for it."""
        with self._guard:
            pending = self._pending.get(asked.plan)
            if pending is None or pending.plan.stage is not Stage.WAITING:
                return False
            entries = tuple(
                _with_answer(one, choices)
                if one.field == asked.field.id and one.seeking and one.question == asked.question
                else one
                for one in pending.plan.entries
            )
            plan = msgspec.structs.replace(pending.plan, entries=entries)
            self._pending[asked.plan] = msgspec.structs.replace(pending, plan=plan)
        self._tell()
        return True

    def _find(self, id: str) -> _Pending:  # noqa: A002
        with self._guard:
            self._forget_old()
            pending = self._pending.get(id)
        if pending is None:
            raise _gone()
        return pending

    def _forget_old(self) -> None:
        oldest = Timestamp(self._clock.now() - LASTS)
        for id_ in [key for key, one in self._pending.items() if one.plan.made_at < oldest]:
            del self._pending[id_]

    def _tell(self) -> None:
        self._notices.changed(ChangeSet.of(Topic.FILL))


def _chosen(entries: Iterable[Entry], chosen: Mapping[int, int]) -> dict[int, Choice]:
    by_field = {entry.field: entry for entry in entries}
    approved = {}
    for field, place in chosen.items():
        entry = by_field.get(field)
        if entry is None or not 0 <= place < len(entry.choices):
            raise PersonFault(
                "Not in this plan", "A field or value was chosen that the plan does not hold."
            )
        approved[field] = entry.choices[place]
    return approved


def _written(entries: Iterable[Entry], written: Mapping[int, str]) -> dict[int, Choice]:
    """Return what the person wrote for fields that may take a value at all."""
    open_to = {one.field for one in entries if one.refusal not in _BARRED}
    if not open_to.issuperset(written):
        raise PersonFault("Not in this plan", "A field was written into that is never filled.")
    return {field: Choice(value=text, shown=text) for field, text in written.items()}


def counted(plan: Plan) -> Planned:
    """Return all that is told of a plan before the person's word."""
    ready = sum(bool(entry.choices) for entry in plan.entries)
    return Planned(id=plan.id, fields=len(plan.entries), ready=ready)


def _with_answer(entry: Entry, choices: tuple[Choice, ...]) -> Entry:
    refusal = None if choices else entry.refusal
    return msgspec.structs.replace(entry, choices=choices, refusal=refusal, seeking=False)


def _site(pending: _Pending) -> Site:
    plan = pending.plan
    return Site(plan.origin, plan.site, plan.ascii)


def _gone() -> PersonFault:
    return PersonFault(
        "This plan is no longer there",
        "It was decided already, or it is too old.",
        "Press the button of Second Me in the browser again.",
    )
