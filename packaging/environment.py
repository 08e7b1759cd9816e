"""The environment of the checkout: `.venv`, its paths, and the project's place in it."""

import os
import shutil
import subprocess
import sys
import venv as venv_module
from pathlib import Path

import stamps
from steps import Steps, Stop


class Venv:
    """Paths of the environment that belongs to the checkout at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.programs = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.programs / ("python.exe" if os.name == "nt" else "python")
        self.script = self.programs / ("second-me.cmd" if os.name == "nt" else "second-me")
        self.locks = root / "packaging" / "locks"
        self.stamps = stamps.Stamps(self.folder / ".bootstrap")

    @property
    def site_packages(self) -> Path:
        if os.name == "nt":
            return self.folder / "Lib" / "site-packages"
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return self.folder / "lib" / version / "site-packages"


def ensure_venv(venv: Venv, steps: Steps) -> bool:
    """Make the environment; make it anew if it is broken or half installed."""
    key = stamps.key_of(sys.version, str(Path(sys.base_prefix).resolve()), str(venv.folder))
    whole = venv.stamps.stands("venv", key) and venv.python.exists()
    if whole and not venv.stamps.read("installing"):
        return False
    if venv.folder.exists():
        steps.announce("it is unfinished or made for another Python; making it anew")
        shutil.rmtree(venv.folder)
    make_venv(venv.folder)
    venv.stamps.set("venv", key)
    return True


def make_venv(folder: Path) -> None:
    """Make an environment with pip in it. Raises Stop with words where Python cannot."""
    try:
        venv_module.create(folder, with_pip=True, symlinks=os.name != "nt")
    except subprocess.CalledProcessError as fault:
        raise Stop(
            "This Python cannot make an environment with pip in it.\n"
            "On Debian and Ubuntu, install what is missing and run the same command again:\n"
            "    sudo apt-get install -y python3-venv"
        ) from fault


def ensure_project(venv: Venv) -> bool:
    """Put the checkout on the environment's path and write its command."""
    if os.name == "nt":
        script = f'@"{venv.python}" -m second_me %*\n'
    else:
        script = f'#!/bin/sh\nexec "{venv.python}" -m second_me "$@"\n'
    path_file = venv.site_packages / "second_me_checkout.pth"
    wanted = {path_file: f"{venv.root / 'app'}\n", venv.script: script}
    if all(path.is_file() and path.read_text("utf-8") == text for path, text in wanted.items()):
        return False
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    venv.script.chmod(0o755)
    return True
