"""How well a change of what is known is decided: `second-me bench update PATH`.

PATH is a folder with the public corpora. Decided are new facts of made-up people and of
RealMem's, of whom nothing was learned from. Right is a decision that names the right change and
the right known fact. Scores are in per cent.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.bench.engine_model import EngineModel
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.core.paths import find_home
from second_me.corpora.updates import made_up, realmem, slots
from second_me.corpora.updates.scenes import Case, Scene
from second_me.inference import catalogue, prompts, update_prompts
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.inference.engine import Engine
from second_me.inference.update_prompts import Change
from second_me.memory import update_rules, update_trees, updating
from second_me.memory.update_guards import CLOSING
from second_me.memory.update_rules import Guess

_CONTEXT: Final = 2048
_SEED: Final = 9
_BATCH: Final = 64
_USER: Final = "User"
_OLD: Final = {"same": Change.CONFIRM, "replace": Change.SUPERSEDE}

Decide = Callable[[Scene, Case], Guess]


class Decided(msgspec.Struct, frozen=True):
    """One decision beside what is right, and the seconds it took."""

    case: Case
    guess: Guess
    seconds: float

    @property
    def right(self) -> bool:
        return (self.guess.change, self.guess.number) == (self.case.change, self.case.number)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("path", type=Path, metavar="PATH", help="folder with the public corpora")
    parser.add_argument("--people", type=int, default=30, help="made-up people")
    parser.add_argument("--adapter", type=Path, help="a GGUF adapter of the update task")
    parser.add_argument("--base", type=Path, help="a GGUF file instead of the default base")
    parser.add_argument("--with-base", action="store_true", help="also ask the bare base by prompt")
    parser.add_argument("--most", type=int, default=0, help="new facts of each kind of people")


def run(arguments: argparse.Namespace) -> Report:
    """Decide every new fact in each way; the reference are the rules that need no training."""
    groups = {
        "made_up": _several(
            made_up.scenes(slots.load(), _SEED, arguments.people, held=True), arguments.most
        ),
        "realmem": _several(_realmem(arguments.path), arguments.most),
    }
    ways = _ways(arguments, [scene for group in groups.values() for scene, _ in group])
    parts: dict[str, Part] = {}
    for group, scenes in groups.items():
        reference = figures([_decided(by_rules, scene, case) for scene, case in scenes])
        most = _commonest(scenes)
        for name, decide in ways.items():
            progress(f"{name} on {len(scenes)} new facts, {group}")
            found = figures([_decided(decide, scene, case) for scene, case in scenes])
            part = Part(figures=found, reference=reference, settings={"commonest_percent": most})
            parts[f"{group}.{name}"] = part
    return join("update", parts)


def figures(found: Sequence[Decided]) -> Figures:
    """Return how often decisions are right, over all, by kind, and where they are sure."""
    by_kind = {
        change: [one.right for one in found if one.case.change is change] for change in Change
    }
    shares = {str(change): mean(right) for change, right in by_kind.items() if right}
    closing = [one for one in found if one.guess.change in CLOSING]
    sure = [one for one in closing if one.guess.confidence >= updating.SURE]
    told: Figures = {"new_facts": len(found), "right": _percent(one.right for one in found)}
    told["right_mean_of_kinds"] = 100 * mean(shares.values())
    told |= {f"right_{kind}": 100 * share for kind, share in shares.items()}
    told["closed_wrongly"] = _percent(not one.right for one in sure)
    told["to_review"] = 100 * (len(closing) - len(sure)) / len(found)
    told["seconds_a_decision"] = mean(one.seconds for one in found)
    return told


def by_rules(scene: Scene, case: Case) -> Guess:
    """Decide by rules alone."""
    return update_rules.guess(case.new, scene.known, _whom(scene))


def _ways(arguments: argparse.Namespace, scenes: Sequence[Scene]) -> dict[str, Decide]:
    """Return the ways to decide that are asked for, by name."""
    ways: dict[str, Decide] = {}
    trees = update_trees.load()
    if trees is not None:
        treed = _Treed(trees, OnnxEmbedder())
        treed.remember(scenes)
        ways["trees"] = treed.decide
    if arguments.adapter or arguments.with_base:
        base = arguments.base or _default_base()
        engine = Engine(str(base), context=_CONTEXT, threads=1, gpu=False)
        asking = _Asking(EngineModel(engine), str(arguments.adapter or ""))
        if arguments.adapter:
            ways["adapter"] = asking.by_adapter
        if arguments.with_base:
            ways["bare_base"] = asking.by_prompt
    return ways


class _Treed:
    """Decides by the trees, with the embedder's view of how alike the texts are."""

    def __init__(self, trees: update_trees.Arrays, embedder: Embedder) -> None:
        self._trees = trees
        self._embedder = embedder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def remember(self, scenes: Iterable[Scene]) -> None:
        """Embed what is known, as the product has done long before a new fact comes."""
        texts = list(dict.fromkeys(one.text for scene in scenes for one in scene.known))
        for at in range(0, len(texts), _BATCH):
            part = texts[at : at + _BATCH]
            self._vectors.update(zip(part, self._embedder.embed(part), strict=True))

    def decide(self, scene: Scene, case: Case) -> Guess:
        new = self._embedder.embed([case.new.text])[0]
        known = np.stack([self._vectors[one.text] for one in scene.known])
        alike: NDArray[np.float64] = (known @ new).astype(np.float64)
        return update_trees.guess(self._trees, case.new, scene.known, _whom(scene), alike)


