import pytest

from second_me.vault import DataKey


def test_a_key_shows_nothing_of_itself():
    key = DataKey(bytes(range(32)))
    assert key.secret.hex() not in repr(key)
    assert key.hex == f"x'{bytes(range(32)).hex()}'"


def test_a_key_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(b"short")


def test_a_wiped_key_is_gone_and_its_copy_is_not():
    key = DataKey.generate()
    copy = key.copy()
    memory = key._secret
    key.wipe()
    assert not memory
    with pytest.raises(ValueError, match="wiped"):
        _ = key.secret
    assert len(copy.secret) == 32
    assert copy != key


def test_the_check_value_is_bound_to_key_and_vault():
    one, other = DataKey.generate(), DataKey.generate()
    assert one.check_value("a") == one.copy().check_value("a")
    assert len({one.check_value("a"), one.check_value("b"), other.check_value("a")}) == 3
