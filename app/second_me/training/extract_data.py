"""What the extract adapter is trained on: made-up windows and those of public corpora."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from second_me.training import real_questions, statements, told_in_corpora
from second_me.training.texts import Texts, mixed
from second_me.training.windows import Window, balanced, shared, turn

_ASIDE: Final = 2000
_LIFEBENCH: Final = 120
_REALMEM_SILENT: Final = 0.5
_ROUNDS: Final = 3
"""How often RealMem's telling windows are seen, each time with another name and other cuts."""

_CHARACTERS: Final = 3000
"""Of a block's windows: about 800 tokens."""

_DEVELOPMENT: Final = 30
_DEVELOPMENT_PERSON: Final = "yinhao"


def train(corpora: Path, seed: int, made_up: int) -> Iterator[Texts]:
    """Yield the blocks to train on: `made_up` windows of our own, and the corpora that are there.

    Two personas of RealMem, one person of LifeBench, every tenth question of LongMemEval and
    made-up people of another seed are kept back.
    """
    facts = statements.load()
    found = list(statements.windows(facts, seed, made_up, _aside(corpora)))
    for number in range(_ROUNDS):
        kept = [one for one in _realmem(corpora, seed + number) if not held_back(one)]
        found += balanced(kept, _REALMEM_SILENT, seed + number)
    others = [one for one in _others(corpora, seed) if not held_back(one)]
    yield from mixed(shared(), [turn(one) for one in found + others], _CHARACTERS, seed)


def development(corpora: Path, seed: int) -> Iterator[Texts]:
    """Yield blocks of people who are not trained on."""
    facts = statements.load()
    found = list(statements.windows(facts, seed + 1_000_000, _DEVELOPMENT, _aside(corpora)))
    kept = [one for one in _realmem(corpora, seed) if held_back(one)]
    rng = random.Random(f"development:{seed}")  # noqa: S311  (repeatable, not secret)
    real = balanced(kept, _REALMEM_SILENT, seed)
    found += rng.sample(real, min(_DEVELOPMENT, len(real)))
    yield from mixed(shared(), [turn(one) for one in found], _CHARACTERS, seed)


def held_back(window: Window) -> bool:
    """Return whether a window is of somebody that nothing is trained on."""
    if window.source == "LongMemEval":
        return sum(window.person.encode()) % 10 == 0
    return window.person in {*told_in_corpora.HELD_BACK, told_in_corpora.GATE, _DEVELOPMENT_PERSON}


def _aside(corpora: Path) -> tuple[str, ...]:
    """Return lines of others' talk with an assistant that say nothing of whoever wrote them."""
    pool = corpora / "longmemeval" / "distractor_sessions_pool.jsonl"
    lines = real_questions.user_lines(pool, _ASIDE) if pool.exists() else ()
    return tuple(line for line in lines if not statements.OWN_WORDS.search(line))


def _realmem(corpora: Path, seed: int) -> Iterator[Window]:
    return told_in_corpora.realmem(corpora, seed, statements.load().world.slots["given"])


def _others(corpora: Path, seed: int) -> Iterator[Window]:
    names = statements.load().world.slots["given"]
    path = corpora / "longmemeval" / "train_150.json"
    if path.exists():
        yield from told_in_corpora.longmemeval(path, seed, names)
    records = [
        window
        for folder in sorted((corpora / "lifebench").glob("*/"))
        for window in told_in_corpora.lifebench(folder)
    ]
    rng = random.Random(f"lifebench:{seed}")  # noqa: S311  (repeatable, not secret)
    yield from rng.sample(records, min(_LIFEBENCH, len(records)))
