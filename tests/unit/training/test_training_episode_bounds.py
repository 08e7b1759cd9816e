import numpy as np

from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.memory.boundaries import SIGNS, shipped_weights
from second_me.training.episode_bounds import UNKNOWN, Row, fitted, measured

TOPICS = ("boat sail harbour wind", "cake oven flour butter", "exam study maths school")


def rows(*topics):
    return [
        Row("Ana", f"{topic} {place}", UNKNOWN, str(number))
        for number, topic in enumerate(topics)
        for place in range(6)
    ]


def test_a_change_of_topic_counts_once_it_is_learned():
    streams = [measured(rows(*TOPICS), ScriptedEmbedder()) for _ in range(2)]
    signs, known = zip(*streams, strict=True)
    weights = fitted(signs, known, "scripted-v1")
    assert tuple(weights.weights) == SIGNS
    assert weights.weights["far"] + weights.weights["near"] > 1
    assert weights.weights["gap"] == 0  # nothing told of time
    told = signs[0] @ np.array([weights.weights[sign] for sign in SIGNS]) + weights.bias
    assert told[known[0]].min() > np.median(told[~known[0]])


def test_the_shipped_weights_name_every_sign():
    shipped = shipped_weights()
    assert set(shipped.weights) == set(SIGNS)
    assert shipped.weights["gap"] > 0
