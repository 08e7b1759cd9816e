"""What the product puts on the machine outside of its own folders, so that it can be removed."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

NAME: Final = "second-me"

_LINUX_BROWSERS: Final = (
    ".config/google-chrome/NativeMessagingHosts",
    ".config/chromium/NativeMessagingHosts",
    ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    ".config/microsoft-edge/NativeMessagingHosts",
    ".config/vivaldi/NativeMessagingHosts",
    ".mozilla/native-messaging-hosts",
    ".librewolf/native-messaging-hosts",
)
_MAC_BROWSERS: Final = (
    "Library/Application Support/Google/Chrome/NativeMessagingHosts",
    "Library/Application Support/Chromium/NativeMessagingHosts",
    "Library/Application Support/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    "Library/Application Support/Microsoft Edge/NativeMessagingHosts",
    "Library/Application Support/Mozilla/NativeMessagingHosts",
)
_HOST_FILES: Final = ("*second_me*.json", "*second-me*.json", "*secondme*.json")


def entries(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Return the files that are there now: start with the session, and hosts of browsers."""
    home = Path(environ.get("HOME") or Path.home())
    if sys.platform == "win32":
        menu = Path(environ.get("APPDATA", home)) / "Microsoft/Windows/Start Menu/Programs/Startup"
        return tuple(sorted(menu.glob(f"{NAME}*")))
    if sys.platform == "darwin":
        folders, starts = _MAC_BROWSERS, (home / "Library/LaunchAgents",)
    else:
        config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
        folders, starts = _LINUX_BROWSERS, (config / "autostart",)
    found = {path for folder in starts for path in folder.glob(f"*{NAME}*")}
    for folder in folders:
        for pattern in _HOST_FILES:
            found.update((home / folder).glob(pattern))
    return tuple(sorted(found))
