"""Fields that no slot fills: what is asked, and answers read off memories."""

import pytest

from second_me.autofill.field_answers import Source, answer_in
from second_me.autofill.form_context import Meant
from second_me.autofill.open_questions import question_for, value_of
from second_me.core.forms import Field, FieldKind, Purpose
from second_me.core.ids import EventId

OTHER = Meant(FieldKind.OTHER, 0.9)


def field(label, **more):
    return Field(id=1, label=label, **more)


@pytest.mark.parametrize(
    ("label", "question"),
    [
        ("Years of experience", "What is my years of experience?"),
        ("Your dietary needs (optional) *", "What is my dietary needs?"),
        ("Why do you want this flat?", "Why do I want this flat?"),
        ("Please describe your hobbies", "What is my hobbies?"),
        ("Quantity", ""),
        ("Comments", ""),
        ("***", ""),
        ("", ""),
    ],
)
def test_a_field_asks_in_the_persons_words(label, question):
    assert question_for(field(label), OTHER, Purpose.APPLICATION) == question


def test_somebody_else_is_asked_about_by_name():
    asked = question_for(field("Allergies"), OTHER, Purpose.OTHER, "Lena")
    assert asked == "What is Lena's allergies?"


@pytest.mark.parametrize(
    ("kind", "purpose", "type_"),
    [
        (FieldKind.PASSWORD, Purpose.OTHER, "text"),
        (FieldKind.CARD, Purpose.OTHER, "text"),
        (FieldKind.OTHER, Purpose.LOGIN, "text"),
        (FieldKind.OTHER, Purpose.PAYMENT, "text"),
        (FieldKind.OTHER, Purpose.OTHER, "checkbox"),
        (FieldKind.OTHER, Purpose.OTHER, "file"),
    ],
)
def test_secrets_logins_and_boxes_are_never_asked(kind, purpose, type_):
    assert question_for(field("Your secret", type=type_), Meant(kind, 1.0), purpose) == ""


TEXT = (
    "Subject: Printer does not print\nThe claim amount is $1,250.00 in all. The effective date is "
    "January 15, 2024, for a duration of 3 years, with an equity of 8%. Priority: high"
)


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (field("Subject"), "Printer does not print"),
        (field("Claim Amount ($)"), "$1,250.00"),
        (field("Claim Amount ($)", type="number"), "1250.00"),
        (field("Effective Date", type="date"), "2024-01-15"),
        (field("Effective Date", placeholder="dd/mm/yyyy"), "15/01/2024"),
        (field("Duration (Years)"), "3 years"),
        (field("Equity Offered (%)"), "8%"),
        (field("Priority", tag="select", options=(("1", "Low"), ("3", "High"))), "3"),
    ],
)
def test_answers_are_read_off_by_the_fields_own_words(asked, value):
    read = answer_in(asked, [Source(EventId(7), TEXT)])
    assert read is not None
    assert (read.value, read.source) == (value, EventId(7))


def test_nothing_is_read_where_nothing_is_told():
    assert answer_in(field("Favourite colour"), [Source(EventId(1), TEXT)]) is None
    assert answer_in(field("Move-in date"), [Source(EventId(1), "See you.")]) is None


@pytest.mark.parametrize("told", ["February 30, 2024", "0000-01-01"])
def test_a_day_that_no_calendar_has_stays_as_it_is_told(told):
    read = answer_in(field("Start Date"), [Source(EventId(1), f"The start date is {told} at last")])
    assert read is not None
    assert read.value.startswith(told.split(",")[0])


def test_who_somebody_is_comes_only_from_what_they_wrote_themselves():
    text = "Call Tom: his phone number is +351 912 345 678"
    asked = field("Phone number")
    assert answer_in(asked, [Source(EventId(1), text)], FieldKind.TEL) is None
    own = "My phone number is +351 912 345 678."
    read = answer_in(asked, [Source(EventId(1), own, own=True)], FieldKind.TEL)
    assert read is not None
    assert read.value == "+351 912 345 678"


def test_an_answer_loses_its_citations_and_fits_its_field():
    assert value_of(field("Diet"), "Vegetarian. [1] [2]") == "Vegetarian"
    assert value_of(field("Years", type="number"), "About 7 years [1]") == "7"
    assert value_of(field("Diet", max_length=5), "Vegetarian [1]") == ""
    options = (("v", "Vegetarian"), ("n", "No preference"))
    assert value_of(field("Diet", tag="select", options=options), "Vegetarian [1]") == "v"
