"""The training loop of the embedder on a tiny base; needs the `train` extra."""

import pytest

from second_me.training.pools import Memory, Pool, Query

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")
fit = pytest.importorskip("second_me.training.embedder_fit")

pytestmark = pytest.mark.filterwarnings("default")

WORDS = ("anna", "ben", "bought", "sold", "a", "red", "blue", "boat", "house", "what", ":", "?")


@pytest.fixture
def folder(tmp_path):
    torch.manual_seed(1)
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *WORDS])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    base = tmp_path / "base"
    base.mkdir()
    tokenizer.save(str(base / "tokenizer.json"))
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=32,
    )  # fmt: skip
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(base)
    return base


@pytest.fixture
def encoder(folder):
    return fit.Encoder(folder, 16, frozen_layers=1)


@pytest.fixture
def pool():
    memories = tuple(
        Memory(who, f"{done} a {colour} {what}")
        for who in ("Anna", "Ben")
        for done in ("bought", "sold")
        for colour in ("red", "blue")
        for what in ("boat", "house")
    )
    queries = tuple(
        Query(f"what {colour} {what} {done} {who}?".lower(), (at,), ((at + 8) % 16,))
        for at, (who, done, colour, what) in enumerate(
            (m.author, *m.text.replace(" a ", " ").split()) for m in memories
        )
    )
    return Pool("talks", "tiny", memories, queries)


def plan(seconds, **given):
    ticks = iter(range(10_000_000))
    return fit.Plan(
        seconds=seconds, rate=5e-3, queries_a_step=8, save_every=10, check_every=20,
        clock=lambda: next(ticks), **given,
    )  # fmt: skip


def test_it_learns_to_find_what_answers(encoder, pool, tmp_path):
    before = fit.recall(encoder, pool, depth=1)
    told = []
    state = fit.fit(encoder, [pool], [pool], plan(150), tmp_path / "out", told.append)
    assert fit.recall(encoder, pool, depth=1) > before + 0.2
    assert state.step == 150
    assert any("development recall" in line for line in told)


def test_stopped_it_goes_on_where_it_was(folder, pool, tmp_path):
    first = fit.Encoder(folder, 16)
    fit.fit(first, [pool], [pool], plan(20), tmp_path / "out", lambda _: None)
    again = fit.Encoder(folder, 16)
    state = fit.fit(again, [pool], [pool], plan(30), tmp_path / "out", lambda _: None)
    assert state.step == 30
    assert (tmp_path / "out" / "step-20.pt").exists()


def test_the_same_seed_draws_the_same_batches(pool):
    one, two = (fit.draw([pool], plan(1, seed=seed), 7) for seed in (3, 3))
    assert one == two
    assert one != fit.draw([pool], plan(1, seed=4), 7)


def test_a_batch_holds_each_answer_and_shuts_what_is_right_as_well():
    memories = tuple(Memory("Anna", text) for text in ("a", "b", "a", "c"))
    pool = Pool("talks", "p", memories, (Query("q", (0, 1), (3,)), Query("r", (3,))))
    for step in range(20):
        batch = fit.draw([pool], plan(1), step)
        for row, query in enumerate(batch.queries):
            assert batch.open[row][batch.gold[row]]
            right = {"q": {"Anna: a", "Anna: b"}, "r": {"Anna: c"}}[query]
            assert batch.documents[batch.gold[row]] in right
            for at, text in enumerate(batch.documents):
                assert batch.open[row][at] == (text not in right or at == batch.gold[row])


def test_the_frozen_stay_as_they_were(encoder, pool, tmp_path):
    frozen = [value.clone() for value in encoder.model.encoder.layer[0].parameters()]
    fit.fit(encoder, [pool], [pool], plan(5), tmp_path / "out", lambda _: None)
    after = encoder.model.encoder.layer[0].parameters()
    assert all(torch.equal(one, two) for one, two in zip(frozen, after, strict=True))
    assert not any(name.startswith("embeddings") for name in encoder.learned())


def test_weights_are_mixed_between_two_models():
    before = {"a": torch.tensor([0.0, 2.0]), "b": torch.tensor([5.0])}
    mixed = fit.mixed(before, {"a": torch.tensor([4.0, 4.0])}, 0.25)
    assert mixed["a"].tolist() == [1.0, 2.5]
    assert mixed["b"].tolist() == [5.0]


def test_words_lie_along_the_directions_in_which_tokens_differ(encoder, pool):
    texts = [memory.document() for memory in pool.memories]
    words = encoder.directions(texts, 8, seed=1)
    assert words.shape == (8, 16)
    assert torch.equal(words, encoder.directions(texts, 8, seed=1))
    # Eight of sixteen directions, turned: orthonormal, and they keep more than half of it.
    assert torch.allclose(words @ words.T, torch.eye(8), atol=1e-5)
