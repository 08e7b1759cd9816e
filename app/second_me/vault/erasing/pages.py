"""Reading a vault file without the database library: every page, also free ones and slack.

SQLCipher 4 keeps in each page of 4096 bytes: text under AES-256-CBC, then 16 bytes of
initialisation vector and 64 of HMAC-SHA512 over both and the page's number. The first 16 bytes
of the file are the salt. A write-ahead log holds the same pages, each after a head of 24 bytes.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from second_me.core.errors import VaultDamaged
from second_me.vault import faults
from second_me.vault.keys import DataKey

PAGE: Final = 4096
SALT: Final = 16
TAG: Final = 64
VECTOR: Final = 16
LOG_HEAD: Final = 32
FRAME_HEAD: Final = 24
_TRIES: Final = 20
_PAUSE_SECONDS: Final = 0.005
_MASK: Final = 0x3A
_ROUNDS: Final = 2


class PageReader:
    """Decrypts and authenticates pages under one key and one file's salt."""

    def __init__(self, key: DataKey, salt: bytes) -> None:
        self._key = key.secret
        masked = bytes(byte ^ _MASK for byte in salt)
        self._tag_key = hashlib.pbkdf2_hmac("sha512", self._key, masked, _ROUNDS, 32)

    def plain(self, page: bytes, number: int) -> bytes | None:
        """Return what is in a page, or None if it is not what was written there."""
        start = SALT if number == 1 else 0
        body, tag = page[start : PAGE - TAG], page[PAGE - TAG :]
        expected = hmac.digest(self._tag_key, body + number.to_bytes(4, "little"), "sha512")
        if not hmac.compare_digest(expected, tag):
            return None
        text, vector = body[:-VECTOR], body[-VECTOR:]
        cipher = Cipher(algorithms.AES(self._key), modes.CBC(vector)).decryptor()
        return cipher.update(text) + cipher.finalize()


def plain_pages(database: Path, key: DataKey) -> Iterator[bytes]:
    """Yield every page of the main file, decrypted. Somebody may write to it meanwhile: a page
    that is caught in the middle is read again. Raises VaultDamaged.
    """
    with database.open("rb") as file:
        reader = PageReader(key, file.read(SALT))
        for number in range(1, database.stat().st_size // PAGE + 1):
            yield _insist(lambda at=number: _page_at(file, at), reader, number)  # type: ignore[misc]


def plain_frames(log: Path, database: Path, key: DataKey) -> Iterator[bytes]:
    """Yield every whole page of the write-ahead log, decrypted; none if there is no log.

    The log may be emptied or grow meanwhile; what is cut off at its end is left out.
    """
    if not log.exists():
        return
    with database.open("rb") as file:
        reader = PageReader(key, file.read(SALT))
    size = FRAME_HEAD + PAGE
    with log.open("rb") as file:
        file.seek(LOG_HEAD)
        while len(frame := file.read(size)) == size:
            page = reader.plain(frame[FRAME_HEAD:], int.from_bytes(frame[:4], "big"))
            if page is not None:
                yield page


def _page_at(file: BinaryIO, number: int) -> bytes:
    file.seek((number - 1) * PAGE)
    return file.read(PAGE)


def _insist(read: Callable[[], bytes], reader: PageReader, number: int) -> bytes:
    for _ in range(_TRIES):
        raw = read()
        if len(raw) < PAGE:
            return b""  # the file was made shorter meanwhile
        page = reader.plain(raw, number)
        if page is not None:
            return page
        if not any(raw):
            return raw  # never written to: room that the file was given ahead of use
        time.sleep(_PAUSE_SECONDS)
    raise _damaged()


def _damaged() -> VaultDamaged:
    return faults.damaged("A page could not be read while erased words were looked for.")
