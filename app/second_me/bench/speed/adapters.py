"""Adapters: what one costs a token, what swapping costs, and a second question's wait."""

import statistics
import time
from pathlib import Path
from typing import Final

from second_me.bench import generation
from second_me.bench.report import Part
from second_me.bench.speed import Settings
from second_me.core.errors import ModelUnavailable
from second_me.inference import adapter_prompts, binding, threads
from second_me.inference.adapter_prompts import Line
from second_me.inference.adapters import adapter_for
from second_me.inference.base_file import BaseFile
from second_me.inference.catalogue import base_file
from second_me.inference.host import ModelHost
from second_me.inference.loading import Adapters, Silence, open_context, open_model
from second_me.inference.text_model import Generate

_CONTEXT: Final = 2048
_SWAPS: Final = 200
_MEMORIES: Final = tuple(
    Line(
        f"{day} March 2024",
        author,
        f"{author} went to the market by the river on the {day}th, met an old friend called"
        f" {friend} there and bought {thing}, which was cheaper than in the Annenstrasse.",
    )
    for day, author, friend, thing in (
        (4, "Anna", "Marek", "two kilos of plums"),
        (9, "Ben", "Ilse", "a blue bicycle bell"),
        (11, "Anna", "Pavel", "a box of crayons"),
        (15, "Ben", "Rosa", "seven goose eggs"),
        (19, "Anna", "Tomas", "a lamp without a shade"),
        (28, "Ben", "Vera", "a cello bow"),
    )
)
_QUESTIONS: Final = (
    "What did Ben buy on 9 March?", "Whom did Anna meet on 4 March?", "When did Anna buy a lamp?",
    "Who sold the bicycle bell?", "How many goose eggs did Ben buy?",
)  # fmt: skip


def measure(settings: Settings) -> Part:
    """Measure with the default base and the adapters that come with it. Tokens a second stand
    beside llama.cpp's own loop with the same adapter on, a second question's wait for its first
    word beside the first's, on the same memories.
    """
    base = base_file(settings.home.models)
    adapter = adapter_for(base, "generate")
    if base is None or adapter is None:
        raise ModelUnavailable(
            "No language model",
            "Adapters cannot be measured without the base that they were made for.",
            "Run: python3 packaging/bootstrap.py run",
        )
    count = threads.choose(0)
    found = generation.measure(base.path, count, str(adapter))
    other = adapter_for(base, "extract") or adapter
    first, second = _waits(base, str(adapter), count)
    return Part(
        figures={
            "tokens_per_second": found["ours"],
            "swap_ms": _swap_milliseconds(base.path, (str(adapter), str(other))),
            "second_question_ms": second * 1000,
        },
        reference={"tokens_per_second": found["reference"], "second_question_ms": first * 1000},
        ratio={"tokens_per_second": found["ratio"], "second_question_ms": second / first},
        settings={"base": base.name, "threads": found["threads"], "tokens": found["tokens"]},
    )


def _waits(base: BaseFile, adapter: str, count: int) -> tuple[float, float]:
    """Return the seconds that a prompt takes until its first token: of a first question on some
    memories, and of one more on the same, medians.
    """
    host = ModelHost(base=base, threads=count, gpu=False, unload_after=600, context=_CONTEXT)
    firsts, seconds = [], []
    try:
        _prompt_seconds(host, "warm", _QUESTIONS[0], adapter)
        for number, question in enumerate(_QUESTIONS):
            # A task of its own has nothing computed yet.
            task = f"round {number}"
            firsts.append(_prompt_seconds(host, task, question, adapter))
            following = _QUESTIONS[(number + 1) % len(_QUESTIONS)]
            seconds.append(_prompt_seconds(host, task, following, adapter))
    finally:
        host.close()
    return statistics.median(firsts), statistics.median(seconds)


def _prompt_seconds(host: ModelHost, task: str, question: str, adapter: str) -> float:
    prompt = adapter_prompts.generate_prompt(_MEMORIES, question, "30 March 2024")
    request = Generate(task=task, prompt=prompt, max_tokens=2, adapter=adapter)
    return host.generate(request).prompt_seconds


def _swap_milliseconds(path: Path, pair: tuple[str, str]) -> float:
    """Return the median time of making the other adapter of a loaded pair the one in use."""
    llama = binding.load()
    silence = Silence(llama)
    llama.llama_backend_init()
    model = open_model(llama, str(path), gpu=False, silence=silence)
    context = open_context(llama, model, size=_CONTEXT, threads=1, gpu=False, silence=silence)
    adapters = Adapters(llama, model, context, silence)
    times = []
    for number in range(_SWAPS):
        began = time.perf_counter()
        adapters.use(pair[number % 2])
        times.append(time.perf_counter() - began)
    llama.llama_free(context)
    llama.llama_model_free(model)
    return statistics.median(times[2:]) * 1000
