"""Filling forms: a plan from what a page asks, the person's word on it, and what became of it."""

import enum
from typing import Annotated

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.forms import FieldKind, Page, Purpose, Words
from second_me.core.ids import FactId
from second_me.core.protocol._base import Done, Request, method


class Refusal(enum.StrEnum):
    """Why a field is left as it is."""

    UNKNOWN = "unknown"  # memory holds nothing for it
    UNSURE = "unsure"  # what it asks for cannot be told well enough
    SECRET = "secret"  # noqa: S105  (a password, card, code, search or look-up: never filled)
    UNSEEN = "unseen"  # a person cannot see it
    LOCKED = "locked"  # the page does not let it be changed
    NEVER = "never"  # the person said: never here
    UNFIT = "unfit"  # no spelling of the value fits in it


class Rule(enum.StrEnum):
    """What the person said of a site, or of one kind of field on it."""

    ALLOW = "allow"
    ASK = "ask"  # never ticked beforehand
    NEVER = "never"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a field may be filled with, and the facts that tell it. `draft`: the person
    has not confirmed it yet.
    """

    value: str
    shown: str
    label: str = ""
    facts: tuple[FactId, ...] = ()
    draft: bool = False
    learned_at: Timestamp = Timestamp(0)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a plan: what it says, what it is taken for, and the best of `choices` first;
    or why it is not filled.
    """

    field: int
    says: str
    kind: FieldKind
    confidence: float
    choices: tuple[Choice, ...] = ()
    ticked: bool = False
    refusal: Refusal | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What would be filled. `site` is the origin's host as it is to be shown: in letters of its
    own script only where `ascii` is the same to the eye as it is to the machine.
    """

    id: str
    origin: str
    site: str
    ascii: str
    purpose: Purpose
    entries: tuple[Entry, ...]
    made_at: Timestamp
    milliseconds: float = 0.0


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Nothing on this page is filled, and why."""

    reason: str
    action: str = ""


class Planned(msgspec.Struct, frozen=True, kw_only=True, tag="planned"):
    """A plan waits for the person's word. `fields` and `ready` count those in it and those with
    a value: all that the page's side is told before.
    """

    id: str
    fields: int
    ready: int


@method("fill.plan")
class PlanFill(Request[Planned | Refused], frozen=True, kw_only=True):
    """Make a plan for a page and show it to the person; their word comes as a push, to the caller
    alone. `tab_origin` is the tab's, which a frame's has to be the same as.
    """

    page: Page
    tab_origin: Words


@method("fill.filled")
class ReportFilled(Request[Done], frozen=True, kw_only=True):
    """Say which fields of an approved plan took their value, and which were left after all."""

    id: str
    filled: Annotated[tuple[int, ...], msgspec.Meta(max_length=400)]
    undone: bool = False


class Plans(msgspec.Struct, frozen=True, kw_only=True):
    plans: tuple[Plan, ...]


@method("fill.waiting")
class ListPlans(Request[Plans], frozen=True, kw_only=True):
    """Plans that wait for the person, the newest first."""


@method("fill.other")
class PlanForOther(Request[Plan], frozen=True, kw_only=True):
    """Make a waiting plan anew from what is known of somebody else; "" is the person."""

    id: str
    subject: str = ""


@method("fill.approve")
class ApprovePlan(Request[Done], frozen=True, kw_only=True):
    """Let these fields be filled with these choices (by their place in the entry)."""

    id: str
    choices: dict[int, int]


@method("fill.decline")
class DeclinePlan(Request[Done], frozen=True, kw_only=True):
    id: str


class SiteRule(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` None: all of the site."""

    site: str
    kind: FieldKind | None
    rule: Rule
    set_at: Timestamp = Timestamp(0)


class SiteRules(msgspec.Struct, frozen=True, kw_only=True):
    rules: tuple[SiteRule, ...]


@method("fill.rules")
class ListRules(Request[SiteRules], frozen=True, kw_only=True):
    """What the person said of sites."""


@method("fill.rule")
class SetRule(Request[Done], frozen=True, kw_only=True):
    """Say what holds for a site (its origin), or for one kind of field on it; `ALLOW` takes an
    earlier word back.
    """

    site: str
    rule: Rule
    kind: FieldKind | None = None


class Filling(msgspec.Struct, frozen=True, kw_only=True):
    """A form that was filled: where, when, which kinds of fields; never with what."""

    id: int
    origin: str
    at: Timestamp
    purpose: Purpose
    kinds: tuple[FieldKind, ...]
    facts: tuple[FactId, ...]
    undone: bool = False


class Fillings(msgspec.Struct, frozen=True, kw_only=True):
    fillings: tuple[Filling, ...]


@method("fill.history")
class ListFillings(Request[Fillings], frozen=True, kw_only=True):
    """Forms that were filled, the newest first; on one site if given."""

    origin: str = ""
    limit: int = 100


@method("fill.forget")
class ForgetFillings(Request[Done], frozen=True, kw_only=True):
    """Erase the history of filling: of one site if given, else all of it."""

    origin: str = ""
