"""Exports as files: whole or not there, plain only where that was said."""

import stat
from pathlib import Path

import pytest

from second_me.agent import exporting
from second_me.core.clock import Moment
from second_me.core.errors import PersonFault, WrongSecret
from second_me.core.paths import Home
from second_me.core.protocol.export import ExportForm, WriteExport
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.vault import Argon2Cost, DataKey, Vault

CHEAP = Argon2Cost(memory_kib=64, passes=1)


@pytest.fixture
def write(vault, clock):
    def store(session):
        source = session.sources.ensure("typed", "Typed", "", clock.now())
        event = NewEvent(
            kind=EventKind.NOTE,
            origin=Origin.TYPED,
            text="the red umbrella",
            moment=Moment(clock.now()),
            natural_key="1",
        )
        session.events.append(source, None, [event], clock.now())

    vault.write(store)
    return lambda request: exporting.write(vault, clock, request, "t", chosen=None, cost=CHEAP)


def other_vault(tmp_path, clock):
    home = Home(root=tmp_path / "other", models=tmp_path)
    return Vault.create(home, DataKey.generate(), clock)


def test_an_encrypted_export_is_private_and_comes_back(vault, write, tmp_path, clock):
    made = write(WriteExport(path=str(tmp_path / "out"), passphrase="a passphrase"))
    path = Path(made.path)
    assert (made.sealed, made.rows["events"], made.bytes) == (True, 1, path.stat().st_size)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"umbrella" not in path.read_bytes()
    other = other_vault(tmp_path, clock)
    with pytest.raises(WrongSecret):
        exporting.take_in(other, path, "another passphrase")
    assert exporting.take_in(other, path, "a passphrase")["events"] == 1
    other.close()
    target = tmp_path / "plain"
    exporting.unseal(path, str(target), "a passphrase")
    assert b"the red umbrella" in target.read_bytes()
    assert vault.read(lambda session: session.audit.list(1))[0].action == "export.write"


def test_a_plain_export_needs_the_persons_word(write, tmp_path, clock):
    target = tmp_path / "out"
    with pytest.raises(PersonFault, match="anybody"):
        write(WriteExport(path=str(target)))
    with pytest.raises(PersonFault, match="too short"):
        write(WriteExport(path=str(target), passphrase="short"))
    write(WriteExport(path=str(target), plain=True))
    assert b"the red umbrella" in target.read_bytes()
    other = other_vault(tmp_path, clock)
    assert exporting.take_in(other, target, "")["events"] == 1
    other.close()
    with pytest.raises(PersonFault, match="not encrypted"):
        exporting.unseal(target, str(tmp_path / "x"), "a passphrase")
    text = write(WriteExport(path=str(tmp_path / "md"), plain=True, form=ExportForm.MARKDOWN))
    assert text.rows == {"facts": 0, "episodes": 0, "events": 1}


@pytest.mark.parametrize("path", ["relative", "/nowhere-at-all/out"])
def test_a_file_goes_only_where_there_is_a_folder_and_no_file(write, tmp_path, path):
    with pytest.raises(PersonFault):
        write(WriteExport(path=path, plain=True))
    (tmp_path / "there").write_text("mine")
    with pytest.raises(PersonFault):
        write(WriteExport(path=str(tmp_path / "there"), plain=True))
    assert (tmp_path / "there").read_text() == "mine"


def test_an_export_that_fails_leaves_no_file(write, vault, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    before = set(tmp_path.iterdir())
    monkeypatch.setattr("second_me.vault.session.Session.export_as", fail)
    with pytest.raises(Exception, match="disk is full"):
        write(WriteExport(path=str(tmp_path / "out"), plain=True))
    assert set(tmp_path.iterdir()) == before
    with pytest.raises(PersonFault, match="cannot be read"):
        exporting.take_in(vault, tmp_path / "none", "")
