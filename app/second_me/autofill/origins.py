"""Where filling is allowed at all, and how a site is shown so that nobody mistakes it."""

import ipaddress
import unicodedata
from typing import Final
from urllib.parse import urlsplit

import msgspec

from second_me.core.protocol.fill import Refused

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PREFIX: Final = "xn--"
_LATIN: Final = "LATIN"
_MIXED: Final = frozenset({"HIRAGANA", "KATAKANA", "CJK", "HANGUL", "BOPOMOFO"})
"""Scripts that are written side by side, also with Latin letters."""


class Site(msgspec.Struct, frozen=True):
    """`shown` is the host as the person should read it, `ascii` as the machine does."""

    origin: str
    shown: str
    ascii: str


def site_of(origin: str, tab_origin: str) -> Site | Refused:
    """Return the site of a page that may be filled, or why none of it is."""
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _NO_ORIGIN
    if not host or parts.path or parts.query or parts.fragment or parts.username is not None:
        return _NO_ORIGIN
    if parts.scheme != "https" and not (parts.scheme == "http" and _local(host)):
        return Refused(
            "This page is not protected on its way (no https), so nothing is filled in it.",
            "Look whether the site has an address that begins with https.",
        )
    if origin != tab_origin:
        return Refused(
            "This form belongs to another site than the page around it.",
            "Open the form's own page to fill it.",
        )
    ending = f":{port}" if port else ""
    return Site(origin, _shown(host) + ending, host + ending)


_NO_ORIGIN: Final = Refused(
    "This page does not say where it comes from, so nothing is filled in it.",
    "Open the form on the site's own page.",
)


def _local(host: str) -> bool:
    if host in _LOCAL or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    """Return a host in its own letters if no label mixes scripts or is all look-alikes of Latin
    ones; else as punycode.
    """
    try:
        labels = [_decoded(label) for label in host.split(".")]
    except UnicodeError:
        return host
    if all(_honest(label) for label in labels):
        return ".".join(labels)
    return host


def _decoded(label: str) -> str:
    return label[len(_PREFIX) :].encode().decode("punycode") if label.startswith(_PREFIX) else label


def _honest(label: str) -> bool:
    scripts = {
        unicodedata.name(letter, "").split(" ")[0] for letter in label if not letter.isascii()
    }
    if not scripts:
        return True
    if scripts == {_LATIN}:
        return all(unicodedata.normalize("NFKC", one) == one for one in label)
    return all(any(script.startswith(one) for one in _MIXED) for script in scripts)
