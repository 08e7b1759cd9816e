"""How fast a model is on this machine: measured when asked for, and kept beside the models."""

import contextlib
from pathlib import Path
from typing import Final

import msgspec

from second_me.core.clock import Clock
from second_me.core.protocol.models import Speed
from second_me.inference.text_model import Generate, TextModel

TOKENS: Final = 96
"""How many are made: about as many as an answer has."""

_FILE: Final = "speed.json"
_WORDS: Final = (
    "On Saturday we walked along the river to the old mill, ate bread and cheese on the wall, and "
    "talked about the summer in which the bridge was built. Later it rained, so we took the bus. "
)


def measure(model: TextModel, clock: Clock) -> Speed:
    """Return how many tokens a second the model reads and makes here, about ten seconds' work.

    Raises as `TextModel.generate` does.
    """
    now = clock.now()
    # The time makes each prompt another one, so that nothing of it has been computed before.
    prompt = f"{now}. " + _WORDS * 6 + "\nThe story goes on:"
    grammar = "root ::= [a-z ]*"  # never ends by itself
    made = model.generate(Generate(task="speed", prompt=prompt, grammar=grammar, max_tokens=TOKENS))
    read = max(made.prompt_tokens - made.cached_tokens, 0)
    return Speed(
        read_per_second=_rate(read, made.prompt_seconds),
        made_per_second=_rate(made.generated_tokens, made.generate_seconds),
        measured_at=now,
    )


def speeds(models: Path) -> dict[str, Speed]:
    """Return what was measured, by the names of the bases."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode((models / _FILE).read_bytes(), type=dict[str, Speed])
    return {}


def keep(models: Path, name: str, speed: Speed) -> None:
    """Write down what was measured; a disk that takes nothing costs only that."""
    with contextlib.suppress(OSError):
        models.mkdir(parents=True, exist_ok=True)
        (models / _FILE).write_bytes(msgspec.json.encode(speeds(models) | {name: speed}))


def _rate(count: int, seconds: float) -> float:
    return round(count / seconds, 1) if seconds > 0 else 0.0
