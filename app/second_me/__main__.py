"""`second-me` and `python -m second_me`: the one door to every room of the program.

Rooms are imported only when they are asked for, so that a short command starts fast
and the model worker carries nothing that it does not need.
"""

import importlib
import sys
from collections.abc import Callable
from functools import partial
from typing import Final

ROOMS: Final = {
    "agent": "second_me.agent.main",
    "window": "second_me.desktop.main",
    "bench": "second_me.bench.main",
    "train": "second_me.training.main",
    "browser": "second_me.bridges.browser",
}
"""What the command line hands over whole; each module has `main(argv) -> exit code`."""
WORKER: Final = "second_me.inference.worker"


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["model-worker"]:
        return enter(WORKER, words[1:])
    if words in (["--version"], ["-V"]):
        return tell_version()
    if words and words[0] in ROOMS and words[1:] != ["--stop"]:
        return enter(ROOMS[words[0]], words[1:])
    cli = importlib.import_module("second_me.cli")
    rooms = {name: partial(enter, module) for name, module in ROOMS.items()}
    code: int = cli.main(words, rooms)
    return code


def enter(module: str, argv: list[str]) -> int:
    """Run the `main` of a room."""
    room: Callable[[list[str]], int] = importlib.import_module(module).main
    return room(argv)


def tell_version() -> int:
    from second_me import __version__  # noqa: PLC0415  (nothing else is loaded for this)

    sys.stdout.write(f"Second Me {__version__}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
