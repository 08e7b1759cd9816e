import hashlib
from pathlib import Path

import msgspec
import pytest

import tiny_gguf
from second_me.inference import catalogue, preparation
from second_me.inference.base_file import BaseFile
from second_me.inference.catalogue import Entry, Manifest


@pytest.fixture(scope="session")
def tiny_path(tmp_path_factory) -> Path:
    return tiny_gguf.write_model(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


@pytest.fixture(scope="session")
def tiny_base(tiny_path) -> BaseFile:
    return BaseFile(name="tiny", label="Tiny", path=tiny_path, encoding="F32")


@pytest.fixture
def known(monkeypatch, tmp_path, tiny_path) -> Manifest:
    """Put a catalogue of tiny models in the place of the real one."""
    packed = tiny_gguf.write_model(tmp_path / "packed.gguf", encoding="Q4_1")
    prepared = tmp_path / "prepared.gguf"
    preparation.prepare(packed, prepared)
    manifest = Manifest(
        default="small",
        base=(
            _entry("small", packed, wheel="small 1.0", prepared=prepared),
            _entry("larger", tiny_path, repository="somebody/larger"),
            _entry("unstated", tiny_path, repository="somebody/unstated", stated=False),
        ),
    )
    monkeypatch.setattr(catalogue, "manifest", lambda: manifest)
    return manifest


def _entry(
    name: str,
    path: Path,
    *,
    wheel: str = "",
    repository: str = "",
    prepared: Path | None = None,
    stated: bool = True,
) -> Entry:
    entry = Entry(
        name=name,
        label=name.title(),
        licence="MIT",
        parameters="0.1M",
        encoding="F32",
        memory_needed=10_000_000,
        size=path.stat().st_size,
        file=path.name,
        sha256=_sha256(path) if stated else "",
        repository=repository,
        wheel=wheel,
    )
    if prepared is None:
        return entry
    return msgspec.structs.replace(
        entry,
        prepared_file=prepared.name,
        prepared_encoding="Q8_0",
        prepared_sha256=_sha256(prepared),
        prepared_size=prepared.stat().st_size,
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
