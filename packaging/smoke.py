"""The wheel on its own: built, installed in an empty environment, and used there."""

import os
import tempfile
import venv as venv_module
from pathlib import Path

from children import run_child
from default_model import models_folder
from environment import Venv
from packages import HASHED, run_pip
from steps import Steps

ADVICE = "The wheel does not work on its own: the output above says why."
INSIDE = """
from pathlib import Path
import second_me
from second_me.core.paths import packaged
from second_me.inference.embedder import OnnxEmbedder

assert "site-packages" in second_me.__file__, second_me.__file__
for name in ("models/manifest.toml", "models/embedder", "resources/sample/sample.toml"):
    first, _, rest = name.partition("/")
    path = packaged(first) / rest
    assert path.exists() and "_data" in path.parts, path
vector = OnnxEmbedder(packaged("models") / "embedder").embed_query("When did I see the dentist?")
assert vector.shape == (384,) and abs(float((vector**2).sum()) - 1) < 1e-3
print("models, resources and embedder work from the wheel")
"""


def run(root: Path, venv: Venv, steps: Steps) -> bool:
    """Build the wheel, install it with the locked packages, try it. Raises ChildFailed."""
    with tempfile.TemporaryDirectory(prefix="sm-wheel-") as folder:
        place = Path(folder)
        wheel = build(root, venv, steps, place)
        python = install(venv, steps, place / "empty", wheel)
        try_it(python, venv, steps, place)
    return True


def build(root: Path, venv: Venv, steps: Steps, place: Path) -> Path:
    """Build the wheel with the locked build tool and return its path."""
    run_child(
        [str(venv.python), "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        log=steps.log,
        tick=lambda: steps.update("building it"),
        cwd=root,
        advice=ADVICE,
    )
    return next(place.glob("*.whl"))


def install(venv: Venv, steps: Steps, folder: Path, wheel: Path) -> Path:
    """Make an empty environment, install packages and wheel in it, return its Python."""
    venv_module.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / venv.python.relative_to(venv.folder)
    locked = ("--no-compile", *HASHED, "-r", str(venv.locks / "run.txt"))
    own = ("--no-deps", "--no-index", str(wheel))
    run_pip(venv.python, steps, "install", *locked, target=python, watch=_installing)
    run_pip(venv.python, steps, "install", *own, target=python)
    run_pip(venv.python, steps, "check", target=python, options=())
    return python


def try_it(python: Path, venv: Venv, steps: Steps, place: Path) -> None:
    """Use the installed wheel from a folder with nothing in it."""
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    env = {
        "SECOND_ME_HOME": str(place / "home"),
        "SECOND_ME_MODELS": str(models_folder(venv)),
        "PYTHONPATH": "",
    }
    command = str(python.with_name(venv.script.name if os.name != "nt" else "second-me.exe"))
    for words in (
        [command, "--version"],
        [str(python), "-c", INSIDE],
        [command, "demo", "--json"],
    ):
        run_child(
            words,
            log=steps.log,
            tick=lambda: steps.update("trying it"),
            env=env,
            cwd=elsewhere,
            advice=ADVICE,
        )


def _installing(line: str) -> str:
    return "installing it" if line.startswith("Installing collected") else ""
