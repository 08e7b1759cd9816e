"""The whole recipe of one adapter: data, base, training, selection, file."""

import argparse
import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
import torch

from second_me.training import adapter_file, fit, tasks
from second_me.training.blocks import Block
from second_me.training.packing import Packed, Tokenize, pack
from second_me.training.texts import Texts
from second_me.training.trained_base import Shape, Tokens, TrainedBase


def train(chosen: argparse.Namespace) -> None:
    """Do what the command line of `main` asks for; the adapter lies in `chosen.out` afterwards."""
    torch.set_num_threads(chosen.threads)
    tokens = Tokens(chosen.base)
    split = tasks.split(chosen.task, chosen.data, chosen.seed, chosen.made_up)
    learned_from = _packed(split.train, tokens, chosen.longest)
    checked_on = _packed(split.development, tokens, chosen.longest)
    shape = Shape(chosen.rank, chosen.alpha, chosen.layers)
    base = TrainedBase(chosen.base, shape, _device(chosen.device), chosen.seed)
    if chosen.start:
        fit.put(base, torch.load(chosen.start, weights_only=True))
    base.keep(chosen.keep_megabytes)
    say(f"{len(learned_from)} blocks to train on, {len(checked_on)} to check on, {base.device}")
    plan = fit.Plan(
        seconds=chosen.budget_minutes * 60,
        rate=chosen.rate,
        blocks_a_step=chosen.blocks_a_step,
        seed=chosen.seed,
        hold=chosen.hold,
    )
    state = fit.fit(base, learned_from, checked_on, plan, chosen.out, say)
    write(base, chosen, chosen.out / f"{chosen.task}.gguf", state)


def _device(wanted: str) -> str:
    if wanted != "auto":
        return wanted
    return "cuda" if torch.cuda.is_available() else "cpu"


def write(base: TrainedBase, chosen: argparse.Namespace, path: Path, state: fit.State) -> None:
    """Write the best state as an adapter, and beside it how it came to be."""
    learned = torch.load(path.parent / "best.pt", weights_only=True)
    config = base.model.config
    size = adapter_file.write(
        path,
        learned,
        alpha=chosen.alpha,
        heads=config.num_attention_heads,
        key_heads=config.num_key_value_heads,
        name=f"second-me {chosen.task}",
        base=sha256(chosen.base),
    )
    told = {key: str(value) for key, value in sorted(vars(chosen).items())}
    record = told | {"base_sha256": sha256(chosen.base), "sha256": sha256(path)}
    done = record | {"steps": str(state.step), "development_loss": f"{state.best:.4f}"}
    path.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(done)) + b"\n")
    say(f"{path.name}: {size} bytes, sha256 {sha256(path)}")


def _packed(blocks: Iterable[Block | Texts], tokens: Tokenize, longest: int) -> list[Packed]:
    return [packed for block in blocks if (packed := pack(block, tokens, longest))]


def sha256(path: Path) -> str:
    """Return the file's sha256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def say(words: str) -> None:
    """Print at once, for whoever watches a log."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
