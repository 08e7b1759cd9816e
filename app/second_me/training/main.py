"""`second-me train TASK`: train an adapter on a base, the embedder, or the ranker.

    second-me train generate --base BASE.gguf --data CORPORA --budget-minutes 60 --out FOLDER
    second-me train embedder --base WHEEL --data CORPORA --budget-minutes 60 --out FOLDER
    second-me train ranker --data CORPORA --talks 12 --out FOLDER
    second-me train forms --data FOLDER --out models/forms

Stopped and called again with the same folder, it goes on where it was.
"""

import argparse
import importlib
import sys
from pathlib import Path
from typing import Final

EMBEDDER: Final = "embedder"
RANKER: Final = "ranker"
FORMS: Final = "forms"
RECIPES: Final = {EMBEDDER: "embedder_recipe", RANKER: "ranker_recipe", FORMS: "forms_recipe"}
TASKS: Final = (EMBEDDER, FORMS, RANKER, "extract", "generate", "update")


def main(argv: list[str]) -> int:
    """Train one model; 0 when it was written, 1 when what it takes is not installed."""
    parser = _parser()
    chosen = parser.parse_args(argv)
    if chosen.base is None and chosen.task not in {FORMS, RANKER}:
        parser.error("--base is needed: the file to train on")
    try:
        module = RECIPES.get(chosen.task, "recipe")
        recipe = importlib.import_module(f"second_me.training.{module}")
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"Training needs more than using: {error.name} is not installed.\n"
            "Install it with: pip install 'second-me[train]'\n"
        )
        return 1
    recipe.train(chosen)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="second-me train", description=__doc__)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--base", type=Path, help="the base's file; the ranker needs none")
    parser.add_argument("--data", type=Path, required=True, help="folder with the public corpora")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for checkpoints and adapter"
    )
    parser.add_argument("--start", type=Path, help="best.pt of an earlier adapter to go on from")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--budget-minutes", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=int, default=32)
    parser.add_argument(
        "--layers", type=int, default=20, help="how many, from the top, are trained"
    )
    parser.add_argument("--rate", type=float, default=1e-3, help="learning rate of an adapter")
    parser.add_argument("--embedder-rate", type=float, default=5e-5)
    parser.add_argument("--blocks-a-step", type=int, default=1)
    parser.add_argument("--longest", type=int, default=1000, help="tokens of a block")
    parser.add_argument("--made-up", type=int, default=1200, help="blocks of made-up lives")
    parser.add_argument("--talks", type=int, default=300, help="made-up talks")
    parser.add_argument("--keep-megabytes", type=int, default=1500)
    parser.add_argument(
        "--share", type=float, default=1.0, help="how far the embedder goes from its base"
    )
    parser.add_argument("--hold", type=Path, help="wait while this file exists")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
