"""Portable units between two vaults, each with its agent: given, taken in, and taken back."""

from pathlib import Path

import pytest
from agent_process import PASSPHRASE, until

from second_me.client import Client
from second_me.core.errors import PersonFault, WrongSecret
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.protocol.erase import FactsAlone, Found, Memories
from second_me.core.protocol.memory import AddText, ListBatches, ListEvents, ListFacts
from second_me.core.protocol.persona import ListReviews, StateSlot
from second_me.core.protocol.system import ChangeSetting
from second_me.core.protocol.units import (
    ListUnits,
    LookAtUnit,
    TakeBackUnit,
    TakeInUnit,
    WriteUnit,
)
from second_me.core.protocol.vault import CreateVault
from second_me.core.records import BatchState, FactStatus, Origin, ReviewKind
from second_me.core.units import Terms

SECRET = "handed over at the door"


@pytest.fixture
def other(start_agent, home: Home, tmp_path: Path):
    """Return a client of a second person's agent, whose vault is open."""
    with start_agent(Home(root=tmp_path / "other", models=home.models)).connect() as client:
        client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False), timeout=60)
        yield client


@pytest.fixture
def unit(open_client: Client, tmp_path: Path) -> Path:
    """Return a unit that Marta gave: where she lives, and what she said of the boat."""
    open_client.call(ChangeSetting(key="owner.name", value="Marta"))
    fact = open_client.call(StateSlot(slot="home", value="12 Rose Lane, Leeds, UK")).fact_id
    assert fact is not None
    said = open_client.call(AddText(text="The boat lies in Whitby until September."))
    (home,) = [one for one in open_client.call(ListEvents()).events if one.id not in said.event_ids]
    path = tmp_path / "leeds.unit"
    request = WriteUnit(
        path=str(path),
        passphrase=SECRET,
        name="Leeds",
        scope=Memories(ids=(home.id, *said.event_ids)),
        note="for the summer",
        terms=Terms(read_only=True),
    )
    open_client.call(request, timeout=60)
    return path


@pytest.mark.embedder
def test_a_unit_is_taken_in_with_whose_it_is_and_taken_back_whole(
    other: Client, unit: Path
) -> None:
    seen = other.call(LookAtUnit(path=str(unit), passphrase=SECRET), timeout=60)
    assert (seen.label.name, seen.label.by, seen.subjects) == ("Leeds", "Marta", ("Marta",))
    assert seen.rows["events"] == 2
    assert not seen.known
    taken = other.call(TakeInUnit(path=str(unit), passphrase=SECRET), timeout=60)
    assert (taken.events, taken.facts, taken.waiting) == (2, 1, 0)
    events = other.call(ListEvents()).events
    assert {(one.author, one.origin) for one in events} == {("Marta", Origin.OTHER)}
    (view,) = other.call(ListFacts()).facts
    assert (view.fact.subject, view.fact.maker) == ("Marta", "unit")
    assert view.fact.confirmed_at is None
    (one,) = other.call(ListUnits()).units
    assert one.name == "Leeds (from Marta)"
    assert one.terms.read_only
    again = other.call(TakeInUnit(path=str(unit), passphrase=SECRET), timeout=60)
    assert (again.events, again.facts, again.known) == (0, 0, 3)
    assert len(other.call(ListFacts()).facts) == 1
    until(lambda: other.call(ListFacts()).facts[0].fact.status is FactStatus.CURRENT)
    assert other.call(TakeBackUnit(id=one.id), timeout=60).events == 2
    assert other.call(ListEvents()).events == ()
    assert other.call(ListFacts()).facts == ()
    assert other.call(ListUnits()).units == ()
    states = {one.batch.state for one in other.call(ListBatches()).batches if one.batch.added}
    assert states <= {BatchState.UNDONE}


def test_what_a_unit_says_of_the_person_waits_for_them(
    open_client: Client, other: Client, tmp_path: Path
) -> None:
    open_client.call(ChangeSetting(key="owner.name", value="Marta"))
    fact = open_client.call(StateSlot(slot="weight", value="71 kg")).fact_id
    assert fact is not None
    path = tmp_path / "weight.unit"
    scope = FactsAlone(ids=(fact,))
    open_client.call(
        WriteUnit(path=str(path), passphrase=SECRET, name="Weight", scope=scope), timeout=60
    )
    other.call(ChangeSetting(key="owner.name", value="Marta"))
    taken = other.call(TakeInUnit(path=str(path), passphrase=SECRET), timeout=60)
    assert taken.waiting == 1
    (view,) = other.call(ListFacts()).facts
    assert view.fact.status is FactStatus.QUARANTINED
    (review,) = other.call(ListReviews()).reviews
    assert review.review.kind is ReviewKind.QUARANTINE


def test_wrong_words_other_files_and_changed_ones_are_told_apart(
    open_client: Client, unit: Path, tmp_path: Path
) -> None:
    with pytest.raises(WrongSecret):
        open_client.call(LookAtUnit(path=str(unit), passphrase="not that one"), timeout=60)
    other_file = tmp_path / "notes.txt"
    other_file.write_text("nothing of ours")
    with pytest.raises(PersonFault, match="no unit"):
        open_client.call(LookAtUnit(path=str(other_file), passphrase=SECRET))
    changed = tmp_path / "changed.unit"
    whole = bytearray(unit.read_bytes())
    whole[-1] ^= 1
    changed.write_bytes(whole)
    with pytest.raises((PersonFault, WrongSecret)):
        open_client.call(TakeInUnit(path=str(changed), passphrase=SECRET), timeout=60)
    with pytest.raises(PersonFault, match="nothing to give"):
        open_client.call(
            WriteUnit(
                path=str(tmp_path / "none.unit"),
                passphrase=SECRET,
                name="Nothing",
                by="Marta",
                scope=Memories(ids=(EventId(999),)),
            ),
            timeout=60,
        )
    assert not (tmp_path / "none.unit").exists()


def test_what_a_search_finds_can_be_given(
    open_client: Client, other: Client, tmp_path: Path
) -> None:
    open_client.call(AddText(text="The key of the boathouse hangs behind the stove."))
    path = str(tmp_path / "key.unit")
    scope = Found(query="boathouse key", limit=1)
    made = open_client.call(
        WriteUnit(path=path, passphrase=SECRET, name="Key", by="Marta", scope=scope), timeout=60
    )
    assert (made.rows["events"], made.left_out) == (1, 0)
    assert other.call(TakeInUnit(path=path, passphrase=SECRET), timeout=60).events == 1
    (event,) = other.call(ListEvents()).events
    assert (event.author, event.text[:7]) == ("Marta", "The key")
