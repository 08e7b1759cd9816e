"""What each task is trained on."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from second_me.training import (
    close_calls,
    extract_data,
    lives,
    read_alone,
    real_questions,
    said_questions,
    topics,
    update_texts,
    verb_forms,
)
from second_me.training.blocks import Block
from second_me.training.questions_made import Maker
from second_me.training.texts import Texts

_ASIDE: Final = 3000
_DEVELOPMENT_BLOCKS: Final = 8
_ONE_PLAIN_IN: Final = 8
"""Made-up blocks whose memories are not chosen to be alike."""
_ONE_TOGETHER_IN: Final = 6
"""Blocks of which all memories are read together as well."""

_DEVELOPMENT_PERSON: Final = "yinhao"


class Split(msgspec.Struct, frozen=True):
    """Blocks to train on and blocks of other people to check on."""

    train: Sequence[Block | Texts]
    development: Sequence[Block | Texts]


def split(task: str, corpora: Path, seed: int, made_up: int) -> Split:
    """Return a task's blocks. Raises ValueError for a task that has no data here."""
    if task == "generate":
        return generate(corpora, seed, made_up)
    if task == "extract":
        return Split(
            list(extract_data.train(corpora, seed, made_up)),
            list(extract_data.development(corpora, seed)),
        )
    if task == "update":
        return update(corpora, seed, made_up)
    raise ValueError(f"there is no data for {task}")


def generate(corpora: Path, seed: int, made_up: int) -> Split:
    """Return the blocks of the generate task: made-up lives, and the corpora that are there.

    One person of LifeBench, every tenth question of LongMemEval and made-up people of
    another seed are kept for development.
    """
    world = topics.load()
    pool = corpora / "longmemeval" / "distractor_sessions_pool.jsonl"
    aside = real_questions.user_lines(pool, _ASIDE) if pool.exists() else ()
    plain = made_up // _ONE_PLAIN_IN
    train = list(lives.blocks(world, seed, plain, aside))
    train += close_calls.blocks(world, seed, made_up - plain, aside)
    maker = Maker(verb_forms.load(), random.Random(seed))  # noqa: S311  (repeatable)
    written = said_questions.written(corpora, without=_DEVELOPMENT_PERSON)
    train += said_questions.blocks(written, maker, world.slots["given"], seed, made_up)
    development = list(close_calls.blocks(world, seed + 1_000_000, _DEVELOPMENT_BLOCKS, aside))
    for block in _real(corpora, seed, aside):
        (development if _held_back(block) else train).append(block)
    together = train[::_ONE_TOGETHER_IN]
    return Split(
        [*read_alone.alone(train, seed), *together],
        list(read_alone.alone(development[: 2 * _DEVELOPMENT_BLOCKS], seed)),
    )


def update(corpora: Path, seed: int, made_up: int) -> Split:
    """Return the blocks of the update task: made-up people and RealMem's, some of either kept."""
    train = [
        update_texts.texts(scene)
        for copy in range(2)
        for scene in update_texts.scenes(corpora, seed + copy, 0 if copy else made_up, held=False)
    ]
    kept = update_texts.scenes(corpora, seed, _DEVELOPMENT_BLOCKS, held=True)
    return Split(train, [update_texts.texts(scene) for scene in kept[: 3 * _DEVELOPMENT_BLOCKS]])


def _real(corpora: Path, seed: int, aside: tuple[str, ...]) -> Iterator[Block]:
    for folder in sorted((corpora / "lifebench").glob("*/")):
        yield from real_questions.lifebench(folder, seed, close=True)
    questions = corpora / "longmemeval" / "train_150.json"
    if questions.exists():
        yield from real_questions.longmemeval(questions, seed, aside)


def _held_back(block: Block) -> bool:
    if block.source == "LongMemEval":
        return sum(block.person.encode()) % 10 == 0
    return block.person == _DEVELOPMENT_PERSON
