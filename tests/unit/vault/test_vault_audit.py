import msgspec
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


def test_ids_of_the_erased_give_way_to_hashes_and_the_chain_holds(vault, append):
    append("memory.add", ids=[1, 2])
    append("import.start", ids=[2])
    append("memory.add", ids=[3])
    assert vault.write(lambda session: session.audit.blind([2, 9])) == 1
    entries = vault.read(lambda session: session.audit.list())
    assert entries[0].ids == (3,)
    assert entries[1].ids == (2,)
    assert entries[2].ids[0] == 1
    assert isinstance(entries[2].ids[1], str)
    assert verified(vault)
    append("memory.add", ids=[4])
    assert verified(vault)
    run(vault, "UPDATE audit SET ids = '[1,\"0011223344556677\"]' WHERE id = 1")
    assert not verified(vault)


def of_the_old_form(vault):
    """Make the chain as it was before ids could give way."""

    def work(session):
        audit, head, last = session.audit, bytes(32), 0
        for entry in list(audit._entries("ORDER BY id")):
            head = audit._hash(head, msgspec.structs.replace(entry, form=1))
            last = entry.id
            session._connection.execute(
                "UPDATE audit SET form = 1, hash = ? WHERE id = ?", (head, entry.id)
            )
        audit._put_head(last, head)

    vault.write(work)


def test_an_old_chain_holds_and_is_sealed_anew_when_it_has_to_be(vault, append):
    append("memory.add", ids=[1, 2])
    append("vault.unlock")
    of_the_old_form(vault)
    assert verified(vault)
    append("memory.add", ids=[5])
    assert verified(vault)
    assert vault.write(lambda session: session.audit.blind([2])) == 1
    assert verified(vault)
    assert {entry.form for entry in vault.read(lambda session: session.audit.list())} == {2}


def test_a_broken_chain_is_not_made_whole_by_an_erasure(vault, append):
    append("memory.add", ids=[1])
    of_the_old_form(vault)
    run(vault, "UPDATE audit SET at = 0")
    assert vault.write(lambda session: session.audit.blind([1])) == 0
    assert not verified(vault)


def test_older_entries_are_listed_page_by_page(vault, append):
    for number in range(5):
        append(ids=[number])
    pages = [
        [entry.id for entry in vault.read(lambda s: s.audit.list(2, before=before))]  # noqa: B023
        for before in (None, 4, 2)
    ]
    assert pages == [[5, 4], [3, 2], [1]]
    assert vault.read(lambda session: session.audit.count()) == 5
