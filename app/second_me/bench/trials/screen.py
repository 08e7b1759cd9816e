"""A screen that nobody sits at, with a window manager, and real keys pressed on it."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from typing import Final

from second_me.core.errors import EnvironmentFault

_PROGRAMS: Final = ("Xvfb", "openbox", "xdotool")


@contextlib.contextmanager
def screen() -> Iterator[Mapping[str, str]]:
    """Open a screen and give the environment of what is to be shown on it. Raises
    EnvironmentFault where a program for it is missing.
    """
    missing = [one for one in _PROGRAMS if shutil.which(one) is None]
    if missing:
        raise EnvironmentFault(
            "No screen", f"Not installed: {', '.join(missing)}.", f"Install {' '.join(missing)}."
        )
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1200x900x24"],  # noqa: S607
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    children = [server]
    try:
        with os.fdopen(read) as told:
            shown_on = os.environ | {"DISPLAY": f":{told.readline().strip()}"}
        shown_on.pop("WAYLAND_DISPLAY", None)
        children.insert(0, subprocess.Popen(["openbox"], env=shown_on))  # noqa: S607
        yield shown_on
    finally:
        for child in children:
            child.terminate()
            child.wait(60)


def press(keys: str, shown_on: Mapping[str, str]) -> None:
    """Press keys, as "ctrl+shift+y", where the focus is."""
    subprocess.run(
        ["xdotool", "key", "--clearmodifiers", keys],  # noqa: S607
        check=True,
        env=dict(shown_on),
        timeout=30,
    )
