"""The slot file: the data key wrapped once for every way to open the vault."""

import base64
import binascii
import hashlib
import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from second_me.core.clock import Timestamp
from second_me.core.errors import VaultDamaged, VaultTooNew
from second_me.core.protocol.vault import SlotKind
from second_me.vault import durable, faults
from second_me.vault.keys import KEY_BYTES, DataKey
from second_me.vault.stretching import Argon2Cost

FORM = "second-me-slots"
VERSION = 1
SALT_BYTES = 16
_NONCE_BYTES = 12


class StoredSlot(msgspec.Struct, frozen=True, kw_only=True):
    """One way in. `wrapped` is nonce and AES-256-GCM text in base64; `keyring` names the
    backend that holds a keyring slot's half.
    """

    id: str
    kind: SlotKind
    created_at: Timestamp
    salt: str
    wrapped: str
    cost: Argon2Cost | None = None
    keyring: str = ""


class KeySet(msgspec.Struct, frozen=True, kw_only=True):
    """All ways to one data key; `check` tells whether a key is that one."""

    check: str
    slots: tuple[StoredSlot, ...]


class SlotFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file's content. `pending` exists only while the data key is being changed."""

    form: str = FORM
    version: int = VERSION
    vault_id: str
    current: KeySet
    pending: KeySet | None = None


def load(path: Path) -> SlotFile:
    """Read a slot file. Raises VaultDamaged, VaultTooNew, or what the disk says."""
    with faults.translated():
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise faults.missing(path) from error
    return parse(content)


def parse(content: bytes) -> SlotFile:
    """Check a slot file's bytes. Raises VaultDamaged or VaultTooNew."""
    try:
        head = msgspec.json.decode(content, type=_Head)
        if head.form == FORM and head.version > VERSION:
            raise _too_new()
        file = msgspec.json.decode(content, type=SlotFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _damaged() from error
    if file.form != FORM:
        raise _damaged()
    return file


class _Head(msgspec.Struct, frozen=True):
    form: str
    version: int


def save(path: Path, file: SlotFile) -> None:
    """Write a slot file so that the old or the new one stands there, never half of one."""
    with faults.translated():
        durable.private_folder(path.parent)
        durable.replace_file(path, msgspec.json.format(msgspec.json.encode(file), indent=1))


def new_id() -> str:
    """Return a random id for a vault or a slot."""
    return secrets.token_hex(8)


def seal(slot: StoredSlot, vault_id: str, secret: bytes, key: DataKey) -> StoredSlot:
    """Return the slot with the data key wrapped under `secret`, bound to all the slot says."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_wrapping_key(slot, secret)).encrypt(nonce, key.secret, _bound(slot, vault_id))
    return msgspec.structs.replace(slot, wrapped=base64.b64encode(nonce + sealed).decode())


def open_slot(slot: StoredSlot, vault_id: str, secret: bytes) -> DataKey | None:
    """Return the data key, or None if `secret` does not open the slot."""
    try:
        sealed = base64.b64decode(slot.wrapped, validate=True)
        nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        plain = AESGCM(_wrapping_key(slot, secret)).decrypt(nonce, text, _bound(slot, vault_id))
        return DataKey(plain)
    except (InvalidTag, ValueError, binascii.Error):
        return None


def salt_of(slot: StoredSlot) -> bytes:
    """Return a slot's salt. Raises VaultDamaged if it is none."""
    try:
        salt = base64.b64decode(slot.salt, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _damaged() from error
    if len(salt) != SALT_BYTES:
        raise _damaged()
    return salt


def _wrapping_key(slot: StoredSlot, secret: bytes) -> bytes:
    info = f"second-me slot {slot.kind.value}".encode()
    kdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt_of(slot), info=info)
    return kdf.derive(secret)


def _bound(slot: StoredSlot, vault_id: str) -> bytes:
    plain = msgspec.structs.replace(slot, wrapped="")
    return hashlib.sha256(vault_id.encode() + b"\n" + msgspec.json.encode(plain)).digest()


def _damaged() -> VaultDamaged:
    return VaultDamaged(
        "The key file is damaged",
        "The file that holds the locked-up keys cannot be read.",
        "Put back a copy of it; every backup carries one.",
    )


def _too_new() -> VaultTooNew:
    return VaultTooNew(
        "The key file is newer than this program",
        "It was written by a newer Second Me.",
        "Update Second Me. Nothing was changed.",
    )
