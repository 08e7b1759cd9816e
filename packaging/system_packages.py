"""What the operating system has to bring: libraries for the window, a compiler, test programs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from children import run_child
from steps import Steps, Stop

WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgomp.so.1": "libgomp1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""Each library Qt loads on Linux, and Debian's package of it."""
COMPILER = {"cc": "gcc", "c++": "g++"}
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "xvfb-run": "xvfb",
    "xauth": "xauth",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "unshare": "util-linux",
    "setpriv": "util-linux",
    "ip": "iproute2",
    "fc-match": "fontconfig",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
}
FONT = "fonts-dejavu-core"


def ensure(steps: Steps, *, for_tests: bool, compiler: bool) -> bool:
    """Install what is missing on Debian as root; elsewhere say exactly what to install.

    `compiler`: the engine has still to be compiled. Raises Stop if the person has to act.
    """
    if not sys.platform.startswith("linux"):
        if compiler:
            require_compiler()
        return False
    missing = missing_packages(for_tests=for_tests, compiler=compiler)
    if not missing:
        return False
    if shutil.which("apt-get") is None:
        raise Stop(
            "Some system libraries or programs are missing. By their names on Debian:\n"
            f"    {' '.join(missing)}\n"
            "Install what your system calls them and run the same command again."
        )
    if os.geteuid() != 0:
        raise Stop(
            "Some system packages are missing. Install them and run the same command again:\n"
            f"    sudo apt-get install -y {' '.join(missing)}"
        )
    install(steps, missing)
    return True


def missing_packages(*, for_tests: bool, compiler: bool) -> list[str]:
    """Return Debian's names of what is not there, without repetition."""
    libraries = known_libraries()
    missing = [name for so, name in WINDOW_LIBRARIES.items() if so not in libraries]
    programs = {**(COMPILER if compiler else {}), **(TEST_PROGRAMS if for_tests else {})}
    missing += [name for program, name in programs.items() if shutil.which(program) is None]
    if for_tests and not Path("/usr/share/fonts/truetype/dejavu").is_dir():
        missing.append(FONT)
    return list(dict.fromkeys(missing))


def known_libraries() -> set[str]:
    """Return the names of the shared libraries that the loader knows."""
    ldconfig = shutil.which("ldconfig") or "/sbin/ldconfig"
    try:
        done = subprocess.run([ldconfig, "-p"], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return set(WINDOW_LIBRARIES)
    return {line.split()[0] for line in done.stdout.splitlines() if "=>" in line}


def install(steps: Steps, packages: list[str]) -> None:
    """Install packages by apt-get, without a question."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    word = f"installing {len(packages)} packages"
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", *packages],
    ):
        run_child(command, log=steps.log, tick=lambda: steps.update(word), env=quiet)


def require_compiler() -> None:
    """Raise Stop where there is no compiler for the engine."""
    if sys.platform == "darwin" and shutil.which("c++") is None:
        raise Stop(
            "A compiler is needed once, for the language-model engine. Install Apple's and run\n"
            "the same command again:\n    xcode-select --install"
        )
    if os.name == "nt" and not Path(r"C:\Program Files (x86)\Microsoft Visual Studio").is_dir():
        raise Stop(
            "A compiler is needed once, for the language-model engine. Install Microsoft's\n"
            "Build Tools with C++ and run the same command again:\n"
            "    winget install Microsoft.VisualStudio.2022.BuildTools"
        )
