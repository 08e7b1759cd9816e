"""What fields ask for: the shipped classifier with its rules."""

import pytest

from second_me.autofill.classifier import Classifier
from second_me.autofill.tokens import TOKENS, profile_of, token_of
from second_me.autofill.understanding import FILLABLE, NEVER, guard, understand
from second_me.autofill.words import kinds_in, phrases, plain
from second_me.core.forms import Field, FieldKind, Form, Page, Purpose


@pytest.fixture(scope="module")
def classifier():
    return Classifier.shipped()


def page(*fields, **form):
    return Page(
        origin="https://example.org",
        forms=(Form(**form),),
        fields=tuple(Field(id=number, form=0, **field) for number, field in enumerate(fields, 1)),
    )


def kinds(classifier, *fields, **form):
    return [one.kind for one in understand(page(*fields, **form), classifier).fields]


def test_tokens_of_the_standard_are_read_behind_their_sections():
    assert token_of("section-a shipping street-address") is FieldKind.STREET_ADDRESS
    assert token_of("home tel webauthn") is FieldKind.TEL
    assert token_of("off") is None
    assert token_of("") is None
    assert profile_of("work tel") == "work"
    assert len(TOKENS) == 54


def test_words_are_found_in_labels_and_in_names_of_code():
    assert plain("billingFirst_name2") == "billing first name 2"
    assert FieldKind.GIVEN_NAME in dict(kinds_in(plain("billingFirstName")))
    assert FieldKind.POSTAL_CODE in dict(kinds_in(plain("郵便番号")))
    assert set(phrases()) <= set(FieldKind)


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        (("First name", "Last name", "Email"),
         (FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.EMAIL)),
        (("Vorname", "Nachname", "E-Mail-Adresse"),
         (FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.EMAIL)),
        (("Prénom", "Nom", "Ville"),
         (FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.ADDRESS_LEVEL2)),
        (("Address line 1", "Address line 2", "Postcode"),
         (FieldKind.ADDRESS_LINE1, FieldKind.ADDRESS_LINE2, FieldKind.POSTAL_CODE)),
    ],
)  # fmt: skip
def test_labels_of_several_languages_are_understood(classifier, labels, wanted):
    assert tuple(kinds(classifier, *({"label": one} for one in labels))) == wanted


@pytest.mark.promise("same-origin")
@pytest.mark.parametrize(
    "field",
    [
        {"type": "password", "label": "Name"},
        {"type": "search", "label": "City"},
        {"label": "Card number"},
        {"label": "Name", "autocomplete": "cc-name"},
        {"label": "CVV"},
        {"label": "One-time code"},
        {"placeholder": "Verification code", "type": "tel"},
        {"name": "otp"},
        {"label": "Kartennummer"},
        {"label": "Contraseña"},
    ],
)
def test_secrets_are_never_taken_for_anything_else(classifier, field):
    (kind,) = kinds(classifier, field)
    assert kind in NEVER
    assert kind not in FILLABLE


def test_a_guard_needs_words_that_say_nothing_else():
    assert guard(Field(id=1, label="Security code")) is not FieldKind.EMAIL
    assert guard(Field(id=1, label="Email")) is None


@pytest.mark.parametrize(
    ("form", "fields", "wanted"),
    [
        ({"buttons": ("Log in",)}, ({"type": "email"}, {"type": "password"}), Purpose.LOGIN),
        ({"buttons": ("Create account",)},
         ({"label": "First name"}, {"type": "email"}, {"type": "password"}), Purpose.SIGN_UP),
        ({"buttons": ("Go",)}, ({"type": "search"},), Purpose.SEARCH),
        ({"buttons": ("Subscribe",), "heading": "Newsletter"}, ({"type": "email",
          "label": "Email"},), Purpose.NEWSLETTER),
        ({"buttons": ("Pay",)}, ({"label": "Card number"}, {"label": "CVV"}), Purpose.PAYMENT),
        ({"heading": "Delivery"}, ({"label": "Street address"}, {"label": "City"},
          {"label": "Postcode"}), Purpose.ADDRESS),
    ],
)  # fmt: skip
def test_forms_are_told_apart(classifier, form, fields, wanted):
    assert understand(page(*fields, **form), classifier).purposes[0] is wanted


def test_who_logs_in_is_not_filled(classifier):
    fields = ({"type": "email", "label": "Email"}, {"type": "password"})
    assert kinds(classifier, *fields, buttons=("Log in",))[0] is FieldKind.USERNAME


def test_a_page_without_fields_is_understood_too(classifier):
    assert understand(Page(origin="https://example.org"), classifier).fields == ()
