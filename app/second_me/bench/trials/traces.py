"""Looking for words and bytes in every file under a folder, however they are written down."""

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec


class Trace(msgspec.Struct, frozen=True):
    """Something readable that was found: what it is, in which file, in which writing."""

    what: str
    file: str
    writing: str


def writings(secret: bytes) -> dict[str, bytes]:
    """Return the ways in which bytes may lie in a file: plain, hex and base64.

    Base64 is cut to what does not depend on the bytes around, at each of three shifts.
    """
    found = {
        "plain": secret,
        "hex": secret.hex().encode(),
        "HEX": secret.hex().upper().encode(),
    }
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret)
        start = (0, 2, 3)[shift]
        usable = (shift + len(secret)) // 3 * 4
        found[f"base64+{shift}"] = encoded[start:usable]
        found[f"base64url+{shift}"] = encoded[start:usable].translate(_URL_SAFE)
    return found


def writings_of_text(text: str) -> dict[str, bytes]:
    """Return the ways in which a text may lie in a file, in UTF-8 and UTF-16."""
    found: dict[str, bytes] = {}
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        ways = writings(text.encode(encoding))
        found |= {f"{encoding} {writing}": data for writing, data in ways.items()}
    return found


def search(folders: list[Path], secrets: Mapping[str, Mapping[str, bytes]]) -> list[Trace]:
    """Return each secret found in a file or a file's name under the folders."""
    traces = []
    for file, data in contents(folders):
        for what, ways in secrets.items():
            traces += [
                Trace(what, file, writing) for writing, data_of in ways.items() if data_of in data
            ]
    return traces


def contents(folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield each file's path and its bytes, its own name before them."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield str(path.relative_to(folder)), path.name.encode() + b"\0" + path.read_bytes()


_URL_SAFE = bytes.maketrans(b"+/", b"-_")
