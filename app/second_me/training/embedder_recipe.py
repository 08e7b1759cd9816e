"""The whole recipe of the embedder: data, base, training, the way back towards the base, file."""

import argparse
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import torch
from safetensors.torch import load_file, save_file

from second_me.training import embedder_fit, embedder_pools
from second_me.training.export_embedder import export, sha256, unpack
from second_me.training.pools import Pool
from second_me.training.recipe import say

LEARNED: Final = "embedder.safetensors"
_SETTLED_ON: Final = 400


def train(chosen: argparse.Namespace) -> None:
    """Do what the command line of `main` asks for; the folder `embedder` lies in `chosen.out`
    afterwards, and beside it the weights and how they came to be.
    """
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    corpora = embedder_pools.load(chosen.data, chosen.seed, chosen.talks)
    say(f"{sum(len(pool.queries) for pool in corpora.train)} questions to learn from")
    plan = embedder_fit.Plan(
        seconds=chosen.budget_minutes * 60,
        rate=chosen.embedder_rate,
        seed=chosen.seed,
        hold=chosen.hold,
    )
    with tempfile.TemporaryDirectory() as scratch:
        model = unpack(chosen.base, Path(scratch))
        encoder = embedder_fit.Encoder(model, plan.longest, chosen.frozen)
    base = {name: value.detach().clone() for name, value in encoder.learned().items()}
    given = load_file(chosen.start) if chosen.start else {}
    _begin(encoder, given, corpora.train, chosen.seed)
    state = embedder_fit.fit(encoder, corpora.train, corpora.development, plan, chosen.out, say)
    learned = given | embedder_fit.mixed(base, encoder.learned(), chosen.share)
    save_file({name: value.contiguous() for name, value in learned.items()}, chosen.out / LEARNED)
    write(chosen, state)


def _begin(
    encoder: embedder_fit.Encoder,
    given: Mapping[str, torch.Tensor],
    train: Sequence[Pool],
    seed: int,
) -> None:
    """Go on from weights learned before, and begin the heads if they are not among them."""
    weights = encoder.weights()
    with torch.no_grad():
        for name, value in given.items():
            weights[name].copy_(value)
    if not any(name.startswith(embedder_fit.HEADS) for name in given):
        rng = random.Random(seed)  # noqa: S311  (repeatable, not secret)
        memories = [rng.choice(rng.choice(train).memories) for _ in range(_SETTLED_ON)]
        encoder.settle([memory.document() for memory in memories])


def write(chosen: argparse.Namespace, state: embedder_fit.State) -> None:
    """Export what was learned, and write down how."""
    folder = chosen.out / "embedder"
    export(chosen.base, folder, chosen.out / LEARNED)
    told = {key: str(value) for key, value in sorted(vars(chosen).items())}
    files = {path.name: sha256(path) for path in sorted(folder.iterdir())}
    record = told | {"steps": str(state.step), "loss": f"{state.lately:.4f}"} | files
    path = chosen.out / "embedder.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(record)) + b"\n")
    say(f"{folder}: {files}")
