"""Installing what is locked: pip itself, the packages, the engine that is compiled here."""

import contextlib
import os
import platform
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import locked
import stamps
from children import ChildFailed, run_child
from environment import Venv
from steps import Steps

ENGINE = "llama-cpp-python"
ENGINE_OPTIONS = "-DLLAVA_BUILD=OFF"
"""Pictures are no part of this, and without them the build is shorter."""
HASHED = ("--require-hashes", "--no-deps")
TRIES = 3
NETWORK_TROUBLE = ("Connection", "Timeout", "timed out", "Temporary failure", "IncompleteRead")


def ensure_pip(venv: Venv, steps: Steps) -> bool:
    """Bring pip to the locked version: old ones cannot take cached wheels by their hash."""
    lock = venv.locks / "pip.txt"
    key = stamps.key_of(lock)
    if venv.stamps.stands("pip", key):
        return False
    run_pip(venv.python, steps, "install", *HASHED, "-r", str(lock))
    venv.stamps.set("pip", key)
    return True


def ensure_packages(venv: Venv, steps: Steps, *, for_tests: bool) -> bool:
    """Install all that is locked but the engine, and take out what is locked no more."""
    run_lock, test_lock = venv.locks / "run.txt", venv.locks / "test.txt"
    lock = test_lock if for_tests else run_lock
    if venv.stamps.stands("packages", stamps.key_of(lock), stamps.key_of(test_lock)):
        return False
    wanted = locked.without(lock.read_text("utf-8"), [ENGINE])
    with requirements_file(wanted) as path:
        watch = counting(venv, len(locked.entries(wanted)))
        run_pip(venv.python, steps, "install", *HASHED, "-r", str(path), watch=watch)
    remove_strangers(venv, steps)
    finish(venv, "packages", stamps.key_of(lock))
    return True


def engine_stands(venv: Venv) -> bool:
    """Return whether the locked engine is installed."""
    return venv.stamps.stands("engine", engine_key(venv))


def ensure_engine(venv: Venv, steps: Steps) -> bool:
    """Install llama.cpp's binding; it is compiled here unless pip kept it from before."""
    if engine_stands(venv):
        return False
    options = " ".join(filter(None, (os.environ.get("CMAKE_ARGS"), ENGINE_OPTIONS)))
    build = {"CMAKE_ARGS": options, "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 2)}
    constraint = ("--build-constraint", str(venv.locks / "build.txt"))
    with requirements_file(engine_lock(venv)) as path:
        run_pip(
            venv.python,
            steps,
            "install",
            "--verbose",
            *HASHED,
            *constraint,
            "-r",
            str(path),
            env=build,
            watch=compiling(venv, steps),
        )
    finish(venv, "engine", engine_key(venv))
    return True


def engine_lock(venv: Venv) -> str:
    return locked.only((venv.locks / "run.txt").read_text("utf-8"), [ENGINE])


def engine_key(venv: Venv) -> str:
    return stamps.key_of(engine_lock(venv), platform.machine(), ENGINE_OPTIONS)


def finish(venv: Venv, step: str, key: str) -> None:
    venv.stamps.set(step, key)
    venv.stamps.drop("installing")


def remove_strangers(venv: Venv, steps: Steps) -> None:
    """Uninstall what no lock names, so that nothing forgotten keeps the product working."""
    known = locked.names((venv.locks / "test.txt").read_text("utf-8")) | {"pip"}
    found = {
        locked.normalised(path.name.split("-")[0])
        for path in venv.site_packages.glob("*.dist-info")
    }
    strangers = sorted(found - known)
    if strangers:
        run_pip(venv.python, steps, "uninstall", "--yes", *strangers, options=())


@contextlib.contextmanager
def requirements_file(text: str) -> Iterator[Path]:
    """Lend a requirements file with this text."""
    with tempfile.TemporaryDirectory(prefix="second-me-lock-") as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text(text, encoding="utf-8")
        yield path


def run_pip(
    python: Path,
    steps: Steps,
    command: str,
    *arguments: str,
    target: Path | None = None,
    env: dict[str, str] | None = None,
    watch: Callable[[str], str] = lambda _line: "",
    options: tuple[str, ...] = ("--progress-bar=off", "--retries=5"),
) -> None:
    """Run pip, for the environment of the Python `target` if given.

    `watch` turns a line of pip's output into a live word, or into nothing. Raises
    ChildFailed at once, or after the third trouble with the connection.
    """
    live = LiveWord(steps, watch)
    at = () if target is None else ("--python", str(target))
    base = [str(python), "-m", "pip", *at, command, "--no-input", "--disable-pip-version-check"]
    for attempt in range(1, TRIES + 1):
        try:
            run_child(
                [*base, *options, *arguments],
                log=steps.log,
                tick=live.show,
                on_line=live.hear,
                env=env,
            )
        except ChildFailed as failure:
            if attempt == TRIES or not failure.mentions(NETWORK_TROUBLE):
                raise
            live.word = f"the connection failed; trying again ({attempt + 1} of {TRIES})"
        else:
            return


class LiveWord:
    """The latest word that a watcher made of a child's output."""

    def __init__(self, steps: Steps, watch: Callable[[str], str]) -> None:
        self.word = ""
        self._steps = steps
        self._watch = watch

    def hear(self, line: str) -> None:
        self.word = self._watch(line) or self.word

    def show(self) -> None:
        self._steps.update(self.word)


def counting(venv: Venv, total: int) -> Callable[[str], str]:
    """Return a watcher that counts packages as pip meets them."""
    seen = 0

    def watch(line: str) -> str:
        nonlocal seen
        if line.startswith("Collecting "):
            seen += 1
            return f"fetching {seen} of {total}"
        return installing(venv, line)

    return watch


def compiling(venv: Venv, steps: Steps) -> Callable[[str], str]:
    """Return a watcher that follows the compiler and says beforehand how long it takes."""
    counter = re.compile(r"^\s*\[(\d+)/(\d+)\]")
    told = False

    def watch(line: str) -> str:
        nonlocal told
        if not told and "Building wheel for" in line:
            told = True
            steps.say(
                f"    {ENGINE} is compiled for this computer: about 8 to 17 minutes, only once."
            )
            return "preparing the compiler"
        if match := counter.match(line):
            return f"compiling {match[1]} of {match[2]}"
        return installing(venv, line)

    return watch


def installing(venv: Venv, line: str) -> str:
    """Note that from here an interruption leaves half a package: it is then made anew."""
    if not line.startswith("Installing collected packages"):
        return ""
    venv.stamps.set("installing", "1")
    return "installing"
