"""Forms that wait for the word of the made-up person, and what they said of sites."""

from collections.abc import Callable
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.forms import FieldKind, Purpose
from second_me.core.ids import FactId
from second_me.core.protocol import Done, fill, persona
from second_me.desktop.staged.memories import DAY, NOW
from second_me.desktop.staged.reviews import fact


def _choice(value: str, *facts: int, **more: Any) -> fill.Choice:  # noqa: ANN401
    ids = tuple(FactId(one) for one in facts)
    return fill.Choice(value=value, shown=value, facts=ids, **more)


def _entry(field: int, says: str, kind: FieldKind, *choices: fill.Choice) -> fill.Entry:
    return fill.Entry(
        field=field,
        says=says,
        kind=kind,
        confidence=0.99 - field % 7 / 40,
        choices=choices,
        ticked=not choices[0].draft,
    )


def _refused(field: int, says: str, kind: FieldKind, refusal: fill.Refusal) -> fill.Entry:
    return fill.Entry(field=field, says=says, kind=kind, confidence=0.9, refusal=refusal)


ENTRIES = (
    _entry(1, "First name", FieldKind.GIVEN_NAME, _choice("Mara")),
    _entry(2, "Last name", FieldKind.FAMILY_NAME, _choice("Lind")),
    _entry(
        3,
        "E-mail address",
        FieldKind.EMAIL,
        _choice("mara.lind@example.org", 31),
        _choice("m.lind@praxis-adler.example", 32, label="work"),
    ),
    _entry(4, "Mobile", FieldKind.TEL, _choice("+49 151 2345678", 33, label="mobile", draft=True)),
    _entry(5, "Street and number", FieldKind.ADDRESS_LINE1, _choice("Lindenstrasse 12", 12)),
    _entry(6, "Post code", FieldKind.POSTAL_CODE, _choice("79098", 12)),
    _entry(7, "Town", FieldKind.ADDRESS_LEVEL2, _choice("Freiburg", 12)),
    _entry(8, "Date of birth (DD.MM.YYYY)", FieldKind.BDAY, _choice("04.06.1984", 15, 16)),
    _refused(9, "Password", FieldKind.PASSWORD, fill.Refusal.SECRET),
    _refused(10, "Customer number", FieldKind.OTHER, fill.Refusal.UNKNOWN),
    _refused(11, "Last name", FieldKind.FAMILY_NAME, fill.Refusal.UNSEEN),
)

PLAN = fill.Plan(
    id="p1",
    origin="https://shop.example",
    site="shop.example",
    ascii="shop.example",
    purpose=Purpose.ADDRESS,
    entries=ENTRIES,
    made_at=NOW,
)

_LONG = (
    "I have lived in this street since I was a child, know the house from its cellar to its roof, "
    "and would look after the garden as my grandmother did: with patience, and with the children "
    "of the neighbours. "
)
CROWDED = msgspec.structs.replace(
    PLAN,
    id="p2",
    origin="https://xn--mnchen-wohnen-jsb.example:8443",
    site="m\u00fcnchen-wohnen.example:8443",
    ascii="xn--mnchen-wohnen-jsb.example:8443",
    purpose=Purpose.APPLICATION,
    entries=(
        _entry(
            1, "Why do you want this flat?", FieldKind.OTHER, _choice(_LONG * 2, 12, draft=True)
        ),
        *(
            msgspec.structs.replace(
                ENTRIES[number % 8],
                field=number,
                says=f"{ENTRIES[number % 8].says} of tenant {number // 8 + 1}, as in the passport",
            )
            for number in range(2, 41)
        ),
        *ENTRIES[8:],
    ),
)

RULES = (
    fill.SiteRule(site="https://news.example", kind=None, rule=fill.Rule.NEVER),
    fill.SiteRule(site="https://shop.example", kind=FieldKind.TEL, rule=fill.Rule.ASK),
)


def filling(number: int) -> fill.Filling:
    """Return a form that was filled so many days ago."""
    kinds = (FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.EMAIL, FieldKind.TEL)
    return fill.Filling(
        id=number,
        origin=f"https://{'shop' if number % 3 else 'travel'}.example",
        at=Timestamp(NOW - number * DAY),
        purpose=Purpose.ADDRESS,
        kinds=kinds[: 1 + number % 4],
        facts=(),
        undone=number == 2,  # noqa: PLR2004  (one of them)
    )


