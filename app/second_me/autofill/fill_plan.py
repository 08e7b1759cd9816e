"""The fill plan: for each field of a page a value with its source, or why it is left alone."""

from collections.abc import Mapping
from typing import Final

import msgspec

from second_me.autofill.classifier import Classifier
from second_me.autofill.form_context import Meant
from second_me.autofill.open_questions import question_for
from second_me.autofill.tokens import profile_of
from second_me.autofill.understanding import FILLABLE, NEVER, Understood, understand
from second_me.autofill.values import Setting, Written, slot_of, values_for, values_named
from second_me.core.forms import Field, FieldKind, Page, Purpose
from second_me.core.profile import Profile
from second_me.core.protocol.fill import Choice, Entry, Refusal, Rule

Rules = Mapping[FieldKind | None, Rule]
"""What the person said of a site: of kinds of fields, and under None of all of it."""

_BY_SLOT: Final = FILLABLE | {
    FieldKind.SEX,
    FieldKind.NATIONALITY,
    FieldKind.LANGUAGE,
    FieldKind.URL,
    FieldKind.VAT_NUMBER,
    FieldKind.NICKNAME,
}
_MOST_CHOICES: Final = 6
_REGION: Final = 2


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that has no name and no place yet: what it is for, and its entries."""

    purpose: Purpose
    entries: tuple[Entry, ...]


def plan(  # noqa: PLR0917  (all that a plan is made from)
    page: Page,
    profile: Profile,
    rules: Rules,
    classifier: Classifier,
    label: str = "",
    subject: str = "",
) -> Draft:
    """Return what of a page would be filled, all of its fields in their order; of several values
    the one of a label first. `subject` is whom the profile is of, "" for the person.
    """
    understood = understand(page, classifier)
    entries = tuple(
        _asking(
            _entry(
                page, field, meant, understood=understood, profile=profile, rules=rules, label=label
            ),
            field,
            meant,
            purpose=understood.purposes[field.form],
            subject=subject,
        )
        for field, meant in zip(page.fields, understood.fields, strict=True)
    )
    return Draft(purpose=_main_purpose(page, understood, entries), entries=entries)


def _entry(
    page: Page,
    field: Field,
    meant: Meant,
    *,
    understood: Understood,
    profile: Profile,
    rules: Rules,
    label: str,
) -> Entry:
    choices: tuple[Choice, ...] = ()
    wanted = ""
    refusal = _refusal(field, meant, rules)
    if refusal is None:
        written = values_for(meant.kind, field, profile, setting_of(page, field, understood))
        wanted = profile_of(field.autocomplete) or label
        if wanted:
            written.sort(key=lambda one: one.label != wanted and 1 + bool(one.label))
        choices = tuple(choice_of(one) for one in written[:_MOST_CHOICES])
        if not choices:
            known = any(profile.of(slot) for slot in slot_of(meant.kind))
            refusal = Refusal.UNFIT if known else Refusal.UNKNOWN
    if refusal in {Refusal.UNKNOWN, Refusal.UNSURE} and not choices:
        named = values_named(field, profile, setting_of(page, field, understood))
        choices = tuple(choice_of(one) for one in named[:_MOST_CHOICES])
        refusal = None if choices else refusal
    asked = Rule.ASK in {rules.get(None), rules.get(meant.kind)}
    return Entry(
        field=field.id,
        says=says(field),
        kind=meant.kind,
        confidence=round(meant.confidence, 3),
        choices=choices,
        ticked=field.empty and not asked and bool(choices) and _fits(choices[0], wanted),
        refusal=refusal,
    )


def _asking(entry: Entry, field: Field, meant: Meant, *, purpose: Purpose, subject: str) -> Entry:
    """Return an entry with what memory is to be asked for it, if no slot fills its field."""
    if entry.choices or entry.refusal not in {Refusal.UNKNOWN, Refusal.UNSURE}:
        return entry
    question = question_for(field, meant, purpose, subject)
    return msgspec.structs.replace(entry, question=question, seeking=bool(question))


def _fits(choice: Choice, wanted: str) -> bool:
    """Say whether a value needs no second look: it is confirmed, and of no other label."""
    return not choice.draft and (not wanted or choice.label in {"", wanted})


def says(field: Field) -> str:
    """Return the words by which a field asks, as its page has them."""
    words = (field.label, field.aria, field.placeholder, field.header, field.title, field.before)
    return next(filter(None, words), "") or field.name or field.dom_id


def _refusal(  # noqa: PLR0911  (a reason each)
    field: Field, meant: Meant, rules: Rules
) -> Refusal | None:
    if Rule.NEVER in {rules.get(None), rules.get(meant.kind)}:
        return Refusal.NEVER
    if meant.kind in NEVER:
        return Refusal.SECRET
    if field.unseen:
        return Refusal.UNSEEN
    if not field.editable:
        return Refusal.LOCKED
    if meant.kind not in _BY_SLOT:
        return Refusal.UNKNOWN
    if not meant.sure:
        return Refusal.UNSURE
    return None


def setting_of(page: Page, field: Field, understood: Understood) -> Setting:
    """Return where a field stands."""
    mates = frozenset(
        meant.kind
        for other, meant in zip(page.fields, understood.fields, strict=True)
        if other.form == field.form and other.id != field.id and not other.unseen
    )
    language, _, region = page.language.replace("_", "-").partition("-")
    country = region.upper() if len(region) == _REGION else ""
    return Setting(mates=mates, language=language.casefold(), country=country)


def choice_of(written: Written) -> Choice:
    """Return a written value as it is put to the person."""
    facts = dict.fromkeys(one.fact_id for one in written.of if one.fact_id is not None)
    return Choice(
        value=written.value,
        shown=written.shown,
        label=written.label,
        facts=tuple(facts),
        draft=not all(one.confirmed and not one.disputed for one in written.of),
        learned_at=max(one.learned_at for one in written.of),
        until=min((one.valid_to for one in written.of if one.valid_to is not None), default=None),
    )


def _main_purpose(page: Page, understood: Understood, entries: tuple[Entry, ...]) -> Purpose:
    """Return what the form is for that most of the plan would fill."""
    counts = [0] * len(understood.purposes)
    for field, entry in zip(page.fields, entries, strict=True):
        counts[field.form] += 1 + 10 * bool(entry.choices)
    return understood.purposes[max(range(len(counts)), key=counts.__getitem__)]