class _Asking:
    """Decides by the model: with its adapter, or as the bare base with the plain prompt."""

    def __init__(self, model: EngineModel, adapter: str) -> None:
        self._model = model
        self._adapter = adapter
        self._prompt = prompts.load("update")

    def by_adapter(self, scene: Scene, case: Case) -> Guess:
        done = self._model.generate(updating.request(scene.known, case.new, self._adapter))
        read = update_prompts.read(done.text, len(scene.known))
        sure = float(np.prod(done.probabilities))
        return Guess(read.change, read.number, sure) if read else Guess(Change.ADD, 0, 0.0)

    def by_prompt(self, scene: Scene, case: Case) -> Guess:
        old = [one.text for one in scene.known]
        done = self._model.generate(self._prompt.request(old=old, fact=case.new.text))
        try:
            said = msgspec.json.decode(done.text, type=_Said)
        except msgspec.MsgspecError:
            return Guess(Change.ADD, 0, 0.0)
        if said.decision not in _OLD or not 1 <= said.old <= len(old):
            return Guess(Change.ADD, 0, 1.0)
        return Guess(_OLD[said.decision], said.old, 1.0)


class _Said(msgspec.Struct, frozen=True):
    decision: str
    old: int = 0


def _realmem(corpora: Path) -> list[Scene]:
    return [
        scene
        for path in sorted((corpora / "realmem").glob("*.json"))
        if realmem.held_back(path)
        for scene in realmem.all_scenes(path)
    ]


def _several(scenes: Iterable[Scene], most: int) -> list[tuple[Scene, Case]]:
    """Return the cases, at most so many, spread over all scenes."""
    found = [(scene, case) for scene in scenes for case in scene.cases]
    return found[:: max(1, len(found) // most)][:most] if most else found


def _commonest(scenes: Sequence[tuple[Scene, Case]]) -> float:
    """Return how often it would be right to always say what is commonest."""
    counts = Counter((case.change, case.number) for _, case in scenes)
    return 100 * max(counts.values(), default=0) / max(1, len(scenes))


def _decided(decide: Decide, scene: Scene, case: Case) -> Decided:
    began = time.perf_counter()
    guess = decide(scene, case)
    return Decided(case, guess, time.perf_counter() - began)


def _whom(scene: Scene) -> str:
    named = any(scene.person in one.text for one in scene.known)
    return scene.person if named else _USER


def _default_base() -> Path:
    found = catalogue.base_file(find_home().models)
    if found is None:
        raise FileNotFoundError("there is no base on this machine; name one by --base")
    return found.path


def _percent(values: Iterable[bool]) -> float:
    held = list(values)
    return 100 * mean(held) if held else 0.0
