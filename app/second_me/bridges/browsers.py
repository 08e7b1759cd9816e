"""Where each browser looks for native messaging hosts, and which browsers cannot reach one."""

import sys
from pathlib import Path
from typing import Final

import msgspec

HOST: Final = "second_me"
CHROMIUM_ID: Final = "mmageggbkobkbfffjhceaanhnjdjhelo"
FIREFOX_ID: Final = "fill@second-me.local"


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """One browser. `folder` holds its settings, and exists where it has been used; `hosts` is
    where it looks for hosts. On Windows `registry` is the key under which it does.
    """

    name: str
    folder: Path
    hosts: Path
    firefox: bool = False
    registry: str = ""

    @property
    def manifest(self) -> Path:
        return self.hosts / f"{HOST}.json"


_LINUX: Final = {
    "Chrome": ".config/google-chrome",
    "Chromium": ".config/chromium",
    "Edge": ".config/microsoft-edge",
    "Brave": ".config/BraveSoftware/Brave-Browser",
    "Vivaldi": ".config/vivaldi",
}
_MAC: Final = {
    "Chrome": "Google/Chrome",
    "Chromium": "Chromium",
    "Edge": "Microsoft Edge",
    "Brave": "BraveSoftware/Brave-Browser",
}
_WINDOWS: Final = {
    "Chrome": ("Google/Chrome", r"Software\Google\Chrome"),
    "Chromium": ("Chromium", r"Software\Chromium"),
    "Edge": ("Microsoft/Edge", r"Software\Microsoft\Edge"),
    "Brave": ("BraveSoftware/Brave-Browser", r"Software\BraveSoftware\Brave-Browser"),
    "Firefox": ("Mozilla/Firefox", r"Software\Mozilla"),
}
_SEALED: Final = {
    "Firefox (Flatpak)": ".var/app/org.mozilla.firefox",
    "Chromium (Flatpak)": ".var/app/org.chromium.Chromium",
    "Chrome (Flatpak)": ".var/app/com.google.Chrome",
    "Brave (Flatpak)": ".var/app/com.brave.Browser",
    "Edge (Flatpak)": ".var/app/com.microsoft.Edge",
    "Firefox (Snap)": "snap/firefox",
    "Chromium (Snap)": "snap/chromium",
    "Brave (Snap)": "snap/brave",
}


def browsers(home: Path, platform: str = sys.platform) -> tuple[Browser, ...]:
    """Return all browsers that are known on a platform, for somebody's home folder."""
    if platform == "win32":
        return tuple(_on_windows(home))
    if platform == "darwin":
        support = home / "Library/Application Support"
        found = [_chromium(name, support / folder) for name, folder in _MAC.items()]
        mozilla = support / "Mozilla"
        return (*found, _firefox(support / "Firefox", mozilla / "NativeMessagingHosts"))
    found = [_chromium(name, home / folder) for name, folder in _LINUX.items()]
    mozilla = home / ".mozilla"
    return (*found, _firefox(mozilla, mozilla / "native-messaging-hosts"))


def sealed(home: Path, platform: str = sys.platform) -> tuple[str, ...]:
    """Return the browsers here that run shut off from other programs, and reach no host."""
    if not platform.startswith("linux"):
        return ()
    return tuple(name for name, folder in _SEALED.items() if (home / folder).is_dir())


def _chromium(name: str, folder: Path) -> Browser:
    return Browser(name=name, folder=folder, hosts=folder / "NativeMessagingHosts")


def _firefox(folder: Path, hosts: Path) -> Browser:
    return Browser(name="Firefox", folder=folder, hosts=hosts, firefox=True)


def _on_windows(home: Path) -> list[Browser]:
    local = home / "AppData/Local"
    return [
        Browser(
            name=name,
            folder=(home / "AppData/Roaming" if name == "Firefox" else local) / folder,
            hosts=local / "second-me" / "hosts" / name,
            firefox=name == "Firefox",
            registry=rf"{key}\NativeMessagingHosts\{HOST}",
        )
        for name, (folder, key) in _WINDOWS.items()
    ]
