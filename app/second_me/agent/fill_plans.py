"""Fill plans between a page's question and the person's word: in memory alone, told once."""

import secrets
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from second_me.agent.caller import Caller
from second_me.agent.notices import Notices
from second_me.autofill.classifier import Classifier
from second_me.autofill.fill_plan import plan
from second_me.autofill.origins import Site, site_of
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.forms import Page
from second_me.core.profile import Profile
from second_me.core.protocol.fill import (
    Choice,
    Entry,
    Plan,
    PlanFill,
    Planned,
    Refused,
    SiteRule,
)
from second_me.core.protocol.pushes import FillDecided, Put
from second_me.memory.profile import profile_of
from second_me.vault.session import Session
from second_me.vault.vault import Vault

MOST_WAITING: Final = 5
LASTS: Final = 10 * 60_000
"""Milliseconds after which a plan is no longer acted on: the page has moved on by then."""


class _Pending(msgspec.Struct, frozen=True, kw_only=True):
    plan: Plan
    page: Page
    caller: Caller
    approved: dict[int, Choice] | None = None


class FillPlans:
    """The plans of one open vault."""

    def __init__(self, vault: Vault, clock: Clock, notices: Notices) -> None:
        self._vault = vault
        self._clock = clock
        self._notices = notices
        self._guard = threading.Lock()
        self._pending: dict[str, _Pending] = {}

    def make(self, request: PlanFill, caller: Caller) -> Planned | Refused:
        """Make a plan for a page and let it wait for the person's word."""
        site = site_of(request.page.origin, request.tab_origin)
        if isinstance(site, Refused):
            return site
        made = self._plan(secrets.token_hex(8), request.page, site, subject="")
        ready = sum(bool(entry.choices) for entry in made.entries)
        if not ready:
            return Refused(
                "Memory holds nothing for this form, or nothing that may be filled in it.",
                "Look under People & Facts at what is known of you.",
            )
        with self._guard:
            for old in [*self._pending][: max(0, len(self._pending) + 1 - MOST_WAITING)]:
                del self._pending[old]
            self._pending[made.id] = _Pending(plan=made, page=request.page, caller=caller)
        self._tell()
        return Planned(id=made.id, fields=len(made.entries), ready=ready)

    def waiting(self) -> tuple[Plan, ...]:
        """Return the plans that wait, the newest first."""
        with self._guard:
            self._forget_old()
            return tuple(
                one.plan for one in reversed(self._pending.values()) if one.approved is None
            )

    def for_other(self, id: str, subject: str) -> Plan:  # noqa: A002
        """Make a waiting plan anew from what is known of somebody else."""
        pending = self._find(id)
        site = site_of(pending.plan.origin, pending.plan.origin)
        if isinstance(site, Refused) or pending.approved is not None:
            raise _gone()
        made = self._plan(id, pending.page, site, subject)
        with self._guard:
            self._pending[id] = msgspec.structs.replace(pending, plan=made)
        return made

    def approve(self, id: str, chosen: Mapping[int, int]) -> None:  # noqa: A002
        """Send the chosen values to who asked for them, once. Raises PersonFault."""
        with self._guard:
            pending = self._pending.get(id)
            if pending is None or pending.approved is not None:
                raise _gone()
            approved = _chosen(pending.plan.entries, chosen)
            self._pending[id] = msgspec.structs.replace(pending, approved=approved)
        puts = tuple(Put(field=field, value=one.value) for field, one in approved.items())
        pending.caller.push(FillDecided(id=id, origin=pending.plan.origin, values=puts))
        self._tell()

    def decline(self, id: str) -> None:  # noqa: A002
        """Tell who asked that nothing is filled."""
        with self._guard:
            pending = self._pending.pop(id, None)
        if pending is not None:
            pending.caller.push(FillDecided(id=id, origin=pending.plan.origin))
            self._tell()

    def filled(self, id: str, fields: Iterable[int], caller: Caller, *, undone: bool) -> None:  # noqa: A002
        """Keep that an approved plan was carried out, or taken back; only by who asked for it."""
        pending = self._find(id)
        if pending.caller is not caller or pending.approved is None:
            raise _gone()
        taken = [field for field in dict.fromkeys(fields) if field in pending.approved]
        kinds = {entry.field: entry.kind for entry in pending.plan.entries}
        facts = [fact for field in taken for fact in pending.approved[field].facts]
        now = self._clock.now()
        plan = pending.plan

        def keep(session: Session) -> None:
            if undone:
                last = session.fillings.list(plan.origin, 1)
                for one in last:
                    session.fillings.undone(one.id)
            else:
                session.fillings.add(
                    plan.origin, plan.purpose, [kinds[one] for one in taken], facts, now
                )

        self._vault.write(keep)
        self._tell()

    def clear(self) -> None:
        """Forget all plans: the vault is being locked."""
        with self._guard:
            self._pending.clear()

    def _plan(self, id: str, page: Page, site: Site, subject: str) -> Plan:  # noqa: A002
        started = time.perf_counter()

        def read(session: Session) -> tuple[Profile, list[SiteRule]]:
            return profile_of(session, subject), session.fillings.rules(site.origin)

        profile, said = self._vault.read(read)
        rules = {one.kind: one.rule for one in said}
        draft = plan(page, profile, rules, Classifier.shipped())
        return Plan(
            id=id,
            origin=site.origin,
            site=site.shown,
            ascii=site.ascii,
            purpose=draft.purpose,
            entries=draft.entries,
            made_at=self._clock.now(),
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )

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


def _gone() -> PersonFault:
    return PersonFault(
        "This plan is no longer there",
        "It was decided already, or it is too old.",
        "Press the button of Second Me in the browser again.",
    )
