import time

import pytest

from second_me.core.errors import EnvironmentFault
from second_me.vault import Argon2Cost
from second_me.vault.stretching import MIB, calibrate, stretch


def costs(seconds_per_256_mib: float):
    return lambda cost: seconds_per_256_mib * cost.memory_kib / (256 * MIB) * cost.passes


def test_a_fast_machine_makes_more_passes_over_256_mib():
    cost = calibrate(costs(0.2))
    assert (cost.memory_kib, cost.passes) == (256 * MIB, 5)


def test_a_slow_machine_uses_less_memory():
    cost = calibrate(costs(2.4))
    assert (cost.memory_kib, cost.passes) == (128 * MIB, 1)


def test_it_never_goes_under_64_mib_nor_three_passes_there():
    cost = calibrate(costs(60))
    assert (cost.memory_kib, cost.passes) == (64 * MIB, 3)


def test_a_machine_short_of_memory_gets_what_it_can_give():
    def measure(cost):
        if cost.memory_kib > 128 * MIB:
            raise EnvironmentFault("no memory", "")
        return 0.5

    assert calibrate(measure).memory_kib == 128 * MIB


def test_a_machine_that_cannot_even_give_the_least_says_so():
    def measure(cost):
        raise EnvironmentFault("Not enough memory", "")

    with pytest.raises(EnvironmentFault, match="Not enough memory"):
        calibrate(measure)


def test_the_full_cost_takes_time_here():
    cost = calibrate()
    assert cost.memory_kib >= 64 * MIB
    begun = time.perf_counter()
    secret = stretch("correct horse", bytes(16), cost)
    assert len(secret) == 32
    assert time.perf_counter() - begun > 0.05


@pytest.mark.parametrize(
    "cost",
    [
        Argon2Cost(memory_kib=2**40, passes=1),
        Argon2Cost(memory_kib=64, passes=10**9),
        Argon2Cost(memory_kib=64, passes=0),
        Argon2Cost(memory_kib=64, passes=1, lanes=1000),
    ],
)
def test_a_cost_that_no_machine_can_pay_is_not_plausible(cost):
    assert not cost.plausible


def test_salt_and_passphrase_both_matter():
    cost = Argon2Cost(memory_kib=64, passes=1)
    made = {stretch(text, salt, cost) for text in ("a", "b") for salt in (bytes(16), b"1" * 16)}
    assert len(made) == 4
