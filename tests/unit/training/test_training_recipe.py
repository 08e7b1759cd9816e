"""The recipe on a tiny base: what is trained is what llama.cpp then runs."""

import ctypes
import itertools

import msgspec
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("peft")
pytest.importorskip("gguf")

import tiny_base  # noqa: E402  (needs gguf)

from second_me.inference import fact_lines  # noqa: E402
from second_me.inference.adapter_prompts import Line  # noqa: E402
from second_me.inference.adapters import adapter_for  # noqa: E402
from second_me.inference.base_file import BaseFile  # noqa: E402
from second_me.inference.engine import Engine  # noqa: E402
from second_me.inference.loading import EngineRefusal  # noqa: E402
from second_me.inference.prompt_cache import Kept  # noqa: E402
from second_me.inference.writing import Wanted  # noqa: E402
from second_me.training import adapter_file, fit, main  # noqa: E402
from second_me.training.blocks import Asked, Block  # noqa: E402
from second_me.training.packing import Packed, pack  # noqa: E402
from second_me.training.texts import Texts, Turn  # noqa: E402
from second_me.training.trained_base import Shape, Tokens, TrainedBase  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # what transformers says of itself

SHAPE = Shape(rank=4, alpha=8, layers=1)
BLOCK = Block(
    "test",
    "nobody",
    (Line("7 May 2023", "Anna", "I adopted a beagle."), Line("8 May 2023", "Ben", "Nice!")),
    (
        Asked("What did Anna adopt?", "9 May 2023", "a beagle", (1,)),
        Asked("When?", "9 May 2023", "7 May 2023", (1,)),
        Asked("Where?", "9 May 2023", "Not in memory."),
    ),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tiny_base.write(tmp_path_factory.mktemp("base") / "tiny.gguf")


@pytest.fixture(scope="module")
def tokens(path):
    return Tokens(path)


@pytest.fixture
def base(path):
    return TrainedBase(path, SHAPE, "cpu", seed=1)


@pytest.fixture
def packed(tokens):
    found = pack(BLOCK, tokens, 2000)
    assert found is not None
    return found


def plain(tokens: list[int]) -> Packed:
    return Packed(tokens, list(range(len(tokens))), [0] * len(tokens), [False] * len(tokens))


def loud(base: TrainedBase) -> None:
    """Give the matrices values that change much."""
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for name, matrix in base.trainable().items():
            if "lora_B" in name:
                matrix.copy_(torch.randn(matrix.shape, generator=generator) * 0.3)


def llama_logits(path, adapter, tokens: list[int]) -> np.ndarray:
    engine = Engine(str(path), context=512, threads=1, gpu=False)
    engine._adapters.use(adapter)
    kept = Kept(sequence=0, key="", tokens=[])
    assert engine._compute(kept, tokens)
    pointer = engine._llama.llama_get_logits_ith(engine._context, -1)
    values = np.ctypeslib.as_array(
        ctypes.cast(pointer, ctypes.POINTER(ctypes.c_float)), (engine.vocabulary.size,)
    ).copy()
    engine.close()
    return values


def test_llama_cpp_computes_what_was_trained(path, base, tokens, tmp_path):
    loud(base)
    adapter = tmp_path / "adapter.gguf"
    adapter_file.write(
        adapter, fit.weights(base), alpha=SHAPE.alpha, heads=tiny_base.HEADS,
        key_heads=tiny_base.KEY_HEADS, name="test", base="0" * 64,
    )  # fmt: skip
    text = tokens("<|im_start|>user\nWhen did Anna adopt the dog?<|im_end|>\n")
    ours = base.logits(plain(text))[-1].numpy()
    theirs = llama_logits(path, str(adapter), text)
    bare = llama_logits(path, "", text)
    assert np.abs(ours - theirs).max() < 0.02
    assert np.abs(bare - theirs).max() > 0.2


def test_packed_questions_see_only_the_memories(base, tokens, packed):
    loud(base)
    whole = base.logits(packed)
    for number in range(1, 4):
        alone = [at for at, part in enumerate(packed.part) if part in {0, number}]
        text = [packed.tokens[at] for at in alone]
        assert [packed.places[at] for at in alone] == list(range(len(text)))
        single = base.logits(plain(text))
        assert torch.allclose(whole[alone], single, atol=1e-4)


def test_only_answers_are_learned(tokens, packed):
    learned = [token for token, on in zip(packed.tokens, packed.learned, strict=True) if on]
    opening = len(tokens(""))
    answers = ("[1] a beagle", "[1] 7 May 2023", "Not in memory.")
    assert learned == [
        token for answer in answers for token in tokens(f"{answer}<|im_end|>")[opening:]
    ]


def test_windows_of_messages_are_packed_like_questions(tokens):
    turns = (Turn("one", "[1] A."), Turn("two", "none"))
    texts = Texts("<|im_start|>system\nWrite.<|im_end|>\n", turns)
    packed = pack(texts, tokens, 500)
    assert packed is not None
    opening, start = len(tokens("")), len(tokens(texts.shared))
    assert packed.part.count(0) == start
    for number, turn in enumerate(texts.turns, start=1):
        places = [at for at, part in enumerate(packed.part) if part == number]
        own = tokens(turn.asked)[opening:] + tokens(f"{turn.answer}<|im_end|>")[opening:]
        assert [packed.tokens[at] for at in places] == own
        assert [packed.places[at] for at in places] == list(range(start, start + len(own)))


def test_a_block_that_is_too_long_gives_fewer_questions_or_none(tokens, packed):
    cut = pack(BLOCK, tokens, len(packed.tokens) - 1)
    assert cut is not None
    assert max(cut.part) == 2
    assert pack(BLOCK, tokens, 50) is None


def test_kept_activations_change_nothing(base, packed):
    fresh, count = base.loss(packed)
    base.keep(10)
    first, _ = base.loss(packed, 0)
    again, _ = base.loss(packed, 0)
    assert base._kept
    assert count == sum(packed.learned)
    assert float(first) == pytest.approx(float(fresh), rel=1e-5)
    assert float(again) == pytest.approx(float(fresh), rel=1e-2)  # kept as bfloat16


def test_training_learns_is_saved_and_goes_on(path, base, packed, tmp_path):
    said: list[str] = []
    ticks = itertools.count()
    plan = fit.Plan(
        seconds=40, rate=1e-2, save_every=5, check_every=20, clock=lambda: float(next(ticks))
    )
    before = fit.score(base, [packed])
    state = fit.fit(base, [packed], [packed], plan, tmp_path, said.append)
    assert state.best < before / 2
    other = TrainedBase(path, SHAPE, "cpu", seed=2)
    went_on = fit.fit(other, [packed], [packed], plan, tmp_path, said.append)
    assert went_on.step == state.step
    assert fit.score(other, [packed]) == pytest.approx(fit.score(base, [packed]), rel=1e-3)
    third = TrainedBase(path, Shape(rank=2, layers=1), "cpu", seed=1)
    with pytest.raises(ValueError, match="rank"):
        fit.put(third, fit.weights(base))


def test_an_adapter_for_another_base_is_refused(path, base, tmp_path):
    adapter = tmp_path / "other.gguf"
    matrices = {
        name.replace("layers.1.", "layers.7."): matrix for name, matrix in fit.weights(base).items()
    }
    adapter_file.write(
        adapter, matrices, alpha=8, heads=4, key_heads=2, name="other", base="0" * 64
    )  # fmt: skip
    engine = Engine(str(path), context=512, threads=1, gpu=False)
    wanted = Wanted(task="generate", prompt="x", adapter=str(adapter), max_tokens=1)
    with pytest.raises(EngineRefusal, match="adapter"):
        engine.generate(wanted, lambda _: None)
    engine.close()


def test_the_same_command_makes_adapters_for_another_base(path, tmp_path):
    """Trained, exported, picked by the base's sha256, and used by llama.cpp on that base alone."""
    out = tmp_path / "out"
    chosen = {
        "--base": path, "--data": tmp_path / "no corpora", "--out": out, "--device": "cpu",
        "--budget-minutes": 0.001, "--made-up": 3, "--rank": 4, "--layers": 1, "--longest": 2000,
    }  # fmt: skip
    assert main.main(["extract", *[str(part) for pair in chosen.items() for part in pair]]) == 0
    made = msgspec.json.decode((out / "extract.json").read_bytes())
    (out / "manifest.toml").write_text(
        f'[[adapter]]\ntask = "extract"\nbase = "{made["base_sha256"]}"\nfile = "extract.gguf"\n'
        f'sha256 = "{made["sha256"]}"\nprompt = "{fact_lines.EXTRACT}"\n'
    )
    loaded = BaseFile(name="tiny", label="Tiny", path=path, sha256=made["base_sha256"])
    other = BaseFile(name="other", label="Other", path=path, sha256="0" * 64)
    assert adapter_for(other, "extract", out) is None
    assert adapter_for(loaded, "extract", out) == out / "extract.gguf"
    engine = Engine(str(path), context=512, threads=1, gpu=False)
    adapter = str(out / "extract.gguf")
    wanted = [
        Wanted(task="extract", prompt=f"<|im_start|>user\n{one}", adapter=adapter, max_tokens=3)
        for one in ("I moved.", "I stay.")
    ]
    assert [made.prompt_tokens for _, made in engine.generate_all(wanted)] == [14, 13]
    engine.close()
