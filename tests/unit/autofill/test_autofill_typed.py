"""What a person typed into a form tells: whole values from parts, and never of what is secret."""

import pytest

from second_me.autofill.classifier import Classifier
from second_me.autofill.typed import Told, learnable, told
from second_me.autofill.understanding import understand
from second_me.core.forms import Field, Form, Page


def page(*labels, form=None, **more):
    fields = tuple(
        Field(id=number, form=0, label=label, empty=False, **more.get(label, {}))
        for number, label in enumerate(labels, 1)
    )
    return Page(origin="https://a.example", forms=(form or Form(),), fields=fields)


def read(shown, *values):
    understood = understand(shown, Classifier.shipped())
    return told(shown, understood, dict(enumerate(values, 1)))


def test_a_name_a_day_and_an_address_are_put_together():
    shown = page(
        "First name", "Last name", "Street", "House number", "Postal code", "City", "Country"
    )
    found = read(shown, "Ana", "Sousa", "Rua das Flores", "12", "1200-195", "Lisboa", "Portugal")
    assert set(found) == {
        Told("name", "Ana Sousa"),
        Told("home", "Rua das Flores 12, 1200-195 Lisboa, Portugal"),
    }


def test_half_an_address_or_a_name_alone_tells_nothing():
    assert read(page("First name", "City"), "Ana", "Lisboa") == ()


def test_a_number_gets_its_countrys_code_and_its_label():
    shown = page(
        "Country code", "Phone number",
        **{
            "Country code": {
                "tag": "select", "type": "select-one", "autocomplete": "work tel-country-code",
                "options": (("PT", "Portugal (+351)"), ("DE", "Germany (+49)")),
            },
            "Phone number": {"type": "tel", "autocomplete": "work tel-national"},
        },
    )  # fmt: skip
    assert read(shown, "PT", "0213 456 789") == (Told("phone", "+351 213 456 789", "work"),)


@pytest.mark.parametrize(
    "labels",
    [
        ("Card number", "Name on card", "CVC"),
        ("Email", "Password"),
        ("Search",),
        ("Verification code",),
    ],
)
def test_of_secrets_logins_and_payments_nothing_is_to_be_read(labels):
    types = {"Password": {"type": "password"}, "Search": {"type": "search"}}
    shown = page(*labels, form=Form(buttons=("Log in",)), **types)
    assert learnable(shown, understand(shown, Classifier.shipped())) == ()
    assert read(shown, *("4111111111111111" for _ in labels)) == ()


def test_what_nobody_sees_or_is_empty_is_not_read():
    hidden = Field(id=1, form=0, label="Email", type="email", empty=False, unseen="hidden")
    blank = Field(id=2, form=0, label="Email", type="email")
    shown = Page(origin="https://a.example", forms=(Form(),), fields=(hidden, blank))
    assert learnable(shown, understand(shown, Classifier.shipped())) == ()
