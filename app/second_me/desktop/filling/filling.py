"""The plan that a page waits for, and what the person makes of it before they approve."""

import functools
from collections.abc import Callable

import msgspec

from second_me.core.changes import Topic
from second_me.core.errors import SecondMeError
from second_me.core.protocol.fill import (
    ApprovePlan,
    DeclinePlan,
    Entry,
    FillProfile,
    FillProfiles,
    ListPlans,
    ListProfiles,
    PastChoices,
    PdfWritten,
    Plan,
    PlanForOther,
    Planned,
    PlanPdf,
    Plans,
    Refused,
    Rule,
    SetRule,
    Stage,
    UndoFill,
    WritePdf,
)
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.filling.evidence import Evidence


class Filling:
    """The plans and the one that is looked at. `on_change` follows each change, `on_asked` tells
    of a plan that has just come.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.on_change: Callable[[], None] = _nothing
        self.evidence = Evidence(caller, self._told)
        self.on_asked: Callable[[Plan], None] = _unasked
        self.on_count: Callable[[int], None] = _uncounted
        self._clear()

    def _clear(self) -> None:
        self.loaded = False
        self.error = ""
        self.plans: tuple[Plan, ...] = ()
        self.profiles: tuple[FillProfile, ...] = ()
        self.evidence.forget()
        self.copies: dict[str, str] = {}
        self.busy = False
        self._known: set[str] = set()
        self._put_away: set[str] = set()
        self._forget_choices()

    def _forget_choices(self) -> None:
        self._of = ""
        self._ticks: dict[int, bool] = {}
        self._values: dict[int, str] = {}
        self._written: dict[int, str] = {}

    @property
    def current(self) -> Plan | None:
        """Return the newest plan that waits, else the last one that was decided."""
        shown = [one for one in self.plans if one.id not in self._put_away]
        waiting = [one for one in shown if one.stage is Stage.WAITING]
        return next(iter(waiting or shown), None)

    @property
    def waiting(self) -> int:
        return sum(one.stage is Stage.WAITING for one in self.plans)

    @property
    def chosen(self) -> dict[int, int]:
        """Return the fields that will be filled with a value of the plan, by its place."""
        plan = self.current
        return {
            entry.field: self.place(entry)
            for entry in (plan.entries if plan is not None else ())
            if entry.choices and entry.field not in self._written and self.ticked(entry)
        }

    @property
    def own_words(self) -> dict[int, str]:
        """Return the fields that will be filled with what the person wrote here."""
        plan = self.current
        return {
            entry.field: self._written[entry.field]
            for entry in (plan.entries if plan is not None else ())
            if entry.field in self._written and self.ticked(entry)
        }

    @property
    def count(self) -> int:
        return len(self.chosen) + len(self.own_words)

    def ticked(self, entry: Entry) -> bool:
        return self._ticks.get(entry.field, entry.ticked)

    def place(self, entry: Entry) -> int:
        """Return which of an entry's choices is taken."""
        values = [one.value for one in entry.choices]
        wanted = self._values.get(entry.field)
        return values.index(wanted) if wanted in values else 0

    def written(self, entry: Entry) -> str | None:
        return self._written.get(entry.field)

    def refresh(self) -> None:
        self._caller.call(ListPlans(decided=True), self._on_plans, self._on_error)

    def forget(self) -> None:
        """Drop all that memory holds."""
        self._clear()
        self.on_change()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and push.changes.topics & {Topic.FILL, Topic.ERASURES}:
            self.refresh()

    def tick(self, field: int, on: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        self._ticks[field] = on
        self.on_change()

    def take(self, entry: Entry, place: int) -> None:
        """Take another value; to choose one is to want the field filled."""
        self._values[entry.field] = entry.choices[place].value
        self._written.pop(entry.field, None)
        self.tick(entry.field, on=True)

    def write(self, field: int, text: str) -> None:
        """Take what the person writes; nothing written takes the plan's value again."""
        if text.strip():
            self._written[field] = text
        else:
            self._written.pop(field, None)
        self.tick(field, on=bool(text.strip()))

    def ask_past(self, field: int) -> None:
        """Ask for the values that held before."""
        if self.current is not None:
            request = PastChoices(id=self.current.id, field=field)
            self._caller.call(request, self._on_plan, self._on_error)

    def open_pdf(self, path: str) -> None:
        """Make a plan for the form in a PDF file."""
        self.error = ""
        self._caller.call(PlanPdf(path=path), self._on_pdf, self._on_error, patient=True)

    def use(self, profile: FillProfile, label: str = "") -> None:
        """Fill from what is known of somebody, values of a label first."""
        if self.current is not None:
            self._forget_choices()
            self._of = self.current.id
            subject = "" if profile.owner else profile.subject
            request = PlanForOther(id=self.current.id, subject=subject, label=label)
            self._caller.call(request, self._on_plan, self._on_error)

    def rule(self, rule: Rule, entry: Entry | None = None) -> None:
        """Say what holds for this site, or for one kind of field on it."""
        if self.current is None:
            return
        if entry is not None:
            self._ticks.pop(entry.field, None)
        kind = None if entry is None else entry.kind
        request = SetRule(site=self.current.origin, rule=rule, kind=kind)
        self._caller.call(request, ignore, self._on_error)
        if kind is None and rule is Rule.NEVER:
            self.decline()

    def approve(self) -> None:
        """Let the page be filled with what is ticked."""
        plan = self.current
        if plan is None or plan.stage is not Stage.WAITING or not self.count or self.busy:
            return
        self.busy = True
        chosen, written = self.chosen, self.own_words
        if plan.file:
            request = WritePdf(id=plan.id, choices=chosen, written=written)
            done = functools.partial(self._on_copy, plan)
            self._caller.call(request, done, self._on_error, patient=True)
        else:
            word = ApprovePlan(id=plan.id, choices=chosen, written=written)
            self._caller.call(word, self._on_done, self._on_error)
        self.on_change()

    def decline(self) -> None:
        """Fill nothing, or put a plan away that was decided."""
        plan = self.current
        if plan is not None:
            self._put_away.add(plan.id)
            if plan.stage is Stage.WAITING:
                self._caller.call(DeclinePlan(id=plan.id), ignore, self._on_error)
            self.on_change()

    def undo(self) -> None:
        """Have the page put back what stood there before."""
        if self.current is not None:
            self._caller.call(UndoFill(id=self.current.id), ignore, self._on_error)

    def _on_plans(self, plans: Plans) -> None:
        self.loaded = True
        copied = tuple(one for one in self.plans if one.id in self.copies)
        known = {one.id for one in copied}
        self.plans = (*copied, *(one for one in plans.plans if one.id not in known))
        came = [
            one for one in plans.plans if one.stage is Stage.WAITING and one.id not in self._known
        ]
        self._known |= {one.id for one in plans.plans}
        current = self.current
        if current is not None and current.id != self._of:
            self._forget_choices()
            self._of = current.id
        if came:
            self.error = ""
            self._caller.call(ListProfiles(), self._on_profiles, ignore)
        self.on_count(self.waiting)
        self.on_change()
        if came:
            self.on_asked(came[0])

    def _on_plan(self, plan: Plan) -> None:
        self.plans = tuple(plan if one.id == plan.id else one for one in self.plans)
        self.on_change()

    def _on_profiles(self, profiles: FillProfiles) -> None:
        self.profiles = profiles.profiles
        self.on_change()

    def _told(self) -> None:
        self.on_change()

    def _on_pdf(self, answer: Planned | Refused) -> None:
        if isinstance(answer, Refused):
            self.error = f"{answer.reason} {answer.action}".strip()
            self.on_change()
        else:
            self.refresh()

    def _on_copy(self, plan: Plan, written: PdfWritten) -> None:
        """Show a form that was filled into a copy: the agent has put its plan away."""
        self.busy = False
        self.copies[plan.id] = written.path
        done = msgspec.structs.replace(plan, stage=Stage.FILLED, filled=written.filled)
        self.plans = (done, *(one for one in self.plans if one.id != plan.id))
        self.on_change()

    def _on_done(self, _done: object) -> None:
        self.busy = False
        self.on_change()

    def _on_error(self, error: SecondMeError) -> None:
        self.busy = False
        self.loaded = True
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self._caller.call(ListPlans(decided=True), self._on_plans, ignore)
        self.on_change()


def _nothing() -> None:
    pass


def _uncounted(_count: int) -> None:
    pass


def _unasked(_plan: Plan) -> None:
    pass
