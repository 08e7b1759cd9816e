import pytest

from second_me.memory.slots import Slot, contains, slot_of


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Ana was born on 2 June 1997.", "birth_date", "1997-06-02"),
        ("Ana's birthday is June 2nd", "birth_date", "--06-02"),
        ("Ana was born on 1997-6-2", "birth_date", "1997-06-02"),
        ("Ana was born in Rudong County", "birth_place", "Rudong County"),
        ("Ana can be written to at Ana.Novak@Mail.example", "email", "ana.novak@mail.example"),
        ("Ana's phone number is +49 (170) 123-4567", "phone", "+491701234567"),
        ("Ana is 178 cm tall", "height", "178 cm"),
        ("Ana is 1.78 m tall", "height", "178 cm"),
        ("Ana is 5'10 tall", "height", "178 cm"),
        ("Ana weighs 157 pounds", "weight", "71.2 kg"),
        ("Ana weighs 71 kg", "weight", "71 kg"),
        ("Ana's shoe size is EU 39", "shoe_size", "EU 39"),
        ("Ana wears size M", "clothing_size", "M"),
        ("Ana's passport number is c01x00t47", "passport", "C01X00T47"),
        ("Ana got married in May", "marital_status", "married"),
        ("Ana works as a night nurse.", "occupation", "night nurse"),
        ("Ana's favourite colour is dark red.", "favourite colour", "dark red"),
    ],
)
def test_a_slot_is_told_with_its_plain_value(text, name, value):
    assert slot_of(text) == Slot(name, value)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Ana lives in Lisbon, Portugal", "place", "home"),
        ("Ana lives in fear of dogs", "preference", None),
        ("Ana works at the city hospital", "work", "employer"),
        ("Ana works at her drawings", "habit", None),
        ("Ana likes cake", "preference", None),
        ("Ana was born on 31 June 1997", "identity", "birth_date"),
    ],
)
def test_loose_words_count_only_for_their_kinds(text, kind, name):
    found = slot_of(text, kind)
    assert (found.name if found else None) == name


def test_a_date_that_is_none_has_no_value():
    assert slot_of("Ana was born on 31 June 1997").value == ""


def test_one_value_may_be_the_other_with_more_said():
    assert contains("lisbon", "alfama, lisbon")
    assert not contains("lisbon", "porto")
    assert not contains("", "porto")