class StagedFill:
    """Plans, rules and history; approving leads to a page that takes all but one field."""

    def __init__(self) -> None:
        self.plans: tuple[fill.Plan, ...] = ()
        self.rules: tuple[fill.SiteRule, ...] = RULES
        self.fillings = tuple(filling(number) for number in range(1, 13))

    def script(self) -> dict[type[Any], Callable[[Any], Any]]:
        return {
            fill.ListPlans: lambda _: fill.Plans(plans=self.plans),
            fill.ListProfiles: lambda _: fill.FillProfiles(
                profiles=(
                    fill.FillProfile(subject="Mara Lind", owner=True, labels=("home", "work")),
                    fill.FillProfile(subject="Lena"),
                )
            ),
            fill.FindFields: _find,
            fill.PlanForOther: self._other,
            fill.PastChoices: self._past,
            fill.ApprovePlan: self._approve,
            fill.DeclinePlan: self._decline,
            fill.UndoFill: self._undo,
            fill.ListRules: lambda _: fill.SiteRules(rules=self.rules),
            fill.SetRule: self._rule,
            fill.ListFillings: lambda _: fill.Fillings(fillings=self.fillings),
            fill.ForgetFillings: self._forget,
            persona.GetFactHistory: _history,
        }

    def _replace(self, id_: str, **values: Any) -> fill.Plan:  # noqa: ANN401
        self.plans = tuple(
            msgspec.structs.replace(one, **values) if one.id == id_ else one for one in self.plans
        )
        return next(one for one in self.plans if one.id == id_)

    def _other(self, request: fill.PlanForOther) -> fill.Plan:
        return self._replace(request.id, subject=request.subject, label=request.label)

    def _past(self, request: fill.PastChoices) -> fill.Plan:
        (plan,) = (one for one in self.plans if one.id == request.id)
        earlier = _choice("Gartenweg 3", 11, until=Timestamp(NOW - 40 * DAY))
        entries = tuple(
            msgspec.structs.replace(one, choices=(*one.choices, earlier))
            if one.field == request.field
            else one
            for one in plan.entries
        )
        return self._replace(request.id, entries=entries)

    def _approve(self, request: fill.ApprovePlan) -> Done:
        taken = tuple(sorted({*request.choices, *request.written}))
        self._replace(request.id, stage=fill.Stage.FILLED, filled=taken[:-1])
        return Done()

    def _decline(self, request: fill.DeclinePlan) -> Done:
        self.plans = tuple(one for one in self.plans if one.id != request.id)
        return Done()

    def _undo(self, request: fill.UndoFill) -> Done:
        self._replace(request.id, stage=fill.Stage.UNDONE)
        return Done()

    def _rule(self, request: fill.SetRule) -> Done:
        said = fill.SiteRule(site=request.site, kind=request.kind, rule=request.rule)
        others = [one for one in self.rules if (one.site, one.kind) != (request.site, request.kind)]
        self.rules = tuple(others if said.rule is fill.Rule.ALLOW else [*others, said])
        return Done()

    def _forget(self, request: fill.ForgetFillings) -> Done:
        self.fillings = tuple(
            one for one in self.fillings if request.origin and one.origin != request.origin
        )
        return Done()


FIELDS = (
    fill.ProfileField(
        subject="Mara Lind",
        slot="phone",
        value="+49 151 2345678",
        label="mobile",
        confirmed=True,
        facts=(FactId(33),),
    ),
    fill.ProfileField(subject="Mara Lind", slot="phone", value="+49 761 998877", label="work"),
)


def _find(request: fill.FindFields) -> fill.ProfileFields:
    begun = request.words.casefold()
    return fill.ProfileFields(fields=FIELDS if begun and "phone".startswith(begun) else ())


def _history(request: persona.GetFactHistory) -> persona.FactHistory:
    shown = fact(
        request.id,
        "Mara lives in Lindenstrasse 12, Freiburg.",
        "We have the keys! From Saturday on you find us in Lindenstrasse 12.",
        confirmed_at=NOW,
    )
    return persona.FactHistory(facts=(shown,), changes=())
