import math

import pytest

from second_me.memory import worth
from second_me.memory.worth import FEATURES, Sureness, Weights

WEIGHTS = Weights(FEATURES, (1.0, 2.0, 0.5), -0.5, 0.5)


def test_sureness_takes_the_mean_of_the_logarithms():
    sure = Sureness.of(0.7, (0.5, 0.25))
    assert sure.tells == 0.7
    assert sure.words == pytest.approx((math.log(0.5) + math.log(0.25)) / 2)
    assert Sureness.of(1.0, ()).words == 0.0
    assert math.isfinite(Sureness.of(0.0, (0.0,)).words)


@pytest.mark.parametrize("tells", [0.0, 1.0])
def test_an_extreme_sureness_stays_a_number(tells):
    row = worth.features("Anna owns 2 dogs.", "Anna", Sureness(tells, 0.0))
    assert all(math.isfinite(one) for one in row)
    assert len(row) == len(FEATURES)


def test_what_is_garbled_or_unsure_is_worth_less():
    sure = worth.features("Anna owns 2 dogs.", "Anna", Sureness(0.9, -0.1))
    garbled = worth.features("Anna owns 2 dogs.", "Anna", Sureness(0.9, -2.0))
    unsure = worth.features("Anna owns 2 dogs.", "Anna", Sureness(0.1, -0.1))
    vague = worth.features("she has some", "", Sureness(0.9, -0.1))
    for less in (garbled, unsure, vague):
        assert WEIGHTS.worth(less) < WEIGHTS.worth(sure)
    assert WEIGHTS.keeps(sure)
    assert not WEIGHTS.keeps(garbled)


def test_a_long_name_is_worth_no_more_than_a_short_one():
    sure = Sureness(0.9, -0.1)
    short = worth.features("Anna has a dog.", "Anna", sure)
    assert worth.features("Anna Maria Weber has a dog.", "Anna Maria Weber", sure) == short
    assert worth.features("Anna has a dog from Graz.", "Anna", sure) > short


def test_the_shipped_weights_belong_to_these_features():
    shipped = worth.shipped()
    assert shipped.features == FEATURES
    assert len(shipped.weights) == len(FEATURES)
    assert 0 < shipped.least < 1
