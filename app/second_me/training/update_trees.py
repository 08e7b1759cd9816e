"""Trains the trees that decide what a new fact changes, and writes them as numbers.

python -m second_me.training.update_trees --data CORPORA --out models/update/trees.json
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.corpora.updates import made_up, realmem, slots
from second_me.corpora.updates.scenes import Scene
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.inference.update_prompts import Change
from second_me.memory.update_features import features
from second_me.memory.update_trees import NONE, Trees

_USER: Final = "User"
_UNKNOWN: Final = 0.25
"""Share of new facts of which the trees are not told how alike they are to the known ones."""
_BATCH: Final = 64
_DIGITS: Final = 6


def rows(
    scenes: Iterable[Scene], vectors: dict[str, NDArray[np.float32]], seed: int
) -> Iterator[tuple[NDArray[np.float64], list[str]]]:
    """Yield, for each new fact, its features beside each known fact, (n, f), and what is right."""
    rng = np.random.default_rng(seed)
    for scene in scenes:
        known = np.stack([vectors[one.text] for one in scene.known])
        for case in scene.cases:
            alike = (known @ vectors[case.new.text]).astype(np.float64)
            if rng.random() < _UNKNOWN:
                alike = np.full(len(known), np.nan)
            beside = Change.IGNORE if case.change is Change.IGNORE else NONE
            right = [str(beside)] * len(known)
            if case.number:
                right[case.number - 1] = str(case.change)
            yield features(case.new, scene.known, whom(scene), alike), right


def whom(scene: Scene) -> str:
    """Return whom a scene is about: RealMem calls everybody "User"."""
    return scene.person if any(scene.person in one.text for one in scene.known) else _USER


def vectors_of(scenes: Iterable[Scene], embedder: Embedder) -> dict[str, NDArray[np.float32]]:
    """Return the vector of every text in the scenes."""
    texts = list(
        dict.fromkeys(
            one.text
            for scene in scenes
            for one in (*scene.known, *(case.new for case in scene.cases))
        )
    )
    found = [embedder.embed(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
    return dict(zip(texts, np.concatenate(found), strict=True))


def exported(model: Any) -> Trees:  # noqa: ANN401  (sklearn's classifier, untyped)
    """Return scikit-learn's trees as plain numbers."""
    nodes: list[Any] = []
    roots: list[list[int]] = [[] for _ in model.classes_]
    shift: list[int] = []
    for round_ in model._predictors:  # noqa: SLF001  (it offers no other way)
        for place, tree in enumerate(round_):
            roots[place].append(len(nodes))
            shift += [len(nodes)] * len(tree.nodes)
            nodes += list(tree.nodes)
    leaf = [bool(node["is_leaf"]) for node in nodes]
    return Trees(
        columns=int(model.n_features_in_),
        classes=tuple(map(str, model.classes_)),
        baseline=tuple(float(one) for one in model._baseline_prediction.ravel()),  # noqa: SLF001
        roots=tuple(map(tuple, roots)),
        feature=tuple(int(node["feature_idx"]) for node in nodes),
        threshold=tuple(_short(node["num_threshold"]) for node in nodes),
        left=tuple(
            -1 if end else int(node["left"]) + by
            for node, end, by in zip(nodes, leaf, shift, strict=True)
        ),
        right=tuple(
            -1 if end else int(node["right"]) + by
            for node, end, by in zip(nodes, leaf, shift, strict=True)
        ),
        unknown_left=tuple(bool(node["missing_go_to_left"]) for node in nodes),
        value=tuple(_short(node["value"]) for node in nodes),
    )


def _short(number: float) -> float:
    held = float(f"{number:.{_DIGITS}g}")
    return held if np.isfinite(held) else float(np.finfo(np.float32).max)


def _fit(found: Sequence[tuple[NDArray[np.float64], list[str]]], seed: int) -> Any:  # noqa: ANN401
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415  (train only)

    model = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=15, random_state=seed)
    model.fit(
        np.concatenate([row for row, _ in found]), [one for _, right in found for one in right]
    )
    return model


def main(argv: list[str]) -> int:
    """Train on made-up people and RealMem's, those held back left out; 0 when written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public corpora")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--made-up", type=int, default=400, help="made-up people")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(argv)
    scenes = list(made_up.scenes(slots.load(), chosen.seed, chosen.made_up, held=False))
    for path in sorted((chosen.data / "realmem").glob("*.json")):
        if not realmem.held_back(path):
            scenes += realmem.all_scenes(path, chosen.seed)
    found = list(rows(scenes, vectors_of(scenes, OnnxEmbedder()), chosen.seed))
    trees = exported(_fit(found, chosen.seed))
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_bytes(msgspec.json.encode(trees))
    sys.stdout.write(f"{len(found)} new facts, {len(trees.feature)} nodes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
