"""Generation: tokens a second of the model worker, beside llama.cpp's own loop."""

from second_me.bench import generation
from second_me.bench.report import Part
from second_me.bench.speed import Settings
from second_me.core.errors import ModelUnavailable
from second_me.inference import threads
from second_me.inference.catalogue import base_file


def measure(settings: Settings) -> Part:
    """Generate with the default base; the reference decodes the same tokens on the same threads."""
    base = base_file(settings.home.models)
    if base is None:
        raise ModelUnavailable(
            "No language model",
            "Generation cannot be measured without one.",
            "Run: python3 packaging/bootstrap.py run",
        )
    found = generation.measure(base.path, threads.choose(0))
    return Part(
        figures={
            "tokens_per_second": found["ours"],
            "first_token_ms": found["first_token_seconds"] * 1000,
        },
        reference={"tokens_per_second": found["reference"]},
        ratio={"tokens_per_second": found["ratio"]},
        settings={"base": base.name, "threads": found["threads"], "tokens": found["tokens"]},
    )
