"""Files encrypted under a passphrase, piece by piece, so that no plain piece touches the disk.

A line of JSON says how the key is stretched (Argon2id). Pieces of 64 KiB follow, each under
AES-256-GCM with its number as nonce; the last one is marked, so that none can be cut off,
changed or put in another place (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár,
2015).
"""

import base64
import binascii
import secrets
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from second_me.core.errors import PersonFault, WrongSecret
from second_me.vault.stretching import Argon2Cost, stretch
from second_me.vault.unlocking import normal

FORM: Final = "second-me-sealed"
PIECE: Final = 64 * 1024
_TAG: Final = 16
_SALT: Final = 16
_LONGEST_HEAD: Final = 4096


class _Head(msgspec.Struct, frozen=True):
    form: str
    version: int
    salt: str
    cost: Argon2Cost


class SealedWriter:
    """Encrypts what is written to it; `close` writes the last piece."""

    def __init__(self, file: BinaryIO, passphrase: str, cost: Argon2Cost) -> None:
        salt = secrets.token_bytes(_SALT)
        head = _Head(FORM, 1, base64.b64encode(salt).decode(), cost)
        self._head = msgspec.json.encode(head) + b"\n"
        self._file = file
        self._cipher = AESGCM(stretch(normal(passphrase), salt, cost))
        self._gathered = bytearray()
        self._number = 0
        file.write(self._head)

    def write(self, data: bytes) -> None:
        self._gathered += data
        while len(self._gathered) > PIECE:
            self._put(bytes(self._gathered[:PIECE]), last=False)
            del self._gathered[:PIECE]

    def close(self) -> None:
        """Write the last piece; the file itself is the caller's."""
        self._put(bytes(self._gathered), last=True)
        self._gathered.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, piece, self._head))
        self._number += 1


def is_sealed(file: BinaryIO) -> bool:
    """Return whether a file is an encrypted one; it is read from its beginning afterwards."""
    begun = file.read(_LONGEST_HEAD)
    file.seek(0)
    return begun.startswith(b'{"form":"' + FORM.encode() + b'"')


def unsealed(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """Yield the pieces of an encrypted file. Raises WrongSecret, or PersonFault if it was changed
    or cut short: then what was yielded before is genuine all the same.
    """
    line = file.readline(_LONGEST_HEAD)
    cipher = AESGCM(stretch(normal(passphrase), *_how(line)))
    number = 0
    piece = file.read(PIECE + _TAG)
    while True:
        following = file.read(PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, line)
        except InvalidTag as error:
            raise (_wrong() if number == 0 else _changed()) from error
        if not following:
            return
        piece, number = following, number + 1


def lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the lines of what comes in pieces, without their ends."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _how(line: bytes) -> tuple[bytes, Argon2Cost]:
    try:
        head = msgspec.json.decode(line, type=_Head)
        salt = base64.b64decode(head.salt, validate=True)
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, ValueError) as error:
        raise _changed() from error
    if head.form != FORM or not head.cost.plausible or len(salt) != _SALT:
        raise _changed()
    return salt, head.cost


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _wrong() -> WrongSecret:
    return WrongSecret(
        "Wrong passphrase",
        "It does not open this file, or the file was changed.",
        "Give the passphrase that it was written with.",
    )


def _changed() -> PersonFault:
    return PersonFault(
        "The file is not whole", "It was changed or cut short.", "Look for another copy of it."
    )
