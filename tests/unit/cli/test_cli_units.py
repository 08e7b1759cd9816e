"""`unit` on the command line."""

import pytest

from second_me.core.clock import Timestamp
from second_me.core.protocol.erase import FactsAlone, Found
from second_me.core.protocol.memory import Undone
from second_me.core.protocol.units import (
    ListUnits,
    LookAtUnit,
    TakeBackUnit,
    TakeInUnit,
    Units,
    UnitTaken,
    UnitView,
    UnitWritten,
    WriteUnit,
)
from second_me.core.units import Label, Terms, Unit

TERMS = Terms(read_only=True)
UNIT = Unit(
    id=7,
    name="Leeds (from Marta)",
    made_at=Timestamp(0),
    taken_at=Timestamp(0),
    terms=TERMS,
    events=12,
    facts=3,
)


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text("told at the door\n")
    return ("--passphrase-file", str(file))


def test_a_unit_is_written_of_what_was_named(run, secret, tmp_path):
    path = str(tmp_path / "leeds.unit")
    made = UnitWritten(
        path=path, bytes=2_000, rows={"events": 12, "facts": 3}, left_out=2, terms=TERMS
    )
    ran = run(
        *("unit", "export", path, "--name", "Leeds", "--fact", "4", "--fact", "5", "--read-only"),
        *secret,
        script={WriteUnit: made},
    )
    (asked,) = ran.agent.asked(WriteUnit)
    assert (asked.scope, asked.terms) == (FactsAlone(ids=(4, 5)), TERMS)
    assert asked.passphrase == "told at the door"
    assert "12 memories, 3 facts" in ran.out
    assert "Left out: 2" in ran.out
    assert "may read it only" in ran.out
    found = run(
        *("unit", "export", path, "--name", "Leeds", "--search", "boat", "--until", "2030-01-01"),
        *secret,
        script={WriteUnit: made},
    )
    (asked,) = found.agent.asked(WriteUnit)
    assert asked.scope == Found(query="boat", limit=20)
    assert asked.terms.expires_at is not None


def test_a_unit_is_looked_into(run, secret, tmp_path):
    label = Label(key="9f", name="Leeds", by="Marta", made_at=Timestamp(0), note="for the summer")
    view = UnitView(
        label=label,
        rows={"events": 1},
        subjects=("Marta", "Jonas"),
        first_at=Timestamp(0),
        last_at=Timestamp(0),
        known=True,
    )
    ran = run("unit", "show", str(tmp_path / "x.unit"), *secret, script={LookAtUnit: view})
    for words in ("Leeds, from Marta", "for the summer", "Marta, Jonas", "may not hand it on"):
        assert words in ran.out
    assert "You have it already" in ran.out


def test_a_unit_is_taken_in_listed_and_taken_back(run, secret, tmp_path):
    taken = UnitTaken(unit=UNIT, events=12, facts=3, known=1, waiting=2, erased=4)
    path = str(tmp_path / "x.unit")
    ran = run("unit", "import", path, "--mine", *secret, script={TakeInUnit: taken})
    assert ran.agent.asked(TakeInUnit)[0].mine
    for words in ("number 7", "12 memories, 3 facts", "2 facts are about you", "erased it: 4"):
        assert words in ran.out
    listed = run("unit", "list", script={ListUnits: Units(units=(UNIT,))})
    assert "Leeds (from Marta): 12 memories, 3 facts" in listed.out
    assert "No unit" in run("unit", "list", script={ListUnits: Units(units=())}).out
    back = run("unit", "take-back", "7", script={TakeBackUnit: Undone(events=12)})
    assert back.agent.asked(TakeBackUnit) == [TakeBackUnit(id=7)]
    assert "12 memories" in back.out
