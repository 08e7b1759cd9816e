"""Trains the classifier of form fields: one linear layer on hashed words of and around a field.

    second-me train forms --data FOLDER --out models/forms

FOLDER holds Mozilla's pages (`training`, `generated`). Pages of a fifth of the shops are kept back
(`form_pages.held_back`). Made-up fields in many languages, from `autofill/words.txt`, stand beside
them, since the pages know few languages.
"""

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray

from second_me.autofill.classifier import Classifier
from second_me.autofill.features import BUCKETS, features
from second_me.autofill.words import phrases, plain
from second_me.core.forms import Field, FieldKind, Page
from second_me.corpora.form_pages import MarkedPage, fold_of, held_back, mozilla
from second_me.training.forms_thresholds import Judged, judge, thresholds

KINDS: Final = tuple(FieldKind)
_MADE_UP: Final = 4_000
_FOLDS: Final = 4
_PASSES: Final = 7
_BATCH: Final = 512
_RATE: Final = 0.02
_HELD: Final = 2e-6  # how strongly weights are held to nought
_DROPPED: Final = 0.15  # share of a field's marks that is not shown to a step
_SMOOTHED: Final = 0.02
_FAMILIAR: Final = {FieldKind.EMAIL: "email", FieldKind.TEL: "tel", FieldKind.SEARCH: "search"}


class Examples(msgspec.Struct, frozen=True):
    """Buckets of each field, the place of its kind in `KINDS`, and how much it counts."""

    buckets: list[NDArray[np.int64]]
    kinds: list[int]
    weights: list[float]


def train(arguments: argparse.Namespace) -> None:
    """Read the pages, fit, and write `fields.npz`."""
    real = [one for one in mozilla(arguments.data / "training") if not held_back(one.name)]
    generated = list(mozilla(arguments.data / "generated"))
    arguments.out.mkdir(parents=True, exist_ok=True)
    make(real, generated, arguments.seed).write(arguments.out / "fields.npz")


def make(real: Sequence[MarkedPage], generated: Sequence[MarkedPage], seed: int) -> Classifier:
    """Fit a classifier. From which confidence on a kind is sure is found on real pages that the
    weights used for that have not seen.
    """
    beside = gather(((generated, 0.5), (list(made_up_pages(_MADE_UP, seed)), 0.25)))
    folds = [[one for one in real if fold_of(one.name, _FOLDS) == fold] for fold in range(_FOLDS)]
    told = [gather(((pages, 1.0),)) for pages in folds]
    judged: list[Judged] = []
    for place, pages in enumerate(folds):
        others = [one for other, one in enumerate(told) if other != place]
        judged += judge(pages, _classifier(fit(joined([beside, *others]), seed), {}))
    return _classifier(fit(joined([beside, *told]), seed), thresholds(judged))


def joined(parts: Sequence[Examples]) -> Examples:
    """Return all examples of several parts."""
    return Examples(
        [one for part in parts for one in part.buckets],
        [one for part in parts for one in part.kinds],
        [one for part in parts for one in part.weights],
    )


def gather(sources: Iterable[tuple[Sequence[MarkedPage], float]]) -> Examples:
    """Return all fields of the pages; each source counts as much as its weight says."""
    buckets: list[NDArray[np.int64]] = []
    kinds: list[int] = []
    weights: list[float] = []
    for pages, weight in sources:
        for one in pages:
            for place, found in enumerate(features(one.page.fields)):
                marked = one.kinds.get(place) or one.marks(place)
                if marked:
                    buckets.append(found)
                    kinds.append(KINDS.index(min(marked)))
                    weights.append(weight)
    return Examples(buckets, kinds, weights)


def made_up_pages(count: int, seed: int) -> Iterator[MarkedPage]:
    """Yield little forms of one to four fields, each called by a phrase of some language."""
    rng = random.Random(seed)  # noqa: S311  (examples, not secrets)
    for _ in range(count):
        kinds = [_kind(rng) for _ in range(rng.randint(1, 4))]
        fields = tuple(_field(place, kind, rng) for place, kind in enumerate(kinds))
        yield MarkedPage(
            name="made up",
            page=Page(origin="", fields=fields),
            kinds={place: frozenset({kind}) for place, kind in enumerate(kinds)},
            whole=True,
        )


def _kind(rng: random.Random) -> FieldKind:
    return FieldKind.OTHER if rng.random() < 0.25 else rng.choice(list(phrases()))  # noqa: PLR2004


def _field(place: int, kind: FieldKind, rng: random.Random) -> Field:
    phrase = rng.choice(phrases()[kind]).removeprefix("=")
    dressed = rng.choice((phrase, phrase.title(), phrase.capitalize()))
    dressed += rng.choice(("", "", "*", " *", ":", " (optional)"))
    code = plain(phrase).replace(" ", rng.choice(("", "_", "-")))
    (style,) = rng.choices(
        ("label", "placeholder", "aria", "before", "name", "both"), (45, 15, 10, 10, 10, 10)
    )
    said = {"label": dressed, "placeholder": dressed} if style == "both" else {
        style: code if style == "name" else dressed
    }  # fmt: skip
    if "name" not in said:
        said["name"] = rng.choice(("", "", f"f{rng.randint(1, 99)}", "field", f"input-{place}"))
    type_ = rng.choice(("text", _FAMILIAR.get(kind, "text")))
    told = {"id": place, "type": "password" if kind is FieldKind.PASSWORD else type_, **said}
    return msgspec.convert(told, Field)


def fit(examples: Examples, seed: int) -> NDArray[np.float32]:
    """Return weights (BUCKETS, k) of a softmax over the kinds, by Adam with a falling rate."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    layer = torch.nn.EmbeddingBag(BUCKETS, len(KINDS), mode="sum")
    torch.nn.init.zeros_(layer.weight)
    steps = torch.optim.Adam(layer.parameters(), lr=_RATE)
    kinds, weights = torch.tensor(examples.kinds), torch.tensor(examples.weights)
    for turn in range(_PASSES):
        for group in steps.param_groups:
            group["lr"] = _RATE * (1 - turn / _PASSES)
        order = rng.permutation(len(kinds))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            steps.zero_grad()
            loss = _loss(layer, examples, chosen, kinds, weights, rng)
            loss.backward()
            steps.step()
        sys.stderr.write(f"pass {turn + 1} of {_PASSES}\n")
    found: NDArray[np.float32] = layer.weight.detach().numpy()
    return found


def _loss(  # noqa: PLR0917
    layer: torch.nn.EmbeddingBag,
    examples: Examples,
    chosen: NDArray[np.int64],
    kinds: torch.Tensor,
    weights: torch.Tensor,
    rng: np.random.Generator,
) -> torch.Tensor:
    shown = [examples.buckets[one] for one in chosen]
    shown = [one[rng.random(len(one)) > _DROPPED] for one in shown]
    starts = torch.tensor(np.cumsum([0, *(len(one) for one in shown[:-1])]))
    told = layer(torch.from_numpy(np.concatenate(shown)), starts)
    each = torch.nn.functional.cross_entropy(
        told, kinds[chosen], reduction="none", label_smoothing=_SMOOTHED
    )
    fitted = (each * weights[chosen]).sum() / weights[chosen].sum()
    return fitted + _HELD * (layer.weight**2).sum()


def _classifier(weights: NDArray[np.float32], sure: Mapping[FieldKind, float]) -> Classifier:
    """Return weights as int8, each kind with a scale of its own."""
    scale = (np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127).astype(np.float32)
    whole = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    return Classifier(whole, scale, KINDS, sure)
