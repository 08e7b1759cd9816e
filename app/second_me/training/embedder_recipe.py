"""The whole recipe of the embedder: data, base, training, the way back towards the base, file."""

import argparse
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import torch
from safetensors.torch import save_file

from second_me.inference import token_codes
from second_me.training import embedder_fit, embedder_pools
from second_me.training.export_embedder import WORDS, export, sha256, unpack
from second_me.training.pools import Pool
from second_me.training.recipe import say

LEARNED: Final = "embedder.safetensors"
_TURNED_ON: Final = 400
"""Memories whose tokens say in which directions tokens differ."""


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
        encoder = embedder_fit.Encoder(model, plan.longest, plan.frozen_layers)
    base = {name: value.detach().clone() for name, value in encoder.learned().items()}
    state = embedder_fit.fit(encoder, corpora.train, corpora.development, plan, chosen.out, say)
    learned = embedder_fit.mixed(base, encoder.learned(), chosen.share)
    keep(encoder, learned, corpora.train, chosen)
    write(chosen, state)


def keep(
    encoder: embedder_fit.Encoder,
    learned: Mapping[str, torch.Tensor],
    train: Sequence[Pool],
    chosen: argparse.Namespace,
) -> None:
    """Write what was learned, with what turns tokens into words."""
    weights = dict(encoder.model.named_parameters())
    with torch.no_grad():
        for name, value in learned.items():
            weights[name].copy_(value)
    rng = random.Random(chosen.seed)  # noqa: S311  (repeatable, not secret)
    memories = [rng.choice(rng.choice(train).memories).document() for _ in range(_TURNED_ON)]
    words = encoder.directions(memories, token_codes.DIMS, chosen.seed)
    kept = {name: value.contiguous() for name, value in learned.items()}
    save_file(kept | {WORDS: words}, chosen.out / LEARNED)


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
