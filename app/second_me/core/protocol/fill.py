"""Filling forms: a plan from what a page asks, the person's word on it, and what became of it."""

import enum
from typing import Annotated

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.forms import FieldKind, Page, Purpose, Words
from second_me.core.ids import EventId, FactId
from second_me.core.protocol._base import Done, Request, method

Text = Annotated[str, msgspec.Meta(max_length=20_000)]


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
    has not confirmed it yet. `until`: when it ceased to hold, for one of earlier days. `events`:
    the memories that an answer was drawn from, and `maker` what drew it.
    """

    value: str
    shown: str
    label: str = ""
    facts: tuple[FactId, ...] = ()
    draft: bool = False
    learned_at: Timestamp = Timestamp(0)
    until: Timestamp | None = None
    events: tuple[EventId, ...] = ()
    maker: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a plan: what it says, what it is taken for, and the best of `choices` first;
    or why it is not filled. `question` is what memory is asked for a field that no slot fills;
    `seeking`: its answer is still being looked for.
    """

    field: int
    says: str
    kind: FieldKind
    confidence: float
    choices: tuple[Choice, ...] = ()
    ticked: bool = False
    refusal: Refusal | None = None
    question: str = ""
    seeking: bool = False


class Stage(enum.StrEnum):
    """How far a plan is."""

    WAITING = "waiting"
    APPROVED = "approved"
    FILLED = "filled"
    UNDONE = "undone"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What would be filled. `site` is the origin's host as it is to be shown: in letters of its
    own script only where `ascii` is the same to the eye as it is to the machine.

    `subject` and `label` say whose values it takes ("" is the person) and which of several first
    ("work"). `filled` are the fields that took their value. `file` is the path of a PDF form,
    whose copy `fill.write_pdf` fills.
    """

    id: str
    origin: str
    site: str
    ascii: str
    purpose: Purpose
    entries: tuple[Entry, ...]
    made_at: Timestamp
    milliseconds: float = 0.0
    subject: str = ""
    label: str = ""
    stage: Stage = Stage.WAITING
    filled: tuple[int, ...] = ()
    file: str = ""


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
    """Plans that wait for the person, the newest first; with `decided` also those approved of
    late, which tell what became of them.
    """

    decided: bool = False


class FillProfile(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose values forms can be filled with, and the labels that some of them have."""

    subject: str
    owner: bool = False
    labels: tuple[str, ...] = ()


class FillProfiles(msgspec.Struct, frozen=True, kw_only=True):
    profiles: tuple[FillProfile, ...]


@method("fill.profiles")
class ListProfiles(Request[FillProfiles], frozen=True, kw_only=True):
    """Who has values that forms ask for: the person first, then those of whom most is known."""


@method("fill.other")
class PlanForOther(Request[Plan], frozen=True, kw_only=True):
    """Make a waiting plan anew from what is known of somebody else ("" is the person), values of
    a label ("work") first.
    """

    id: str
    subject: str = ""
    label: str = ""


@method("fill.past")
class PastChoices(Request[Plan], frozen=True, kw_only=True):
    """Offer for one field of a waiting plan also the values that held before."""

    id: str
    field: int


@method("fill.approve")
class ApprovePlan(Request[Done], frozen=True, kw_only=True):
    """Let these fields be filled with these choices (by their place in the entry). `written` are
    values that the person wrote instead, for fields that are not refused for what they are.
    """

    id: str
    choices: dict[int, int]
    written: dict[int, Text] = msgspec.field(default_factory=dict)


@method("fill.decline")
class DeclinePlan(Request[Done], frozen=True, kw_only=True):
    id: str


@method("fill.pdf")
class PlanPdf(Request[Planned | Refused], frozen=True, kw_only=True):
    """Make a plan for the form in a PDF file; it waits like those of pages."""

    path: str


class PdfWritten(msgspec.Struct, frozen=True, kw_only=True):
    """The filled copy: where it lies, and the fields that took their value."""

    path: str
    filled: tuple[int, ...]


@method("fill.write_pdf")
class WritePdf(Request[PdfWritten], frozen=True, kw_only=True):
    """Fill a copy of a plan's PDF with these choices, or with what the person wrote in place of
    them. Without a path it lies beside the form; no file is written over.
    """

    id: str
    choices: dict[int, int]
    written: Annotated[dict[int, str], msgspec.Meta(max_length=400)] = {}  # noqa: RUF012
    path: str = ""


@method("fill.undo")
class UndoFill(Request[Done], frozen=True, kw_only=True):
    """Have the page put back what stood in the fields before they were filled."""

    id: str


class Learnable(msgspec.Struct, frozen=True, kw_only=True, tag="learnable"):
    """Fields of a page whose values memory has a place for: no others are to be read."""

    fields: tuple[int, ...]


@method("fill.learn")
class LearnForm(Request[Learnable | Refused], frozen=True, kw_only=True):
    """Ask which fields of a page could tell something, when the person wants them kept."""

    page: Page
    tab_origin: Words


class Kept(msgspec.Struct, frozen=True, kw_only=True, tag="kept"):
    """How many values were put to the person, and how many are known already."""

    proposed: int
    known: int


@method("fill.keep")
class KeepTyped(Request[Kept | Refused], frozen=True, kw_only=True):
    """Put what the person typed into a form to them in Review; nothing is a fact before that.
    `typed` holds values by the fields' numbers.
    """

    page: Page
    tab_origin: Words
    typed: Annotated[dict[int, Words], msgspec.Meta(max_length=400)]


class ProfileField(msgspec.Struct, frozen=True, kw_only=True):
    """One value of somebody's profile, to be copied; `owner`: it is the person's own."""

    subject: str
    slot: str
    value: str
    label: str = ""
    owner: bool = True
    confirmed: bool = False
    facts: tuple[FactId, ...] = ()


class ProfileFields(msgspec.Struct, frozen=True, kw_only=True):
    fields: tuple[ProfileField, ...]


@method("fill.find")
class FindFields(Request[ProfileFields], frozen=True, kw_only=True):
    """Find fields of the profile by name, as in "phone" or "Lena's birthday"; none where the
    words name no field.
    """

    words: Words


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
