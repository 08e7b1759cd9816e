"""Making a key out of a passphrase, slowly on purpose (Argon2id)."""

import os
import time
from collections.abc import Callable

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw

from second_me.core.errors import EnvironmentFault
from second_me.vault.keys import KEY_BYTES

MIB = 1024
TARGET_SECONDS = 1.0
LEAST_MEMORY_KIB = 64 * MIB
MOST_MEMORY_KIB = 256 * MIB
_TOO_SLOW = 1.3  # times the target that one pass may take before memory is halved
_LEAST_PASSES_AT_LEAST_MEMORY = 3
_MOST_LANES = 4
_MOST_PASSES = 64
_MOST_ACCEPTED_KIB = 4 * 1024 * MIB  # a slot file that asks for more is not ours


class Argon2Cost(msgspec.Struct, frozen=True, kw_only=True):
    """How much work one guess is: memory in KiB, passes over it, lanes in parallel."""

    memory_kib: int
    passes: int
    lanes: int = 1

    @property
    def plausible(self) -> bool:
        """Return whether a machine could be asked for this at all."""
        return (
            8 * self.lanes <= self.memory_kib <= _MOST_ACCEPTED_KIB
            and 1 <= self.passes <= _MOST_PASSES
            and 1 <= self.lanes <= 64  # noqa: PLR2004  (more than any of ours)
        )


def stretch(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
    """Return 32 bytes made from a passphrase. Raises EnvironmentFault if memory is short."""
    try:
        key: bytes = hash_secret_raw(
            passphrase.encode("utf-8", "surrogatepass"),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except (HashingError, MemoryError) as error:
        raise EnvironmentFault(
            "Not enough memory to check the passphrase",
            f"It takes {cost.memory_kib // MIB} MiB for about a second.",
            "Close other programs and try again.",
        ) from error
    return key


def calibrate(measure: Callable[[Argon2Cost], float] | None = None) -> Argon2Cost:
    """Return a cost of about a second here: 256 MiB, less on a slow machine, never under 64.

    `measure` returns the seconds that one stretching takes.
    """
    measure = measure or _measure
    lanes = min(_MOST_LANES, os.cpu_count() or 1)
    memory = MOST_MEMORY_KIB
    while True:
        try:
            seconds = measure(Argon2Cost(memory_kib=memory, passes=1, lanes=lanes))
        except EnvironmentFault:
            if memory == LEAST_MEMORY_KIB:
                raise
            seconds = float("inf")
        if seconds <= TARGET_SECONDS * _TOO_SLOW or memory == LEAST_MEMORY_KIB:
            break
        memory //= 2
    passes = min(_MOST_PASSES, max(1, round(TARGET_SECONDS / max(seconds, 1e-6))))
    if memory == LEAST_MEMORY_KIB:
        passes = max(passes, _LEAST_PASSES_AT_LEAST_MEMORY)
    return Argon2Cost(memory_kib=memory, passes=passes, lanes=lanes)


def _measure(cost: Argon2Cost) -> float:
    begun = time.perf_counter()
    stretch("how long does this take", bytes(16), cost)
    return time.perf_counter() - begun
