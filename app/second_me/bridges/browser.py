"""`second-me browser install | remove | status | pack`: lets browsers here reach Second Me.

A manifest for each browser names the one extension that may start the host, and a small script
in Second Me's own folder starts it with the Python that runs now.
"""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from second_me.bridges import browser_host
from second_me.bridges.browsers import CHROMIUM_ID, FIREFOX_ID, HOST, Browser, browsers, sealed
from second_me.bridges.extension_builds import CHROMIUM, FIREFOX, packed
from second_me.core.paths import Home, find_home, packaged

_ACTS: Final = ("install", "remove", "status", "pack")


def main(argv: list[str]) -> int:
    """Carry out one of the four; 0 if it was done, 1 if no browser was found to do it for."""
    parser = argparse.ArgumentParser(prog="second-me browser", description=__doc__)
    parser.add_argument("act", choices=_ACTS)
    parser.add_argument("folder", type=Path, nargs="?", help="pack: where the builds go")
    parser.add_argument("--all", action="store_true", help="also browsers that were never used")
    parser.add_argument("--json", action="store_true", help="say how it stands for programs")
    chosen = parser.parse_args(argv)
    if chosen.act == "pack":
        return pack(chosen.folder or Path())
    home, person = find_home(), Path.home()
    known = [one for one in browsers(person) if chosen.all or one.folder.is_dir()]
    if chosen.act == "install":
        install(home, known)
    elif chosen.act == "remove":
        remove(home, browsers(person))
    for line in [told(known, person)] if chosen.json else status(known, person):
        sys.stdout.write(f"{line}\n")
    return 0 if known else 1


def pack(folder: Path) -> int:
    """Write the extension for each kind of browser as one file."""
    folder.mkdir(parents=True, exist_ok=True)
    for build, suffix in ((CHROMIUM, "zip"), (FIREFOX, "xpi")):
        file = folder / f"second-me-{build}.{suffix}"
        file.write_bytes(packed(build))
        sys.stdout.write(f"{file}\n")
    return 0


def install(home: Home, chosen: Sequence[Browser]) -> None:
    """Write the starting script and a manifest for each browser."""
    script = starter(home)
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    script.write_text(_start(home), encoding="utf-8")
    script.chmod(0o700)
    for browser in chosen:
        browser.hosts.mkdir(parents=True, exist_ok=True)
        words = json.dumps(manifest(browser, script), indent=2)
        browser.manifest.write_text(f"{words}\n", encoding="utf-8")
        _register(browser)


def remove(home: Home, known: Sequence[Browser]) -> None:
    """Take away all that `install` wrote."""
    for browser in known:
        browser.manifest.unlink(missing_ok=True)
        _unregister(browser)
    starter(home).unlink(missing_ok=True)


def status(known: Sequence[Browser], person: Path) -> list[str]:
    """Return a line for each browser, and for those that cannot reach Second Me at all."""
    lines = [
        f"{one.name}: {'connected' if one.manifest.is_file() else 'not connected'}" for one in known
    ]
    lines += [
        f"{name}: cannot reach Second Me, since it runs shut off from other programs; "
        "use a browser from your system's packages"
        for name in sealed(person)
    ]
    if not known:
        lines.append("No browser that Second Me knows was found.")
    lines.append(f"The extension to load: {packaged('resources') / 'extension'}")
    return lines


def told(known: Sequence[Browser], person: Path) -> str:
    """Return what `status` says as JSON: each browser by its name and whether it is connected,
    those shut off, and the extension's folder.
    """
    return json.dumps(
        {
            "browsers": [{"name": one.name, "connected": one.manifest.is_file()} for one in known],
            "sealed": sealed(person),
            "extension": str(packaged("resources") / "extension"),
        }
    )


def manifest(browser: Browser, script: Path) -> dict[str, Any]:
    """Return what a browser is told of the host."""
    allowed = (
        {"allowed_extensions": [FIREFOX_ID]}
        if browser.firefox
        else {"allowed_origins": [f"chrome-extension://{CHROMIUM_ID}/"]}
    )
    return {
        "name": HOST,
        "description": "Passes forms on to Second Me",
        "path": str(script),
        "type": "stdio",
        **allowed,
    }


def starter(home: Home) -> Path:
    """Return the script that starts the host."""
    return home.root / ("browser-host.bat" if os.name == "nt" else "browser-host")


def _start(home: Home) -> str:
    command = [sys.executable, "-I", "-S", browser_host.__file__, "--home", str(home.root)]
    if os.name == "nt":
        quoted = " ".join(f'"{word}"' for word in command)
        return f"@echo off\r\n{quoted} %*\r\n"
    return f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n'


if sys.platform == "win32":
    import winreg

    def _register(browser: Browser) -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, browser.registry) as key:
            winreg.SetValueEx(key, "", 0, winreg.REG_SZ, str(browser.manifest))

    def _unregister(browser: Browser) -> None:
        try:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, browser.registry)
        except FileNotFoundError:
            return

else:

    def _register(browser: Browser) -> None:
        """Elsewhere the manifest's place is enough."""

    def _unregister(browser: Browser) -> None:
        """Elsewhere the manifest's place is enough."""
