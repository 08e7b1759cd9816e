import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.errors import WrongSecret
from second_me.vault import recovery

SECRETS = st.binary(min_size=20, max_size=20)


@given(SECRETS)
def test_a_code_reads_back(secret):
    assert recovery.read(recovery.write(secret)) == secret


@given(SECRETS)
def test_case_spaces_and_lookalikes_do_not_matter(secret):
    code = recovery.write(secret)
    sloppy = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert recovery.read(sloppy) == secret


@given(SECRETS, st.integers(0, 39), st.integers(1, 31))
def test_any_one_wrong_character_is_told_by_its_group(secret, place, step):
    plain = recovery.write(secret).replace("-", "")
    wrong = recovery.ALPHABET[(recovery.ALPHABET.index(plain[place]) + step) % 32]
    with pytest.raises(WrongSecret) as error:
        recovery.read(plain[:place] + wrong + plain[place + 1 :])
    assert f"group {place // 5 + 1} of 8" in error.value.message


@given(SECRETS, st.integers(0, 7), st.integers(0, 4), st.integers(0, 4))
def test_two_swapped_characters_in_a_group_are_noticed(secret, group, one, other):
    plain = list(recovery.write(secret).replace("-", ""))
    first, second = group * 5 + one, group * 5 + other
    if plain[first] == plain[second]:
        return
    plain[first], plain[second] = plain[second], plain[first]
    with pytest.raises(WrongSecret, match=f"group {group + 1} "):
        recovery.read("".join(plain))


@given(SECRETS, st.integers(0, 6))
def test_two_swapped_groups_are_noticed(secret, first):
    groups = recovery.write(secret).split("-")
    groups[first], groups[first + 1] = groups[first + 1], groups[first]
    with pytest.raises(WrongSecret, match="typing mistake"):
        recovery.read("-".join(groups))


def test_a_code_that_is_too_short_says_how_long_it_should_be():
    with pytest.raises(WrongSecret, match="has 3 letters and digits; a whole code has 40"):
        recovery.read("ABC")


def test_a_letter_that_no_code_has_is_a_typing_mistake():
    code = recovery.write(bytes(20))
    with pytest.raises(WrongSecret, match="group 1 of 8"):
        recovery.read("U" + code[1:])


def test_codes_are_not_alike():
    assert len({recovery.write(recovery.new_secret()) for _ in range(100)}) == 100
