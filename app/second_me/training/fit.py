"""The training loop: as many steps as fit into the time, resumable, the best state kept."""

import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import torch

from second_me.training.packing import Packed
from second_me.training.trained_base import TrainedBase

HOLD: Final = "hold"
_LOOK_SECONDS: Final = 2.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How it is trained. Seconds are of work: time on hold does not count."""

    seconds: float
    rate: float = 1e-3
    warm_up: float = 0.04
    blocks_a_step: int = 1
    save_every: float = 120.0
    check_every: float = 900.0
    seed: int = 1
    hold: Path | None = None
    clock: Callable[[], float] = time.monotonic


class State(msgspec.Struct):
    """How far it is."""

    step: int = 0
    block: int = 0
    seconds: float = 0.0
    best: float = math.inf
    lately: float = 0.0


Report = Callable[[str], None]


def fit(  # noqa: PLR0917  (what, on what, how, where, and whom to tell)
    base: TrainedBase,
    train: Sequence[Packed],
    development: Sequence[Packed],
    plan: Plan,
    folder: Path,
    report: Report,
) -> State:
    """Train until the planned time is spent and return how it went.

    `folder` gets `last.pt`, from which a later call goes on, and `best.pt`, the state with
    the lowest development loss. A file named by `plan.hold` makes it wait.
    """
    folder.mkdir(parents=True, exist_ok=True)
    matrices = list(base.trainable().values())
    optimizer = torch.optim.AdamW(matrices, lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.98))
    state = _resume(base, optimizer, folder / "last.pt")
    saved = checked = state.seconds
    while state.seconds < plan.seconds:
        _wait(plan.hold)
        began = plan.clock()
        _step(base, optimizer, train, plan, state)
        state.seconds += plan.clock() - began
        if state.step % 5 == 0:
            report(f"step {state.step} {state.seconds:.0f}s loss {state.lately:.3f}")
        if state.seconds - saved > plan.save_every:
            saved = state.seconds
            save(base, optimizer, state, folder / "last.pt")
        if state.seconds - checked > plan.check_every:
            checked = state.seconds
            _check(base, development, state, folder, report)
    _check(base, development, state, folder, report)
    save(base, optimizer, state, folder / "last.pt")
    return state


def _step(
    base: TrainedBase,
    optimizer: torch.optim.Optimizer,
    train: Sequence[Packed],
    plan: Plan,
    state: State,
) -> None:
    for group in optimizer.param_groups:
        group["lr"] = plan.rate * pace(state.seconds / plan.seconds, plan.warm_up)
    chosen = [
        _number(state.block + more, len(train), plan.seed) for more in range(plan.blocks_a_step)
    ]
    tokens = sum(sum(train[number].learned) for number in chosen)
    summed = 0.0
    for number in chosen:
        loss, _ = base.loss(train[number], number)
        (loss / tokens).backward()
        summed += float(loss.detach())
    torch.nn.utils.clip_grad_norm_(list(base.trainable().values()), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    state.step += 1
    state.block += plan.blocks_a_step
    state.lately = (
        summed / tokens if state.step == 1 else 0.9 * state.lately + 0.1 * summed / tokens
    )


def _number(at: int, count: int, seed: int) -> int:
    """Return which block comes at place `at`; each round goes through all in its own order."""
    order = list(range(count))
    random.Random(f"{seed}:{at // count}").shuffle(order)  # noqa: S311  (repeatable)
    return order[at % count]


def pace(done: float, warm_up: float) -> float:
    """Return the share of the full learning rate: a short rise, then a half cosine down to 3 %."""
    if done < warm_up:
        return max(done / warm_up, 0.02)
    return 0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * min(1.0, (done - warm_up) / (1 - warm_up))))


def _wait(hold: Path | None) -> None:
    while hold is not None and hold.exists():
        time.sleep(_LOOK_SECONDS)


def score(base: TrainedBase, blocks: Sequence[Packed]) -> float:
    """Return the mean loss over the answers' tokens of blocks that were not trained on."""
    summed, tokens = 0.0, 0
    with torch.no_grad():
        for packed in blocks:
            loss, count = base.loss(packed)
            summed += float(loss)
            tokens += count
    return summed / max(tokens, 1)


def _check(
    base: TrainedBase, development: Sequence[Packed], state: State, folder: Path, report: Report
) -> None:
    found = score(base, development)
    report(f"step {state.step} development loss {found:.4f}")
    if found < state.best:
        state.best = found
        torch.save(weights(base), folder / "best.pt")


def weights(base: TrainedBase) -> dict[str, Any]:
    """Return a copy of the learned matrices."""
    return {name: matrix.detach().cpu().clone() for name, matrix in base.trainable().items()}


def save(base: TrainedBase, optimizer: torch.optim.Optimizer, state: State, path: Path) -> None:
    """Write a checkpoint; a crash in the middle leaves the one before."""
    part = path.with_suffix(".part")
    kept = {
        "weights": weights(base),
        "optimizer": optimizer.state_dict(),
        "state": msgspec.to_builtins(state),
    }
    torch.save(kept, part)
    part.replace(path)


def _resume(base: TrainedBase, optimizer: torch.optim.Optimizer, path: Path) -> State:
    if not path.exists():
        return State()
    kept = torch.load(path, weights_only=True)
    put(base, kept["weights"])
    optimizer.load_state_dict(kept["optimizer"])
    return msgspec.convert(kept["state"], State)


def put(base: TrainedBase, learned: dict[str, Any]) -> None:
    """Set the matrices to what was learned before. Raises ValueError if they are others."""
    own = base.trainable()
    shapes = {name: matrix.shape for name, matrix in own.items()}
    if shapes != {name: matrix.shape for name, matrix in learned.items()}:
        raise ValueError("the checkpoint was made with another rank or other layers")
    with torch.no_grad():
        for name, matrix in own.items():
            matrix.copy_(learned[name])
