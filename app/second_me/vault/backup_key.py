"""The key of one backup, wrapped under the vault's data key.

Each backup has a key of its own, so that destroying these few bytes makes it unreadable, and one
that got into other hands with its key gives nothing of the vault or of other backups away.
"""

import base64
import binascii
import secrets
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from second_me.vault.keys import KEY_BYTES, DataKey

_NONCE: Final = 12
_BOUND: Final = b"second-me backup key 1"


class WrappedKey(msgspec.Struct, frozen=True, kw_only=True):
    """Nonce and AES-256-GCM text in base64."""

    form: str = "second-me-backup-key"
    version: int = 1
    wrapped: str


def wrap(key: DataKey, under: DataKey) -> WrappedKey:
    """Return `key` wrapped under the data key."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_wrapping(under)).encrypt(nonce, key.secret, _BOUND)
    return WrappedKey(wrapped=base64.b64encode(nonce + sealed).decode())


def unwrap(wrapped: WrappedKey, under: DataKey) -> DataKey | None:
    """Return the backup's key, or None if it was wrapped under another data key."""
    try:
        sealed = base64.b64decode(wrapped.wrapped, validate=True)
        plain = AESGCM(_wrapping(under)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _BOUND)
        return DataKey(plain)
    except (InvalidTag, ValueError, binascii.Error):
        return None


def _wrapping(under: DataKey) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=_BOUND)
    return kdf.derive(under.secret)
