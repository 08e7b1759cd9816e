import numpy as np
import pytest

from second_me.training import logistic

RIGHT = np.array([1.5, -2.0, 0.0])
OFFSET = -0.7


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(20_000, 3)) * [1.0, 0.5, 3.0] + [0.0, 2.0, -1.0]
    odds = 1 / (1 + np.exp(-(rows @ RIGHT + OFFSET)))
    return rows, (rng.random(len(rows)) < odds).astype(float)


def test_known_weights_are_found_again(made):
    rows, right = made
    weights, offset = logistic.fit(rows, right, np.ones(len(rows)), 1.0)
    assert weights == pytest.approx(RIGHT, abs=0.1)
    assert offset == pytest.approx(OFFSET, abs=0.2)


def test_what_counts_nothing_teaches_nothing(made):
    rows, right = made
    counts = np.ones(len(rows))
    counts[10_000:] = 0
    spoilt = right.copy()
    spoilt[10_000:] = 1
    weights, _ = logistic.fit(rows, spoilt, counts, 1.0)
    assert weights == pytest.approx(RIGHT, abs=0.2)


def test_holding_strongly_keeps_to_the_prior(made):
    rows, right = made
    ones = np.ones(len(rows))
    weights, _ = logistic.fit(rows, right, ones, 1e9)
    assert weights == pytest.approx([0, 0, 0], abs=1e-3)
    prior = np.array([0.3, 0.2, 0.1])
    weights, _ = logistic.fit(rows, right, ones, 1e9, prior)
    assert weights == pytest.approx(prior, abs=1e-3)


def test_what_never_differs_gets_no_weight(made):
    rows, right = made
    same = np.hstack((rows, np.full((len(rows), 1), 4.0)))
    weights, offset = logistic.fit(same, right, np.ones(len(rows)), 1.0)
    assert weights[3] == 0
    assert offset == pytest.approx(OFFSET, abs=0.2)
