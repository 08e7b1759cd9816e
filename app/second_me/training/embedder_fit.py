"""Trains the embedder: questions are drawn to what answers them and pushed off what does not.

The loss is the softmax over all memories of the batch (Henderson et al., 2017), which come
from one pool, with one hard negative a question at least.
"""

import copy
import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertModel

from second_me.training.fit import pace
from second_me.training.pools import Pool, Query

SHARES: Final = {
    "talks": 0.45, "LifeBench": 0.2, "RealMem": 0.14, "LongMemEval": 0.11, "replies": 0.1,
}  # fmt: skip
"""How often a batch comes from each source."""

_LOOK_SECONDS: Final = 2.0
Report = Callable[[str], None]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How it is trained. Seconds are of work: time on hold does not count."""

    seconds: float
    rate: float = 4e-5
    warm_up: float = 0.05
    queries_a_step: int = 24
    longest: int = 80
    frozen_layers: int = 2
    scale: float = 20.0
    save_every: float = 120.0
    check_every: float = 480.0
    seed: int = 1
    hold: Path | None = None
    clock: Callable[[], float] = time.monotonic


class State(msgspec.Struct):
    """How far it is."""

    step: int = 0
    seconds: float = 0.0
    lately: float = 0.0


class Encoder:
    """The base with its tokenizer; texts become unit vectors."""

    def __init__(self, folder: Path, longest: int, frozen_layers: int = 0) -> None:
        """`frozen_layers` counts from the bottom; the word table is frozen in any case."""
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.enable_padding()
        self.model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
        for frozen in (self.model.embeddings, *self.model.encoder.layer[:frozen_layers]):
            frozen.requires_grad_(requires_grad=False)

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Return unit vectors of shape (n, dims): the mean over the tokens, normalised."""
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = torch.tensor([one.ids for one in encoded])
        mask = torch.tensor([one.attention_mask for one in encoded])
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)

    def encode(self, texts: Sequence[str], batch: int = 32) -> torch.Tensor:
        """Return the vectors of many texts without learning from them, in their order."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found = torch.zeros(len(texts), self.model.config.hidden_size)
        with torch.no_grad():
            for start in range(0, len(order), batch):
                rows = order[start : start + batch]
                found[rows] = self([texts[row] for row in rows])
        return found

    def directions(self, texts: Sequence[str], count: int, seed: int) -> torch.Tensor:
        """Return what turns a token's hidden state into its word vector, shape (count, dims): the
        directions in which the tokens of `texts` differ most, turned at random, so that the sign
        of each number says as much as that of any other (Gong and Lazebnik, ITQ, 2011).
        """
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = torch.tensor([one.ids for one in encoded])
        mask = torch.tensor([one.attention_mask for one in encoded])
        with torch.no_grad():
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state[mask.bool()]
        hidden = functional.normalize(hidden, dim=-1)
        most = torch.linalg.eigh(hidden.T @ hidden).eigenvectors.flip(1)[:, :count]
        dice = torch.Generator().manual_seed(seed)
        turn = torch.linalg.qr(torch.randn(count, count, generator=dice)).Q
        return (most @ turn[: most.shape[1]]).T.contiguous()

    def learned(self) -> dict[str, Any]:
        """Return what is trained, by name."""
        return {name: value for name, value in self.model.named_parameters() if value.requires_grad}


class Batch(msgspec.Struct, frozen=True):
    """Questions and memories; `gold[i]` is the memory that answers question i, `open[i][j]`
    whether memory j counts for question i.
    """

    queries: list[str]
    documents: list[str]
    gold: list[int]
    open: list[list[bool]]


def draw(pools: Sequence[Pool], plan: Plan, step: int) -> Batch:
    """Return the batch of a step, the same for the same seed."""
    rng = random.Random(f"{plan.seed}:{step}")  # noqa: S311  (repeatable, not secret)
    sources = sorted({pool.source for pool in pools})
    source = rng.choices(sources, [SHARES.get(name, 0.1) for name in sources])[0]
    pool = rng.choice([one for one in pools if one.source == source and one.queries])
    queries = rng.sample(pool.queries, min(plan.queries_a_step, len(pool.queries)))
    return _batch(pool, queries, plan.queries_a_step * 3 // 2, rng)


def _batch(pool: Pool, queries: list[Query], size: int, rng: random.Random) -> Batch:
    golds = [rng.choice(query.gold) for query in queries]
    chosen = dict.fromkeys(golds)
    for query in queries:
        if query.near and len(chosen) < size:
            chosen[rng.choice(query.near)] = None
    while len(chosen) < min(size, len(pool.memories)):
        chosen[rng.randrange(len(pool.memories))] = None
    rows = list(chosen)
    place = {row: at for at, row in enumerate(rows)}
    documents = [pool.memories[row].document() for row in rows]
    bodies = [pool.memories[row].text for row in rows]
    opened = []
    for query, gold in zip(queries, golds, strict=True):
        shut = {bodies[place[row]] for row in query.gold if row in place}
        opened.append(
            [row == gold or body not in shut for row, body in zip(rows, bodies, strict=True)]
        )
    return Batch(
        [query.text for query in queries], documents, [place[row] for row in golds], opened
    )


def loss(encoder: Encoder, batch: Batch, scale: float) -> torch.Tensor:
    """Return the mean cross entropy of finding each question's memory among all of the batch."""
    scores = scale * encoder(batch.queries) @ encoder(batch.documents).T
    scores = scores.masked_fill(~torch.tensor(batch.open), -1e4)
    return functional.cross_entropy(scores, torch.tensor(batch.gold))


