import numpy as np
import pytest

from second_me.bench import made_up, made_up_vault, scale
from second_me.bench.made_up_vault import opened
from second_me.bench.made_up_vectors import MadeUpVectors
from second_me.core.paths import Home
from second_me.inference.codes import to_codes
from second_me.inference.scripted_embedder import ScriptedEmbedder


@pytest.fixture(scope="module")
def vectors():
    return MadeUpVectors(ScriptedEmbedder())


def test_made_up_vectors_are_unit_and_the_same_each_time(vectors):
    block = vectors.block(3, 200)
    assert block.shape == (200, 384)
    assert np.allclose(np.linalg.norm(block, axis=1), 1, atol=1e-5)
    assert np.array_equal(block, MadeUpVectors(ScriptedEmbedder()).block(3, 200))
    assert not np.array_equal(block, vectors.block(4, 200))


def test_made_up_events_take_turns_in_threads():
    events = list(made_up.events(1000, talks=3))
    assert [events[place].thread for place in (0, 299, 300, 999)] == [
        "made up 0",
        "made up 0",
        "made up 1",
        "made up 0",
    ]
    assert list(made_up.events(5)) == list(made_up.events(5))
    assert len(set(made_up.questions(20))) == 20


def test_a_vault_that_was_cut_off_is_filled_up(tmp_path, vectors, monkeypatch):
    monkeypatch.setattr(made_up_vault, "CHUNK", 50)
    home, model = Home(root=tmp_path, models=tmp_path), "model"
    opened(home, 100, vectors, model).close()
    vault = opened(home, 220, vectors, model)
    rows = vault.read(lambda s: [text for chunk in s.events.rows.load() for text in chunk.text])
    codes = vault.read(lambda s: b"".join(blob for _, blob in s.vectors.load(model, "event")))
    vault.close()
    assert rows == [event.text for event in made_up.events(220)]
    whole = [to_codes(vectors.block(number, 50)).tobytes() for number in range(4)]
    assert codes == b"".join(whole) + to_codes(vectors.block(4, 20)).tobytes()


def test_a_small_vault_is_measured_and_kept(tmp_path, vectors):
    home, embedder = Home(root=tmp_path, models=tmp_path), ScriptedEmbedder()
    vault = opened(home, 300, vectors, embedder.model)
    part = scale.measure(vault, vectors, embedder, 5)
    vault.close()
    assert part.figures["recall_at_10_of_exact"] == 1.0
    assert part.figures["index_bytes_per_event"] > 384
    assert part.reference["index_bytes_per_event"] == 384 * 4
    for name in ("query", "vectors", "words"):
        key = f"{name}_cpu_p50_ms"
        assert part.ratio[key] == part.figures[key] / part.reference[key] > 0
    again = opened(home, 300, vectors, embedder.model)
    assert again.read(lambda session: session.events.count()) == 300
    again.close()
