import pytest

from second_me.core.errors import Bug


@pytest.fixture
def append(vault, clock):
    return lambda action="events.add", program="cli", **given: vault.write(
        lambda session: session.audit.append(action, program, clock.now(), **given)
    )


def run(vault, statement):
    vault.write(lambda session: session._connection.execute(statement).fetchall())


def verified(vault):
    return vault.read(lambda session: session.audit.verify())


def test_entries_come_back_newest_first(vault, append, clock):
    append(ids=[1, 2], counts={"events": 2})
    append("vault.unlock", "Second Me / Fenster!")
    newest, oldest = vault.read(lambda session: session.audit.list())
    assert (oldest.ids, oldest.counts, oldest.program) == ((1, 2), {"events": 2}, "cli")
    assert newest.program == "second-me---fenster-"
    assert newest.at == clock.now()
    assert len(newest.hash) == 32
    assert [entry.id for entry in vault.read(lambda session: session.audit.list(1))] == [2]


def test_an_untouched_chain_holds(vault, append):
    assert verified(vault)
    for _ in range(5):
        append(ids=[1], counts={"b": 1, "a": 2})
    assert verified(vault)
    assert vault.check(deep=False) == []


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET action = 'events.erase' WHERE id = 2",
        "UPDATE audit SET ids = '[7]' WHERE id = 2",
        "UPDATE audit SET at = 0 WHERE id = 3",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit WHERE id = 3",
        "DELETE FROM audit",
        "UPDATE audit SET id = id + 10",
        "UPDATE audit SET hash = x'00' WHERE id = 3",
        "DELETE FROM meta WHERE name = 'audit_head'",
    ],
)
def test_a_changed_missing_or_cut_off_entry_is_noticed(vault, append, tampering):
    for _ in range(3):
        append(ids=[1])
    run(vault, tampering)
    assert not verified(vault)
    assert vault.check(deep=False) == ["The audit is not as it was written."]
    assert "The audit is not as it was written." in vault.check(deep=True)


@pytest.mark.parametrize(
    "given",
    [
        {"action": "What I wrote to Bob"},
        {"counts": {"my secret": 1}},
        {"counts": {"n": "text"}},
        {"ids": ["text"]},
        {"ids": [1.5]},
    ],
)
def test_it_takes_no_content(vault, append, given):
    with pytest.raises(Bug, match="Not fit for the audit"):
        append(**given)
    assert verified(vault)
