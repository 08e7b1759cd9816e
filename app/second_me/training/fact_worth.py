"""The weights by which it is decided what of the extract adapter's statements is kept.

    python -m second_me.training.fact_worth --base BASE.gguf --adapter ADAPTER.gguf --data CORPORA

The adapter reads sessions of the one person of RealMem whom nothing else is fitted on, and made-up
messages of people who are not trained on either. A statement that the checks let through is right
if gold of its session means the same (`corpora.same_meaning`). It writes
`memory/worth_weights.json`; the weights belong to one adapter.
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from second_me.core.records import EventKind, Origin
from second_me.corpora import same_meaning, told_turns
from second_me.corpora.same_meaning import Meaning
from second_me.corpora.told_turns import Told
from second_me.inference.base_file import BaseFile
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.inference.host import ModelHost
from second_me.inference.text_model import TextModel
from second_me.memory.extraction import read_all
from second_me.memory.worth import FEATURES, Row, Weights
from second_me.training import logistic, statements
from second_me.training.told_in_corpora import GATE
from second_me.training.windows import Window

TARGET: Final = Path(__file__).parents[1] / "memory" / "worth_weights.json"
_MADE_UP_SEED: Final = 5_000_000
_RIDGE: Final = 2.0
_LEAST: Final = 0.5
"""The worth, in steps of 0.05, at which the one person's found and precision together were best, of
those at which at most one in eight of the made-up people's right statements was lost.
"""


class Example(msgspec.Struct, frozen=True):
    """What is known of a statement, and whether somebody noted the same."""

    row: Row
    right: bool


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "adapter", "data"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--sessions", type=int, default=22, help="that tell something")
    parser.add_argument("--made-up", type=int, default=60, help="made-up windows")
    parser.add_argument("--least", type=float, default=_LEAST, help="worth that is kept")
    chosen = parser.parse_args()
    base = BaseFile(name="base", label="base", path=chosen.base)
    model = ModelHost(base=base, threads=1, gpu=False, unload_after=600)
    try:
        found = _collected(model, chosen)
    finally:
        model.close()
    TARGET.write_bytes(msgspec.json.format(msgspec.json.encode(fit(found, chosen.least))) + b"\n")


def _collected(model: TextModel, chosen: argparse.Namespace) -> list[Example]:
    embedder = OnnxEmbedder()
    people = list(told_turns.realmem(chosen.data / "realmem"))
    means = same_meaning.threshold(people, embedder)
    (person,) = (one for one in people if one.file == GATE)
    windows = statements.windows(statements.load(), _MADE_UP_SEED, chosen.made_up)
    told = told_turns.sampled(person, chosen.sessions) + [as_told(one) for one in windows]
    return list(examples(model, str(chosen.adapter), told, embedder, means))


def as_told(window: Window) -> Told:
    """Return a made-up window as messages to be read."""
    days = [datetime.strptime(one.day, "%d %B %Y").replace(tzinfo=UTC) for one in window.lines]
    events = tuple(
        told_turns.event(
            number, line.text, day, line.author, EventKind.MESSAGE, Origin.OTHER, window.person
        )
        for number, (line, day) in enumerate(zip(window.lines, days, strict=True), start=1)
    )
    gold = tuple(fact.text for fact in window.facts)
    return Told(events, gold, gold, gold)


def examples(
    model: TextModel, adapter: str, told: Sequence[Told], embedder: Embedder, means: float
) -> Iterator[Example]:
    """Yield every statement that the checks let through."""
    for one in told:
        owner = one.events[0].author if one.events[0].origin is Origin.OWN else ""
        found = read_all(model, one.events, owner, adapter, everything=True)
        texts = [fact.text for fact in found.facts]
        meaning = Meaning(embedder, means, one.events[0].author)
        right = meaning.told(texts, one.noted)
        for text, noted in zip(texts, right, strict=True):
            yield Example(found.rows[text], bool(noted.any()))


def fit(found: Sequence[Example], least: float) -> Weights:
    """Return the weights under which the statements that somebody noted are worth most."""
    rows = np.array([one.row for one in found])
    right = np.array([one.right for one in found], float)
    weights, offset = logistic.fit(rows, right, np.ones(len(found)), _RIDGE)
    rounded = tuple(round(float(one), 4) for one in weights)
    return Weights(FEATURES, rounded, round(offset, 4), least)


if __name__ == "__main__":
    main()