def fit(  # noqa: PLR0917  (what, on what, how, where, and whom to tell)
    encoder: Encoder,
    train: Sequence[Pool],
    development: Sequence[Pool],
    plan: Plan,
    folder: Path,
    report: Report,
) -> State:
    """Train until the planned time is spent and return how it went.

    `folder` gets `last.pt`, from which a later call goes on, and `step-N.pt` at each check.
    """
    folder.mkdir(parents=True, exist_ok=True)
    learned = encoder.learned()
    optimizer = torch.optim.AdamW(learned.values(), lr=plan.rate, weight_decay=0.01)
    state = _resume(learned, optimizer, folder / "last.pt")
    saved = checked = state.seconds
    if not state.step:
        report(_told(encoder, development, state))
    while state.seconds < plan.seconds:
        _wait(plan.hold)
        began = plan.clock()
        _step(encoder, optimizer, draw(train, plan, state.step), plan, state)
        state.seconds += plan.clock() - began
        if state.step % 20 == 0:
            report(f"step {state.step} {state.seconds:.0f}s loss {state.lately:.3f}")
        if state.seconds - saved > plan.save_every:
            saved = state.seconds
            _save(learned, optimizer, state, folder / "last.pt")
        if state.seconds - checked > plan.check_every:
            checked = state.seconds
            torch.save(_copied(learned), folder / f"step-{state.step}.pt")
            report(_told(encoder, development, state))
    torch.save(_copied(learned), folder / f"step-{state.step}.pt")
    _save(learned, optimizer, state, folder / "last.pt")
    report(_told(encoder, development, state))
    return state


def _step(
    encoder: Encoder, optimizer: torch.optim.Optimizer, batch: Batch, plan: Plan, state: State
) -> None:
    for group in optimizer.param_groups:
        group["lr"] = plan.rate * pace(state.seconds / plan.seconds, plan.warm_up)
    found = loss(encoder, batch, plan.scale)
    found.backward()
    torch.nn.utils.clip_grad_norm_(list(encoder.learned().values()), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    state.step += 1
    value = float(found.detach())
    state.lately = value if state.step == 1 else 0.98 * state.lately + 0.02 * value


def recall(encoder: Encoder, pool: Pool, depth: int = 10, most: int = 800) -> float:
    """Return the share of the evidence of a pool's queries among the first `depth` by cosine.

    Of a large pool all evidence and some of the rest are searched, so that it does not take long.
    """
    rows = list(dict.fromkeys(row for query in pool.queries for row in query.gold))
    rest = sorted(set(range(len(pool.memories))) - set(rows))
    room = max(0, most - len(rows))
    rows += random.Random(0).sample(rest, min(len(rest), room))  # noqa: S311  (repeatable)
    place = {row: at for at, row in enumerate(rows)}
    documents = encoder.encode([pool.memories[row].document() for row in rows])
    asked = encoder.encode([query.text for query in pool.queries])
    best = (asked @ documents.T).topk(min(depth, len(rows)), dim=1).indices.tolist()
    shares = [
        len({place[row] for row in query.gold} & set(found)) / len(query.gold)
        for query, found in zip(pool.queries, best, strict=True)
    ]
    return math.fsum(shares) / len(shares)


def _told(encoder: Encoder, development: Sequence[Pool], state: State) -> str:
    scores: dict[str, list[float]] = {}
    for pool in development:
        scores.setdefault(pool.source, []).append(recall(encoder, pool))
    means = ", ".join(f"{name} {sum(all_) / len(all_):.4f}" for name, all_ in scores.items())
    return f"step {state.step} development recall@10: {means}"


def mixed(before: dict[str, Any], after: dict[str, Any], share: float) -> dict[str, Any]:
    """Return weights between two models, `share` of the way from the first to the second:
    it keeps more of what the first could (Wortsman et al., 2022).
    """
    return {
        name: value if name not in after else torch.lerp(value, after[name].to(value.dtype), share)
        for name, value in before.items()
    }


def _copied(learned: dict[str, Any]) -> dict[str, Any]:
    return {name: copy.deepcopy(value.detach()) for name, value in learned.items()}


def _save(
    learned: dict[str, Any], optimizer: torch.optim.Optimizer, state: State, path: Path
) -> None:
    """Write a checkpoint; a crash in the middle leaves the one before."""
    part = path.with_suffix(".part")
    kept = {"weights": _copied(learned), "optimizer": optimizer.state_dict()}
    torch.save(kept | {"state": msgspec.to_builtins(state)}, part)
    part.replace(path)


def _resume(learned: dict[str, Any], optimizer: torch.optim.Optimizer, path: Path) -> State:
    if not path.exists():
        return State()
    kept = torch.load(path, weights_only=True)
    with torch.no_grad():
        for name, value in learned.items():
            value.copy_(kept["weights"][name])
    optimizer.load_state_dict(kept["optimizer"])
    return msgspec.convert(kept["state"], State)


def _wait(hold: Path | None) -> None:
    while hold is not None and hold.exists():
        time.sleep(_LOOK_SECONDS)
