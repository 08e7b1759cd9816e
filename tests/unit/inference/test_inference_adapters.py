"""An adapter is used on the very base that it was made for, and only if it is whole."""

import hashlib

import pytest

from second_me.inference.adapters import adapter_for, listed
from second_me.inference.base_file import BaseFile

BASE = "a" * 64


@pytest.fixture
def base(tmp_path):
    return BaseFile(name="tiny", label="Tiny", path=tmp_path / "tiny.gguf", sha256=BASE)


@pytest.fixture
def folder(tmp_path):
    data = b"an adapter"
    (tmp_path / "generate.gguf").write_bytes(data)
    (tmp_path / "manifest.toml").write_text(
        f'[[adapter]]\ntask = "generate"\nbase = "{BASE}"\nfile = "generate.gguf"\n'
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"\nprompt = "v2-adapter"\n'
    )
    return tmp_path


def test_the_right_base_gets_its_adapter(base, folder):
    assert adapter_for(base, "generate", folder) == folder / "generate.gguf"


def test_other_tasks_and_other_bases_get_none(base, folder):
    other = BaseFile(name="other", label="Other", path=base.path, sha256="b" * 64)
    nameless = BaseFile(name="own", label="Own", path=base.path)
    assert adapter_for(base, "extract", folder) is None
    assert adapter_for(other, "generate", folder) is None
    assert adapter_for(nameless, "generate", folder) is None
    assert adapter_for(None, "generate", folder) is None


def test_a_damaged_adapter_is_left_alone(base, folder):
    assert adapter_for(base, "generate", folder) is not None
    (folder / "generate.gguf").write_bytes(b"an adapteR and more")
    assert adapter_for(base, "generate", folder) is None
    (folder / "generate.gguf").unlink()
    assert adapter_for(base, "generate", folder) is None


@pytest.mark.parametrize("text", ["", "not toml [", '[[adapter]]\ntask = "dance"\n'])
def test_a_manifest_that_cannot_be_read_lists_nothing(folder, text):
    (folder / "manifest.toml").write_text(text)
    assert listed(folder) == ()


def test_no_manifest_lists_nothing(tmp_path):
    assert listed(tmp_path / "nowhere") == ()
