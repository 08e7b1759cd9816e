"""One command from a clean checkout to a running or a tested Second Me.

    python3 packaging/bootstrap.py run     make everything ready and open the window
    python3 packaging/bootstrap.py test    make everything ready and check all of it

Only the standard library is used. What was done once is not done again; after an
interruption the same command goes on where it stopped.
"""

import sys

if not (3, 11) <= sys.version_info < (3, 14):
    sys.exit(
        "Second Me needs Python 3.11, 3.12 or 3.13; this is Python "
        + ".".join(map(str, sys.version_info[:2]))
        + ".\nInstall one of them and run the same command with it, for example:\n"
        + "    python3.12 packaging/bootstrap.py run"
    )

# Only now, since an older Python cannot even read these.
import argparse
import os
import subprocess
from pathlib import Path

import checks
import default_model
import environment
import packages
import system_packages
from children import ChildFailed
from steps import Steps, Stop

ROOT = Path(__file__).resolve().parent.parent


def main(argv: list[str]) -> int:
    """Run one of the two commands and return the exit code."""
    arguments = parse(argv)
    steps = Steps(log=ROOT / ".cache" / "bootstrap" / f"{arguments.command}.log")
    try:
        venv = prepare(steps, for_tests=arguments.command == "test")
        if arguments.command == "test":
            return checks.run(ROOT, venv, steps)
    except KeyboardInterrupt:
        steps.say("\nStopped. Run the same command again: it goes on from here.")
        return 130
    except Stop as stop:
        steps.say(str(stop))
        return stop.code
    except ChildFailed as failure:
        steps.fail(failure)
        return 1
    return open_window(venv, steps)


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bootstrap.py", description=__doc__.split("\n", 1)[0])
    parser.add_argument("command", choices=("run", "test"), help="open the window, or check all")
    return parser.parse_args(argv)


def prepare(steps: Steps, *, for_tests: bool) -> environment.Venv:
    """Bring the machine to where Second Me can run; each step that stands is skipped."""
    venv = environment.Venv(ROOT)
    steps.plan(7)
    steps.do("Python environment", lambda: environment.ensure_venv(venv, steps))
    compiler = not packages.engine_stands(venv)
    steps.do(
        "System libraries",
        lambda: system_packages.ensure(steps, for_tests=for_tests, compiler=compiler),
    )
    steps.do("Installer", lambda: packages.ensure_pip(venv, steps))
    steps.do("Packages", lambda: packages.ensure_packages(venv, steps, for_tests=for_tests))
    steps.do("Language-model engine", lambda: packages.ensure_engine(venv, steps))
    steps.do("Second Me itself", lambda: environment.ensure_project(venv))
    steps.do("Default language model", lambda: default_model.ensure_model(venv, steps))
    steps.ready()
    return venv


def open_window(venv: environment.Venv, steps: Steps) -> int:
    """Open the window; where there is no display, say so and name the other ways."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        steps.say(
            "Everything is ready, but there is no display here to open the window on.\n"
            "In this terminal you can go on with:\n"
            f"    {venv.script} demo     see it work, in a throw-away vault\n"
            f"    {venv.script} init     make your own vault\n"
            f"    {venv.script} --help   all commands"
        )
        return 0
    try:
        return subprocess.call([str(venv.python), "-m", "second_me", "window"], cwd=ROOT)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
