import ctypes

import gguf
import numpy as np
import pytest

import tiny_gguf
from second_me.inference import binding, gguf_check, preparation
from second_me.inference.loading import Silence


@pytest.fixture
def packed(tmp_path):
    return tiny_gguf.write_model(tmp_path / "packed.gguf", encoding="Q4_1")


def test_it_makes_the_bytes_that_llama_cpp_makes(packed, tmp_path):
    ours, theirs = tmp_path / "ours.gguf", tmp_path / "theirs.gguf"
    preparation.prepare(packed, ours)
    llama = binding.load()
    silence = Silence(llama)
    params = llama.llama_model_quantize_default_params()
    params.ftype = llama.LLAMA_FTYPE_MOSTLY_Q8_0
    params.allow_requantize = True
    params.nthread = 1
    params.token_embedding_type = 0
    code = llama.llama_model_quantize(
        str(packed).encode(), str(theirs).encode(), ctypes.byref(params)
    )
    assert (code, silence.last()) == (0, "")
    assert ours.read_bytes() == theirs.read_bytes()


def test_the_values_stay_within_half_a_step(packed, tmp_path):
    ours = tmp_path / "ours.gguf"
    preparation.prepare(packed, ours)
    before = {tensor.name: tensor for tensor in gguf.GGUFReader(packed).tensors}
    after = {tensor.name: tensor for tensor in gguf.GGUFReader(ours).tensors}
    assert before.keys() == after.keys()
    for name, old in before.items():
        new = after[name]
        first = gguf.dequantize(old.data, old.tensor_type)
        second = gguf.dequantize(new.data, new.tensor_type)
        step = np.abs(first).max() / 127
        assert np.abs(first - second).max() <= step * 0.51
    assert "Q4_1" not in {tensor.tensor_type.name for tensor in after.values()}


def test_preparing_twice_gives_the_same_file(packed, tmp_path):
    first, second = tmp_path / "first.gguf", tmp_path / "second.gguf"
    preparation.prepare(packed, first)
    preparation.prepare(packed, second)
    assert first.read_bytes() == second.read_bytes()


def test_what_is_no_gguf_file_is_refused(tmp_path):
    path = tmp_path / "no.gguf"
    path.write_bytes(b"not a model")
    with pytest.raises(gguf_check.GgufRefused):
        preparation.prepare(path, tmp_path / "out.gguf")
