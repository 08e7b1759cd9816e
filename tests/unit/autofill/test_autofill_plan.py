"""The fill plan: values with their sources, refusals with their reasons."""

import time

import pytest

from second_me.autofill.classifier import Classifier
from second_me.autofill.fill_plan import plan
from second_me.core.forms import Field, FieldKind, Page
from second_me.core.ids import FactId
from second_me.core.profile import Profile, SlotValue
from second_me.core.protocol.fill import Refusal, Rule


def value(slot, text, number, *, confirmed=True, label="", disputed=False):
    return SlotValue(
        slot=slot, value=text, fact_id=FactId(number), confirmed=confirmed, label=label,
        disputed=disputed,
    )  # fmt: skip


KNOWN = Profile(
    subject="Ana",
    values=(
        value("given_name", "Ana", 1),
        value("family_name", "Sousa", 2),
        value("email", "ana@home.example", 3, label="home"),
        value("email", "ana@work.example", 4, label="work"),
        value("city", "Lisboa", 5, confirmed=False, label="home"),
        value("phone", "+351912345678", 6, disputed=True),
    ),
)


def made(*fields, rules=None, known=KNOWN, **page):
    asked = tuple(Field(id=number, **field) for number, field in enumerate(fields, 1))
    return plan(
        Page(origin="https://example.org", fields=asked, **page),
        known,
        rules or {},
        Classifier.shipped(),
    ).entries


NAMES = ({"label": "First name"}, {"label": "Last name"})


def test_each_value_names_the_fact_that_tells_it():
    first, last = made(*NAMES)
    assert (first.choices[0].value, first.choices[0].facts) == ("Ana", (FactId(1),))
    assert (last.choices[0].value, last.ticked, last.refusal) == ("Sousa", True, None)


def test_the_field_says_which_of_several_values_it_wants():
    home, work = made(
        {"label": "Email", "type": "email"},
        {"label": "Email", "type": "email", "autocomplete": "work email"},
    )
    assert [one.label for one in home.choices] == ["home", "work"]
    assert [one.label for one in work.choices] == ["work", "home"]


def test_what_is_not_confirmed_or_in_doubt_is_a_draft_that_is_not_ticked():
    city, phone = made({"label": "City"}, {"label": "Phone", "type": "tel"})
    for entry in (city, phone):
        assert entry.choices[0].draft
        assert not entry.ticked


def test_what_is_filled_already_stays_unless_the_person_ticks_it():
    (entry, _) = made({"label": "First name", "empty": False}, NAMES[1])
    assert entry.choices
    assert not entry.ticked


@pytest.mark.promise("same-origin")
@pytest.mark.parametrize(
    ("field", "refusal"),
    [
        ({"type": "password"}, Refusal.SECRET),
        ({"label": "Card number"}, Refusal.SECRET),
        ({"label": "First name", "unseen": "hidden"}, Refusal.UNSEEN),
        ({"label": "First name", "unseen": "covered"}, Refusal.UNSEEN),
        ({"label": "First name", "editable": False}, Refusal.LOCKED),
        ({"label": "Birth date", "type": "date"}, Refusal.UNKNOWN),
        ({"label": "How many moons has Mars?"}, None),
    ],
)
def test_a_refusal_says_why(field, refusal):
    entry = made(field, *NAMES)[0]
    assert not entry.choices
    assert entry.refusal in ({refusal} if refusal else {Refusal.UNKNOWN, Refusal.UNSURE})


def test_the_persons_word_on_a_site_holds():
    never = made(*NAMES, rules={FieldKind.GIVEN_NAME: Rule.NEVER})
    assert [one.refusal for one in never] == [Refusal.NEVER, None]
    asked = made(*NAMES, rules={None: Rule.ASK})
    assert [(bool(one.choices), one.ticked) for one in asked] == [(True, False)] * 2


def test_forty_fields_are_planned_in_a_moment():
    fields = [{"label": f"First name {number}"} for number in range(40)]
    made(*fields)
    started = time.process_time()
    assert len(made(*fields)) == 40
    assert time.process_time() - started < 1.0
