import random
import struct

import pytest

import tiny_gguf
from second_me.inference import gguf_check


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return tiny_gguf.write_model(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


def test_a_sound_header_is_read_whole(tiny):
    header = gguf_check.read(tiny)
    assert header.architecture == "llama"
    assert header.number("embedding_length") == tiny_gguf.EMBED
    assert len(header.keys["tokenizer.ggml.tokens"]) == len(tiny_gguf.vocabulary())
    names = {tensor.name: tensor for tensor in header.tensors}
    assert names["token_embd.weight"].shape == (tiny_gguf.EMBED, len(tiny_gguf.vocabulary()))
    last = max(tensor.offset + tensor.size for tensor in header.tensors)
    assert header.data_at + last <= tiny.stat().st_size


def test_fuzzed_headers_are_read_or_refused_and_never_crash(tiny, tmp_path):
    """Four hundred headers with flipped, cut, repeated and overwritten bytes."""
    whole = tiny.read_bytes()
    end = gguf_check.read(tiny).data_at
    chance = random.Random(20240506)
    path = tmp_path / "fuzzed.gguf"
    refused = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            _spoil(data, end, chance)
        path.write_bytes(data)
        try:
            gguf_check.read(path)
        except gguf_check.GgufRefused:
            refused += 1
    assert refused > 200


def _spoil(data: bytearray, end: int, chance: random.Random) -> None:
    at = chance.randrange(min(end, len(data)) or 1)
    how = chance.randrange(5)
    if how == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif how == 1:
        number = chance.choice([0, 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1])
        data[at : at + 8] = struct.pack("<Q", number)
    elif how == 2:
        del data[at:]
        data.extend(b"\0")
    elif how == 3:
        data[at:at] = data[at : at + chance.randrange(1, 64)]
    else:
        del data[at : at + chance.randrange(1, 64)]


@pytest.mark.parametrize(("most", "word"), [("MAX_ITEMS", "too long"), ("MAX_HEADER", "header")])
def test_what_all_lists_take_together_is_bounded(tiny, monkeypatch, most, word):
    monkeypatch.setattr(gguf_check, most, 100)
    with pytest.raises(gguf_check.GgufRefused, match=word):
        gguf_check.read(tiny)


@pytest.mark.parametrize(
    ("start", "word"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + b"\0" * 60, "does not begin"),
        (b"GGUF" + struct.pack("<IQQ", 9, 1, 1), "version"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 1), "counts"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1, 2**60), "counts"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 1, 1, 2**62), "too long"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 1, 1, 60), "ends too early"),
    ],
)
def test_what_is_out_of_bounds_is_refused_in_words(tmp_path, start, word):
    path = tmp_path / "bad.gguf"
    path.write_bytes(start)
    with pytest.raises(gguf_check.GgufRefused, match=word):
        gguf_check.read(path)


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(gguf_check.GgufRefused, match="cannot be read"):
        gguf_check.read(tmp_path / "none.gguf")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("llama.attention.head_count", 0, "head count"),
        ("llama.block_count", 4_000_000, "block count"),
        ("tokenizer.ggml.eos_token_id", 70_000, "points out"),
    ],
)
def test_numbers_that_llama_cpp_builds_on_are_bounded(tiny, tmp_path, name, value, word):
    data = tiny.read_bytes()
    key = name.encode()
    at = data.index(key) + len(key) + 4
    path = tmp_path / "bad.gguf"
    path.write_bytes(data[:at] + struct.pack("<I", value) + data[at + 4 :])
    with pytest.raises(gguf_check.GgufRefused, match=word):
        gguf_check.read(path)
