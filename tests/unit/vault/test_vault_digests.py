import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.vault import digests
from second_me.vault.digests import hasher

SECRET = bytes(32)
TEXT = st.text(max_size=8)


@given(st.tuples(TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT))
def test_two_events_share_a_hash_only_if_they_are_the_same(one, other):
    first, second = (hasher(SECRET, *event[:2])(event[2]) for event in (one, other))
    assert (first == second) == (one == other)
    assert 0 <= first < 2**63


def test_the_hash_is_keyed():
    assert hasher(SECRET, "f", "t")("k") != hasher(b"1" * 32, "f", "t")("k")


@pytest.fixture
def sizes(vault):
    count = "SELECT (SELECT count(*) FROM digests_recent), (SELECT count(*) FROM digests)"
    return lambda: vault.read(lambda session: session._connection.execute(count).fetchone())


@pytest.fixture
def early(monkeypatch):
    monkeypatch.setattr(digests, "RECENT", 30)
    monkeypatch.setattr(digests, "BULK", 10)


def test_hashes_gather_and_are_moved_many_at_a_time(early, vault, remember, sizes):
    remember(*(f"a{n}" for n in range(25)))
    assert sizes() == (25, 0)
    for number in range(9):
        remember(f"single {number}")
    assert sizes() == (34, 0)
    remember(*(f"b{n}" for n in range(10)))
    assert sizes() == (0, 44)
    remember("c")
    assert sizes() == (1, 44)


def test_an_event_is_known_wherever_its_hash_is(early, vault, remember, source, sizes):
    old = remember(*(f"a{n}" for n in range(40)))
    new = remember("c")
    assert sizes() == (1, 40)
    assert remember("c") == ()
    assert len(remember(*(f"a{n}" for n in range(40)), "d")) == 1
    assert vault.read(lambda session: session.events.count()) == 42
    find = lambda key: vault.read(lambda session: session.events.find(source, "", key))  # noqa: E731
    assert find("0 a0") == old[0]
    assert find("0 c") == new[0]
    vault.write(lambda session: session.events.erase([old[0], new[0]]))
    assert find("0 a0") is find("0 c") is None
    assert sum(sizes()) == 40
