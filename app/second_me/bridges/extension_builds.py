"""The browser extension for each kind of browser, built from one source.

What differs stands in the manifest alone: Chromium runs the background as a service worker and
knows the extension by a key, Firefox runs it as a page and knows it by an id, and has other uses
for the keys.
"""

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any, Final

from second_me.core.paths import packaged

CHROMIUM: Final = "chromium"
FIREFOX: Final = "firefox"
BUILDS: Final = (CHROMIUM, FIREFOX)
KEYS: Final = {CHROMIUM: "ctrl+shift+y", FIREFOX: "alt+shift+y"}
"""The shortcut by which each opens the extension: Firefox shows its downloads on the first."""

_NOT_FIREFOX: Final = ("key", "minimum_chrome_version")
_NOT_CHROMIUM: Final = ("browser_specific_settings",)
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_COMMAND: Final = "_execute_action"


def manifest_for(build: str) -> dict[str, Any]:
    """Return a build's manifest."""
    told: dict[str, Any] = json.loads((_source() / "manifest.json").read_text("utf-8"))
    for name in _NOT_FIREFOX if build == FIREFOX else _NOT_CHROMIUM:
        del told[name]
    background = told["background"]
    del background["service_worker" if build == FIREFOX else "scripts"]
    if build == FIREFOX:
        keys = "+".join(word.capitalize() for word in KEYS[FIREFOX].split("+"))
        told["commands"][_COMMAND]["suggested_key"] = {"default": keys}
    return told


def unpacked(build: str, folder: Path) -> Path:
    """Write a build as a folder, over an older one, and return it."""
    shutil.copytree(_source(), folder, dirs_exist_ok=True)
    (folder / "manifest.json").write_text(_words(build), encoding="utf-8")
    return folder


def packed(build: str) -> bytes:
    """Return a build as the one file that stores and Firefox take; the same bytes every time."""
    whole = io.BytesIO()
    source = _source()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(one for one in source.rglob("*") if one.is_file()):
            name = file.relative_to(source).as_posix()
            body = _words(build).encode() if name == "manifest.json" else file.read_bytes()
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), body)
    return whole.getvalue()


def _words(build: str) -> str:
    return json.dumps(manifest_for(build), indent=2, ensure_ascii=False) + "\n"


def _source() -> Path:
    return packaged("resources") / "extension"
