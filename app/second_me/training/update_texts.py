"""Scenes of changes as the update adapter is asked and answers."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from second_me.corpora.updates import made_up, realmem, slots
from second_me.corpora.updates.scenes import Case, Scene
from second_me.inference.update_prompts import MOST_KNOWN, update_parts, written
from second_me.training.texts import Texts, Turn

_TOGETHER: Final = 3


def texts(scene: Scene) -> Texts:
    """Return what is known as the shared text, and each new fact as a turn on it."""
    parts = [update_parts(scene.known, case.new) for case in scene.cases]
    turns = tuple(
        Turn(asked, written(case.number, case.change))
        for case, (_, asked) in zip(scene.cases, parts, strict=True)
    )
    return Texts(parts[0][0], turns)


def scenes(corpora: Path, seed: int, count: int, *, held: bool) -> list[Scene]:
    """Return made-up scenes and RealMem's, those of the people held back or of the others."""
    found = list(made_up.scenes(slots.load(), seed, count, held=held))
    for path in sorted((corpora / "realmem").glob("*.json")):
        if realmem.held_back(path) == held:
            found += together(realmem.all_scenes(path, seed), seed)
    return found


def together(found: Sequence[Scene], seed: int) -> Iterator[Scene]:
    """Yield scenes of one new fact as fewer scenes of several, for less to compute."""
    rng = random.Random(f"together:{seed}")  # noqa: S311  (repeatable, not secret)
    order = list(found)
    rng.shuffle(order)
    for at in range(0, len(order), _TOGETHER):
        yield _joined(order[at : at + _TOGETHER], rng)


def _joined(group: Sequence[Scene], rng: random.Random) -> Scene:
    """Return one scene: each case beside what it touches and one that it does not."""
    known = []
    for scene in group:
        number = scene.cases[0].number
        touched = scene.known[number - 1 : number] if number else ()
        others = [one for one in scene.known if one not in touched]
        known += [*touched, *others[: 1 if touched else 2]]
    known = list(dict.fromkeys(known))[:MOST_KNOWN]
    rng.shuffle(known)
    cases = []
    for scene in group:
        case = scene.cases[0]
        target = scene.known[case.number - 1] if case.number else None
        if target is None:
            cases.append(case)
        elif target in known:
            cases.append(Case(case.new, known.index(target) + 1, case.change))
    return msgspec.structs.replace(group[0], known=tuple(known), cases=tuple(cases))
