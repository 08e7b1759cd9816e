import pytest

from second_me.core.records import Origin
from second_me.trust import masked, secrets, trust


@pytest.mark.promise("secrets")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pay with 4111 1111 1111 1111 please", "card"),
        ("5555555555554444", "card"),
        ("DE89 3704 0044 0532 0130 00 thanks", "account"),
        ("she is 11010519491231002X", "id"),
        ("DNI 12345678Z", "id"),
        ("RSSMRA85T10A562S", "id"),
        ("078-05-1120", "id"),
        ("2 55 08 14 168 025 38", "id"),
        ("BSN 111222333", "id"),
        ("my password is Hunter2!x.", "password"),
        ("Tr0ub4dor&3 it was", "password"),
        ("export KEY=AKIAIOSFODNN7EXAMPLE", "key"),
        ("api_key=9f8e7d6c5b4a39281706f5e4d3c2b1a0", "key"),
    ],
)
def test_a_secret_is_found_without_more_than_itself(text, kind):
    (found,) = secrets(text)
    assert found.kind == kind
    assert text[found.start : found.end] not in masked(text)
    assert masked(masked(text)) == masked(text)


@pytest.mark.promise("secrets")
@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "call 13937981234 or +86 139 3798 1234",
        "order 202310011234567890 of 2023-10-01",
        "password is required",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "123e4567-e89b-12d3-a456-426614174000",
        "see https://example.org/a/b?c=1Ab!",
        "ISBN 978-3-16-148410-0",
        "SK12345678 is the flight",
        "meet at 10:30 in room B12, seat 12F!",
        "Second_Me/app/second_me/trust/secrets.py",
    ],
)
def test_what_only_looks_like_one_stays(text):
    assert masked(text) == text


def test_trust_begins_with_whose_words_they_are_and_learns():
    assert trust(Origin.OWN).mean > trust(Origin.OTHER).mean > trust(Origin.WEB).mean
    assert trust(Origin.OTHER, corrected=5).mean < 0.5 < trust(Origin.OTHER, confirmed=5).mean
